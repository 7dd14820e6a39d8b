"""Turn a PDF into the clean PDF: the same pages to look at, with nothing else in it."""

from __future__ import annotations

from pathlib import Path

from packet.doors.pdf import (
    Name,
    Pdf,
    array_of,
    damage_is_unusable,
    dictionary_of,
    inherited,
    open_pdf,
    save_pdf,
)
from packet.doors.pdfium import open_document
from packet.errors import Unusable
from packet.intake.active import find_active, remove_active
from packet.intake.annotations import flatten
from packet.intake.facts import Facts, Remark
from packet.intake.forms import Filled, fill_in
from packet.intake.pages import settle_pages
from packet.words import many

_MOST_PAGES = 2_000
_MOST_NAMED = 6
_AGAIN = "export or scan the document again"
_COMPARE = "look at its pages once, beside the original"


def clean_document(source: Path, target: Path) -> Facts:
    """Write the clean PDF of the PDF file `source` to `target`. Raises Unusable."""
    with damage_is_unusable(), open_pdf(source) as pdf:
        count = _count_pages(pdf)
        _refuse_dynamic(pdf, source)
        remarks = [*_lifted(pdf), *_signed(pdf)]
        removed = find_active(pdf)
        remarks += settle_pages(pdf)
        damage = pdf.get_warnings()
        filled = fill_in(pdf)
        flatten(pdf)
        remove_active(pdf)
        save_pdf(pdf, target)
    if damage:
        _check_repair(source, count)
        message = "the file is damaged and was repaired; no page is missing"
        remarks.append(Remark(code="file-repaired", message=message, hint=_COMPARE))
    _check_saved(target, count)
    remarks += [*_active(removed), *_form(filled)]
    return Facts(
        kind="pdf", pages=count, remarks=tuple(remarks), removed=removed, drawn=filled.drawn
    )


def _count_pages(pdf: Pdf) -> int:
    count = len(pdf.pages)
    if count == 0:
        raise Unusable("the PDF has no pages", _AGAIN)
    if count > _MOST_PAGES:
        raise Unusable(
            f"the PDF has {count:,} pages, more than {_MOST_PAGES:,}",
            "take out the pages that matter as a smaller PDF, and put that in its place",
        )
    return count


def _refuse_dynamic(pdf: Pdf, source: Path) -> None:
    """Raise Unusable for a form that is drawn by Acrobat alone from its XFA data."""
    form = dictionary_of(pdf.Root, "/AcroForm")
    has_xfa = form is not None and "/XFA" in form
    if pdf.Root.get("/NeedsRendering") or (has_xfa and _few_widgets(pdf) and _waits(source)):
        raise Unusable(
            "it is a dynamic XFA form, which only Adobe Acrobat can show",
            "open it in Adobe Acrobat, print it to a PDF, and put that PDF in its place",
        )


def _few_widgets(pdf: Pdf) -> bool:
    return sum(len(array_of(page.obj, "/Annots")) for page in pdf.pages) <= 1


def _waits(source: Path) -> bool:
    """Whether the first page only asks to wait, or shows nothing."""
    with open_document(source) as shown:
        text = " ".join(word.text for word in shown.words(1)).lower()
        drawn = shown.contents(1)
        return "please wait" in text or not (drawn.texts or drawn.pictures or drawn.others)


def _lifted(pdf: Pdf) -> tuple[Remark, ...]:
    if not pdf.is_encrypted:
        return ()
    message = "its owner restricted printing or copying; packet's copy has no such restriction"
    return (Remark(code="restrictions-lifted", message=message),)


def _signed(pdf: Pdf) -> tuple[Remark, ...]:
    signed = any(
        inherited(annotation, "/FT") == Name.Sig and inherited(annotation, "/V") is not None
        for page in pdf.pages
        for annotation in array_of(page.obj, "/Annots")
    )
    if not signed:
        return ()
    return (
        Remark(
            code="signature-not-kept",
            message="it is digitally signed; the copy shows the signature but cannot prove it",
            hint="keep the original file for the office that may ask for it",
        ),
    )


def _active(removed: tuple[str, ...]) -> tuple[Remark, ...]:
    if not removed:
        return ()
    message = f"taken out of packet's copy: {', '.join(removed)}"
    return (Remark(code="active-content-removed", message=message),)


def _form(filled: Filled) -> tuple[Remark, ...]:
    remarks = []
    if filled.values:
        message = f"the form's {many(filled.values, 'filled field')} became part of the pages"
        remarks.append(Remark(code="form-flattened", message=message))
    if filled.unseen:
        named = "; ".join(filled.unseen[:_MOST_NAMED])
        more = len(filled.unseen) - _MOST_NAMED
        rest = f"; and {more} more" if more > 0 else ""
        message = f"fields whose value cannot be shown whole: {named}{rest}"
        hint = "open the form where it was filled, print it to a PDF, and put that in its place"
        remarks.append(Remark(code="form-value-missing", message=message, hint=hint))
    return tuple(remarks)


def _check_repair(source: Path, count: int) -> None:
    """A second reader must find as many pages in a damaged file."""
    with open_document(source) as shown:
        if len(shown) != count:
            raise Unusable(
                f"damaged PDF: one reader finds {count} pages in it, another {len(shown)}", _AGAIN
            )


def _check_saved(target: Path, count: int) -> None:
    with damage_is_unusable(), open_pdf(target) as pdf:
        sound = len(pdf.pages) == count and not pdf.get_warnings()
    if not sound:
        raise Unusable("damaged PDF: it cannot be repaired", _AGAIN)
