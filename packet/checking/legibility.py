"""What USCIS calls not a legible copy, measured page by page.

"Not blurry or faded; no streaks; not upside down, lopsided, skewed" (USCIS, Tips for Filing Forms
by Mail, read 2026-09-12; uscis-facts.md, section 2, grade Q). Pure: values in, findings out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from packet.model import Document, Finding, Page, PageRef, Severity, TextOrigin

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
        finding
        for document in documents
        for ref in document.refs
        if ref in pages
        for finding in _page(pages[ref], document)
    )


def _page(page: Page, document: Document) -> Iterator[Finding]:
    if page.origin is TextOrigin.DIGITAL:
        return
    scan_again = "scan the page again at 300 dpi, flat and in good light"
    if page.dpi is not None and page.dpi < LOW_DPI:
        yield _finding(
            "low-resolution",
            page,
            document,
            f"only {page.dpi:.0f} dpi; small print may be lost",
            scan_again,
        )
    if page.sharpness < BLURRED:
        yield _finding("blurred", page, document, "the page looks blurred", scan_again)
    if page.contrast < PALE:
        yield _finding(
            "low-contrast", page, document, "the print is pale against the paper", scan_again
        )
    if abs(page.skew) > LOPSIDED:
        yield _finding(
            "skewed",
            page,
            document,
            f"the page stands {abs(page.skew):.1f} degrees askew",
            "scan it again, straight",
        )
    if not page.rotation_sure and page.words:
        yield _finding(
            "rotation-unsure",
            page,
            document,
            "packet is not sure which way up this page is",
            "look at it in report.html",
        )
    if page.words and page.confidence < DOUBTFUL_TEXT and page.origin is TextOrigin.OCR:
        yield _finding(
            "hard-to-read",
            page,
            document,
            f"the text could be read only in part (confidence {page.confidence:.0%})",
            scan_again,
        )


def _finding(code: str, page: Page, document: Document, what: str, hint: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        message=f"{document.title}: {page.source} p. {page.number}: {what}",
        source=page.source,
        page=page.number,
        document=document.id,
        hint=hint,
    )
