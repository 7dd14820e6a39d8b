"""Reading pages that are made here, with words, turn and skew known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scans
import typst
from scans import Sheet, Wear

from packet.cache import Cache
from packet.context import Context, InProcess
from packet.doors.pdfium import open_document
from packet.errors import Unusable, WorkerDied
from packet.model import Page, Source, TextOrigin
from packet.reading import read
from packet.reading.tasks import read_run

QUICK = Wear(dpi=150, noise=2.0, blur=0.4)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(case=tmp_path, cache=Cache(tmp_path / ".packet").open(), executor=InProcess())


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return upper_part(scans.letter(5))


def upper_part(full: Sheet) -> Sheet:
    """A third of the page, cut between two lines: read quickly. Its words go on too far."""
    white = np.flatnonzero(full.pixels.min(axis=1) > 250)
    cut = int(white[white > 1250][6])
    return Sheet(pixels=full.pixels[250:cut], words=full.words)


def read_pages(context: Context, *pages: tuple[Any, Wear]) -> tuple[Page, ...]:
    path = scans.pdf_of(list(pages), context.case / "scan.pdf")
    return read((source_of(path),), context)


def source_of(path: Path, name: str = "documents/scan.pdf") -> Source:
    with open_document(path) as document:
        pages = len(document)
    return Source(path=name, sha256="", bytes=1, pages=pages, kind="pdf", normal=str(path))


def recall(page: Page, words: tuple[str, ...]) -> float:
    found, wanted = Counter(word.text for word in page.words), Counter(words)
    return (found & wanted).total() / wanted.total()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_and_set_upright(context: Context, sheet: Sheet, turn: int) -> None:
    wear = replace(QUICK, turn=turn, skew=1.3)
    (page,) = read_pages(context, (scans.worn(sheet.pixels, wear), wear))
    assert page.rotation == -turn % 360
    assert page.rotation_sure
    assert (page.width, page.height) == pytest.approx((612, sheet.pixels.shape[0] * 0.24), abs=0.5)
    assert page.skew == pytest.approx(1.3, abs=0.2)
    assert page.origin is TextOrigin.OCR
    assert page.confidence > 0.9
    assert page.language == "en"
    assert page.dpi == pytest.approx(150, abs=1)
    assert recall(page, page_words(sheet)) > 0.95


def page_words(sheet: Sheet) -> tuple[str, ...]:
    """The first words of the letter, those that were not cut off."""
    return sheet.words[:60]


def test_the_invisible_layer_stands_where_the_words_stand(context: Context, sheet: Sheet) -> None:
    wear = replace(QUICK, turn=90, skew=-1.5)
    (page,) = read_pages(context, (scans.worn(sheet.pixels, wear), wear))
    with open_document(Path(page.layer)) as layer:
        assert layer.size(page.layer_page) == pytest.approx((page.width, page.height), abs=0.1)
        drawn = layer.words(page.layer_page)
        assert layer.contents(page.layer_page).texts == 0
    assert len(drawn) == len(page.words)
    for seen in page.words:
        same = [word for word in drawn if word.text == seen.text]
        word = min(
            same, key=lambda one: abs(one.box[0] - seen.box[0]) + abs(one.box[1] - seen.box[1])
        )
        assert word.box[0] == pytest.approx(seen.box[0], abs=2)
        assert word.box[2] == pytest.approx(seen.box[2], abs=2)
        assert seen.box[1] - 4 <= (word.box[1] + word.box[3]) / 2 <= seen.box[3] + 4


def test_word_boxes_lie_on_the_ink(context: Context, sheet: Sheet) -> None:
    wear = replace(QUICK, skew=2.0)
    (page,) = read_pages(context, (scans.worn(sheet.pixels, wear), wear))
    with open_document(context.case / "scan.pdf") as document:
        picture = document.render(1, scale=2)
    for word in page.words:
        left, top, right, bottom = (round(2 * side) for side in word.box)
        assert picture[top:bottom, left:right].min() < 140, word


def test_a_page_with_its_own_text_is_not_recognised(context: Context) -> None:
    text = "Employment letter for Amara Okafor\n\nShe has worked here since March 2019.\n"
    path = context.case / "born.pdf"
    path.write_bytes(typst.compile(f'#set page("us-letter")\n{text}'.encode(), format="pdf"))
    (page,) = read((source_of(path),), context)
    assert page.origin is TextOrigin.DIGITAL
    assert page.lines == tuple(line for line in text.splitlines() if line)
    assert (page.layer, page.layer_page, page.dpi) == ("", 0, None)
    assert Path(page.thumbnail).read_bytes().startswith(b"\xff\xd8")


def test_blank_faint_and_specked_pages(context: Context, sheet: Sheet) -> None:
    paper = np.full_like(sheet.pixels, 255)
    specked = paper.copy()
    specked[::150, ::170] = 60
    faint = (255 - (255 - sheet.pixels.astype(int)) * 0.2).astype(np.uint8)
    shadow = (255 - (255 - sheet.pixels[:, ::-1].astype(int)) * 0.08).astype(np.uint8)
    wear = replace(QUICK, paper=235, gradient=20)
    pages = [(scans.worn(each, wear), wear) for each in (paper, specked, faint, shadow)]
    found = read_pages(context, *pages)
    assert [page.blank for page in found] == [True, True, False, True]
    assert recall(found[2], page_words(sheet)) > 0.9
    assert found[2].contrast < 0.25


def test_fingerprints(context: Context, sheet: Sheet) -> None:
    other = upper_part(scans.letter(9)).pixels
    first = scans.worn(sheet.pixels, QUICK)
    again = replace(QUICK, skew=0.8, noise=4.0, paper=225, gradient=20)
    turned = replace(again, turn=180)
    pages = read_pages(
        context,
        (first, QUICK),
        (scans.worn(sheet.pixels, again, 7), again),
        (scans.worn(sheet.pixels, turned, 8), turned),
        (scans.worn(other, QUICK), QUICK),
        (first, QUICK),
    )
    near = [int(page.near, 16) for page in pages]
    distances = [(near[0] ^ one).bit_count() for one in near]
    assert max(distances[1], distances[2]) <= 8
    assert distances[3] >= 14
    assert pages[0].exact == pages[4].exact
    assert len({page.exact for page in pages}) == 4


def test_blur_and_pale_print_are_measured(context: Context, sheet: Sheet) -> None:
    crisp, blurred = QUICK, replace(QUICK, blur=2.5)
    sharp, soft = read_pages(
        context,
        (scans.worn(sheet.pixels, crisp), crisp),
        (scans.worn(sheet.pixels, blurred), blurred),
    )
    assert sharp.sharpness > soft.sharpness + 0.2
    assert sharp.contrast > 0.5


def test_what_was_read_is_found_again(
    context: Context, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = read_pages(context, (scans.worn(sheet.pixels, QUICK), QUICK))

    def refuse(*_: object) -> Future[Any]:
        raise AssertionError("it was read again")

    monkeypatch.setattr(InProcess, "submit", refuse)
    assert read((source_of(context.case / "scan.pdf"),), context) == pages
    (renamed,) = read((source_of(context.case / "scan.pdf", "b.pdf"),), context)
    assert renamed == replace(pages[0], source="b.pdf")


class Deadly(InProcess):
    """Workers that die of page 2, alone or in company."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if fn is read_run and args[1] <= 2 <= args[2]:
            future: Future[Any] = Future()
            future.set_exception(WorkerDied("crashed (SIGSEGV)"))
            return future
        return super().submit(fn, *args, **kwargs)


def test_a_deadly_page_harms_no_other(context: Context, sheet: Sheet) -> None:
    context = replace(context, executor=Deadly())
    worn = scans.worn(sheet.pixels[:500], QUICK)
    one, two, three = read_pages(context, *[(worn, QUICK)] * 3)
    assert one.words
    assert three.words
    assert two.words == ()
    assert two.trouble == "no text could be read: crashed (SIGSEGV)"
    assert (two.number, two.width) == (2, pytest.approx(612, abs=0.5))


def test_quarantined_sources_have_no_pages(context: Context) -> None:
    broken = Source(path="a.pdf", sha256="", bytes=1, pages=0, kind="pdf", error="damaged PDF")
    assert read((broken,), context) == ()


def test_a_damaged_pdf_is_unusable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(Unusable, match="damaged"), open_document(path):
        pass


def test_a_picture_alone_on_its_page_is_taken_as_it_is(tmp_path: Path, sheet: Sheet) -> None:
    wear = Wear(dpi=100, turn=90, bilevel=True)
    pixels = scans.worn(sheet.pixels, wear)
    with open_document(scans.pdf_of([(pixels, wear)], tmp_path / "a.pdf")) as document:
        image = document.image(1)
        assert image is not None
        assert np.array_equal(image if image.ndim == 2 else image[:, :, 0], pixels)
        (picture,) = document.contents(1).pictures
        assert (picture.turn, round(picture.dpi)) == (0, 100)


@pytest.fixture
def rotated(tmp_path: Path) -> Iterator[Path]:
    body = "#set page(width: 400pt, height: 600pt, margin: 50pt)\n#rotate(90deg)[Alpha beta gamma]"
    path = tmp_path / "r.pdf"
    path.write_bytes(typst.compile(body.encode(), format="pdf"))
    yield path


def test_sideways_digital_text_is_noticed(context: Context, rotated: Path) -> None:
    (page,) = read((source_of(rotated),), context)
    assert page.rotation == 270
    assert (page.width, page.height) == (600, 400)
    left, top, right, bottom = page.words[0].box
    assert right - left > bottom - top


@pytest.mark.parametrize("turn", [0, 90, 270])
def test_one_short_line_is_no_blank_page(context: Context, turn: int) -> None:
    full = scans.letter(5)
    line = np.flatnonzero(full.pixels.min(axis=1) < 200)[:40]
    paper = np.full_like(full.pixels, 255)
    paper[300 : 300 + len(line), :1000] = full.pixels[line, :1000]
    wear = replace(QUICK, turn=turn)
    (page,) = read_pages(context, (scans.worn(paper, wear), wear))
    assert not page.blank
    assert page.rotation == -turn % 360
    assert page.words[0].text == full.words[0]


def test_a_line_up_the_margin_keeps_its_place(context: Context, sheet: Sheet) -> None:
    line = sheet.pixels[:300, 280:1500]
    high = line.shape[1] + 300
    page_pixels = np.full((high, 2550), 255, dtype=np.uint8)
    page_pixels[: sheet.pixels.shape[0], 400:] = sheet.pixels[:, :-400]
    page_pixels[200 : 200 + line.shape[1], 60:360] = np.rot90(line, -1)
    (page,) = read_pages(context, (scans.worn(page_pixels, QUICK), QUICK))
    assert page.rotation == 0
    tall = [word for word in page.words if word.box[3] - word.box[1] > 30 and word.box[2] < 100]
    assert tall
    with open_document(Path(page.layer)) as layer:
        drawn = layer.words(page.layer_page)
    for word in tall:
        (same,) = [one for one in drawn if one.text == word.text and one.box[2] < 110]
        assert same.box[1] == pytest.approx(word.box[1], abs=6)
        assert same.box[3] == pytest.approx(word.box[3], abs=6)
