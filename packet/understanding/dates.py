"""Dates and periods in the formats of the world, read strictly.

A date is read only where its digits are digits, its day exists, and the order of day and month is
certain: named months, ISO and dotted dates are; 03/04/2024 is only where the page shows its order.
"""

from __future__ import annotations

import calendar
import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packet.understanding.folding import strip_marks
from packet.understanding.tables import table

_YEARS = range(1900, 2100)
_SHORT_YEAR_PIVOT = 50  # 49 is 2049, 50 is 1950: only labelled dates of papers are read so


class Order(StrEnum):
    """How a page writes 03/04/2024."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date and where it stands in the plain form of the text (`plain`)."""

    day: date
    start: int
    end: int


def plain(text: str) -> str:
    """The text as dates are read in it: lower case, no accents, ranges with blanks around."""
    return _TIGHT_RANGE.sub(" - ", strip_marks(text).casefold())


def dates_in(text: str, order: Order, *, short_years: bool = False) -> tuple[Dated, ...]:
    """Every date of a text, in reading order. Two-digit years only with `short_years`."""
    shown = plain(text)
    if not _DIGIT.search(shown) and "day of" not in shown:
        return ()
    found: list[Dated] = []
    for pattern, read in _formats():
        for match in pattern.finditer(shown):
            day = read(match, order, short_years)
            if day:
                found.append(Dated(day=day, start=match.start(), end=match.end()))
    return tuple(_apart(sorted(found, key=lambda one: (one.start, -one.end))))


def read_date(text: str, order: Order) -> date | None:
    """The date a text begins with, as behind a label; two-digit years are read."""
    dated = next(iter(dates_in(text, order, short_years=True)), None)
    return dated.day if dated and dated.start <= _LEAD else None


def read_period(text: str, order: Order) -> tuple[date, date] | None:
    """The period a text begins with: two dates, "January 1 - 31, 2024" or one whole month."""
    shown = plain(text)
    days = dates_in(text, order, short_years=True)
    if len(days) >= 2 and days[0].start <= _LEAD and _BETWEEN.fullmatch(_gap(shown, days)):
        return _ordered(days[0].day, days[1].day)
    return _shared_year(shown, order) or _whole_month(shown)


def period_in(text: str, order: Order) -> tuple[date, date] | None:
    """The first period anywhere in a text: two dates with nothing but a dash or "to" between."""
    shown = plain(text)
    days = dates_in(text, order)
    for first, second in itertools.pairwise(days):
        if _BETWEEN.fullmatch(shown[first.end : second.start]):
            return _ordered(first.day, second.day)
    return None


def order_shown(text: str) -> Order:
    """What the text's unambiguous dates (25/03/2024, 03/25/2024) say; unknown if they differ."""
    seen = set()
    for match in _NUMERIC.finditer(plain(text)):
        first, mark, second = int(match[1]), match[2], int(match[3])
        if mark != "." and first != second and max(first, second) <= 31:
            if first > 12 >= second:
                seen.add(Order.DAY_FIRST)
            elif second > 12 >= first:
                seen.add(Order.MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else Order.UNKNOWN


_LEAD = 12  # characters that may stand in front: "on ", "from: ", a weekday
_DIGIT = re.compile(r"\d")
_TIGHT_RANGE = re.compile(r"(?<=\d)-(?=\d{1,2}[/.]\d{1,2}[/.]\d)|(?<=\d{4}-\d\d-\d\d)/(?=\d{4}-)")
_BETWEEN = re.compile(
    r"[\s:,]*(?:-|to|thru|through|until|al|au|bis|ate|до|по|~|/"
    r"|and\s+(?:ending|ends|expiring|terminating|end)(?:\s+on)?)[\s:]*"
)
_NUMERIC = re.compile(
    r"(?<![\w./-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\w|[/.-]\d)"
)
_Read = Callable[[re.Match[str], Order, bool], "date | None"]


@functools.cache
def _months() -> Mapping[str, int]:
    return {
        strip_marks(name): int(number)
        for number, names in table("months").items()
        for name in names.split()
    }


@functools.cache
def _formats() -> tuple[tuple[re.Pattern[str], _Read], ...]:
    month = _month_pattern()
    year = r"(?P<y>\d{4}|\d{2}(?=[^\w]|$))(?!\w|-\d)"
    of = r"(?:of|del?|do|d')?\s*"
    day = r"(?<![\w./])(?P<d>\d{1,2})(?:st|nd|rd|th|er|o|a)?\.?"
    nyeon, wol, il = map(strip_marks, "년월일")
    named: tuple[str, ...] = (
        rf"{day}[\s/,-]*(?:day\s+)?{of}{month}\.?(?:\s?/\s?[a-z]+)?[\s/,.-]*"
        rf"(?:(?:of|del?|do)\s+)?(?:(?:ano|year)\s+)?(?:de\s+)?{year}",
        rf"(?<!\w){month}\.?[\s-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s,.-]+|\s*,?\s*del?\s+){year}",
        rf"(?<![\w./-])(?P<y>\d{{4}})\.?[\s-]+{month}\.?[\s-]+(?P<d>\d{{1,2}})(?!\w)",
        rf"(?<!\w){_ordinals()}\s+day\s+of\s+{month}\s*,?\s*(?:a\.?d\.?\s*)?{year}",
    )
    counted = (
        r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
        rf"(?<!\d)(?P<y>\d{{4}})\s?{nyeon}\s?(?P<m>\d{{1,2}})\s?{wol}\s?(?P<d>\d{{1,2}})\s?{il}",
        r"ngay\s+(?P<d>\d{1,2})\s+thang\s+(?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})(?!\d)",
        r"(?<![\w./-])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
        r"(?=t\d|[/.-]?(?!\w))(?!\d)",
    )
    return (
        (_NUMERIC, _numeric),
        *((re.compile(pattern), _by_name) for pattern in named),
        *((re.compile(pattern), _by_number) for pattern in counted),
    )


def _month_pattern() -> str:
    names = sorted(_months(), key=len, reverse=True)
    return f"(?P<m>{'|'.join(map(re.escape, names))})"


_FIRST_TO_NINTH = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth"),
)
_TENTH_TO_TWENTIETH = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_ORDINALS: Mapping[str, int] = {
    **{word: day for day, word in enumerate((*_FIRST_TO_NINTH, *_TENTH_TO_TWENTIETH), 1)},
    **{f"twenty {word}": day for day, word in enumerate(_FIRST_TO_NINTH, 21)},
    "thirtieth": 30,
    "thirty first": 31,
}


def _ordinals() -> str:
    words = sorted(_ORDINALS, key=len, reverse=True)
    return f"(?P<o>{'|'.join(word.replace(' ', '[ -]') for word in words)})"


def _numeric(match: re.Match[str], order: Order, short_years: bool) -> date | None:
    first, mark, second = int(match[1]), match[2], int(match[3])
    year = _year(match[4], short_years)
    if second > 12:
        return calendar_day(year, first, second)
    if first > 12 or first == second or mark == ".":
        return calendar_day(year, second, first)
    if order is Order.UNKNOWN:
        return None
    month, day = (second, first) if order is Order.DAY_FIRST else (first, second)
    return calendar_day(year, month, day)


def _by_name(match: re.Match[str], order: Order, short_years: bool) -> date | None:
    known = match.groupdict()
    day = int(known["d"]) if known.get("d") else _ORDINALS[known["o"].replace("-", " ")]
    return calendar_day(_year(known["y"], short_years), _months()[known["m"]], day)


def _by_number(match: re.Match[str], order: Order, short_years: bool) -> date | None:
    return calendar_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _year(digits: str, short_years: bool) -> int:
    if len(digits) == 4:
        return int(digits)
    if not short_years:
        return 0
    return int(digits) + (2000 if int(digits) < _SHORT_YEAR_PIVOT else 1900)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """That day, if it exists and a paper of our time may bear it."""
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _apart(found: list[Dated]) -> Iterator[Dated]:
    end = 0
    for one in found:
        if one.start >= end:
            end = one.end
            yield one


def _gap(shown: str, days: tuple[Dated, ...]) -> str:
    return shown[days[0].end : days[1].start]


def _ordered(first: date, last: date) -> tuple[date, date] | None:
    return (first, last) if first <= last else None


@functools.cache
def _shared_year_pattern() -> re.Pattern[str]:
    month = _month_pattern().replace("<m>", "<m{}>")
    first, second = month.replace("{}", "1"), month.replace("{}", "2")
    return re.compile(
        rf"(?<!\w){first}\.?\s*(?P<d1>\d{{1,2}})\s*(?:-|to|through|thru)\s*(?:{second}\.?\s*)?"
        r"(?P<d2>\d{1,2})\s*,?\s*(?P<y>\d{4})(?!\w)"
    )


def _shared_year(shown: str, order: Order) -> tuple[date, date] | None:
    """January 1 - January 31, 2024; Jan 1-31, 2024; Dec 16 - Jan 15, 2024 begins in 2023."""
    match = _shared_year_pattern().search(shown)
    if not match or match.start() > _LEAD:
        return None
    first_month = _months()[match["m1"]]
    last_month = _months()[match["m2"]] if match["m2"] else first_month
    year = int(match["y"])
    first = calendar_day(year - (first_month > last_month), first_month, int(match["d1"]))
    last = calendar_day(year, last_month, int(match["d2"]))
    return _ordered(first, last) if first and last else None


@functools.cache
def _whole_month_pattern() -> re.Pattern[str]:
    return re.compile(rf"\W*{_month_pattern()}\.?\s*,?\s*(?:de\s+)?(?P<y>\d{{4}})\W*")


def _whole_month(shown: str) -> tuple[date, date] | None:
    match = _whole_month_pattern().fullmatch(shown)
    if not match or int(match["y"]) not in _YEARS:
        return None
    year, month = int(match["y"]), _months()[match["m"]]
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
