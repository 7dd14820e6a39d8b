"""How sure a document is, and why it is one."""

from __future__ import annotations

import math
from collections.abc import Iterable

from packet.model import SURE, Role
from packet.understanding.signatures import Signatures
from packet.understanding.translations import Draft, is_foreign

_SURE_TYPE = 0.9  # what is doubtful then is where the document begins or ends
_CEILING = 0.98
_FACTS = frozenset({"form", "zone", "look"})  # not words of the page
_NAMED = 3  # phrases in a reason


def confidence(draft: Draft) -> float:
    """The probability that both the page set and the type are right. Rough until calibrated:
    path sums know nothing of what OCR missed, so they are drawn towards the middle."""
    sure = min(max(draft.sure, 1e-6), 1 - 1e-6)
    odds = 0.8 * math.log(sure / (1 - sure))
    return round(min(_CEILING, 1 / (1 + math.exp(-odds))), 3)


def alternative(draft: Draft, signatures: Signatures) -> str:
    """The second best type, where a person must choose; "" where the type is not in doubt."""
    if confidence(draft) >= SURE or draft.type_share >= _SURE_TYPE:
        return ""
    return signatures.types[draft.second].id


def because(draft: Draft) -> str:
    """One line: what is said on the pages, and why they begin and end where they do."""
    return "; ".join(filter(None, (_said(draft), _counted(draft), _translated(draft)))) or (
        "no words that a known type uses"
    )


def _said(draft: Draft) -> str:
    """The strongest hits of the first page that has any, in the page's own words."""
    for step in draft.steps:
        hits = step.evidence.said_for(draft.type)
        facts = [hit.said for hit in hits if hit.part in _FACTS]
        words = _distinct(hit.said for hit in hits if hit.part not in _FACTS)
        quoted = [f'"{said}"' for said in words[:_NAMED]]
        said = "says " + " and ".join(quoted) if quoted else ""
        if said or facts:
            return "; ".join(filter(None, (*facts[:1], said)))
    return ""


def _distinct(phrases: Iterable[str]) -> list[str]:
    """Those that are no part of one before them, and hold none."""
    kept: list[str] = []
    for phrase in phrases:
        if not any(phrase in other or other in phrase for other in kept):
            kept.append(phrase)
    return kept


def _counted(draft: Draft) -> str:
    first, last = draft.steps[0].edges.number, draft.steps[-1].edges.number
    parts = []
    if first and first.page == 1 and first.sure:
        parts.append(f'starts at "{first}"')
    if len(draft.steps) > 1 and last and last.total and last.page == last.total:
        parts.append(f'ends at "{last}"')
    return ", ".join(parts)


def _translated(draft: Draft) -> str:
    if Role.TRANSLATION in draft.roles or Role.CERTIFICATE in draft.roles:
        return "its translation follows it" if any(map(is_foreign, draft.pages)) else ""
    return ""
