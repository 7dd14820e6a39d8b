"""Labels on a page and the values that stand behind or under them.

A page is cut into atoms (words, "Name:Ann" as two) and these into runs: words of one line with no
wide gap. A label is a known phrase that begins a run or ends in a colon. Its value is the rest of
its run, the next run of its row, or the runs below it; the caller's validator decides which.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packet.model import Page, Word
from packet.understanding.folding import tokens
from packet.understanding.tables import table

Box = tuple[float, float, float, float]

_GAP = 1.2  # of the letters' height: wider ones part two runs
_BELOW = 2.6  # of the label's height: how far down a value may begin
_BELOW_LEAST = 24.0  # points: small print over a filled-in box
_INSIDE_COLON = re.compile(r"(?<=[^\W\d]:)(?=\w)")
_ITEM_NUMBER = re.compile(r"[\W\d]{1,3}|\d{0,2}[a-z]?[.)]")
_LEFT_EDGE = " \t:;#.,-–—_|/*=>•"
_RIGHT_EDGE = " \t:;#,-–—_|/*=>•"
_SURE_LENGTH = 4  # words: a phrase as long stands free wherever it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one line without a wide gap."""

    atoms: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(atom.text for atom in self.atoms)

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A known phrase where it stands: atoms `first` to before `end` of runs[`run`]."""

    phrase: tuple[str, ...]
    run: int
    first: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """A page as runs and labels."""

    runs: tuple[Run, ...]
    labels: Mapping[tuple[str, ...], tuple[Label, ...]]
    starts: Mapping[int, tuple[int, ...]]  # run -> where labels begin in it

    def values(self, phrases: Iterable[tuple[str, ...]]) -> Iterator[str]:
        """What may be the value of any of these labels, likeliest first."""
        for phrase in phrases:
            for label in self.labels.get(phrase, ()):
                yield from filter(None, self._of(label))

    def has(self, phrases: Iterable[tuple[str, ...]]) -> bool:
        return any(phrase in self.labels for phrase in phrases)

    def _of(self, label: Label) -> Iterator[str]:
        yield _bare(self._until_label(label.run, label.end))
        for run in (*self._right(label)[:1], *self._below(label)[:2]):
            yield _bare(self._until_label(run, 0))

    def _until_label(self, run: int, first: int) -> str:
        atoms = self.runs[run].atoms
        end = min((at for at in self.starts.get(run, ()) if at >= first), default=len(atoms))
        return " ".join(atom.text for atom in atoms[first:end])

    def _right(self, label: Label) -> list[int]:
        _, top, right, bottom = label.box
        row = [
            (run.box[0], at)
            for at, run in enumerate(self.runs)
            if at != label.run
            and run.box[0] >= right - 1
            and min(run.box[3], bottom) - max(run.box[1], top) > 0.5 * min(run.height, bottom - top)
        ]
        return [at for _, at in sorted(row)]

    def _below(self, label: Label) -> list[int]:
        left, top, right, bottom = label.box
        height = bottom - top
        reach = max(_BELOW * height, _BELOW_LEAST)
        under = [
            (round(run.box[1] / 4), abs(run.box[0] - left), at)
            for at, run in enumerate(self.runs)
            if -0.4 * height < run.box[1] - bottom < reach
            and run.box[0] < right
            and run.box[2] > left
            and run.box[0] > left - 40
        ]
        return [at for *_, at in sorted(under)]


def anchor(page: Page) -> Anchored:
    """Finds every known label of a page."""
    runs = tuple(_runs(_atoms(page)))
    labels: dict[tuple[str, ...], list[Label]] = {}
    starts: dict[int, tuple[int, ...]] = {}
    for number, run in enumerate(runs):
        found = tuple(_labels(number, run))
        if found:
            starts[number] = tuple(label.first for label in found)
        for label in found:
            labels.setdefault(label.phrase, []).append(label)
    return Anchored(
        runs=runs, labels={phrase: tuple(hits) for phrase, hits in labels.items()}, starts=starts
    )


def phrases(
    field: str, type_: str = "", group: str = "", *, own: bool = False
) -> tuple[tuple[str, ...], ...]:
    """The labels of a field: those of the type, of its group and, unless `own`, of any document."""
    known = _phrases()[field]
    general = () if own else known.get("any", ())
    return tuple(dict.fromkeys((*known.get(type_, ()), *known.get(group, ()), *general)))


@functools.cache
def _phrases() -> Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]:
    return {
        field: {key: tuple(map(tokens, said)) for key, said in by_type.items()}
        for field, by_type in table("labels").items()
        if field != "other"
    }


@functools.cache
def _all_phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Every phrase by its first word, longest first."""
    said = itertools.chain.from_iterable(by_type.values() for by_type in _phrases().values())
    known = set(itertools.chain.from_iterable(said))
    known.update(map(tokens, table("labels")["other"]))
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(known, key=lambda phrase: (-len(phrase), phrase)):
        by_first.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(said) for first, said in by_first.items()}


def _atoms(page: Page) -> Iterator[Word]:
    for word in page.words:
        if ":" in word.text[1:-1]:
            yield from _pieces(word)
        else:
            yield word


def _pieces(word: Word) -> Iterator[Word]:
    left, top, right, bottom = word.box
    width = (right - left) / len(word.text)
    for piece in _INSIDE_COLON.split(word.text):
        end = left + width * len(piece)
        yield Word(text=piece, box=(left, top, end, bottom), line=word.line)
        left = end


def _runs(atoms: Iterable[Word]) -> Iterator[Run]:
    current: list[Word] = []
    for atom in atoms:
        if current and not _joined(current[-1], atom):
            yield _run(current)
            current = []
        current.append(atom)
    if current:
        yield _run(current)


def _joined(before: Word, after: Word) -> bool:
    height = min(before.box[3] - before.box[1], after.box[3] - after.box[1])
    return before.line == after.line and -height < after.box[0] - before.box[2] < _GAP * height


def _run(atoms: list[Word]) -> Run:
    return Run(atoms=tuple(atoms), box=_around(atoms))


def _around(atoms: Iterable[Word]) -> Box:
    lefts, tops, rights, bottoms = zip(*(atom.box for atom in atoms), strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _bare(value: str) -> str:
    return value.lstrip(_LEFT_EDGE).rstrip(_RIGHT_EDGE)


def _labels(number: int, run: Run) -> Iterator[Label]:
    said = [(token, at) for at, atom in enumerate(run.atoms) for token in tokens(atom.text)]
    words = tuple(token for token, _ in said)
    known = _all_phrases()
    taken = 0
    for place, word in enumerate(words):
        if place < taken or word not in known:
            continue
        phrase = next((one for one in known[word] if words[place : place + len(one)] == one), ())
        if not phrase:
            continue
        first, last = said[place][1], said[place + len(phrase) - 1][1]
        if _stands_free(run, first, last, len(phrase)):
            box = _around(run.atoms[first : last + 1])
            yield Label(phrase=phrase, run=number, first=first, end=last + 1, box=box)
            taken = place + len(phrase)


def _stands_free(run: Run, first: int, last: int, length: int) -> bool:
    """A label begins its run (an item number or a bullet may precede it), ends in a colon, or is
    long enough to be nothing else.
    """
    before = run.atoms[:first]
    return (
        length >= _SURE_LENGTH
        or run.atoms[last].text.endswith((":", "#"))
        or all(len(atom.text) == 1 or _ITEM_NUMBER.fullmatch(atom.text) for atom in before)
        or before[-1].text in {"/", "|", "·"}
    )
