"""Whether a page's own text layer can be trusted, and its words in reading order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from packet.model import Word

_FEWEST = 25  # letters and digits below which a scanned page counts as having no text
_MOST_BROKEN = 0.03  # share of characters that mean nothing
_LEAST_PLAUSIBLE = 0.75  # share of letters and digits that stand in plausible words
_LEAST_ON_PAGE = 0.9  # share of words that stand on the page
_SAME_ROW = 0.6  # of the lower line's height, for two pieces to stand on one row
_WIDEST_GAP = 6.0  # line heights between pieces of one row
_DISORDER = 0.15  # share of lines that jump up the page, from which the order is not trusted
_VOWELS = frozenset("aeiouyAEIOUY")

Box = tuple[float, float, float, float]


def is_sane(words: tuple[Word, ...], width: float, height: float, *, scanned: bool) -> bool:
    """Whether the text is what a reader of the page would read. On a scanned page it must be
    plentiful too, since a stamp or a page number is not the page's text."""
    inside = [word for word in words if _stands_on(word.box, width, height)]
    if not words or len(inside) < _LEAST_ON_PAGE * len(words):
        return False
    text = "".join(word.text for word in inside)
    solid = sum(map(str.isalnum, text))
    if scanned and solid < _FEWEST:
        return False
    if sum(map(_is_broken, text)) > _MOST_BROKEN * len(text):
        return False
    plausible = sum(_solid(word.text) for word in inside if _is_plausible(word.text))
    return plausible >= _LEAST_PLAUSIBLE * solid if solid else not scanned


def in_reading_order(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words with lines numbered as a reader sees them: pieces of one row joined, and from
    top to bottom where the file's own order jumps about, as that of filled forms does."""
    pieces = list(_by_line(words))
    if _jumps(pieces):
        pieces.sort(key=lambda piece: (_box(piece)[1] + _box(piece)[3], _box(piece)[0]))
        pieces = _rows(pieces)
    else:
        pieces = list(_joined(pieces))
    return tuple(
        Word(text=word.text, box=word.box, confidence=word.confidence, line=number)
        for number, piece in enumerate(pieces)
        for word in piece
    )


def turned(words: Iterable[Word], degrees: int, width: float, height: float) -> tuple[Word, ...]:
    """The words after a page of `width` by `height` is turned clockwise by `degrees`."""
    return tuple(
        Word(
            text=word.text,
            box=_turned(word.box, degrees, width, height),
            confidence=word.confidence,
            line=word.line,
        )
        for word in words
    )


def _turned(box: Box, degrees: int, width: float, height: float) -> Box:
    left, top, right, bottom = box
    match degrees % 360:
        case 90:
            turned = height - bottom, left, height - top, right
        case 180:
            turned = width - right, height - bottom, width - left, height - top
        case 270:
            turned = top, width - right, bottom, width - left
        case _:
            return box
    left, top, right, bottom = (round(side, 2) for side in turned)
    return left, top, right, bottom


def _stands_on(box: Box, width: float, height: float) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return 0 <= x <= width and 0 <= y <= height


def _is_broken(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}


def _solid(text: str) -> int:
    return sum(map(str.isalnum, text))


def _is_plausible(text: str) -> bool:
    """A number, a word of a script without vowels to look for, or letters that can be spoken."""
    core = "".join(filter(str.isalnum, text))
    if not core or len(core) < 0.6 * len(text):
        return len(text) > 2 * len(core) > 0 and set(text) <= set(core + "._-$%#()[]<>/:,")
    if core.isdecimal() or not core.isascii():
        return True
    if core.isalpha():
        tame = core.islower() or core.isupper() or core[1:].islower() or core[0].isupper()
        return tame and (len(core) <= 4 or not _VOWELS.isdisjoint(core) or core.isupper())
    return core.upper() == core or len(core) <= 12  # codes and numbers with units


def _by_line(words: tuple[Word, ...]) -> Iterator[list[Word]]:
    piece: list[Word] = []
    for word in words:
        if piece and word.line != piece[-1].line:
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _box(piece: list[Word]) -> Box:
    lefts, tops, rights, bottoms = zip(*(word.box for word in piece), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _jumps(pieces: list[list[Word]]) -> bool:
    boxes = [_box(piece) for piece in pieces]
    ups = sum(after[1] < before[1] - (before[3] - before[1]) for before, after in pairwise(boxes))
    return ups > 4 and ups > _DISORDER * len(pieces)


def _joined(pieces: list[list[Word]]) -> Iterator[list[Word]]:
    """Neighbours in the file's order that continue one row, as one."""
    row: list[Word] = []
    for piece in pieces:
        if row and (piece[0].box[0] < row[-1].box[0] or not _side_by_side(_box(row), _box(piece))):
            yield row
            row = []
        row = [*row, *piece]
    if row:
        yield row


def _rows(pieces: list[list[Word]]) -> list[list[Word]]:
    """Pieces sorted from top to bottom, gathered into rows."""
    rows: list[list[Word]] = []
    for piece in pieces:
        box = _box(piece)
        fitting = (row for row in rows[-6:] if _side_by_side(_box(row), box))
        row = next(fitting, None)
        if row is None:
            rows.append(list(piece))
        else:
            row += piece
    return [sorted(row, key=lambda word: word.box[0]) for row in rows]


def _side_by_side(one: Box, other: Box) -> bool:
    """Whether two pieces stand on one row, close enough to be read together."""
    height = max(min(one[3] - one[1], other[3] - other[1]), 1.0)
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(other[0] - one[2], one[0] - other[2])
    return overlap >= _SAME_ROW * height and -0.5 * height <= gap <= _WIDEST_GAP * height
