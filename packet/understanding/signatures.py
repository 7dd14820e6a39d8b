"""Signatures of document types, made ready to be found, and what of them a page shows.

A signature is data (data/types/*.yaml): phrases by where they are said, form numbers, patterns,
first letters of a machine-readable zone, a look; one a line. "net pay | 3" gives a phrase its own
weight.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from textwrap import shorten

from rapidfuzz.distance import Levenshtein

from packet.errors import UsageError
from packet.knowledge import DocumentType, Knowledge
from packet.understanding.folding import fold, tokens
from packet.understanding.sight import GRAM, Run, Sight

_WEIGHTS: Mapping[str, float] = {
    "title": 6.0,
    "first": 2.0,
    "more": 2.0,
    "last": 2.0,
    "not": 4.0,
    "patterns": 3.0,
}
_IN_TEXT = 0.25  # of a title's weight, where it is no heading
_ON_CARD = 0.7  # on a card few words are headings, and few are not telling
_FORM = 14.0
_UNKNOWN_FORM = 5.0  # a form number that no type knows
_FORM_INSIDE = 4.0  # a form's number in a short line amid the page
_LOOKS: Mapping[str, float] = {"photo": 6.5, "screenshot": 2.0, "card": 1.5}
_LONG = 12  # characters: may stand amid a fused word, may hold one slip
_SHORT_RUN = 9  # words
_SHOWN = 40  # characters of what a pattern found
_FORM_NUMBER = re.compile(
    r"(?<![\w-])(?:form|forms|formulario) ?\(?([a-z]{0,3}[- ]?\d{1,5}(?:[- ]?[a-z]{1,4}(?![a-z]))?)"
)
_PRINTED_WITH = re.compile(r"edition|page \d+ of|\(rev|omb no|instructions")
_KEYS = {*_WEIGHTS, "form", "mrz", "look", "pages"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    type: int
    part: str  # title, first, more, last, not
    said: str  # as a person reads it
    compact: str
    weight: float

    @property
    def long(self) -> bool:
        return len(self.compact) >= _LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something a page shows that speaks for a type (against it, where `part` is "not")."""

    type: int
    part: str  # title, first, more, last, not, form, look, zone
    said: str
    weight: float
    heading: bool = False  # stands where a document begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Texts, each known by a number, by their first and by their last `GRAM` characters."""

    first: Mapping[str, Set[int]]
    last: Mapping[str, Set[int]]

    @property
    def grams(self) -> frozenset[str]:
        return frozenset((*self.first, *self.last))

    def on(self, grams: frozenset[str]) -> frozenset[int]:
        """The texts that both begin and end with any of these."""
        begun, ended = (
            frozenset[int]().union(*(index[gram] for gram in grams if gram in index))
            for index in (self.first, self.last)
        )
        return begun & ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """All types, in one fixed order; a type is its place in `types`."""

    types: tuple[DocumentType, ...]
    phrases: tuple[Phrase, ...]
    short: Mapping[str, Set[int]]  # phrases of less than `GRAM` characters, their places
    whole: Ends  # of the other phrases
    halves: tuple[Ends, Ends]  # of the phrases that may hold a slip
    grams: frozenset[str]  # all of them that any end is
    patterns: Mapping[int, tuple[tuple[re.Pattern[str], str, float], ...]]
    forms: Mapping[str, tuple[int, ...]]  # "i130" -> types
    zones: tuple[tuple[str, int], ...]  # first letters of a machine-readable zone
    looks: Mapping[str, tuple[int, ...]]
    usual: tuple[float, ...]  # how many pages a document of the type has

    def place(self, id_: str) -> int:
        """Where a type stands in `types`; -1 for one that is not known."""
        return next((at for at, type_ in enumerate(self.types) if type_.id == id_), -1)

    @property
    def other(self) -> int:
        return self.place("other")


class _Itself:
    """Knowledge as a key: the same object is the same key."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.knowledge is other.knowledge

    def __hash__(self) -> int:
        return id(self.knowledge)


def compile_signatures(knowledge: Knowledge) -> Signatures:
    """Raises UsageError, naming the type, for a signature that cannot be read."""
    return _compiled(_Itself(knowledge))


@functools.lru_cache(maxsize=2)
def _compiled(key: _Itself) -> Signatures:
    knowledge = key.knowledge
    types = tuple(knowledge.types[id_] for id_ in sorted(knowledge.types))
    phrases: dict[tuple[int, str, str], Phrase] = {}
    patterns: dict[int, tuple[tuple[re.Pattern[str], str, float], ...]] = {}
    forms: dict[str, tuple[int, ...]] = {}
    zones: list[tuple[str, int]] = []
    looks: dict[str, tuple[int, ...]] = {}
    for at, type_ in enumerate(types):
        _no_other_keys(type_)
        for phrase in _phrases(at, type_):
            phrases[at, phrase.part, phrase.compact] = phrase
        patterns[at] = tuple(_patterns(type_))
        for form in _list(type_, "form"):
            forms[_bare(form)] = (*forms.get(_bare(form), ()), at)
        zones.extend((zone.upper(), at) for zone in _list(type_, "mrz"))
        look = type_.signature.get("look", "")
        if look:
            looks[str(look)] = (*looks.get(str(look), ()), at)
    said = tuple(phrases.values())
    compact = {place: phrase.compact for place, phrase in enumerate(said)}
    long = {place: phrase.compact for place, phrase in enumerate(said) if phrase.long}
    whole = _ends({place: text for place, text in compact.items() if len(text) >= GRAM})
    halves = (
        _ends({place: text[: len(text) // 2] for place, text in long.items()}),
        _ends({place: text[len(text) // 2 :] for place, text in long.items()}),
    )
    return Signatures(
        types=types,
        phrases=said,
        short=_places_of((text, place) for place, text in compact.items() if len(text) < GRAM),
        whole=whole,
        halves=halves,
        grams=whole.grams.union(*(half.grams for half in halves)),
        patterns=patterns,
        forms=forms,
        zones=tuple(sorted(zones, key=lambda zone: (-len(zone[0]), zone))),
        looks=looks,
        usual=tuple(_usual_pages(type_) for type_ in types),
    )


def _ends(texts: Mapping[int, str]) -> Ends:
    return Ends(
        first=_places_of((text[:GRAM], place) for place, text in texts.items()),
        last=_places_of((text[-GRAM:], place) for place, text in texts.items()),
    )


def _places_of(pairs: Iterable[tuple[str, int]]) -> Mapping[str, Set[int]]:
    places: dict[str, set[int]] = {}
    for text, place in pairs:
        places.setdefault(text, set()).add(place)
    return places


def hits_on(sight: Sight, signatures: Signatures) -> Iterator[Hit]:
    """Everything of any signature that a page shows, machine-readable zones aside."""
    spoken = set()
    for place in sorted(_likely(sight, signatures)):
        hit = _find(signatures.phrases[place], sight)
        if hit:
            spoken.add(hit.type)
            yield hit
    folded = ""
    for at in sorted(spoken):
        for pattern, said, weight in signatures.patterns[at]:
            folded = folded or "\n".join(fold(run.text) for run in sight.runs)
            found = pattern.search(folded)
            if found:
                shown = shorten(found.group(), _SHOWN, placeholder=" …") or said
                yield Hit(type=at, part="more", said=shown, weight=weight)
    yield from _form_hits(sight, signatures)
    for at in signatures.looks.get(sight.look, ()):
        yield Hit(
            type=at,
            part="look",
            said=f"looks like a {sight.look}",
            weight=_LOOKS.get(sight.look, 0.0),
        )


def _likely(sight: Sight, signatures: Signatures) -> frozenset[int]:
    """The places of the phrases that a page may hold."""
    ends = (signatures.whole,) if sight.exact_text else (signatures.whole, *signatures.halves)
    short = (places for text, places in signatures.short.items() if text in sight.compact)
    grams = sight.grams & signatures.grams
    return frozenset[int]().union(*short, *(those.on(grams) for those in ends))


def _find(phrase: Phrase, sight: Sight) -> Hit | None:
    size = len(phrase.compact)
    places = _all_places(phrase, sight)
    if not places:
        return None
    title = phrase.part == "title"
    heading = title and any(_is_heading(at, at + size, sight) for at in places)
    lessened = _ON_CARD if sight.look == "card" else _IN_TEXT
    weight = phrase.weight * lessened if title and not heading else phrase.weight
    return Hit(type=phrase.type, part=phrase.part, said=phrase.said, weight=weight, heading=heading)


def _all_places(phrase: Phrase, sight: Sight) -> tuple[int, ...]:
    """Where a phrase stands; a long one may hold a slip of OCR."""
    places = tuple(_places(phrase, sight))
    if places or sight.exact_text or not phrase.long:
        return places
    return tuple(_slipped(phrase.compact, sight))


def _places(phrase: Phrase, sight: Sight) -> Iterator[int]:
    compact, inside = phrase.compact, phrase.long
    at = sight.compact.find(compact)
    while at >= 0:
        if inside or _bounded(at, at + len(compact), sight):
            yield at
        at = sight.compact.find(compact, at + 1)


def _bounded(first: int, end: int, sight: Sight) -> bool:
    """Whole words only, but for scripts that write without blanks."""
    whole = first in sight.starts and end in sight.ends
    return whole or not sight.compact[first:end].isascii()


def _slipped(compact: str, sight: Sight) -> Iterator[int]:
    """Where a phrase stands with one letter or two wrong: one half of it is then intact."""
    half = len(compact) // 2
    slips = 1 if len(compact) < 2 * _LONG else 2
    for part, offset in ((compact[:half], 0), (compact[half:], half)):
        if part[:GRAM] not in sight.grams or part[-GRAM:] not in sight.grams:
            continue
        at = sight.compact.find(part) - offset
        window = sight.compact[at : at + len(compact)] if at >= 0 else ""
        if window and Levenshtein.distance(window, compact, score_cutoff=slips) <= slips:
            yield at


def _is_heading(first: int, end: int, sight: Sight) -> bool:
    """Whether these characters are most of their lines, in large letters or high on the page
    and not one of many in a row."""
    runs = sight.runs_of(first, end)
    if not runs or not (runs[0].large or (runs[0].upper and runs[0].beside < 2)):
        return False
    covered = (end - first) / max(1, runs[-1].end - runs[0].first)
    return covered >= 0.6 or (covered >= 0.4 and runs[0].large)


def _form_hits(sight: Sight, signatures: Signatures) -> Iterator[Hit]:
    """Form numbers that a page bears as its own. One that no type knows speaks for "other"."""
    best: dict[str, float] = {}
    for run in sight.runs:
        for number in _form_numbers(run, signatures):
            own = run.edge and (run.words <= _SHORT_RUN or _PRINTED_WITH.search(fold(run.text)))
            weight = _FORM if own else _FORM_INSIDE if run.words <= 4 else 0.0
            best[number] = max(best.get(number, 0.0), weight)
    for number, weight in best.items():
        said = f"form number {number.upper()}"
        known = _known(number, signatures)
        for at in known if weight else ():
            yield Hit(type=at, part="form", said=said, weight=weight)
        if not known and weight == _FORM and len(number) > 1:
            yield Hit(type=signatures.other, part="form", said=said, weight=_UNKNOWN_FORM)


def _form_numbers(run: Run, signatures: Signatures) -> Iterator[str]:
    folded = fold(run.text)
    for found in _FORM_NUMBER.finditer(folded):
        yield _bare(found[1])
    alone = _bare(folded.split(" page ")[0])
    if run.words <= 3 and run.large and alone in signatures.forms:
        yield alone
    elif _PRINTED_WITH.search(folded):
        for word in folded.split():
            if not word.isdigit() and _bare(word) in signatures.forms:
                yield _bare(word)


def _known(number: str, signatures: Signatures) -> tuple[int, ...]:
    """The types of a form number; "1040sr" is known by "1040"."""
    while number:
        if number in signatures.forms:
            return signatures.forms[number]
        if not number[-1].isalpha():
            break
        number = number[:-1]
    return ()


def _bare(number: str) -> str:
    return "".join(tokens(number))


def _phrases(at: int, type_: DocumentType) -> Iterator[Phrase]:
    for part in ("title", "first", "more", "last", "not"):
        for written in _list(type_, part):
            said, weight = _weighted(written, _WEIGHTS[part], type_)
            compact = _bare(said)
            if compact:
                yield Phrase(type=at, part=part, said=said, compact=compact, weight=weight)


def _patterns(type_: DocumentType) -> Iterator[tuple[re.Pattern[str], str, float]]:
    for written in _list(type_, "patterns"):
        said, weight = _weighted(written, _WEIGHTS["patterns"], type_)
        try:
            yield re.compile(said), said, weight
        except re.error as error:
            raise UsageError(f"type {type_.id}: pattern {said!r}: {error}") from error


def _weighted(written: str, default: float, type_: DocumentType) -> tuple[str, float]:
    """ "net pay | 3" in its two parts. A bar without a number behind it belongs to the text."""
    said, bar, weight = written.rpartition("|")
    if not bar or not re.fullmatch(r"\s*\d+(\.\d+)?\s*", weight):
        return written.strip(), default
    if not said.strip():
        raise UsageError(f"type {type_.id}: {written!r} has a weight and no phrase")
    return said.strip(), float(weight)


def _usual_pages(type_: DocumentType) -> float:
    """Between the least and the most pages given, nearer the least."""
    pages = str(type_.signature.get("pages", "1-4"))
    numbers = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", pages)
    if not numbers:
        raise UsageError(f'type {type_.id}: pages: expected "1" or "1-4"')
    least = max(1, int(numbers[1]))
    return math.sqrt(least * max(least, int(numbers[2] or least)))


def _list(type_: DocumentType, key: str) -> Sequence[str]:
    """One a line, or a YAML list. Ours are lines: they need no quotes and are read faster."""
    value = type_.signature.get(key, ())
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    if not isinstance(value, Iterable):
        raise UsageError(f"type {type_.id}: signature: {key}: expected one a line")
    return [str(item) for item in value]


def _no_other_keys(type_: DocumentType) -> None:
    for key in type_.signature:
        if key not in _KEYS:
            raise UsageError(f"type {type_.id}: signature: unknown key {key!r}")
