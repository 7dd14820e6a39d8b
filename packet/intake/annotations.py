"""Make what is drawn upon a page part of the page: stamps, highlights, notes, form fields."""

from __future__ import annotations

from typing import Any

from packet.doors.pdf import (
    Array,
    Dictionary,
    Name,
    Pdf,
    Stream,
    array_of,
    dictionary_of,
    drop,
    inherited,
)
from packet.intake.forms import PUSH_BUTTON
from packet.intake.markup import draw_markup

_HIDDEN, _PRINT, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5
_NOT_DRAWN = (Name.Link, Name.Popup, Name.PrinterMark, Name.TrapNet)


def flatten(pdf: Pdf) -> int:
    """Draw every visible annotation into its page; how many were drawn. Links are dropped.

    Visible is what a screen or a printer shows, but for buttons that are never printed.
    """
    if (form := dictionary_of(pdf.Root, "/AcroForm")) is not None:
        drop(form, "/NeedAppearances")  # the values have been settled before
    drawn = 0
    for page in pdf.pages:
        shown = [a for a in array_of(page.obj, "/Annots") if _is_visible(a)]
        for annotation in shown:
            if "/AP" not in annotation:
                draw_markup(pdf, annotation)
            _carry_layer(annotation)
        kept = [a for a in shown if dictionary_of(a, "/AP") is not None]
        drop(page.obj, "/Annots")
        if kept:
            page.obj.Annots = Array(kept)
        drawn += len(kept)
    if drawn:
        pdf.flatten_annotations("all")
    return drawn


def _is_visible(annotation: Any) -> bool:
    if not isinstance(annotation, Dictionary):
        return False
    flags = annotation.get("/F", 0)
    flags = flags if isinstance(flags, int) else 0
    if annotation.get("/Subtype") in _NOT_DRAWN or flags & _HIDDEN:
        return False
    printed = bool(flags & _PRINT)
    if not printed and (flags & _NO_VIEW or _is_button(annotation)):
        return False
    return len(array_of(annotation, "/Rect")) == 4


def _is_button(annotation: Dictionary) -> bool:
    flags = inherited(annotation, "/Ff")
    is_push = isinstance(flags, int) and bool(flags & PUSH_BUTTON)
    return is_push and inherited(annotation, "/FT") == Name.Btn


def _carry_layer(annotation: Dictionary) -> None:
    """An annotation that belongs to a layer stays on it when it becomes content."""
    layer = dictionary_of(annotation, "/OC")
    appearances = dictionary_of(annotation, "/AP")
    normal = appearances.get("/N") if appearances is not None else None
    if layer is not None and isinstance(normal, Stream) and "/OC" not in normal:
        normal.OC = layer
