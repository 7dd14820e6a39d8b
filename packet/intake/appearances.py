"""Appearances: what an annotation or a form field looks like, as PDF drawing operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from packet.doors.pdf import Array, Dictionary, Name, Pdf, Stream

_UPRIGHT = (1, 0, 0, 1, 0, 0)


def give_appearance(
    pdf: Pdf,
    annotation: Any,
    drawn: bytes,
    box: Sequence[Any],
    resources: Dictionary,
    matrix: Sequence[float] = _UPRIGHT,
) -> None:
    """Let `drawn`, cut to `box` (left, bottom, right, top), be what the annotation looks like."""
    appearance = Stream(pdf, drawn)
    appearance.Type = Name.XObject
    appearance.Subtype = Name.Form
    appearance.BBox = Array(box)
    appearance.Matrix = Array(matrix)
    appearance.Resources = resources
    annotation.AP = Dictionary(N=appearance)


def colour(parts: Sequence[Any], *, fill: bool) -> str:
    """The operator that sets a colour of 1, 3 or 4 components; "" for what is none."""
    operator = {1: "g", 3: "rg", 4: "k"}.get(len(parts), "")
    if not operator:
        return ""
    numbers = " ".join(f"{float(part):g}" for part in parts)
    return f"{numbers} {operator if fill else operator.upper()}"
