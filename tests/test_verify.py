"""The proof passes what was written and nothing else: each mutation must be noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from evidence import Built, small_case
from pikepdf import Array, Dictionary, Name, String

from packet.building.outputs import write_outputs
from packet.cache import digest_file
from packet.checking.verify import prove
from packet.model import Output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path, tuple[Output, ...]]:
    folder = tmp_path_factory.mktemp("case")
    built = small_case(folder)
    outputs, findings = write_outputs(*built.arguments, folder / "made")
    assert findings == ()
    return built, folder / "made", outputs


Written = tuple[Built, Path, tuple[Output, ...]]


def proved(written: Written, made: Path, outputs: tuple[Output, ...]) -> tuple[str, ...]:
    """As if the writer had meant what now stands on the disk."""
    honest = tuple(
        replace(
            output,
            sha256=digest_file(made / output.path),
            bytes=(made / output.path).stat().st_size,
        )
        for output in outputs
    )
    return prove(*written[0].arguments, made, honest)


def test_what_was_written_passes(written: Written) -> None:
    built, made, outputs = written
    assert prove(*built.arguments, made, outputs) == ()


def test_a_file_that_changed_on_the_disk_fails(written: Written, tmp_path: Path) -> None:
    built, made, outputs = written
    shutil.copytree(made, tmp_path / "made")
    with (tmp_path / "made" / "index.pdf").open("ab") as stream:
        stream.write(b" ")
    assert "index.pdf" in prove(*built.arguments, tmp_path / "made", outputs)[0]


def drop(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-2]


def swap(pdf: pikepdf.Pdf) -> None:
    first, second = (pdf.pages[place].obj for place in (-1, -2))
    for key in ("/Contents", "/Resources"):
        first[key], second[key] = second[key], first[key]


def blank(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.Contents = pdf.make_stream(b"")


def blank_within(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.Resources.XObject.Page.write(b"")


def cover_up(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[-1]
    page.contents_add(b"1 g 100 100 300 300 re f")


def crop(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.CropBox = Array([0, 0, 300, 300])


def turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.Rotate = 180


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_by_name(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(action)]))
    )


def page_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"text"


def annotate(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String("a")
    )
    pdf.pages[-1].obj.Annots = Array([pdf.make_indirect(note)])


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))


def sign(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = "somebody"


ANY_FILE = (
    drop, swap, blank, blank_within, cover_up, crop, turn, script, script_by_name, page_action,
    attach, annotate, form, sign,
)  # fmt: skip


def link_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Annots[-1].Dest[0] = pdf.pages[8].obj


def relabel(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=2)]))


def retarget_outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[-1].destination = Array([pdf.pages[0].obj, Name.Fit])


def drop_chapter(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        del outline.root[-1].children[-1]


def exchange_numbers(pdf: pikepdf.Pdf) -> None:
    one, other = (pdf.pages[place].obj.Resources.XObject for place in (-1, -2))
    one["/PacketNumber"], other["/PacketNumber"] = other["/PacketNumber"], one["/PacketNumber"]


def empty_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Contents[1] = pdf.make_stream(b"")


MAIL_ONLY = (
    link_elsewhere, relabel, retarget_outline, drop_chapter, exchange_numbers, empty_sheet,
)  # fmt: skip

UPLOAD = "upload/C1_Birth_Certificate_1.pdf"


@pytest.mark.parametrize(
    ("path", "mutate"),
    [
        *((path, mutate) for path in (UPLOAD, "mail/packet.pdf") for mutate in ANY_FILE),
        *(("mail/packet.pdf", mutate) for mutate in MAIL_ONLY),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_mutation_fails(
    written: Written, tmp_path: Path, path: str, mutate: Callable[[pikepdf.Pdf], None]
) -> None:
    _, made, outputs = written
    copy = tmp_path / "made"
    shutil.copytree(made, copy)
    with pikepdf.open(copy / path, allow_overwriting_input=True) as pdf:
        mutate(pdf)
        pdf.save(copy / path)
    problems = proved(written, copy, outputs)
    assert problems
    assert all(path in problem for problem in problems)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_fails(written: Written, tmp_path: Path, share: float) -> None:
    _, made, outputs = written
    shutil.copytree(made, tmp_path / "made")
    mail = tmp_path / "made" / "mail" / "packet.pdf"
    mail.write_bytes(mail.read_bytes()[: int(mail.stat().st_size * share)])
    assert proved(written, tmp_path / "made", outputs)


def test_an_encrypted_file_fails(written: Written, tmp_path: Path) -> None:
    _, made, outputs = written
    shutil.copytree(made, tmp_path / "made")
    with pikepdf.open(tmp_path / "made" / UPLOAD, allow_overwriting_input=True) as pdf:
        pdf.save(tmp_path / "made" / UPLOAD, encryption=pikepdf.Encryption(owner="a", user=""))
    assert proved(written, tmp_path / "made", outputs)


def test_an_index_with_other_page_numbers_fails(written: Written, tmp_path: Path) -> None:
    """The index of a packet whose first document has a page more."""
    _, made, outputs = written
    longer = small_case(tmp_path / "longer", more=1)
    wrong = tmp_path / "wrong"
    write_outputs(*longer.arguments, wrong)
    shutil.copytree(made, tmp_path / "made")
    with (
        pikepdf.open(tmp_path / "made/mail/packet.pdf", allow_overwriting_input=True) as pdf,
        pikepdf.open(wrong / "mail/packet.pdf") as other,
    ):
        foreign = pdf.copy_foreign(other.pages[1].obj)
        for key in ("/Contents", "/Resources"):
            pdf.pages[1].obj[key] = foreign[key]
        pdf.save(tmp_path / "made/mail/packet.pdf")
    problems = proved(written, tmp_path / "made", outputs)
    assert any("the index does not say" in problem for problem in problems)


def test_a_page_left_out_of_the_plan_fails(written: Written) -> None:
    built, made, outputs = written
    fewer = replace(built.packet, excluded=())
    arguments = (fewer, *built.arguments[1:])
    assert "stands 0 times in the packet" in prove(*arguments, made, outputs)[0]


def test_a_body_that_shows_other_pages_fails(tmp_path: Path) -> None:
    """The writer mistakes one page for another: digests agree, pixels don't."""
    built = small_case(tmp_path / "case")
    outputs, _ = write_outputs(*built.arguments, tmp_path / "made")
    shown = {page.ref: page for page in built.pages}
    turned = tuple(
        replace(page, rotation=(page.rotation + 180) % 360) if page.number == 4 else page
        for page in shown.values()
    )
    arguments = (built.packet, built.sources, turned, *built.arguments[3:])
    # The proof looks for bodies made from the turned pages; it is given those it finds.
    wrong, _ = write_outputs(*arguments, tmp_path / "other")
    assert prove(*arguments, tmp_path / "other", wrong) == ()
    assert prove(*arguments, tmp_path / "made", outputs)
