"""The words that reports, sheets, plans and messages share."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.words import many, page_range, percent, runs, spoken_date, spoken_period


@given(st.lists(st.integers(1, 40)))
def test_runs_spelled_out_are_the_numbers_again(numbers: list[int]) -> None:
    found = runs(numbers)
    assert [n for first, last in found for n in range(first, last + 1)] == numbers
    assert all(one[1] + 1 != other[0] for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.614, "61 %"), (0.996, "99 %"), (0.9999, "99 %"), (1, "100 %")],
)
def test_only_certainty_is_called_so(share: float, text: str) -> None:
    assert percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


def test_counts_and_ranges() -> None:
    assert (many(1, "page"), many(0, "page"), many(2, "file")) == ("1 page", "0 pages", "2 files")
    assert (page_range(4, 4), page_range(4, 6)) == ("4", "4–6")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2024-03-15", "March 15, 2024"),
        ("2024-03", "March 2024"),
        ("2024-13-15", "2024-13-15"),
        ("about 1990", "about 1990"),
        ("", ""),
    ],
)
def test_a_date_is_spoken_and_anything_else_left(written: str, spoken: str) -> None:
    assert spoken_date(written) == spoken


@pytest.mark.parametrize(
    ("period", "spoken"),
    [
        ("2024-02-01/2024-02-29", "February 2024"),
        ("2024-02-01/2024-02-28", "February 1, 2024 to February 28, 2024"),
        ("2024-01-01/2024-01-30", "January 1, 2024 to January 30, 2024"),
        ("2024-01-10/2024-02-09", "January 10, 2024 to February 9, 2024"),
        ("2024-05", "May 2024"),
        ("the spring", "the spring"),
    ],
)
def test_only_a_whole_month_is_called_by_its_name(period: str, spoken: str) -> None:
    assert spoken_period(period) == spoken
