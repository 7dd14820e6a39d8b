"""The door to fontTools: which characters a font has."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from packet.errors import MissingDependencyError


@functools.cache
def noto_sans() -> Path:
    """The font file that comes with OCRmyPDF: Latin, Greek, Cyrillic, Vietnamese."""
    spec = find_spec("ocrmypdf")
    if spec is None or spec.origin is None:
        raise MissingDependencyError("a font is missing; run: pip install ocrmypdf")
    return Path(spec.origin).parent / "data" / "NotoSans-Regular.ttf"


def characters(font: Path, index: int = 0) -> frozenset[int]:
    """The code points for which the font has a glyph; none if it can't be read."""
    try:
        with TTFont(font, fontNumber=index, lazy=True) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (OSError, TTLibError, AssertionError):
        return frozenset()
