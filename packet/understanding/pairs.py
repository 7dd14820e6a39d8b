"""What two neighbouring pages say about whether the second begins a new document.

Scores are natural log odds: above 0 for a new document, below 0 for the same one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from packet.model import Page, TextOrigin
from packet.understanding.folding import fold
from packet.understanding.numbering import Number, printed_number
from packet.understanding.sight import Sight

_MARGIN_LINES = 3
_TELLING = 10  # characters of a running head
_ENOUGH_WORDS = 25
_SIZE = 0.03
_IDENTIFIER = re.compile(r"(?<![\w.,/$-])(?=[\w-]*\d{4})[a-z]{0,4}[-\d]{6,20}[a-z]?(?![\w/])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{5}-\d{4}")  # dates and ZIP+4 identify nothing
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_ENOUGH_VOCABULARY = 15
_SHARED = (0.04, 0.3, 0.5, 0.75)  # of the words of the page that has fewer
_SHARED_ODDS = (0.8, -1.2, -1.2, 1.0)
_DIGIT = re.compile(r"\d+")
_OPENING = re.compile(r"^(?:dear |to whom it may concern|to the (?:officer|honorable|director))")
_CLOSING = re.compile(
    r"^(?:sincerely|respectfully|yours (?:truly|sincerely)|best regards|regards)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What of a page its neighbours are compared by."""

    page: Page
    number: Number | None
    head: tuple[str, ...]
    foot: tuple[str, ...]
    identifiers: frozenset[str]
    vocabulary: frozenset[str]
    words: int
    opens_letter: bool
    closes_letter: bool
    first_letter: str
    last_letter: str


def edges_of(page: Page, sight: Sight) -> Edges:
    lines = [folded for line in page.lines if (folded := fold(line))]
    text = "\n".join(lines)
    found = (match.group() for match in _IDENTIFIER.finditer(text))
    return Edges(
        page=page,
        number=printed_number(page),
        head=_masked(lines[:_MARGIN_LINES]),
        foot=_masked(lines[-_MARGIN_LINES:]) if len(lines) > 2 * _MARGIN_LINES else (),
        identifiers=frozenset(item.replace("-", "") for item in found if not _DAY.fullmatch(item)),
        vocabulary=frozenset(_LONG_WORD.findall(text)),
        words=sight.words,
        opens_letter=any(_OPENING.match(line) for line in lines),
        closes_letter=any(_CLOSING.match(line) for line in lines),
        first_letter=page.lines[0][:1] if lines else "",
        last_letter=page.lines[-1][-1:] if lines else "",
    )


def break_between(before: Edges, after: Edges) -> float:
    """The log odds, from everything but the pages' types."""
    return (
        _by_number(before.number, after.number)
        + _by_sheet(before.page, after.page)
        + _by_language(before, after)
        + _by_margins(before, after)
        + _by_identifiers(before, after)
        + _by_letter(before, after)
        + _by_vocabulary(before.vocabulary, after.vocabulary)
    )


def _by_number(before: Number | None, after: Number | None) -> float:
    if after is None:
        return 1.5 if before and before.total and before.page == before.total else 0.0
    if after.page == 1:
        return 5.0 if after.total else 3.0 if after.sure else 1.0
    if before is None:
        return -3.0 if after.total else -2.5 if after.sure else -0.5
    if after.follows(before):
        return -6.0 if after.total else -4.0 if after.sure else -2.0
    if after.total and after.total == before.total:
        return -1.5 if after.page != before.page else 1.0
    return 1.5 if after.total or before.total else 0.0


def _by_sheet(before: Page, after: Page) -> float:
    """Size, orientation and origin: documents seldom change paper half-way."""
    odds = 0.0
    if _differ(before.width, after.width) or _differ(before.height, after.height):
        odds += 1.2
    if TextOrigin.NONE not in (before.origin, after.origin) and before.origin is not after.origin:
        odds += 1.0
    if (before.dpi is None) is not (after.dpi is None):
        odds += 0.5
    return odds or -0.3


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > _SIZE * max(abs(one), abs(other), 1.0)


def _by_language(before: Edges, after: Edges) -> float:
    languages = before.page.language, after.page.language
    if "" in languages or min(before.words, after.words) < _ENOUGH_WORDS:
        return 0.0
    return 1.5 if languages[0] != languages[1] else -0.1


def _by_margins(before: Edges, after: Edges) -> float:
    """Running heads and feet, their digits aside."""
    return _alike(before.head, after.head) + _alike(before.foot, after.foot)


def _alike(before: tuple[str, ...], after: tuple[str, ...]) -> float:
    if not before or not after:
        return 0.0
    best = max(fuzz.ratio(one, other) for one in before for other in after)
    return -1.5 if best > 88 else -0.5 if best > 75 else 0.3


def _by_identifiers(before: Edges, after: Edges) -> float:
    if not before.identifiers or not after.identifiers:
        return 0.0
    return -1.5 if before.identifiers & after.identifiers else 0.7


def _by_letter(before: Edges, after: Edges) -> float:
    odds = 0.0
    if after.opens_letter:
        odds += 2.0
    if before.closes_letter:
        odds += 1.0
    if before.last_letter.isalpha() and after.first_letter.islower():
        odds -= 0.7
    return odds


def _by_vocabulary(before: frozenset[str], after: frozenset[str]) -> float:
    """Pages of one document share a quarter to a half of their long words, strangers a twentieth;
    those that share nearly all are two copies of one form."""
    least = min(len(before), len(after))
    if least < _ENOUGH_VOCABULARY:
        return 0.0
    shared = len(before & after) / least
    return float(np.interp(shared, _SHARED, _SHARED_ODDS))


def _masked(lines: list[str]) -> tuple[str, ...]:
    masked = (_DIGIT.sub("#", line) for line in lines)
    return tuple(line for line in masked if len(line) >= _TELLING)
