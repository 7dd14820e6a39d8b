"""report.html: what a person looks at before anything is filed.

One self-contained file: pictures are data, there is no script, nothing is fetched. Texts out of
originals (names, titles, fields) are shown as inert text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packet.building.facts import case_rows, cover_rows, why_filed
from packet.doors.jinja import render_html
from packet.doors.yaml import quote
from packet.filing.layout import page_spans
from packet.knowledge import Knowledge
from packet.model import (
    SURE,
    Author,
    Excluded,
    Exhibit,
    Filed,
    Finding,
    Json,
    Leaf,
    Output,
    Packet,
    Page,
    PageRef,
    Reading,
    Reason,
    Role,
    Severity,
    Source,
)
from packet.plan.spans import name_pages
from packet.words import many, page_range, percent, sentence_case

_TEMPLATE = "report.html.j2"
_HEADINGS = {
    Severity.ERROR: "Must be settled",
    Severity.WARNING: "Should be looked at",
    Severity.INFO: "Good to know",
}
_REASONS = {
    Reason.BLANK: "Blank",
    Reason.DUPLICATE: "Repeats another page",
    Reason.SEPARATOR: "Separator sheet",
    Reason.USER: "Left out by you",
}
_ROLES = {
    Role.TRANSLATION: "translation",
    Role.CERTIFICATE: "translator’s certificate",
    Role.BACK: "back",
    Role.COVER: "cover",
}
_FIELDS = {"number": "Number", "form_number": "Form", "amount": "Amount"}
_ON_COVER = frozenset({"person", "issuer", "country", "date", "period", "tax_year", "expires"})
_ROUGH_DPI = 150
# Control characters, and marks that turn the direction of text: a name could show backwards.
_ACTING: Mapping[int, str | None] = MappingProxyType(
    {
        **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
        **dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that the report tells. `leaves` are the pages of the mail packet, in order."""

    packet: Packet
    sources: tuple[Source, ...]
    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]
    outputs: tuple[Output, ...]
    leaves: tuple[Leaf, ...]
    knowledge: Knowledge
    versions: Mapping[str, str]


def render_report(review: Review, office: Path | None = None) -> str:
    """The report as one HTML file. Reads the pages' thumbnails and the template, nothing else.

    Raises UsageError for an office's own template that does not render.
    """
    values: Json = _inert(_Teller(review).whole())
    return render_html(_TEMPLATE, values, office)


class _Teller:
    """Says each part of a review in a person's words, as plain values for the template."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._knowledge = review.knowledge
        self._pages = {page.ref: page for page in review.pages}
        self._anchors = {page.ref: f"page-{n}" for n, page in enumerate(review.pages, 1)}
        self._spans = page_spans(review.leaves)
        self._mail = {
            leaf.evidence: number for number, leaf in enumerate(review.leaves, 1) if leaf.evidence
        }
        self._labels = {filed.document.id: filed.label for filed in review.packet.documents}

    def whole(self) -> Json:
        review = self._review
        return {
            "title": review.packet.case.name,
            "caption": self._caption(),
            "counts": self._counts(),
            "first": [*self._first()],
            "findings": self._findings(),
            "unusable": [_unusable(source) for source in review.sources if not source.ok],
            "exhibits": [self._exhibit(exhibit) for exhibit in review.packet.exhibits],
            "excluded": [self._excluded(one) for one in review.packet.excluded],
            "changes": [_changes(one) for one in review.sources if one.notes or one.removed],
            "versions": list(review.versions.items()),
        }

    def _caption(self) -> list[tuple[str, str]]:
        case = self._review.packet.case
        form = self._knowledge.forms.get(case.form)
        rows = [*case_rows(case, form.title if form else "")]
        if case.basis:
            rows.append(("Basis", form.bases.get(case.basis, case.basis) if form else case.basis))
        return rows

    def _counts(self) -> list[str]:
        packet, sources = self._review.packet, self._review.sources
        documents = packet.documents
        pages = sum(len(filed.document.pages) for filed in documents)
        unusable = sum(not source.ok for source in sources)
        counts = [
            many(len(documents), "document"),
            f"{many(pages, 'page')} of evidence",
            f"{many(len(packet.excluded), 'page')} left out",
        ]
        if unusable:
            counts.append(f"{many(unusable, 'file')} not usable")
        if self._review.leaves:
            counts.append(f"{many(len(self._review.leaves), 'page')} to mail")
        return counts

    def _first(self) -> Iterator[Json]:
        """What needs eyes first, most pressing first: text and where it stands below."""
        for source in self._review.sources:
            if not source.ok:
                yield {"text": f"{source.path}: {source.error}", "at": "unusable"}
        for number, finding in enumerate(self._review.findings, 1):
            if finding.severity is Severity.ERROR and not self._tells_of_file(finding):
                yield {"text": finding.message, "at": f"finding-{number}"}
        for filed in sorted(self._review.packet.documents, key=lambda one: one.document.confidence):
            if _unsure(filed):
                text = f"{filed.label} {filed.document.title}: {percent(filed.document.confidence)}"
                yield {"text": f"{text} sure{self._or_else(filed)}", "at": filed.label}

    def _tells_of_file(self, finding: Finding) -> bool:
        """Whether the finding only says that a file can't be used, which has its own section."""
        unusable = {source.path for source in self._review.sources if not source.ok}
        return finding.source in unusable and not finding.page

    def _or_else(self, filed: Filed) -> str:
        other = filed.document.alternative
        return f", or else {_lower(self._knowledge.type(other).title)}" if other else ""

    def _findings(self) -> list[Json]:
        numbered = [
            (number, finding)
            for number, finding in enumerate(self._review.findings, 1)
            if not self._tells_of_file(finding)
        ]
        return [
            {
                "severity": severity.value,
                "heading": heading,
                "items": [self._finding(n, one) for n, one in numbered if one.severity is severity],
            }
            for severity, heading in _HEADINGS.items()
            if any(one.severity is severity for _, one in numbered)
        ]

    def _finding(self, number: int, finding: Finding) -> Json:
        code = self._knowledge.codes.get(finding.code)
        step = code.step if code and not finding.accepted else ""
        return {
            "id": f"finding-{number}",
            "code": finding.code,
            "message": finding.message,
            "hint": finding.hint or step,
            "where": [*self._where(finding)],
            "accepted": finding.accepted,
        }

    def _where(self, finding: Finding) -> Iterator[Json]:
        if label := self._labels.get(finding.document):
            yield {"text": f"document {label}", "at": label}
        ref = PageRef(source=finding.source, page=finding.page)
        if finding.source:
            words = str(ref) if finding.page else finding.source
            yield {"text": words, "at": self._anchors.get(ref, "")}

    def _exhibit(self, exhibit: Exhibit) -> Json:
        return {
            "label": exhibit.label,
            "title": exhibit.title,
            "documents": [self._document(filed) for filed in exhibit.documents],
        }

    def _document(self, filed: Filed) -> Json:
        document = filed.document
        span = self._spans.get(filed.label)
        return {
            "label": filed.label,
            "title": document.title,
            "type": self._knowledge.type(document.type).title,
            "because": document.because,
            "why": why_filed(document, self._knowledge),
            "confidence": percent(document.confidence),
            "unsure": _unsure(filed),
            "settled": document.author is Author.PERSON,
            "alternative": self._alternative(filed),
            "fields": [*self._fields(filed)],
            "mail": page_range(*span) if span else "",
            "cover": filed.cover,
            "files": self._files(filed),
            "pages": [self._page(page.ref, page) for page in document.pages],
        }

    def _alternative(self, filed: Filed) -> str:
        other = filed.document.alternative
        return self._knowledge.type(other).title if other else ""

    def _fields(self, filed: Filed) -> Iterator[tuple[str, str]]:
        for name, text in cover_rows(filed, self._review.packet.case, self._knowledge):
            if name not in {"What it is", "Pages"}:
                yield name, text
        for key, text in filed.document.fields.items():
            if key not in _ON_COVER:
                yield _FIELDS.get(key, sentence_case(key.replace("_", " "))), text

    def _files(self, filed: Filed) -> list[str]:
        return [
            output.path
            for output in self._review.outputs
            if output.path.startswith("upload/")
            and any(leaf.label == filed.label for leaf in output.leaves)
        ]

    def _page(self, ref: PageRef, reading: Reading | None) -> Json:
        page = self._pages.get(ref)
        return {
            "id": self._anchors.get(ref, ""),
            "source": ref.source,
            "number": ref.page,
            "picture": _picture(page),
            "mail": self._mail.get(ref, 0),
            "role": _ROLES.get(reading.role, "") if reading else "",
            "alone": self._alone(reading) if reading else "",
            "notes": [*_page_notes(page)] if page else [],
        }

    def _alone(self, reading: Reading) -> str:
        title = _lower(self._knowledge.type(reading.type).title)
        return f"{title}, {percent(reading.confidence)}"

    def _excluded(self, excluded: Excluded) -> Json:
        pages = quote(name_pages([excluded.ref])[0], always=True)
        return {
            "page": self._page(excluded.ref, None),
            "reason": _REASONS[excluded.reason],
            "because": excluded.because,
            "line": f"- {{type: other, pages: {pages}}}",
        }


def _unusable(source: Source) -> Json:
    return {"path": source.path, "error": source.error, "hint": source.hint}


def _changes(source: Source) -> Json:
    return {"path": source.path, "notes": list(source.notes), "removed": list(source.removed)}


def _unsure(filed: Filed) -> bool:
    document = filed.document
    return document.author is Author.MACHINE and document.confidence < SURE


def _page_notes(page: Page) -> Iterator[str]:
    if page.rotation:
        yield "turned upside down" if page.rotation == 180 else f"turned by {page.rotation}°"
    if not page.rotation_sure:
        yield "check which way is up"
    if page.trouble:
        yield page.trouble
    if page.dpi is not None and page.dpi < _ROUGH_DPI:
        yield f"only {page.dpi:.0f} dpi"


def _picture(page: Page | None) -> str:
    """The thumbnail as a data URI; "" where there is none."""
    if page is None or not page.thumbnail:
        return ""
    data = base64.b64encode(Path(page.thumbnail).read_bytes()).decode("ascii")
    return f"data:image/jpeg;base64,{data}"


def _lower(title: str) -> str:
    """A type's title within a sentence: "Pay stub" as "pay stub"; "USCIS form" stays."""
    first = title.split()[0] if title else ""
    return title if first != first.capitalize() or len(first) < 2 else title[0].lower() + title[1:]


def _inert(value: Any) -> Any:
    """The same values with texts that can't act: no control characters, none that turn text."""
    if isinstance(value, str):
        return value.translate(_ACTING)
    if isinstance(value, Mapping):
        return {key: _inert(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_inert(one) for one in value]
    return value
