"""The plan over the machine's opinion: what a person settled stays, the rest is proposed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from packet.knowledge import Knowledge
from packet.model import (
    Author,
    Document,
    Excluded,
    Finding,
    PageRef,
    Proposal,
    Reading,
    Role,
    Severity,
    Source,
)
from packet.plan.reading import Entry, Omission, Plan, place

SET = "set in plan.yaml"


def settle(
    plan: Plan,
    *,
    whole: Proposal,
    fresh: Proposal,
    sources: Sequence[Source],
    knowledge: Knowledge,
    alone: Callable[[PageRef], Reading],
    language: Callable[[Sequence[Reading]], str],
) -> Proposal:
    """Every page of every ok source exactly once: the plan's documents, in its order and with its
    words, then what is new.

    `whole` is the machine's proposal for all pages, which lends the plan's documents their
    confidence where plan and machine agree; `fresh` is its proposal for the pages that
    `covered(plan, sources)` leaves. `alone` reads a page that stands in no proposed document,
    `language` tells that of a document's pages by their roles. The findings are on the plan and on
    pages. Raises UsageError, with its place, for a page that the plan names twice.
    """
    placed = place(plan, sources)
    opinions = {document.refs: document for document in whole.documents}
    readings = {page.ref: page for document in whole.documents for page in document.pages}

    def settled(entry: Entry, refs: tuple[PageRef, ...], roles: Mapping[PageRef, Role]) -> Document:
        pages = tuple(
            replace(readings.get(ref) or alone(ref), role=roles.get(ref, Role.ORIGINAL))
            for ref in refs
        )
        return _document(entry, pages, opinions.get(refs), entry.language or language(pages))

    kept = [
        settled(entry, refs, roles)
        for entry, refs, roles in zip(plan.documents, placed.documents, placed.roles, strict=True)
        if refs
    ]
    documents = tuple(_named_apart((*kept, *fresh.documents)))
    excluded = (*_excluded(plan, placed.excluded, whole), *fresh.excluded)
    return Proposal(
        documents=documents,
        excluded=excluded,
        findings=(
            *placed.findings,
            *_on_pages((*whole.findings, *fresh.findings), excluded),
            *_wrong_titles(documents[: len(kept)], opinions, knowledge),
        ),
    )


def _document(
    entry: Entry, pages: tuple[Reading, ...], opinion: Document | None, language: str
) -> Document:
    """An entry as a document.

    The machine's doubt about the pages and their type stays until a person says otherwise: by
    another type or other pages, or by `checked: yes`. A new title alone does not settle them.
    """
    words = replace(
        opinion or Document(id="", type=entry.type, title=entry.title, pages=pages),
        id=entry.id or (opinion.id if opinion else ""),
        type=entry.type,
        title=entry.title,
        pages=pages,
        fields=entry.fields,
        language=language,
        exhibit=entry.exhibit,
        order=entry.order,
        cover=entry.cover,
        why=entry.why,
    )
    if opinion and opinion.type == entry.type and not entry.checked:
        return words
    return replace(words, confidence=1.0, because=SET, alternative="", author=Author.PERSON)


def _named_apart(documents: Iterable[Document]) -> Iterator[Document]:
    """Each document with an id of its own: a copied entry keeps its person's words, not its id."""
    taken: set[str] = set()
    for document in documents:
        id_, pages = document.id, " ".join(map(str, document.refs))
        while not id_ or id_ in taken:
            id_ = f"d-{hashlib.sha256(f'{id_} {pages}'.encode(errors='replace')).hexdigest()[:10]}"
        taken.add(id_)
        yield replace(document, id=id_)


def _excluded(
    plan: Plan, placed: Sequence[tuple[PageRef, ...]], whole: Proposal
) -> Iterator[Excluded]:
    opinions = {one.ref: one for one in whole.excluded}
    for omission, refs in zip(plan.excluded, placed, strict=True):
        for ref in refs:
            opinion = opinions.get(ref)
            agreed = opinion is not None and opinion.reason == omission.reason and not omission.why
            yield opinion if opinion and agreed else _left_out(ref, omission)


def _left_out(ref: PageRef, omission: Omission) -> Excluded:
    return Excluded(
        ref=ref, reason=omission.reason, because=omission.why or SET, author=Author.PERSON
    )


def _on_pages(findings: Iterable[Finding], excluded: Iterable[Excluded]) -> tuple[Finding, ...]:
    """The machine's findings on pages, each once; a page that a person left out is no trouble."""
    out = {(one.ref.source, one.ref.page) for one in excluded if one.author is Author.PERSON}
    return tuple(dict.fromkeys(one for one in findings if (one.source, one.page) not in out))


def _wrong_titles(
    documents: Iterable[Document],
    opinions: Mapping[tuple[PageRef, ...], Document],
    knowledge: Knowledge,
) -> Iterator[Finding]:
    """Titles of another type than the person says: left so, but said."""
    for document in documents:
        other = _titled_as(document, opinions.get(document.refs), knowledge)
        if document.author is Author.PERSON and other not in {"", document.type}:
            first, type_ = document.refs[0], knowledge.type(document.type).title
            yield Finding(
                code="title-differs",
                severity=Severity.WARNING,
                message=f"{document.title}: {first}: the title is that of another type, "
                f"{knowledge.type(other).title}; plan.yaml says it is: {type_}",
                source=first.source,
                page=first.page,
                document=document.id,
                hint="packet never changes a title that stands in plan.yaml: write another behind "
                "title: or, if it is right, correct the type",
            )


def _titled_as(document: Document, opinion: Document | None, knowledge: Knowledge) -> str:
    """The type whose title a document has: the machine's own words, or how titles of that type
    begin; "" if it is that of none."""
    if opinion and opinion.title == document.title:
        return opinion.type
    titles = {_words(one.title): one.id for one in knowledge.types.values()}
    words = _words(document.title)
    starts = [start for start in titles if words[: len(start)] == start]
    return titles[max(starts, key=len)] if starts else ""


def _words(title: str) -> tuple[str, ...]:
    return tuple(title.casefold().replace(",", " ,").split())
