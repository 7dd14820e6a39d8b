"""Whether the pages of a body look as their sources do, as PDFium draws both."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from packet.building.drawing import canvas
from packet.building.placing import Place, place
from packet.checking.printed import OPENED_FOR
from packet.doors.pdf import open_pdf
from packet.doors.pdfium import Document, Pixels, open_document
from packet.errors import Unusable
from packet.workers import task

Grey = NDArray[np.float32]

VERSION = 3
_DOTS = 48 / 72  # pixels a point that are compared
_FINER = 2  # times as many are drawn, so that it matters little how they fall on the grid
_CLEAR = 28  # grey levels beyond what a neighbouring pixel could explain
_MOST = 0.005  # share of clearly different pixels
_CLUSTER, _CROWDED = 6, 0.65  # side of a window, and the share in it that is no coincidence


class Expected(TypedDict):
    """A page of a body and what it must show."""

    normal: str
    page: int
    turn: int
    sheet: list[float]  # [] for a page that is its own sheet


@task(seconds=1800)
def compare(body: str, pages: list[Expected]) -> list[str]:
    """A line for each page of the body that does not look as its source, turned and scaled."""
    with open_document(Path(body)) as made:
        if len(made) != len(pages):
            return [f"{len(made)} pages instead of {len(pages)}"]
    problems = []
    for start in range(0, len(pages), OPENED_FOR):
        with open_document(Path(body)) as made:
            for number, expected in enumerate(pages[start : start + OPENED_FOR], start + 1):
                if problem := _problem(made, number, expected):
                    problems.append(f"page {number} {problem}")
    return problems


def _problem(made: Document, number: int, expected: Expected) -> str:
    where = _where(expected)
    width, height = made.size(number)
    if abs(width - where.sheet[0]) > 0.5 or abs(height - where.sheet[1]) > 0.5:
        return (
            f"is {width:.0f} x {height:.0f} points, not {where.sheet[0]:.0f} x {where.sheet[1]:.0f}"
        )
    try:
        source = _source(expected, where)
    except Unusable:
        return ""  # PDFium shows nothing of the original either
    try:
        shown = _cut(made.render(number, scale=_DOTS * _FINER), where)
    except Unusable:
        return "cannot be displayed"
    return _difference(source, shown)


def _where(expected: Expected) -> Place:
    with open_pdf(Path(expected["normal"])) as pdf:
        upright = canvas(pdf.pages[expected["page"] - 1], expected["turn"]).upright
    return place(
        upright, (expected["sheet"][0], expected["sheet"][1]) if expected["sheet"] else None
    )


def _source(expected: Expected, where: Place) -> Pixels:
    with open_document(Path(expected["normal"])) as original:
        width, height = original.size(expected["page"])
        across = width if expected["turn"] in (0, 180) else height
        scale = where.width / across * _DOTS * _FINER
        drawn = original.render(expected["page"], scale=scale)
    return np.rot90(drawn, -expected["turn"] // 90)


def _cut(drawn: Pixels, where: Place) -> Pixels:
    dots = _DOTS * _FINER
    left = round(where.left * dots)
    top = round((where.sheet[1] - where.bottom - where.height) * dots)
    return drawn[top : top + round(where.height * dots), left : left + round(where.width * dots)]


def _difference(source: Pixels, shown: Pixels) -> str:
    """What is clearly different, in words; "" where nothing is."""
    height, width = (min(pair) // _FINER for pair in zip(source.shape, shown.shape, strict=True))
    if height < 3 or width < 3:
        return ""
    one, other = (_coarse(image, height, width) for image in (source, shown))
    excess = np.maximum(_excess(one, other), _excess(other, one))
    different = excess > _CLEAR
    share = float(different.mean())
    if share > _MOST:
        return f"looks different from its source ({share:.1%} of it)"
    if _most_crowded(different) >= _CROWDED:
        return "looks different from its source in one place"
    return ""


def _coarse(image: Pixels, height: int, width: int) -> Grey:
    """The image at the resolution that is compared, a little blurred: a hairline that falls
    between two pixels must not look different from one that falls on a pixel."""
    cut = image[: height * _FINER, : width * _FINER].astype(np.float32)
    summed = sum(cut[y::_FINER, x::_FINER] for y in range(_FINER) for x in range(_FINER))
    means: Grey = np.asarray(summed, dtype=np.float32) / np.float32(_FINER**2)
    return _gathered(means, np.add) / np.float32(9)


def _excess(image: Grey, reference: Grey) -> Grey:
    """How far each pixel lies outside of what the reference has there and next to it."""
    low, high = _gathered(reference, np.minimum), _gathered(reference, np.maximum)
    excess: Grey = np.maximum(low - image, image - high)
    return excess


def _gathered(image: Grey, gather: np.ufunc) -> Grey:
    """The sum, or the lowest or highest, of each pixel and its eight neighbours."""
    padded = np.pad(image, 1, mode="edge")
    rows = gather(gather(padded[:-2], padded[1:-1]), padded[2:])
    around: Grey = gather(gather(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
    return around


def _most_crowded(different: NDArray[np.bool_]) -> float:
    """The highest share of different pixels in any window."""
    if min(different.shape) < _CLUSTER or not different.any():
        return 0.0
    sums = np.pad(different.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    n = _CLUSTER
    windows = sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]
    return float(windows.max()) / n**2
