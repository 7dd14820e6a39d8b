"""PDF pages drawn upon others: what is displayed of a page, as a form XObject in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from packet.building.placing import Canvas, Place, matrix
from packet.doors.pdf import Array, Dictionary, Name, Object, Pdf, inherited, number_of
from packet.doors.pdf import Page as PdfPage
from packet.model import LETTER


def new_page(
    pdf: Pdf, size: tuple[float, float], drawn: Mapping[str, tuple[PdfPage, Canvas, Place]]
) -> PdfPage:
    """A page that draws others, each as a form XObject of its name, in order."""
    content = b"".join(drawing(name, matrix(shown, at)) for name, (_, shown, at) in drawn.items())
    forms = {f"/{name}": form_of(page, shown) for name, (page, shown, _) in drawn.items()}
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *(round(length, 4) for length in size)]),
        Resources=Dictionary(XObject=Dictionary(forms)),
        Contents=pdf.make_stream(content),
    )
    return PdfPage(pdf.make_indirect(page))


def drawing(name: str, transform: Sequence[float]) -> bytes:
    """The content that draws the form XObject `name`."""
    numbers = " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in transform)
    return f"q {numbers} cm /{name} Do Q\n".encode()


def form_of(page: PdfPage, shown: Canvas) -> Object:
    """The page's content as a form XObject that is cut to its canvas."""
    form = page.as_form_xobject(handle_transformations=False)
    right, top = shown.left + shown.width, shown.bottom + shown.height
    form.BBox = Array([shown.left, shown.bottom, right, top])
    if "/Resources" not in form:
        form.Resources = Dictionary()
    return form


def canvas(page: PdfPage, turn: int = 0) -> Canvas:
    """What is displayed of a page, to be turned clockwise by `turn` after it is displayed."""
    media = _box(page, "/MediaBox") or (0.0, 0.0, *LETTER)
    crop = _box(page, "/CropBox") or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        left, bottom, right, top = media
    turned = int(_number(inherited(page.obj, "/Rotate"), 0.0) / 90) * 90
    return Canvas(
        left=left,
        bottom=bottom,
        width=right - left,
        height=top - bottom,
        unit=number_of(page.obj, "/UserUnit", 1.0) or 1.0,
        turn=(turned + turn) % 360,
    )


def _number(value: Any, default: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def _box(page: PdfPage, key: str) -> tuple[float, float, float, float] | None:
    """A page's box with its corners in order, or None if it is none or empty."""
    try:
        x1, y1, x2, y2 = map(float, inherited(page.obj, key))
    except (TypeError, ValueError):
        return None
    box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    return box if box[2] > box[0] and box[3] > box[1] else None
