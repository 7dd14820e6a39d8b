"""Which way up a scanned page is, and the words on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from packet.doors.tesseract import Pixels, Reader, Seen, SeenLine
from packet.model import Word
from packet.reading import look
from packet.reading.lines import TextLine

_SIDEWAYS = 1.2  # how much sharper lines must stand across the page than along it
_OVERTURNED = 0.1  # `look.upside_down` from which the page is tried upside down first
_STEEP = 30.0  # degrees that no line of level text rises
_LEVEL = 0.15  # degrees of skew that do no harm
_GOOD = 0.72  # mean word confidence of a page that is read the right way up
_GOOD_LETTERS = 12  # and this many letters in words that count
_DETECTED = 2.0  # confidence from which Tesseract's own orientation is worth a trial
_SOUND = 0.5  # word confidence from which a word counts
_SECONDS = 60.0  # for one pass; a dense page takes 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The text of one page. `turn` is the clockwise turn that sets the displayed page upright;
    lines are in points on the upright page."""

    turn: int
    sure: bool
    skew: float
    lines: tuple[TextLine, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    turn: int
    skew: float
    seen: tuple[SeenLine, ...]
    shape: tuple[int, ...]

    @property
    def letters(self) -> float:
        """Letters in sound words, each weighed with its confidence."""
        return sum(len(word.text) * word.confidence for word in self._sound())

    @property
    def good(self) -> bool:
        every = [word for line in self.seen for word in line.words if _counts(word)]
        letters = sum(len(word.text) for word in every)
        return letters >= _GOOD_LETTERS and self._mean(every, letters) >= _GOOD

    @property
    def angle(self) -> int:
        """How most lines lie that the recogniser turned by itself, if they are the most."""
        letters = Counter[int]()
        for line in self.seen:
            letters[line.angle] += sum(len(word.text) for word in line.words)
        return max(letters, key=letters.__getitem__, default=0)

    @staticmethod
    def _mean(words: list[Seen], letters: int) -> float:
        return sum(len(word.text) * word.confidence for word in words) / max(letters, 1)

    def _sound(self) -> Iterator[Seen]:
        words = (word for line in self.seen for word in line.words)
        return (word for word in words if _counts(word) and word.confidence >= _SOUND)


def recognise(
    reader: Reader, pixels: Pixels, ink: look.Ink, *, dpi: float, width: float, height: float
) -> Recognised:
    """Read the page `pixels` (as displayed, `width` by `height` points; `ink` is a reduction of
    it). The likeliest orientation is read first; others only if that reads poorly."""
    first = likely_turn(ink)
    best = _attempt(reader, pixels, ink, first, dpi)
    if best.angle:  # if it reads poorly that way, it lies the other way
        first = (first + (best.angle if best.good else -best.angle)) % 360
        best = _attempt(reader, pixels, ink, first, dpi)
    sure = best.good
    if not sure:
        detected, confidence = reader.orientation(pixels, dpi=dpi)
        trusted = confidence >= _DETECTED
        second = detected if trusted else (first + 180) % 360
        if second != first:
            other = _attempt(reader, pixels, ink, second, dpi)
            best = max(best, other, key=lambda attempt: attempt.letters)
        sure = best.good or (trusted and best.turn == detected)
    if not sure and best.turn and best.letters < _GOOD_LETTERS:
        best = replace(best, turn=0, skew=0.0, seen=(), shape=pixels.shape)  # nothing to go by
    size = (height, width) if best.turn in (90, 270) else (width, height)
    return Recognised(turn=best.turn, sure=sure, skew=best.skew, lines=tuple(_placed(best, size)))


def likely_turn(ink: look.Ink) -> int:
    """The clockwise turn that probably sets the page upright, from the lie of its lines."""
    along, across = look.slant(ink), look.slant(look.turned(ink, 90))
    turn, slant = (90, across) if across.strength > _SIDEWAYS * along.strength else (0, along)
    over = look.upside_down(look.turned(ink, turn), slant.skew)
    return (turn + 180) % 360 if over > _OVERTURNED else turn


def _attempt(reader: Reader, pixels: Pixels, ink: look.Ink, turn: int, dpi: float) -> _Attempt:
    upright = look.turned(ink, turn)
    skew = look.skew_of(upright, look.slant(upright).skew)
    page = look.turned(pixels, turn)
    if abs(skew) > _LEVEL:
        page = look.levelled(page, skew)
    seen = reader.recognise(page, dpi=dpi, seconds=_SECONDS)
    return _Attempt(turn=turn, skew=skew, seen=seen, shape=page.shape)


def _counts(word: Seen) -> bool:
    return len(word.text) > 1 and any(map(str.isalnum, word.text))


def _placed(attempt: _Attempt, size: tuple[float, float]) -> Iterator[TextLine]:
    """The attempt's lines, back on the unlevelled page and in points."""
    high, wide = attempt.shape
    across, down = size[0] / wide, size[1] / high
    skew = attempt.skew if abs(attempt.skew) > _LEVEL else 0.0

    def lift(x: float) -> float:
        return float(look.slide(np.array([x]), wide, skew)[0])

    for number, line in enumerate(attempt.seen):
        words = []
        for seen in line.words:
            left, top, right, bottom = seen.box
            lifts = lift(left), lift(right)
            box = (left * across, (top - max(lifts)) * down,
                   right * across, (bottom - min(lifts)) * down)  # fmt: skip
            words.append(_word(seen, box, number, size))
        foot, rise = None, skew
        if line.baseline and not line.angle:
            x1, y1, x2, y2 = line.baseline
            y1, y2 = (y1 - lift(x1)) * down, (y2 - lift(x2)) * down
            foot = (x1 * across, y1)
            rise = float(np.degrees(np.arctan2(y1 - y2, max((x2 - x1) * across, 0.1))))
        if abs(rise) > _STEEP:  # a baseline that is none; the boxes say enough
            foot, rise = None, skew
        yield TextLine(words=tuple(words), foot=foot, rise=rise, angle=line.angle)


def _word(
    seen: Seen, box: tuple[float, float, float, float], line: int, size: tuple[float, float]
) -> Word:
    left, right = (round(min(max(x, 0.0), size[0]), 2) for x in (box[0], box[2]))
    top, bottom = (round(min(max(y, 0.0), size[1]), 2) for y in (box[1], box[3]))
    return Word(
        text=seen.text,
        box=(left, top, right, bottom),
        confidence=round(min(max(seen.confidence, 0.0), 1.0), 3),
        line=line,
    )
