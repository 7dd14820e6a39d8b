"""Pages that are in the case already: certain repeats, and those a person should compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from packet.model import Page, PageRef
from packet.understanding.sight import Sight

_ENOUGH = 200  # characters: less text may well be the same on two different pages
_SAME_LOOK = 6  # bits of 64
_SAME_PHOTO = 3
_ALIKE = 96.0  # of 100
_INKED = 0.05  # of the page: fingerprints of emptier ones say nothing without text


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """`of` names for each repeated page the page that is kept; `near` holds pairs that look
    the same but may differ."""

    of: Mapping[PageRef, PageRef]
    near: tuple[tuple[PageRef, PageRef], ...]


def find_repeats(
    pages: Sequence[Page], sights: Mapping[PageRef, Sight], settled: frozenset[PageRef]
) -> Repeats:
    """Among pages that are not blank. Settled pages are always kept, else the first one is."""
    of: dict[PageRef, PageRef] = {}
    exact: dict[str, PageRef] = {}
    texts: dict[str, list[Page]] = {}
    kept: list[Page] = []
    for page in sorted(pages, key=lambda page: page.ref not in settled):
        text = sights[page.ref].compact
        first = exact.get(page.exact) or _same_text(page, texts.get(text, ()))
        if first and page.ref not in settled:
            of[page.ref] = first
            continue
        kept.append(page)
        if page.exact:
            exact.setdefault(page.exact, page.ref)
        if len(text) >= _ENOUGH:
            texts.setdefault(text, []).append(page)
    return Repeats(of=of, near=tuple(_near(kept, sights, settled)))


def _same_text(page: Page, others: Sequence[Page]) -> PageRef | None:
    return next((other.ref for other in others if _bits(page, other) <= _SAME_LOOK), None)


def _bits(one: Page, other: Page) -> int:
    """How many bits of two pages' looks differ; 64 where a look is unknown."""
    looks = _look(one), _look(other)
    return 64 if None in looks else ((looks[0] or 0) ^ (looks[1] or 0)).bit_count()


def _look(page: Page) -> int | None:
    try:
        return int(page.near, 16) & 0xFFFFFFFFFFFFFFFF
    except ValueError:
        return None


def _near(
    pages: Sequence[Page], sights: Mapping[PageRef, Sight], settled: frozenset[PageRef]
) -> Iterator[tuple[PageRef, PageRef]]:
    seen = [page for page in pages if _look(page) is not None]
    looks = np.array([_look(page) for page in seen], dtype=np.uint64)
    for at, one in enumerate(seen):
        bits = np.bitwise_count(looks[at + 1 :] ^ looks[at])
        for further in np.flatnonzero(bits <= _SAME_LOOK):
            other = seen[at + 1 + int(further)]
            texts = sights[one.ref].compact, sights[other.ref].compact
            both_settled = one.ref in settled and other.ref in settled
            if not both_settled and _alike(one, other, texts, int(bits[further])):
                yield one.ref, other.ref


def _alike(one: Page, other: Page, texts: tuple[str, str], bits: int) -> bool:
    if max(map(len, texts)) < _ENOUGH:
        both_inked = min(one.ink, other.ink) > _INKED
        return both_inked and bits <= _SAME_PHOTO and texts[0] == texts[1]
    same_digits = _digits(texts[0]) == _digits(texts[1])
    return same_digits and fuzz.ratio(*texts, score_cutoff=_ALIKE) > 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
