"""Page boxes and page contents of a PDF, made such that every reader sees the same page."""

from __future__ import annotations

import math
from typing import Any

from packet.doors.pdf import Array, Page, Pdf, Stream, damage_is_unusable, drop, inherited
from packet.errors import Unusable
from packet.intake.facts import Remark
from packet.model import LETTER

_LEAST, _MOST = 3.0, 14_400.0  # points a page's side may have
_MOST_CONTENT = 200_000_000  # bytes of drawing operators

Rect = tuple[float, float, float, float]


def settle_pages(pdf: Pdf) -> tuple[Remark, ...]:
    """Give each page its own sound boxes, rotation and resources, and read its contents once.

    A page larger than readers can show is made smaller as a whole. Raises Unusable if the
    contents of a page cannot be decoded.
    """
    remarks = []
    for number, page in enumerate(pdf.pages, start=1):
        _check_contents(page, number)
        if not _settle_boxes(pdf, page):
            message = f"page {number} has an impossible size; it is shown on another"
            hint = "compare the page with the original"
            remarks.append(
                Remark(code="page-size-changed", message=message, hint=hint, page=number)
            )
    return tuple(remarks)


def _check_contents(page: Page, number: int) -> None:
    contents = page.obj.get("/Contents")
    size = 0
    for stream in contents if isinstance(contents, Array) else (contents,):
        if not isinstance(stream, Stream):
            continue
        with damage_is_unusable(f"damaged PDF: page {number} cannot be read"):
            size += len(stream.read_bytes())
        if size > _MOST_CONTENT:
            raise Unusable(
                f"page {number} is too complicated to be shown",
                "print it to a new PDF, and put that in its place",
            )


def _settle_boxes(pdf: Pdf, page: Page) -> bool:
    """Whether the page keeps the size that its source gives it."""
    media = _rect(inherited(page.obj, "/MediaBox"))
    crop = _rect(inherited(page.obj, "/CropBox"))
    sound = media is not None or inherited(page.obj, "/MediaBox") is None
    media = media or (0.0, 0.0, *LETTER)
    crop = _common(media, crop) if crop else None
    largest = max(media[2] - media[0], media[3] - media[1])
    if largest > _MOST:
        scale = _MOST / largest
        page.contents_add(f"q {scale:.8f} 0 0 {scale:.8f} 0 0 cm".encode(), prepend=True)
        page.contents_add(b"Q", prepend=False)
        media = _scaled(media, scale)
        crop = _scaled(crop, scale) if crop else None
        sound = False
    resources = inherited(page.obj, "/Resources")
    turn = inherited(page.obj, "/Rotate")
    drop(page.obj, "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
    page.obj.MediaBox = Array(media)
    if crop and crop != media:
        page.obj.CropBox = Array(crop)
    page.obj.Rotate = int(turn) // 90 % 4 * 90 if _is_number(turn) else 0
    if resources is not None:
        page.obj.Resources = resources
    return sound


def _rect(value: Any) -> Rect | None:
    """A box as (left, bottom, right, top); None if it is none, or too small for a page."""
    if not isinstance(value, Array) or len(value) != 4 or not all(map(_is_number, value)):
        return None
    x0, y0, x1, y1 = (float(side) for side in value)
    rect = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    small = rect[2] - rect[0] < _LEAST or rect[3] - rect[1] < _LEAST
    return None if small or not all(map(math.isfinite, rect)) else rect


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool | str) and math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _common(outer: Rect, inner: Rect) -> Rect | None:
    x0, y0 = max(outer[0], inner[0]), max(outer[1], inner[1])
    x1, y1 = min(outer[2], inner[2]), min(outer[3], inner[3])
    return (x0, y0, x1, y1) if x1 - x0 >= _LEAST and y1 - y0 >= _LEAST else None


def _scaled(rect: Rect, scale: float) -> Rect:
    return (rect[0] * scale, rect[1] * scale, rect[2] * scale, rect[3] * scale)
