"""A page as the eye takes it in: its words in one string, which of them are headings, its look."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from packet.model import Page, TextOrigin, Word
from packet.understanding.folding import tokens

GRAM = 5  # characters: what a phrase is looked up by

_GAP = 1.5  # of the letters' height: wider ones part two runs
_UPPER = 0.45  # of the page's height: where a title stands
_HEAD = 0.22
_FOOT = 0.86
_LARGE = 1.25  # of the body's letters
_FEW = 12  # words
_CAPTIONS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one line without a wide gap. `first` and `end` count the page's characters,
    blanks left out."""

    first: int
    end: int
    text: str
    words: int
    top: float  # of the page's height, 0 at the top
    large: bool
    beside: int  # how many other runs its line has

    @property
    def upper(self) -> bool:
        return self.top < _UPPER

    @property
    def edge(self) -> bool:
        """Whether it stands at the page's head or foot."""
        return self.top < _HEAD or self.top > _FOOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page's folded text without blanks, where its words begin and end, and its runs."""

    compact: str
    starts: frozenset[int]
    ends: frozenset[int]
    grams: frozenset[str]
    runs: tuple[Run, ...]
    words: int
    exact_text: bool  # False where OCR may have slipped
    look: str  # card, photo, screenshot or ""

    def runs_of(self, first: int, end: int) -> tuple[Run, ...]:
        """The runs that these characters stand in."""
        at = bisect_right(self.runs, first, key=lambda run: run.first) - 1
        found = []
        for run in self.runs[at:]:
            if run.first >= end:
                break
            found.append(run)
        return tuple(found)


def see(page: Page) -> Sight:
    """Takes a page in, once."""
    heights = [word.box[3] - word.box[1] for word in page.words if len(word.text) > 1]
    body = median(heights) if heights else 0.0
    letters: list[str] = []
    runs = []
    at = 0
    cut = tuple(_runs(page.words))
    in_line = Counter(words[0].line for words in cut)
    for words in cut:
        said = [token for word in words for token in tokens(word.text)]
        first, at = at, at + sum(map(len, said))
        if said:
            beside = in_line[words[0].line] - 1
            runs.append(_run(words, first, at, len(said), beside, page.height, body))
            letters += said
    compact = "".join(letters)
    ends = tuple(accumulate(map(len, letters)))
    return Sight(
        compact=compact,
        starts=frozenset((0, *ends[:-1])) if ends else frozenset(),
        ends=frozenset(ends),
        grams=frozenset(compact[at : at + GRAM] for at in range(len(compact) - GRAM + 1)),
        runs=tuple(runs),
        words=len(letters),
        exact_text=page.origin is TextOrigin.DIGITAL,
        look=_look(page, len(letters)),
    )


def _run(
    words: Sequence[Word],
    first: int,
    end: int,
    said: int,
    beside: int,
    height: float,
    body: float,
) -> Run:
    tallest = median(word.box[3] - word.box[1] for word in words)
    return Run(
        first=first,
        end=end,
        text=" ".join(word.text for word in words),
        words=said,
        top=words[0].box[1] / height if height > 0 else 0.0,
        large=tallest > _LARGE * body,
        beside=beside,
    )


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        if run and (word.line != run[-1].line or _gap(run[-1], word)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _gap(left: Word, right: Word) -> bool:
    height = max(left.box[3] - left.box[1], right.box[3] - right.box[1])
    return not -height <= right.box[0] - left.box[2] <= _GAP * height


def _look(page: Page, words: int) -> str:
    if page.blank or min(page.width, page.height) <= 0:
        return ""
    if page.height > 1.9 * page.width:
        return "screenshot"
    captioned = page.origin is TextOrigin.DIGITAL and words < _CAPTIONS
    if (words < _FEW or captioned) and page.ink > 0.25:
        return "photo"
    if words < 120 and page.origin is not TextOrigin.DIGITAL and page.ink > 0.02:
        ratio = max(page.width, page.height) / min(page.width, page.height)
        return "card" if 1.3 < ratio < 1.75 else ""
    return ""
