"""What the evidence says: pages cut into documents, typed, named, with reasons and doubts.

Pure: pages and knowledge in, a Proposal out. Each source is read on its own:

    pages -> set aside (blank, separator, repeat) -> evidence -> best path -> documents
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from packet.knowledge import Knowledge
from packet.model import (
    Case,
    Document,
    Excluded,
    Page,
    PageRef,
    Proposal,
    Reading,
    Reason,
    Role,
)
from packet.understanding.alone import gather, read_alone, reading_of
from packet.understanding.aside import is_separator, section_titles
from packet.understanding.fields import extract
from packet.understanding.findings import judge, near_duplicate, page_findings
from packet.understanding.judging import alternative, because, confidence
from packet.understanding.pairs import edges_of
from packet.understanding.repeats import Repeats, find_repeats
from packet.understanding.segment import Step, cut
from packet.understanding.sight import Sight, see
from packet.understanding.signatures import Signatures, compile_signatures
from packet.understanding.titles import compose
from packet.understanding.translations import Draft, drafts_of, language_of

__all__ = ["judge", "language_of", "read_alone", "understand"]


def understand(
    pages: Sequence[Page],
    knowledge: Knowledge,
    case: Case,
    settled: frozenset[PageRef] = frozenset(),
) -> Proposal:
    """Proposes a document or an exclusion for every page that is not settled, exactly once.

    `pages` are all pages of the case in source order. A settled page ends the document before it
    and is known when repeats are looked for. The findings are on pages; `judge` makes those on
    documents, once a person has had her say.
    """
    if all(page.ref in settled for page in pages):
        return Proposal(documents=(), excluded=())
    signatures = compile_signatures(knowledge)
    sights = {page.ref: see(page) for page in pages}
    repeats = find_repeats([page for page in pages if not page.blank], sights, settled)
    sections = section_titles(knowledge, case)
    excluded = {
        page.ref: aside
        for page in pages
        if page.ref not in settled
        and (aside := _set_aside(page, sights[page.ref], repeats, sections))
    }
    return Proposal(
        documents=tuple(
            _document(draft, signatures, case)
            for steps in _runs(pages, excluded, settled, sights, signatures)
            for draft in drafts_of(cut(steps, signatures), steps, signatures)
        ),
        excluded=tuple(excluded.values()),
        findings=(
            *page_findings(page for page in pages if page.ref not in settled),
            *(near_duplicate(*pair) for pair in repeats.near),
        ),
    )


def _set_aside(
    page: Page, sight: Sight, repeats: Repeats, sections: frozenset[str]
) -> Excluded | None:
    if page.blank:
        return Excluded(ref=page.ref, reason=Reason.BLANK, because="nothing is on it")
    if page.ref in repeats.of:
        kept = repeats.of[page.ref]
        return Excluded(ref=page.ref, reason=Reason.DUPLICATE, because=f"the same as {kept}")
    if is_separator(page, sight, sections):
        said = " ".join(run.text for run in sight.runs)
        return Excluded(ref=page.ref, reason=Reason.SEPARATOR, because=f'only says "{said}"')
    return None


def _runs(
    pages: Iterable[Page],
    excluded: Mapping[PageRef, Excluded],
    settled: frozenset[PageRef],
    sights: Mapping[PageRef, Sight],
    signatures: Signatures,
) -> Iterator[tuple[Step, ...]]:
    """Pages that may be one document: of one source, with no separator or settled page between."""
    run: list[Step] = []
    source, gap = "", False
    for page in pages:
        aside = excluded.get(page.ref)
        separated = page.ref in settled or (aside and aside.reason is Reason.SEPARATOR)
        if separated or page.source != source:
            yield tuple(run)
            run, source, gap = [], page.source, False
        if separated:
            continue
        if aside:
            gap = True
            continue
        sight = sights[page.ref]
        run.append(
            Step(evidence=gather(page, sight, signatures), edges=edges_of(page, sight), gap=gap)
        )
        gap = False
    yield tuple(run)


def _document(draft: Draft, signatures: Signatures, case: Case) -> Document:
    type_ = signatures.types[draft.type]
    parts = tuple(zip(draft.pages, draft.roles, strict=True))
    telling = [page for page, role in parts if role is not Role.CERTIFICATE]
    readings = tuple(_readings(draft, signatures))
    fields = extract(telling or draft.pages, type_, case)
    return Document(
        id=_id(page.ref for page in draft.pages),
        type=type_.id,
        title=compose(type_, fields),
        pages=readings,
        fields=fields,
        language=language_of(readings, {page.ref: page for page in draft.pages}),
        confidence=confidence(draft),
        because=because(draft),
        alternative=alternative(draft, signatures),
    )


def _readings(draft: Draft, signatures: Signatures) -> Iterator[Reading]:
    for step, role in zip(draft.steps, draft.roles, strict=True):
        reading = reading_of(step.evidence, signatures)
        yield Reading(ref=reading.ref, type=reading.type, confidence=reading.confidence, role=role)


def _id(refs: Iterable[PageRef]) -> str:
    told = "\n".join(f"{ref.source}\t{ref.page}" for ref in refs)
    return f"d-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
