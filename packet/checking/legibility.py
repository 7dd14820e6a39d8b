"""What USCIS calls not a legible copy, measured page by page.

"Not blurry or faded; no streaks; not upside down, lopsided, skewed" (USCIS, Tips for Filing Forms
by Mail, read 2026-09-12; uscis-facts.md, section 2, grade Q). Pure: values in, findings out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packet.model import Document, Finding, Page, PageRef, Severity, TextOrigin
from packet.words import percent

LOW_DPI = 120.0  # OCR loses digits below; 150 is the floor we ourselves never go under
BLURRED = 0.25
PALE = 0.25
DOUBTFUL_TEXT = 0.6  # mean word confidence
LOPSIDED = 3.0  # degrees


def check_legibility(
    documents: Iterable[Document], pages: Mapping[PageRef, Page]
) -> tuple[Finding, ...]:
    """Findings on pages that are filed; pages left out are nobody's trouble."""
    return tuple(
        _finding(pages[ref], document, complaint)
        for document in documents
        for ref in document.refs
        if ref in pages and pages[ref].origin is not TextOrigin.DIGITAL
        for complaint in _complaints(pages[ref])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    code: str
    what: str
    hint: str = "scan the page again at 300 dpi, flat and in good light"


def _complaints(page: Page) -> Iterator[_Complaint]:
    if page.dpi is not None and page.dpi < LOW_DPI:
        what = f"only {page.dpi:.0f} dpi; small print may be lost"
        yield _Complaint(code="low-resolution", what=what)
    if page.sharpness < BLURRED:
        yield _Complaint(code="blurred", what="the page looks blurred")
    if page.contrast < PALE:
        yield _Complaint(code="low-contrast", what="the print is pale against the paper")
    if abs(page.skew) > LOPSIDED:
        what = f"the page stands {abs(page.skew):.1f} degrees askew"
        yield _Complaint(code="skewed", what=what, hint="scan it again, straight")
    if not page.rotation_sure and page.words:
        what = "packet is not sure which way up this page is"
        yield _Complaint(code="rotation-unsure", what=what, hint="look at it in report.html")
    if page.words and page.confidence < DOUBTFUL_TEXT and page.origin is TextOrigin.OCR:
        what = f"the text could be read only in part (confidence {percent(page.confidence)})"
        yield _Complaint(code="hard-to-read", what=what)


def _finding(page: Page, document: Document, complaint: _Complaint) -> Finding:
    return Finding(
        code=complaint.code,
        severity=Severity.WARNING,
        message=f"{document.title}: {page.ref}: {complaint.what}",
        source=page.source,
        page=page.number,
        document=document.id,
        hint=complaint.hint,
    )
