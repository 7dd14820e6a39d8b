"""The door to OCRmyPDF's text renderer: invisible words on otherwise empty pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ocrmypdf import Baseline, BoundingBox, OcrClass, OcrElement
from ocrmypdf.font import BuiltinFontProvider, MultiFontManager
from ocrmypdf.fpdf_renderer import Fpdf2MultiPageRenderer

from packet.errors import Unusable
from packet.model import Word

if TYPE_CHECKING:
    from packet.reading.lines import TextLine, TextPage

_DPI = 72.0  # the renderer thinks in pixels; a pixel is a point
_DESCENT = 0.25  # of a line's height, where its baseline is not known


def write_layer(pages: Sequence[TextPage], path: Path) -> None:
    """One PDF with an invisible page for each of `pages`. Raises Unusable."""
    fonts = MultiFontManager(font_provider=BuiltinFontProvider())  # the same on every machine
    try:
        drawn = [(number, _page(page), _DPI) for number, page in enumerate(pages)]
        Fpdf2MultiPageRenderer(drawn, fonts).render(path)
    except (ValueError, RuntimeError, KeyError, IndexError) as error:
        raise Unusable("the text layer could not be written") from error


def _page(page: TextPage) -> OcrElement:
    lines = [_line(line) for line in page.lines if line.words]
    box = BoundingBox(left=0, top=0, right=page.width, bottom=page.height)
    return OcrElement(ocr_class=OcrClass.PAGE, bbox=box, children=lines)


def _line(line: TextLine) -> OcrElement:
    return _vertical(line) if line.angle else _level(line)


def _vertical(line: TextLine) -> OcrElement:
    lefts, tops, rights, bottoms = zip(*(word.box for word in line.words), strict=True)
    return OcrElement(
        ocr_class=OcrClass.LINE,
        bbox=BoundingBox(left=min(lefts), top=min(tops), right=max(rights), bottom=max(bottoms)),
        textangle=float(line.angle),
        children=[_word(word) for word in line.words],
    )


def _level(line: TextLine) -> OcrElement:
    left = min(word.box[0] for word in line.words)
    right = max(word.box[2] for word in line.words)
    ascent, descent, foot = _measure(line, left)
    return OcrElement(
        ocr_class=OcrClass.LINE,
        bbox=BoundingBox(left=left, top=foot - ascent, right=right, bottom=foot + descent),
        baseline=Baseline(slope=-math.tan(math.radians(line.rise)), intercept=-descent),
        children=[_word(word) for word in line.words],
    )


def _measure(line: TextLine, left: float) -> tuple[float, float, float]:
    """The line's ascent and descent, and the height of its baseline at `left`."""
    slope = -math.tan(math.radians(line.rise))
    # Boxes of a slanted line are taller than its letters by what the line climbs within a word.
    tops, bottoms = [], []
    for word in line.words:
        climb = abs(slope) * (word.box[2] - word.box[0]) / 2
        shift = slope * ((word.box[0] + word.box[2]) / 2 - left)
        tops.append(word.box[1] + climb - shift)
        bottoms.append(word.box[3] - climb - shift)
    top, bottom = min(tops), max(bottoms)
    height = max(bottom - top, 1.0)
    foot = bottom - _DESCENT * height
    if line.foot is not None:
        foot = line.foot[1] - slope * (line.foot[0] - left)
    foot = min(max(foot, top + height / 2), bottom)
    return foot - top, max(bottom - foot, 0.0), foot


def _word(word: Word) -> OcrElement:
    left, top, right, bottom = word.box
    return OcrElement(
        ocr_class=OcrClass.WORD,
        bbox=BoundingBox(left=left, top=top, right=max(right, left), bottom=max(bottom, top)),
        text=word.text,
        confidence=word.confidence,
    )
