"""What a person should look at, judged on the documents as they will be filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from packet.knowledge import Knowledge
from packet.model import SURE, Document, Finding, Page, PageRef, Role, Severity
from packet.understanding.numbering import Number, printed_number
from packet.understanding.translations import ENGLISH, is_foreign, originals
from packet.words import runs

_LISTED = 8  # page numbers in a message


def judge(
    documents: Iterable[Document], pages: Mapping[PageRef, Page], knowledge: Knowledge
) -> tuple[Finding, ...]:
    """Findings on final documents: doubts left open, pages missing or out of order, and documents
    in another language without a translation. A person's word settles a doubt, not a fact."""
    return tuple(
        finding
        for document in documents
        for finding in (
            *_unsure(document, knowledge),
            *_by_numbers(document, [printed_number(pages[ref]) for ref in document.refs]),
            *_untranslated(document, pages, knowledge),
        )
    )


def page_findings(pages: Iterable[Page]) -> Iterator[Finding]:
    """Pages whose text is missing or doubtful."""
    for page in pages:
        if page.trouble:
            yield Finding(
                code="page-not-read",
                severity=Severity.WARNING,
                message=f"{page.ref}: {page.trouble}",
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


def _unsure(document: Document, knowledge: Knowledge) -> Iterator[Finding]:
    if document.confidence >= SURE:
        return
    doubt = "packet is not sure where this document begins and ends"
    if document.alternative:
        other = knowledge.type(document.alternative).title
        doubt = f"packet is not sure; it could also be: {other}"
    yield _finding(
        document,
        "unsure-document",
        doubt,
        "look at it; in plan.yaml correct its type or pages, or write checked: yes if all is right",
    )


def _untranslated(
    document: Document, pages: Mapping[PageRef, Page], knowledge: Knowledge
) -> Iterator[Finding]:
    roles = {page.role for page in document.pages}
    if document.language in {"", ENGLISH} or roles & {Role.TRANSLATION, Role.CERTIFICATE}:
        return
    language = knowledge.languages.get(document.language, document.language)
    foreign = (page.ref for page in originals(document.pages, pages) if is_foreign(page))
    yield _finding(
        document,
        "foreign-without-translation",
        f"this is in {language}, and no English translation is among the document's pages",
        "add the pages of its translation and of the translator's certificate to its entry in "
        "plan.yaml, under pages: and under translation: and certificate:",
        next(foreign, None),
    )


def _by_numbers(document: Document, numbers: Sequence[Number | None]) -> Iterator[Finding]:
    known = [number for number in numbers if number and number.total]
    if not known or len({number.total for number in known}) > 1 or _counts_through(known):
        return
    printed = [number.page for number in known]
    total = known[0].total
    missing = sorted({*range(1, total + 1)} - set(printed))
    all_numbered = len(known) == len(numbers)
    if missing and all_numbered and len(set(printed)) == len(printed):
        listed = ", ".join(map(str, missing[:_LISTED])) + (" …" if len(missing) > _LISTED else "")
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


def _counts_through(numbers: Sequence[Number]) -> bool:
    """Whether each page follows the last, or opens a count anew where one was complete: an
    original and its translation, each with its own numbers."""
    ends = (Number(page=numbers[0].total, total=numbers[0].total), *numbers)
    return numbers[-1].page == numbers[-1].total and all(
        after.follows(before) or (after.page == 1 and before.page == before.total)
        for before, after in pairwise(ends)
    )


def _finding(
    document: Document, code: str, what: str, hint: str, at: PageRef | None = None
) -> Finding:
    """A finding on a document, or on its page `at`."""
    first = at or document.refs[0]
    return Finding(
        code=code,
        severity=Severity.WARNING,
        message=f"{document.title}: {at or _span(document.refs)}: {what}",
        source=first.source,
        page=first.page,
        document=document.id,
        hint=hint,
    )


def _span(refs: Sequence[PageRef]) -> str:
    """ "documents/a.pdf p. 1-3"; the first page alone where they do not run on."""
    first, last = refs[0], refs[-1]
    run_on = len({ref.source for ref in refs}) == 1 and len(runs(ref.page for ref in refs)) == 1
    return f"{first}-{last.page}" if run_on and first != last else str(first)
