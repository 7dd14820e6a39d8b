"""PDFs become clean PDFs that look the same: forms, stamps, locks, scripts, odd pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from packet.doors.pdfium import open_document
from packet.errors import Unusable
from packet.intake.compare import changed_pages
from packet.intake.documents import clean_document
from packet.intake.facts import Facts


def _helvetica() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


_LATIN, _VIETNAMESE, _CYRILLIC = "Zoë Smith", "Nguyễn Thị Ánh", "Плющенко Ирина"


def _pdf(*texts: str) -> Pdf:
    """A PDF with one line of text a page."""
    pdf = Pdf.new()
    for text in texts:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(_helvetica())))
        page.obj.Contents = Stream(pdf, f"BT /F 24 Tf 72 700 Td ({text}) Tj ET".encode())
    return pdf


def _field(pdf: Pdf, name: str, rect: Sequence[float], **entries: Any) -> Dictionary:
    """Add a widget that is its own field to the first page."""
    page = pdf.pages[0].obj
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, T=String(name), Rect=Array(rect), F=4, **entries
    )
    widget = pdf.make_indirect(widget)
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), DA=String("/Helv 0 Tf 0 g"))
        page.Annots = Array()
    pdf.Root.AcroForm.Fields.append(widget)
    page.Annots.append(widget)
    return widget


def _text(pdf: Pdf, name: str, rect: Sequence[float], value: str, **entries: Any) -> Dictionary:
    return _field(pdf, name, rect, FT=Name.Tx, V=String(value), **entries)


def _form_xobject(pdf: Pdf, drawn: str, width: float, height: float) -> Stream:
    stream = Stream(pdf, drawn.encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, width, height])
    return stream


def _clean(pdf: Pdf, tmp_path: Path, **options: Any) -> tuple[Facts, Path]:
    source, target = tmp_path / "source.pdf", tmp_path / "normal.pdf"
    pdf.save(source, **options)
    facts = clean_document(source, target)
    pages = range(1, facts.pages + 1)
    changed = changed_pages(source, target, "pdf", pages)
    assert [page for page in changed if page not in facts.drawn] == []
    with pikepdf.open(target) as clean:
        assert not clean.is_encrypted
        assert len(clean.pages) == facts.pages
        assert set(clean.Root.keys()) <= {"/Type", "/Pages", "/OCProperties", "/Lang", "/Version"}
        assert not any("/Annots" in page.obj for page in clean.pages)
        assert clean.get_warnings() == []
    return facts, target


def _read(normal: Path, page: int = 1) -> str:
    with open_document(normal) as document:
        return " ".join(word.text for word in document.words(page))


def _ink(normal: Path, box: Sequence[float], page: int = 1) -> float:
    """The share of dark pixels in (left, bottom, right, top), on a Letter page."""
    left, bottom, right, top = box
    with open_document(normal) as document:
        pixels = document.render(page, scale=2, gray=True)
    part = pixels[int((792 - top) * 2) : int((792 - bottom) * 2), int(left * 2) : int(right * 2)]
    return float((part < 128).mean())


def _codes(facts: Facts) -> set[str]:
    return {remark.code for remark in facts.remarks}


def test_owner_password_is_lifted(tmp_path: Path) -> None:
    lock = pikepdf.Encryption(owner="secret", user="", allow=pikepdf.Permissions(extract=False))
    facts, normal = _clean(_pdf("Bank statement"), tmp_path, encryption=lock)
    assert _codes(facts) == {"restrictions-lifted"}
    assert "Bank statement" in _read(normal)


def test_user_password_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="locked with a password") as caught:
        _clean(_pdf("x"), tmp_path, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert caught.value.hint


def test_no_pages_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no pages"):
        _clean(Pdf.new(), tmp_path)


def test_too_many_pages_is_unusable(tmp_path: Path) -> None:
    pdf = _pdf("x")
    for _ in range(2_000):
        pdf.pages.append(pdf.pages[0])
    with pytest.raises(Unusable, match="2,001 pages"):
        _clean(pdf, tmp_path)


@pytest.mark.parametrize("needs_rendering", [True, False])
def test_dynamic_xfa_is_unusable(needs_rendering: bool, tmp_path: Path) -> None:
    pdf = _pdf("Please wait... If this message is not eventually replaced")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(pdf, b"<xdp/>"))
    if needs_rendering:
        pdf.Root.NeedsRendering = True
    with pytest.raises(Unusable, match="dynamic XFA") as caught:
        _clean(pdf, tmp_path)
    assert "Adobe Acrobat" in caught.value.hint


@pytest.mark.parametrize("stale", [True, False])
def test_hybrid_form_shows_every_value(stale: bool, tmp_path: Path) -> None:
    pdf = _pdf("Form I-000")
    for row, value in enumerate((_LATIN, _VIETNAMESE, _CYRILLIC)):
        bottom = 600 - 40 * row
        _text(pdf, f"name{row}", (72, bottom, 300, bottom + 20), value, DA=String("/F 10 Tf 0 g"))
    pdf.Root.AcroForm.XFA = Stream(pdf, b"<xdp/>")
    pdf.Root.AcroForm.NeedAppearances = stale
    facts, normal = _clean(pdf, tmp_path)
    text = _read(normal)
    for value in (_LATIN, _VIETNAMESE, _CYRILLIC):
        assert value in text
    for row in range(3):
        bottom = 600 - 40 * row
        assert _ink(normal, (72, bottom, 200, bottom + 20)) > 0.03
    assert facts.drawn == (1,)
    assert "form-flattened" in _codes(facts)
    assert "XFA form data" in facts.removed


def test_appearance_that_shows_the_value_is_kept(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    widget = _text(pdf, "name", (72, 600, 272, 620), "Smith")
    shown = _form_xobject(pdf, "BT /F 12 Tf 2 5 Td (Smith) Tj ET", 200, 20)
    shown.Resources = Dictionary(Font=Dictionary(F=_helvetica()))
    widget.AP = Dictionary(N=shown)
    facts, normal = _clean(pdf, tmp_path)
    assert facts.drawn == ()
    assert "Smith" in _read(normal)


def test_barcode_keeps_every_pixel(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    bars = " ".join(f"{x} 0 {1 + x % 3} 30 re f" for x in range(0, 190, 5))
    widget = _text(pdf, "PDF417BarCode1[0]", (200, 40, 400, 70), "I-000|01/01/26|1", Ff=1)
    widget.AP = Dictionary(N=_form_xobject(pdf, bars, 200, 30))
    _text(pdf, "name", (72, 600, 272, 620), _CYRILLIC)
    plain = tmp_path / "plain.pdf"
    pdf.save(plain)
    pdf.Root.AcroForm.NeedAppearances = True
    _, normal = _clean(pdf, tmp_path)
    pixels = []
    for path in (plain, normal):
        with open_document(path) as document:
            shown = document.render(1, scale=300 / 72, gray=True, forms=True)
            pixels.append(shown[-330:, 800:1700])
    assert np.array_equal(*pixels)
    assert (pixels[0] < 128).mean() > 0.05


def test_check_boxes_and_radio_buttons_keep_their_state(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    on = _form_xobject(pdf, "0 0 20 20 re f", 20, 20)
    off = _form_xobject(pdf, "1 w 1 1 18 18 re S", 20, 20)
    for row, (value, state) in enumerate([("/On", "/On"), ("/On", None), ("/Off", "/Off")]):
        bottom = 600 - 40 * row
        states = Dictionary(N=Dictionary(On=on, Off=off))
        box = _field(
            pdf, f"box{row}", (72, bottom, 92, bottom + 20), FT=Name.Btn, V=Name(value), AP=states
        )
        if state:
            box.AS = Name(state)
    facts, normal = _clean(pdf, tmp_path)
    assert [_ink(normal, (74, b + 2, 90, b + 18)) > 0.9 for b in (600, 560, 520)] == [
        True,
        True,
        False,
    ]
    assert "2 filled fields" in " ".join(remark.message for remark in facts.remarks)


def test_box_without_any_appearance_is_crossed(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    _field(pdf, "box", (72, 600, 92, 620), FT=Name.Btn, V=Name.Yes)
    _, normal = _clean(pdf, tmp_path)
    assert _ink(normal, (72, 600, 92, 620)) > 0.05


def test_layouts_of_values(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    _text(pdf, "comb", (72, 600, 252, 620), "012345678", Ff=1 << 24, MaxLen=9)
    _text(pdf, "right", (72, 560, 372, 580), "Right", Q=2)
    lines = "A long sentence that must be broken over several lines to be read at all " * 2
    _text(pdf, "many", (72, 480, 272, 550), lines.strip(), Ff=1 << 12)
    _text(pdf, "long", (72, 450, 172, 465), "An address too long for twelve points")
    _field(
        pdf,
        "choice",
        (72, 400, 272, 420),
        FT=Name.Ch,
        Ff=1 << 17,
        V=String("CA"),
        Opt=Array([Array([String("CA"), String("California")])]),
    )
    turned = _text(pdf, "turned", (500, 400, 520, 600), "Sideways")
    turned.MK = Dictionary(R=90)
    facts, normal = _clean(pdf, tmp_path)
    assert "form-value-missing" not in _codes(facts)
    text = _read(normal)
    for shown in ("Right", "to be read at all", "California", "twelve points", "Sideways"):
        assert shown in text
    assert "012345678" in text.replace(" ", "")
    for cell in range(9):
        assert _ink(normal, (72 + 20 * cell, 600, 92 + 20 * cell, 620)) > 0.02
    assert _ink(normal, (72, 560, 200, 580)) == 0
    assert _ink(normal, (330, 560, 372, 580)) > 0.02


def test_value_that_cannot_be_set_is_named(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    _text(pdf, "native name", (72, 600, 272, 620), "محمد")
    facts, _ = _clean(pdf, tmp_path)
    (remark,) = (remark for remark in facts.remarks if remark.code == "form-value-missing")
    assert "native name (page 1)" in remark.message


def test_hidden_fields_stay_hidden(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    _text(pdf, "secret", (72, 600, 272, 620), "Hidden").F = 2
    _, normal = _clean(pdf, tmp_path)
    assert "Hidden" not in _read(normal)


def test_visible_annotations_stay_and_links_go(tmp_path: Path) -> None:
    pdf = _pdf("Letter")
    stamp = Dictionary(Subtype=Name.Stamp, Rect=Array([100, 500, 200, 550]), F=4)
    stamp.AP = Dictionary(N=_form_xobject(pdf, "0 0 100 50 re f", 100, 50))
    mark = Dictionary(Subtype=Name.Highlight, Rect=Array([72, 695, 160, 725]), C=Array([1, 1, 0]))
    mark.QuadPoints = Array([72, 725, 160, 725, 72, 695, 160, 695])
    square = Dictionary(Subtype=Name.Square, Rect=Array([300, 300, 400, 400]), C=Array([1, 0, 0]))
    uri = Dictionary(S=Name.URI, URI=String("https://example.com"))
    link = Dictionary(Subtype=Name.Link, Rect=Array([72, 100, 172, 120]), A=uri)
    pdf.pages[0].obj.Annots = Array(
        [pdf.make_indirect(annotation) for annotation in (stamp, mark, square, link)]
    )
    _, normal = _clean(pdf, tmp_path)
    assert _ink(normal, (102, 502, 198, 548)) > 0.99
    with open_document(normal) as document:
        colours = document.render(1, scale=1, gray=False)
    assert tuple(colours[792 - 722, 150]) == (255, 255, 0)
    assert colours[792 - 350, 300].tolist()[1] < 128
    assert b"example.com" not in normal.read_bytes()


def test_active_content_is_listed_and_gone(tmp_path: Path) -> None:
    pdf = _pdf("Letter")
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    # A name may be an object of its own; pikepdf cannot hash one.
    launch = Dictionary(S=pdf.make_indirect(Name.Launch), F=String("calc.exe"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=launch)
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.SubmitForm, F=String("http://x.example")))
    pdf.attachments["virus.exe"] = b"MZ"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("one", 0))
    pdf.Root.Outlines.First.A = Dictionary(S=Name.ImportData, F=String("data.fdf"))
    sound = Dictionary(Subtype=Name.Sound, Rect=Array([0, 0, 9, 9]), Sound=Stream(pdf, b"beep"))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(sound)])
    facts, normal = _clean(pdf, tmp_path)
    assert len(facts.removed) == len(set(facts.removed)) == 8
    with pikepdf.open(normal) as clean:
        everything = b"".join(obj.unparse(resolved=True) for obj in clean.objects)
    for marker in (b"JavaScript", b"Launch", b"SubmitForm", b"Embedded", b"ImportData", b"/AA"):
        assert marker not in everything


def test_signed_is_noted(tmp_path: Path) -> None:
    pdf = _pdf("Contract")
    value = Dictionary(Type=Name.Sig, Contents=String("x"))
    widget = _field(pdf, "signature", (72, 100, 172, 140), FT=Name.Sig, V=value)
    widget.AP = Dictionary(N=_form_xobject(pdf, "0 0 100 40 re f", 100, 40))
    facts, normal = _clean(pdf, tmp_path)
    assert _codes(facts) == {"signature-not-kept"}
    assert _ink(normal, (74, 102, 170, 138)) > 0.99


def test_odd_boxes_become_sound(tmp_path: Path) -> None:
    pdf = _pdf("a", "b", "c")
    pdf.pages[0].obj.MediaBox = Array([612, 792, 0, 0])
    pdf.pages[1].obj.CropBox = Array([50, 500, 400, 750])
    pdf.pages[1].obj.Rotate = -90
    pdf.pages[2].obj.MediaBox = Array([0, 0, 20_000, 10_000])
    facts, normal = _clean(pdf, tmp_path)
    with open_document(normal) as document:
        sizes = [document.size(page) for page in (1, 2, 3)]
    assert sizes == [(612, 792), (250, 350), (14_400, 7_200)]
    assert _codes(facts) == {"page-size-changed"}


def test_repaired_file_is_noted(tmp_path: Path) -> None:
    source = tmp_path / "damaged.pdf"
    _pdf("one", "two").save(source, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = source.read_bytes()
    source.write_bytes(data.replace(b"startxref\n", b"startxref\n9"))
    facts = clean_document(source, tmp_path / "normal.pdf")
    assert (facts.pages, _codes(facts)) == (2, {"file-repaired"})


def test_file_cut_short_is_unusable(tmp_path: Path) -> None:
    source = tmp_path / "cut.pdf"
    _pdf(*(str(page) * 400 for page in range(9))).save(source)
    data = source.read_bytes()
    source.write_bytes(data[: len(data) // 2])
    with pytest.raises(Unusable, match="damaged PDF"):
        clean_document(source, tmp_path / "normal.pdf")


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    pdf = _pdf("Letter")
    odd = pikepdf.Object.parse(b"<< /Type /Font /Subtype /Type1 /BaseFont /#ba#da#cc#e5 >>")
    pdf.pages[0].obj.Resources.Font.G = pdf.make_indirect(odd)
    facts, _ = _clean(pdf, tmp_path)
    assert facts.pages == 1


def test_same_bytes_every_time(tmp_path: Path) -> None:
    pdf = _pdf("Form")
    _text(pdf, "name", (72, 600, 272, 620), _VIETNAMESE)
    _, normal = _clean(pdf, tmp_path)
    first = normal.read_bytes()
    clean_document(tmp_path / "source.pdf", normal)
    assert normal.read_bytes() == first
