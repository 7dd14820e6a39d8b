"""Where documents begin and what they are: one best path over pages and types.

A page either continues the document before it (same type) or begins one (any type). Each choice
has log odds; every page fits each type so and so well. The same sums give both the best path and,
over all paths, the probability that a run of pages is one document of one type.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from packet.understanding.alone import Evidence, Scores, shares_of
from packet.understanding.pairs import Edges, break_between
from packet.understanding.signatures import Signatures

_FIT = 0.7  # a page's own type counts less within a document than alone
_MOST = 6.0  # no single joint is surer than this
_SAME_FORM = -1.5
_OTHER_FORM = 1.5
_OPENED_AGAIN = 0.2
_MOST_AGAIN = 2.0
_AFTER_GAP = 0.5  # a blank or repeated page stood between


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page on its way: what it shows, and whether something excluded stood before it."""

    evidence: Evidence
    edges: Edges
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Steps `first` to before `end` as one document. `sure` is the probability of both its pages
    and its type; `type_share` of its type, were its pages right."""

    first: int
    end: int
    type: int
    second: int  # the second best type for the same pages
    sure: float
    type_share: float


def cut(steps: Sequence[Step], signatures: Signatures) -> tuple[Segment, ...]:
    """Cuts pages that follow each other into documents."""
    if not steps:
        return ()
    fits = [np.log(shares_of(_FIT * step.evidence.scores) + 1e-6) for step in steps]
    joints = [_joint(before, step, signatures) for before, step in pairwise(steps)]
    begins = [_log_share(joint) for joint in joints]
    goes_on = [_log_share(-joint) for joint in joints]
    path, starts = _best_path(fits, begins, goes_on)
    ahead, behind = _sums(fits, begins, goes_on)
    whole = _log_sum(ahead[-1])
    cuts = [*starts, len(steps)]
    found = []
    for first, end in pairwise(cuts):
        posterior = _posterior(first, end, fits, begins, goes_on, ahead, behind) - whole
        kind = path[first]
        own = shares_of(posterior)
        second = int(np.argsort(own)[-2]) if len(own) > 1 else kind
        if second == kind:
            second = int(own.argmax())
        found.append(
            Segment(
                first=first,
                end=end,
                type=kind,
                second=second,
                sure=float(np.exp(min(0.0, posterior[kind]))),
                type_share=float(own[kind]),
            )
        )
    return tuple(found)


def _joint(before: Step, after: Step, signatures: Signatures) -> Scores:
    """Log odds, a type, that `after` begins a document of it rather than continuing one."""
    odds = break_between(before.edges, after.edges) + (_AFTER_GAP if after.gap else 0.0)
    by_type = np.array([_by_length(pages) for pages in signatures.usual]) + after.evidence.opens
    by_type += _by_form(before.evidence, after.evidence, signatures)
    by_type += _by_opening_again(before.evidence, after.evidence, signatures)
    return np.asarray(np.clip(odds + by_type, -_MOST, _MOST), dtype=np.float64)


def _by_form(before: Evidence, after: Evidence, signatures: Signatures) -> Scores:
    """The same form number on both pages joins them where forms have several pages; another one
    parts them where forms have one."""
    odds = np.zeros(len(signatures.types))
    borne = [_form_numbers(evidence) for evidence in (before, after)]
    for at in borne[0].keys() & borne[1].keys():
        several = signatures.usual[at] > 1
        if borne[0][at] & borne[1][at]:
            odds[at] = _SAME_FORM if several else 0.0
        else:
            odds[at] = 0.0 if several else _OTHER_FORM
    return odds


def _by_opening_again(before: Evidence, after: Evidence, signatures: Signatures) -> Scores:
    """What first pages say, said again: the next statement, not this one's second page."""
    odds = np.zeros(len(signatures.types))
    opened = {(hit.type, hit.said) for hit in before.hits if hit.part == "first"}
    for hit in after.hits:
        if hit.part == "first" and (hit.type, hit.said) in opened:
            odds[hit.type] += _OPENED_AGAIN * hit.weight / signatures.usual[hit.type]
    return np.minimum(odds, _MOST_AGAIN)


def _form_numbers(evidence: Evidence) -> dict[int, set[str]]:
    numbers: dict[int, set[str]] = {}
    for hit in evidence.hits:
        if hit.part == "form":
            numbers.setdefault(hit.type, set()).add(hit.said)
    return numbers


def _by_length(pages: float) -> float:
    """A type's documents end after any page as often as their usual length says."""
    return -math.log(max(pages - 1.0, 0.15))


def _best_path(
    fits: Sequence[Scores], begins: Sequence[Scores], goes_on: Sequence[Scores]
) -> tuple[list[int], list[int]]:
    """The type of every page, and where documents begin."""
    score = fits[0]
    came: list[tuple[np.ndarray, int]] = []
    for at in range(1, len(fits)):
        best = int(score.argmax())
        new = score[best] + begins[at - 1]
        same = score + goes_on[at - 1]
        came.append((new > same, best))
        score = np.maximum(new, same) + fits[at]
    kind = int(score.argmax())
    path, starts = [kind], []
    for at in range(len(fits) - 1, 0, -1):
        fresh, best = came[at - 1]
        if fresh[kind]:
            starts.append(at)
            kind = best
        path.append(kind)
    return path[::-1], [0, *reversed(starts)]


def _sums(
    fits: Sequence[Scores], begins: Sequence[Scores], goes_on: Sequence[Scores]
) -> tuple[list[Scores], list[Scores]]:
    """For each page and type: the sum over all paths up to it, and over all paths from it."""
    ahead = [fits[0]]
    for at in range(1, len(fits)):
        entered = np.logaddexp(_log_sum(ahead[-1]) + begins[at - 1], ahead[-1] + goes_on[at - 1])
        ahead.append(entered + fits[at])
    behind = [np.zeros_like(fits[-1])]
    for at in range(len(fits) - 1, 0, -1):
        onward = fits[at] + behind[-1]
        behind.append(np.logaddexp(_log_sum(begins[at - 1] + onward), goes_on[at - 1] + onward))
    return ahead, behind[::-1]


def _posterior(
    first: int,
    end: int,
    fits: Sequence[Scores],
    begins: Sequence[Scores],
    goes_on: Sequence[Scores],
    ahead: Sequence[Scores],
    behind: Sequence[Scores],
) -> Scores:
    """Log sum, a type, over all paths on which these pages are one document of it."""
    score = fits[first].copy()
    if first:
        score += _log_sum(ahead[first - 1]) + begins[first - 1]
    for at in range(first + 1, end):
        score += goes_on[at - 1] + fits[at]
    if end < len(fits):
        score += _log_sum(begins[end - 1] + fits[end] + behind[end])
    return score


def _log_share(odds: Scores) -> Scores:
    """Log of the probability that these log odds stand for."""
    return np.asarray(-np.logaddexp(0.0, -odds), dtype=np.float64)


def _log_sum(scores: Scores) -> float:
    return float(np.logaddexp.reduce(scores))
