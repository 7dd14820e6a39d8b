"""How sure a document is, why it is one, and what a person should look at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from packet.knowledge import Knowledge
from packet.model import Document, Finding, Page, PageRef, Role, Severity
from packet.understanding.segment import Step
from packet.understanding.signatures import Signatures
from packet.understanding.translations import Draft, is_foreign

EYES_NEEDED = 0.8  # documents less sure than this go to a person

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
    if confidence(draft) >= EYES_NEEDED or draft.type_share >= _SURE_TYPE:
        return ""
    return signatures.types[draft.second].id


def because(draft: Draft) -> str:
    """One line: what is said on the pages, and why they begin and end where they do."""
    return "; ".join(filter(None, (_said(draft), _counted(draft), _translated(draft)))) or (
        "no words that a known type uses"
    )


def document_findings(document: Document, draft: Draft, knowledge: Knowledge) -> Iterator[Finding]:
    """What is doubtful about one document."""
    if document.confidence < EYES_NEEDED:
        yield _unsure(document, knowledge)
    yield from _by_numbers(document, draft.steps)
    foreign = any(map(is_foreign, draft.pages))
    translated = {Role.TRANSLATION, Role.CERTIFICATE} & set(draft.roles)
    if foreign and not translated:
        yield _finding(
            document,
            "foreign-without-translation",
            f"{document.title} is in another language, and no translation stands beside it",
            "put its English translation and the translator's certificate behind it",
        )


def page_findings(pages: Iterable[Page]) -> Iterator[Finding]:
    """Pages whose text is missing or doubtful."""
    for page in pages:
        if page.trouble:
            yield Finding(
                code="page-not-read",
                severity=Severity.WARNING,
                message=page.trouble,
                source=page.source,
                page=page.number,
                hint="look at the page; scan it again if it cannot be read",
            )


def near_duplicate(kept: PageRef, other: PageRef) -> Finding:
    return Finding(
        code="near-duplicate",
        severity=Severity.INFO,
        message=f"{other} looks almost the same as {kept}; both are kept",
        source=other.source,
        page=other.page,
        hint="if it is the same page, exclude one of them in plan.yaml",
    )


def _unsure(document: Document, knowledge: Knowledge) -> Finding:
    taken = knowledge.type(document.type).title
    if document.alternative:
        choice = f", could be: {knowledge.type(document.alternative).title}"
    else:
        choice = ", but where it begins and ends is doubtful"
    return _finding(
        document,
        "unsure-document",
        f"taken for: {taken}{choice} ({_span(document.refs)})",
        "look at it, and correct its type or pages in plan.yaml where they are wrong",
    )


def _by_numbers(document: Document, steps: Sequence[Step]) -> Iterator[Finding]:
    numbers = [step.edges.number for step in steps]
    known = [number for number in numbers if number and number.total]
    if not known or len({number.total for number in known}) > 1:
        return
    printed = [number.page for number in known]
    total = known[0].total
    missing = sorted({*range(1, total + 1)} - set(printed))
    all_numbered = len(known) == len(numbers)
    if missing and all_numbered and len(set(printed)) == len(printed):
        listed = ", ".join(map(str, missing[:8])) + (" …" if len(missing) > 8 else "")
        yield _finding(
            document,
            "page-missing",
            f"its pages say that there are {total}; not here: {listed}",
            "find the missing pages, or see whether they lie in another file",
        )
    if any(after < before for before, after in pairwise(printed)):
        order = ", ".join(map(str, printed))
        yield _finding(
            document,
            "page-order",
            f"by its own numbers its pages stand in the order {order}",
            "reorder its pages line in plan.yaml if the numbers are right",
        )


def _finding(document: Document, code: str, message: str, hint: str) -> Finding:
    first = document.refs[0]
    return Finding(
        code=code,
        severity=Severity.WARNING,
        message=message,
        source=first.source,
        page=first.page,
        document=document.id,
        hint=hint,
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


def _span(refs: Sequence[PageRef]) -> str:
    first, last = refs[0], refs[-1]
    return str(first) if first == last else f"{first.source} p. {first.page}-{last.page}"
