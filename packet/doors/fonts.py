"""The door to fontTools: which characters a font has, its measures, and parts of it to embed."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font that can be embedded in a PDF, and its measures in thousandths of the font size."""

    path: Path
    index: int
    name: str  # PostScript name
    glyphs: Mapping[int, int]  # code point -> glyph
    advances: tuple[int, ...]  # by glyph
    ascent: int
    descent: int  # negative
    cap_height: int
    box: tuple[int, int, int, int]
    truetype: bool  # False: CFF outlines


def load_face(font: Path, index: int = 0) -> Face | None:
    """The font's measures; None if it can't be read or its maker forbids embedding it."""
    try:
        with TTFont(font, fontNumber=index, lazy=True) as opened:
            os2, head = opened["OS/2"], opened["head"]
            if os2.fsType & 0x2:
                return None
            scale = 1000 / head.unitsPerEm
            metrics = opened["hmtx"].metrics
            return Face(
                path=font,
                index=index,
                name=str(opened["name"].getDebugName(6) or font.stem),
                glyphs={c: opened.getGlyphID(g) for c, g in opened.getBestCmap().items()},
                advances=tuple(round(metrics[g][0] * scale) for g in opened.getGlyphOrder()),
                ascent=round(opened["hhea"].ascent * scale),
                descent=round(opened["hhea"].descent * scale),
                cap_height=round(getattr(os2, "sCapHeight", 0) * scale) or 700,
                box=tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)),
                truetype="glyf" in opened,
            )
    except (OSError, TTLibError, LookupError, AttributeError, ValueError, AssertionError):
        return None


def subset(face: Face, glyphs: Iterable[int]) -> bytes:
    """The font file with only these glyphs, which keep their numbers. The same bytes each time."""
    # A tenth of a second to import, and only filled forms need it.
    from fontTools.subset import Options, Subsetter

    options = Options(
        retain_gids=True,
        hinting=False,
        layout_features=[],
        name_IDs=[],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    with TTFont(face.path, fontNumber=face.index, lazy=True, recalcTimestamp=False) as opened:
        subsetter = Subsetter(options)
        subsetter.populate(gids=sorted(glyphs))
        subsetter.subset(opened)
        target = io.BytesIO()
        opened.save(target)
        return target.getvalue()


def system_fonts() -> tuple[Path, ...]:
    """The font files installed on this machine, plain sans-serif ones first."""
    folders = (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "~/.fonts",
        "~/.local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:/Windows/Fonts",
    )
    found = (
        font
        for folder in folders
        for font in Path(folder).expanduser().rglob("*")
        if font.suffix.lower() in {".ttf", ".otf", ".ttc"}
    )
    return tuple(sorted(found, key=lambda font: (_preference(font.stem.lower()), str(font))))


def _preference(stem: str) -> int:
    plain = not any(word in stem for word in ("bold", "italic", "oblique", "mono", "condensed"))
    return 2 * ("sans" not in stem) + (not plain)
