"""What a reader of a scan would complain of, and what nobody should."""

from __future__ import annotations

from typing import Any

import pytest
from filings import document
from pages import page_of

from packet.checking.legibility import check_legibility
from packet.model import Page, TextOrigin


def scanned(text: str = "A letter", **more: Any) -> Page:
    measured = {"origin": TextOrigin.OCR, "dpi": 300.0, "source": "documents/1.pdf"}
    return page_of(text, **(measured | more))


def codes(page: Page) -> list[str]:
    findings = check_legibility([document(1)], {page.ref: page})
    assert all(one.document == "d-1" and one.page == 1 and one.hint for one in findings)
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        ({"dpi": 119.0}, "low-resolution"),
        ({"sharpness": 0.2}, "blurred"),
        ({"contrast": 0.2}, "low-contrast"),
        ({"skew": -3.1}, "skewed"),
        ({"rotation_sure": False}, "rotation-unsure"),
        ({"confidence": 0.59}, "hard-to-read"),
    ],
)
def test_each_flaw_is_told_once(flaw: dict[str, Any], code: str) -> None:
    assert codes(scanned(**flaw)) == [code]


def test_a_good_scan_is_nobodys_trouble() -> None:
    assert codes(scanned(dpi=150.0, skew=2.9, sharpness=0.5, contrast=0.5, confidence=0.7)) == []


def test_a_digital_page_is_not_measured() -> None:
    assert codes(scanned(origin=TextOrigin.DIGITAL, sharpness=0.0, contrast=0.0, skew=9.0)) == []


def test_a_page_without_words_has_neither_way_up_nor_doubtful_text() -> None:
    assert codes(scanned("", rotation_sure=False, confidence=0.0)) == []


def test_pages_left_out_are_not_looked_at() -> None:
    page = scanned(source="documents/2.pdf", dpi=50.0)
    assert check_legibility([document(1)], {page.ref: page}) == ()
