"""Counts, shares, days and runs of pages, as people write them. Pure text, one way everywhere."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def many(count: int, noun: str) -> str:
    """ "1 page", "3 pages"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def percent(share: float) -> str:
    """ "97 %" with a space that does not break; never rounded up to certainty."""
    return f"{min(int(share * 100 + 0.5), 99 if share < 1 else 100)}\N{NO-BREAK SPACE}%"


def sentence_case(words: str) -> str:
    """The same words, the first with a capital."""
    return words[:1].upper() + words[1:]


def page_range(first: int, last: int) -> str:
    """ "4–6", or "4" for one page."""
    return str(first) if first == last else f"{first}–{last}"


def runs(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Neighbours that count upwards as first and last: 3, 4, 5, 8 gives (3, 5), (8, 8)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def spoken_date(iso: str, *, short: bool = False) -> str:
    """ "2024-03-15" as "March 15, 2024", "2024-03" as "March 2024"; what is no date stays."""
    match = _DAY.fullmatch(iso)
    if not match or not 1 <= int(match[2]) <= 12:
        return iso
    name = calendar.month_name[int(match[2])]
    month = name[:3] if short else name
    return f"{month} {int(match[3])}, {match[1]}" if match[3] else f"{month} {match[1]}"


def spoken_period(period: str, *, short: bool = False) -> str:
    """ "2024-01-01/2024-01-31" as "January 2024", others as "January 1, 2024 to …"."""
    first, _, last = period.partition("/")
    if not last:
        return spoken_date(first, short=short)
    if _is_whole_month(first, last):
        return spoken_date(first[:7], short=short)
    return f"{spoken_date(first, short=short)} to {spoken_date(last, short=short)}"


def _is_whole_month(first: str, last: str) -> bool:
    match = _DAY.fullmatch(last)
    if not match or not 1 <= int(match[2]) <= 12:
        return False
    days = calendar.monthrange(int(match[1]), int(match[2]))[1]
    return (first, last) == (f"{last[:7]}-01", f"{last[:7]}-{days:02d}")
