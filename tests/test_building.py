"""Bodies, upload set, mail packet and index as written, looked at with PDFium."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from evidence import (
    ODD,
    Built,
    Drawn,
    context_of,
    knowledge_with,
    pages_of,
    small_case,
    source_of,
    write_pdf,
)
from filings import case, document
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import Image

from packet.building.bodies import Placed, build_body
from packet.building.outputs import write_outputs
from packet.building.placing import BAND
from packet.building.shrinking import shrink
from packet.building.splitting import cut
from packet.cache import digest_file
from packet.checking.verify import prove
from packet.doors.pdfium import Pixels, open_document
from packet.errors import OutputError
from packet.filing import file_packet
from packet.model import LETTER, Output
from packet.workers import WorkerPool


def placed(normal: Path, page: int, **more: object) -> Placed:
    order = {
        "normal": str(normal),
        "page": page,
        "turn": 0,
        "layer": "",
        "layer_page": 0,
        "sheet": list(LETTER),
        "strip": 0,
    } | more
    return Placed(**order)  # type: ignore[typeddict-item]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_odd_pages_stay_above_the_band(tmp_path: Path, turn: int) -> None:
    write_pdf(tmp_path / "odd.pdf", ODD)
    orders = [placed(tmp_path / "odd.pdf", n, turn=turn) for n in range(1, len(ODD) + 1)]
    build_body(orders, "", str(tmp_path / "body.pdf"))
    with open_document(tmp_path / "body.pdf") as pdf:
        for number in range(1, len(pdf) + 1):
            assert pdf.size(number) == LETTER
            picture = pdf.render(number, scale=1)
            assert (picture[-int(BAND) + 1 :] == 255).all()
            assert (picture[: -int(BAND)] < 255).any()


def test_attributes_a_page_inherits_count(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", [Drawn(word="letter")])
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        page, pages = pdf.pages[0].obj, pdf.Root.Pages
        for key in ("/MediaBox", "/Resources"):
            pages[key] = page[key]
            del page[key]
        pages.Rotate = 90
        pdf.save(tmp_path / "a.pdf")
    build_body(
        [placed(tmp_path / "a.pdf", 1, sheet=list(LETTER[::-1]))], "", str(tmp_path / "b.pdf")
    )
    with open_document(tmp_path / "b.pdf") as pdf:
        (word,) = pdf.words(1)
        assert word.text == "letter"
        assert word.box[0] > 550  # the page's left side is now above, its top at the right


def is_green(picture: Pixels) -> NDArray[np.bool_]:
    red, green, blue = (picture[:, :, place].astype(int) for place in range(3))
    found: NDArray[np.bool_] = (green > red + 60) & (green > blue + 60)
    return found


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("sheet", [list(LETTER), []])
def test_the_text_layer_stands_on_its_words(
    tmp_path: Path, turn: int, rotate: int, sheet: list[float]
) -> None:
    """The layer's bar is drawn where the upright page has its own bar."""
    write_pdf(tmp_path / "a.pdf", [Drawn(word="a", size=(400, 700), rotate=rotate)])
    with open_document(tmp_path / "a.pdf") as pdf:
        upright = np.rot90(pdf.render(1, scale=1, gray=False), -turn // 90)
    bar = np.argwhere(is_green(upright))
    (top, left), (bottom, right) = bar.min(axis=0), bar.max(axis=0) + 1
    height, width, _ = upright.shape
    with pikepdf.new() as layer:
        content = f"0 g {left} {height - bottom} {right - left} {bottom - top} re f".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width, height]),
            Contents=layer.make_stream(content),
        )
        layer.pages.append(pikepdf.Page(layer.make_indirect(page)))
        layer.save(tmp_path / "layer.pdf")
    order = placed(
        tmp_path / "a.pdf",
        1,
        turn=turn,
        layer=str(tmp_path / "layer.pdf"),
        layer_page=1,
        sheet=sheet,
    )
    build_body([order], "", str(tmp_path / "b.pdf"))
    build_body([{**order, "layer": ""}], "", str(tmp_path / "plain.pdf"))
    with open_document(tmp_path / "b.pdf") as pdf:
        covered = pdf.render(1, scale=2, gray=False)
    with open_document(tmp_path / "plain.pdf") as pdf:
        plain = pdf.render(1, scale=2, gray=False)
    green = is_green(plain)
    assert green.sum() > 1000
    assert (covered[green] < 20).all(axis=1).mean() > 0.97
    changed = (np.abs(covered.astype(int) - plain) > 60).any(axis=2)
    assert (changed & ~green).mean() < 0.003


def by_path(outputs: tuple[Output, ...]) -> dict[str, Output]:
    return {output.path: output for output in outputs}


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    first = small_case(tmp_path / "one")
    second = small_case(tmp_path / "two")
    one, _ = write_outputs(*first.arguments, tmp_path / "a")
    other, _ = write_outputs(*second.arguments, tmp_path / "b")
    assert one == other
    for output in one:
        assert digest_file(tmp_path / "a" / output.path) == output.sha256


def test_real_workers_write_the_same(tmp_path: Path) -> None:
    pool = WorkerPool(2)
    try:
        built = small_case(tmp_path / "case", pool)
        outputs, _ = write_outputs(*built.arguments, tmp_path / "a")
        assert prove(*built.arguments, tmp_path / "a", outputs) == ()
    finally:
        pool.shutdown()
    alone = small_case(tmp_path / "alone")
    assert write_outputs(*alone.arguments, tmp_path / "b")[0] == outputs


def test_every_footer_says_what_its_page_is(tmp_path: Path) -> None:
    built = small_case(tmp_path)
    outputs, _ = write_outputs(*built.arguments, tmp_path / "made")
    upload = next(output for output in outputs if "Birth_Certificate" in output.path)
    with open_document(tmp_path / "made" / upload.path) as pdf:
        for number in range(2, len(pdf) + 1):
            height = pdf.size(number)[1]
            foot = " ".join(w.text for w in pdf.words(number) if w.box[1] > height - BAND)
            assert foot == f"Exhibit C-1 · Birth certificate 1 · page {number - 1} of 22"


def test_a_form_keeps_its_pages_as_they_are(tmp_path: Path) -> None:
    built = small_case(tmp_path)
    outputs, _ = write_outputs(*built.arguments, tmp_path / "made")
    form = next(output for output in outputs if "Form" in output.path)
    source = next(source for source in built.sources if source.path == "documents/3.pdf")
    with (
        open_document(tmp_path / "made" / form.path) as pdf,
        open_document(Path(source.normal)) as original,
    ):
        for number in (1, 2):
            assert (pdf.render(number, scale=1.5) == original.render(number, scale=1.5)).all()
    mail = by_path(outputs)["mail/packet.pdf"]
    places = [n for n, leaf in enumerate(mail.leaves, 1) if leaf.label == "A-1"]
    with open_document(tmp_path / "made/mail/packet.pdf") as pdf:
        assert [[w.text for w in pdf.words(n)] for n in places] == [["form"], ["turned"]]


def test_a_changed_title_makes_one_body_anew(tmp_path: Path) -> None:
    first = small_case(tmp_path)
    write_outputs(*first.arguments, tmp_path / "a")
    before = set((tmp_path / ".packet/cache").rglob("body-*"))
    second = small_case(tmp_path, title="Passport of Li Wei")
    write_outputs(*second.arguments, tmp_path / "b")
    assert len(set((tmp_path / ".packet/cache").rglob("body-*")) - before) == 1


def scan(path: Path, pages: int, noise: int) -> None:
    """Colour scans at 200 dpi whose pictures cannot be packed well."""
    random = np.random.default_rng(1)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pixels = random.integers(255 - noise, 255, (1100, 850, 3), dtype=np.uint8)
            target = io.BytesIO()
            Image.fromarray(pixels).resize((1700, 2200)).save(target, "JPEG", quality=92)
            picture = pdf.make_stream(
                target.getvalue(),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=1700,
                Height=2200,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 612, 792]),
                Resources=Dictionary(XObject=Dictionary(I=picture)),
                Contents=pdf.make_stream(b"q 612 0 0 792 0 0 cm /I Do Q"),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path)


def scanned_case(folder: Path, aim: int, most: int) -> Built:
    context = context_of(folder)
    made = context.cache.room(".pdf")
    scan(made, 4, 120)
    source = source_of(context, "documents/1.pdf", made)
    known = knowledge_with(aim, most)
    return Built(
        packet=file_packet((document(1, "birth-certificate", pages=4),), (), case(), known),
        sources=(source,),
        pages=pages_of(source),
        knowledge=known,
        context=context,
    )


def least_dpi(path: Path) -> float:
    with open_document(path) as pdf:
        return min(
            picture.dpi
            for number in range(1, len(pdf) + 1)
            for picture in pdf.contents(number).pictures
        )


def test_a_large_document_is_made_smaller_for_upload_only(tmp_path: Path) -> None:
    built = scanned_case(tmp_path, 3_000_000, 3_200_000)
    outputs, findings = write_outputs(*built.arguments, tmp_path / "made")
    assert [finding.code for finding in findings] == ["upload-shrunk"]
    upload, mail = outputs[2], by_path(outputs)["mail/packet.pdf"]
    assert upload.bytes <= 3_000_000 < mail.bytes
    assert least_dpi(tmp_path / "made" / upload.path) >= 149
    assert least_dpi(tmp_path / "made" / mail.path) >= 199
    assert prove(*built.arguments, tmp_path / "made", outputs) == ()
    assert write_outputs(*built.arguments, tmp_path / "again")[0] == outputs


def test_a_document_that_stays_too_large_is_cut_into_parts(tmp_path: Path) -> None:
    built = scanned_case(tmp_path, 1_000_000, 1_200_000)
    outputs, findings = write_outputs(*built.arguments, tmp_path / "made")
    assert [finding.code for finding in findings] == ["upload-split"]
    uploads = outputs[2:]
    assert len(uploads) > 1
    assert all(upload.bytes <= 1_000_000 for upload in uploads)
    stem = built.packet.documents[0].stem
    count = len(uploads)
    assert [upload.path for upload in uploads] == [
        f"upload/{stem}_Part_{part}_of_{count}.pdf" for part in range(1, count + 1)
    ]
    assert sorted(path.name for path in (tmp_path / "made/upload").iterdir()) == sorted(
        Path(upload.path).name for upload in uploads
    )
    assert prove(*built.arguments, tmp_path / "made", outputs) == ()


def test_a_page_that_alone_is_too_large_is_an_error(tmp_path: Path) -> None:
    built = scanned_case(tmp_path, 250_000, 260_000)
    outputs, findings = write_outputs(*built.arguments, tmp_path / "made")
    codes = {finding.code for finding in findings}
    assert "upload-too-large" in codes
    assert len(outputs[2:]) >= 4
    assert prove(*built.arguments, tmp_path / "made", outputs) == ()


def test_bilevel_pictures_stay(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        bits = np.random.default_rng(1).integers(0, 256, 2550 // 8 * 3300, dtype=np.uint8)
        picture = pdf.make_stream(
            bits.tobytes(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=2544,
            Height=3300,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=1,
        )
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 612, 792]),
            Resources=Dictionary(XObject=Dictionary(I=picture)),
            Contents=pdf.make_stream(b"q 612 0 0 792 0 0 cm /I Do Q"),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(tmp_path / "a.pdf")
    size = (tmp_path / "a.pdf").stat().st_size
    assert shrink(str(tmp_path / "a.pdf"), 1000, str(tmp_path / "b.pdf")) >= size * 0.99


streams = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5_000), max_size=5)


@given(st.lists(streams, min_size=1, max_size=30), st.integers(8_000, 40_000))
def test_parts_hold_every_page_once_and_stay_below_the_limit(
    weights: list[dict[str, int]], most: int
) -> None:
    # A stream has one size wherever it is drawn.
    sizes = {name: size for page in weights for name, size in page.items()}
    weights = [{name: sizes[name] for name in page} for page in weights]
    parts = cut(weights, most)
    assert [page for part in parts for page in part] == list(range(1, len(weights) + 1))
    for part in parts:
        held = {name for page in part for name in weights[page - 1]}
        total = 4_000 + 1_000 * len(part) + sum(sizes[name] for name in held)
        assert total <= most or len(part) == 1


def test_a_body_that_cannot_be_made_stops_the_build_with_one_line(tmp_path: Path) -> None:
    built = small_case(tmp_path)
    broken = tuple(
        replace(source, normal=str(tmp_path / "gone.pdf"))
        if source.path.endswith("1.pdf")
        else source
        for source in built.sources
    )
    arguments = (built.packet, broken, *built.arguments[2:])
    with pytest.raises(OutputError, match=re.escape("C-1")):
        write_outputs(*arguments, tmp_path / "made")
