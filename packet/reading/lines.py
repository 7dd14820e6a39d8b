"""Lines of text on a page: what recognition gives and the invisible text layer is set from."""

from __future__ import annotations

from dataclasses import dataclass

from packet.model import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """Words that stand on one line. `foot` is (x, y) of a point of the baseline in points from
    the page's top left, None where unknown; `rise` the line's angle in degrees,
    counter-clockwise positive. `angle` is 90 for a line that runs upwards, -90 for
    one that runs downwards, else 0."""

    words: tuple[Word, ...]
    foot: tuple[float, float] | None = None
    rise: float = 0.0
    angle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A page of `width` by `height` points and its lines."""

    width: float
    height: float
    lines: tuple[TextLine, ...]
