"""One page read alone: what it shows, and what it would be taken for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packet.knowledge import Knowledge
from packet.model import Page, Reading
from packet.understanding.sight import Sight, see
from packet.understanding.signatures import Hit, Signatures, compile_signatures, hits_on
from packet.understanding.zones import zone_hits

Scores = NDArray[np.float64]
"""A number a type, in the order of `Signatures.types`. Natural logarithms."""

CEILING = 0.97  # one page alone is never surer

_OTHER = 4.0  # what "other" has before anything is read
_SATURATION = 18.0  # many phrases say less than their sum
_DECIDING = frozenset({"form", "zone"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """A page with everything it shows."""

    page: Page
    sight: Sight
    hits: tuple[Hit, ...]
    scores: Scores  # how well the page fits each type, whichever of its pages it is
    opens: Scores  # how much more it looks like a first page of that type than like a later one

    def best(self) -> tuple[int, float]:
        """The likeliest type and its probability, from this page only."""
        shares = shares_of(self.scores)
        at = int(shares.argmax())
        return at, min(CEILING, float(shares[at]))

    def said_for(self, type_: int) -> tuple[Hit, ...]:
        """What speaks for a type, strongest first."""
        own = (hit for hit in self.hits if hit.type == type_ and hit.part != "not")
        return tuple(sorted(own, key=lambda hit: -hit.weight))


def read_alone(page: Page, knowledge: Knowledge) -> Reading:
    """What a reader of this single page would take it for."""
    signatures = compile_signatures(knowledge)
    return reading_of(gather(page, see(page), signatures), signatures)


def reading_of(evidence: Evidence, signatures: Signatures) -> Reading:
    at, confidence = evidence.best()
    return Reading(
        ref=evidence.page.ref, type=signatures.types[at].id, confidence=round(confidence, 3)
    )


def gather(page: Page, sight: Sight, signatures: Signatures) -> Evidence:
    """Looks a page up in all signatures."""
    hits = (*hits_on(sight, signatures), *zone_hits(page, signatures))
    return Evidence(
        page=page,
        sight=sight,
        hits=hits,
        scores=_scores(hits, signatures),
        opens=_opens(hits, signatures),
    )


def shares_of(scores: Scores) -> Scores:
    """Log scores as probabilities."""
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum(), dtype=np.float64)


def _scores(hits: Iterable[Hit], signatures: Signatures) -> Scores:
    said: dict[tuple[int, str], float] = {}  # the same words count once, as their strongest part
    against = np.zeros(len(signatures.types))
    decided = np.zeros(len(signatures.types))
    for hit in hits:
        if hit.part == "not":
            against[hit.type] += hit.weight
        elif hit.part in _DECIDING:
            decided[hit.type] = max(decided[hit.type], hit.weight)
        else:
            said[hit.type, hit.said] = max(hit.weight, said.get((hit.type, hit.said), 0.0))
    spoken = -against
    for (at, _), weight in said.items():
        spoken[at] += weight
    saturated = np.where(spoken > 0, _SATURATION * -np.expm1(-spoken / _SATURATION), spoken)
    scores = saturated + decided
    scores[signatures.other] += _OTHER
    return np.asarray(scores, dtype=np.float64)


def _opens(hits: Iterable[Hit], signatures: Signatures) -> Scores:
    """Log odds between -2.5 (a later page) and 4.5 (a first page)."""
    titled = np.zeros(len(signatures.types))
    first, later = np.zeros_like(titled), np.zeros_like(titled)
    for hit in hits:
        if hit.heading:
            titled[hit.type] = 3.0
        elif hit.part == "first":
            first[hit.type] += hit.weight
        elif hit.part in {"more", "last"}:
            later[hit.type] += hit.weight
    opens = titled + 0.2 * np.minimum(first, 10.0) - 0.25 * np.minimum(later, 10.0)
    return np.asarray(np.clip(opens, -2.5, 4.5), dtype=np.float64)
