from __future__ import annotations

import pytest

from packet.understanding.numbering import Number, printed_number
from tests.pages import page_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Page 2 of 5", Number(page=2, total=5)),
        ("Form I-130  Edition 04/01/24  Page 3 of 12", Number(page=3, total=12)),
        ("Página 1 de 2", Number(page=1, total=2)),
        ("Seite 2/3", Number(page=2, total=3)),
        ("2/5", Number(page=2, total=5)),
        ("- 3 -", Number(page=3)),
        ("Page 4", Number(page=4)),
        ("7", Number(page=7, sure=False)),
    ],
)
def test_numbers_as_printed(text: str, number: Number) -> None:
    assert printed_number(page_of(f"Something\nsaid here\n{text}")) == number


@pytest.mark.parametrize("text", ["03/15/2024", "5/3", "apartment 3", "page 1/2/24"])
def test_what_is_no_page_number(text: str) -> None:
    assert printed_number(page_of(f"Something\nsaid here\n{text}")) is None


def test_a_page_that_contradicts_itself_has_no_number() -> None:
    assert printed_number(page_of("Page 1 of 3\nenclosed: page 2 of 9")) is None


def test_the_next_page_follows() -> None:
    assert Number(page=2, total=3).follows(Number(page=1, total=3))
    assert not Number(page=1, total=3).follows(Number(page=3, total=3))
