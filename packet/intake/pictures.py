"""Turn a picture file into the clean PDF: each picture a page that is exactly the picture."""

from __future__ import annotations

from pathlib import Path

from packet.doors.images import Frame, count_animation, date_taken, page_of, read_frames
from packet.doors.pdf import bind_pages
from packet.intake.facts import Facts, Remark
from packet.model import LETTER

_LEAST_DPI, _MOST_DPI = 50.0, 2400.0
_DEFAULT_DPI = frozenset({72.0, 96.0})  # what programs write that do not know


def page_size(
    pixels: tuple[int, int], turn: int, dpi: tuple[float, float] | None
) -> tuple[float, float]:
    """Width and height in points of the page, before it is turned, that is exactly the picture.

    Its natural size where `dpi` can be believed and the page as displayed fits on Letter (either
    way up, as the picture is), else the largest size that fits.
    """
    trusted = dpi is not None and all(_LEAST_DPI <= value <= _MOST_DPI for value in dpi)
    across, down = dpi if dpi is not None and trusted else (100.0, 100.0)
    width, height = pixels[0] / across * 72, pixels[1] / down * 72
    wide = (width > height) != (turn in (90, 270))
    room = LETTER[::-1] if wide else LETTER
    if turn in (90, 270):
        room = room[::-1]
    scale = min(room[0] / width, room[1] / height)
    believed = trusted and not (across == down and across in _DEFAULT_DPI)
    if believed and scale >= 0.998:  # a scanner's Letter page may be a pixel too wide
        scale = min(scale, 1.0)
    return max(width * scale, 3.0), max(height * scale, 3.0)


def clean_picture(source: Path, kind: str, target: Path) -> Facts:
    """Write the clean PDF of the picture file `source` to `target`. Raises Unusable."""
    taken = date_taken(source, kind) if kind in {"jpeg", "heif", "webp", "png", "tiff"} else ""
    count = bind_pages(((_page(f), f.turn) for f in read_frames(source, kind)), target)
    remarks: tuple[Remark, ...] = ()
    if (moving := count_animation(source, kind)) > 1:
        message = f"it is an animation of {moving} pictures; the first is used"
        remarks = (Remark(code="picture-changed", message=message),)
    return Facts(kind=kind, pages=count, remarks=remarks, taken=taken)


def _page(frame: Frame) -> bytes:
    return page_of(frame, *page_size(frame.size, frame.turn, frame.dpi))
