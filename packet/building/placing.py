"""Where a page of evidence stands on its Letter sheet. Pure arithmetic, in points.

A canvas is the part of a PDF page that is displayed, in the page's own coordinates. The upright
page is that canvas turned clockwise. It is fitted, never enlarged, into a Letter sheet above a
band that is kept free for the footer.
"""

from __future__ import annotations

from dataclasses import dataclass

from packet.model import LETTER

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a x + c y + e, y' = b x + d y + f."""

BAND = 34.0  # height kept free at the bottom for the footer
_CLEARLY_WIDER = 1.05  # width over height from which a sheet is turned to landscape
_WIDE = 540.0  # a narrower page stands comfortably on a portrait sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The displayed part of a page in its own coordinates. `unit` is the page's UserUnit,
    `turn` the clockwise turn in degrees that makes it upright."""

    left: float
    bottom: float
    width: float
    height: float
    unit: float = 1.0
    turn: int = 0

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        size = self.width * self.unit, self.height * self.unit
        return size if self.turn in (0, 180) else size[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sheet, and the rectangle on it (origin bottom left) that the upright page fills."""

    sheet: tuple[float, float]
    left: float
    bottom: float
    width: float
    height: float


def sheet_for(upright: tuple[float, float]) -> tuple[float, float]:
    """The Letter sheet for an upright page of that size: portrait, or landscape where wide."""
    width, height = upright
    return LETTER[::-1] if width > _CLEARLY_WIDER * height and width > _WIDE else LETTER


def place(upright: tuple[float, float], sheet: tuple[float, float] | None) -> Place:
    """Where an upright page of that size stands on the sheet; None: it is its own sheet."""
    width, height = upright
    if sheet is None:
        return Place(sheet=upright, left=0.0, bottom=0.0, width=width, height=height)
    room = sheet[1] - BAND
    scale = min(1.0, sheet[0] / width, room / height)
    width, height = width * scale, height * scale
    return Place(
        sheet=sheet,
        left=(sheet[0] - width) / 2,
        bottom=BAND + (room - height) / 2,
        width=width,
        height=height,
    )


def matrix(canvas: Canvas, where: Place) -> Matrix:
    """The PDF matrix (a b c d e f) that draws the canvas upright into its place."""
    across = where.width / (canvas.width if canvas.turn in (0, 180) else canvas.height)
    up = where.height / (canvas.height if canvas.turn in (0, 180) else canvas.width)
    a, b, c, d = {
        0: (across, 0.0, 0.0, up),
        90: (0.0, -up, across, 0.0),
        180: (-across, 0.0, 0.0, -up),
        270: (0.0, up, -across, 0.0),
    }[canvas.turn]
    # The canvas' corner that becomes the lower left one of the place.
    x = canvas.left + (canvas.width if canvas.turn in (90, 180) else 0.0)
    y = canvas.bottom + (canvas.height if canvas.turn in (180, 270) else 0.0)
    return a, b, c, d, where.left - (a * x + c * y), where.bottom - (b * x + d * y)


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
