"""Sheets that are no evidence, and pages that are in the case already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packet.knowledge import load_knowledge
from packet.model import Case, Page, PageRef
from packet.understanding.aside import is_separator, section_titles
from packet.understanding.repeats import Repeats, find_repeats
from packet.understanding.sight import see
from tests.pages import page_of

BODY = "\n".join(
    f"{number}. The tenant shall pay the rent of 1,{number}00 dollars on the first of the month"
    for number in range(1, 9)
)


def is_sheet(text: str, ink: float = 0.01) -> bool:
    sections = section_titles(load_knowledge(), Case(name="x", exhibits=("Our life together",)))
    page = replace(page_of(text), ink=ink)
    return is_separator(page, see(page), sections)


@pytest.mark.parametrize(
    "text",
    ["EXHIBIT B", "# Exhibit C-2", "Tab 4", "PATCH T", "Patch-T", "Exhibit A: Proof of marriage",
     "Our life together", "# Financial Documents"],
)  # fmt: skip
def test_sheets_between_sections(text: str) -> None:
    assert is_sheet(text)


@pytest.mark.parametrize(
    "text",
    ["", "Exhibit A shows that the parties have lived together since they were married in 2019",
     "page 3", "Section 8 voucher 4417", "Thank you", "Account 000123456"],
)  # fmt: skip
def test_pages_that_are_more(text: str) -> None:
    assert not is_sheet(text)


def test_an_inked_page_is_no_separator() -> None:
    assert not is_sheet("# Our Wedding", ink=0.6)


def repeats(*pages: Page, settled: frozenset[PageRef] = frozenset()) -> Repeats:
    return find_repeats(pages, {page.ref: see(page) for page in pages}, settled)


def page(number: int, text: str, near: str = "0" * 16, exact: str = "") -> Page:
    return replace(page_of(text, number=number), near=near, exact=exact, ink=0.1)


def test_the_first_of_equal_pages_is_kept() -> None:
    one, two = page(1, "a", exact="x"), page(2, "a", exact="x")
    assert repeats(one, two).of == {two.ref: one.ref}


def test_the_same_text_and_look_is_the_same_page() -> None:
    one, two = page(1, BODY, near="0" * 16), page(2, BODY, near="0" * 15 + "7")
    assert repeats(one, two).of == {two.ref: one.ref}


def test_the_same_text_that_looks_otherwise_is_kept() -> None:
    found = repeats(page(1, BODY, near="0" * 16), page(2, BODY, near="f" * 16))
    assert not found.of
    assert not found.near


def test_a_rescan_with_a_misread_word_is_for_a_person() -> None:
    one, two = page(1, BODY), page(2, BODY.replace("tenant", "tenanl", 1))
    found = repeats(one, two)
    assert not found.of
    assert found.near == ((one.ref, two.ref),)


def test_another_month_of_the_same_statement_is_no_repeat() -> None:
    found = repeats(page(1, BODY), page(2, BODY.replace("1,300", "1,399")))
    assert not found.of
    assert not found.near
