"""Dates in the formats of the world: every format is read back, and nothing doubtful is read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.understanding.dates import (
    Order,
    dates_in,
    order_shown,
    period_in,
    read_date,
    read_period,
)

_DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
_MONTHS = {
    "en": ("January February March April May June July August September October November December"),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre"
    ),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first"
)


def _month(language: str, day: date) -> str:
    return _MONTHS[language].split()[day.month - 1]


def _suffix(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_CERTAIN = {
    "iso": lambda day: day.isoformat(),
    "iso with time": lambda day: f"{day.isoformat()}T10:15:00",
    "year first": lambda day: f"{day:%Y/%m/%d}",
    "dotted": lambda day: f"{day:%d.%m.%Y}",
    "dotted short": lambda day: f"{day.day}.{day.month}.{day.year}",
    "English": lambda day: f"{day.day} {_month('en', day)} {day.year}",
    "American": lambda day: f"{_month('en', day)} {day.day}, {day.year}",
    "American, ordinal": lambda day: f"{_month('en', day)} {day.day}{_suffix(day.day)}, {day.year}",
    "American, short": lambda day: f"{_month('en', day)[:3]}. {day.day}, {day.year}",
    "military": lambda day: f"{day.day:02}{_month('en', day)[:3].upper()}{day.year}",
    "hyphens": lambda day: f"{day.day:02}-{_month('en', day)[:3]}-{day.year}",
    "passport": lambda day: f"{day.day:02} {_month('en', day)[:3].upper()} {day.year}",
    "legal": lambda day: f"this {day.day}{_suffix(day.day)} day of {_month('en', day)}, {day.year}",
    "legal, words": lambda day: (
        f"{_ORDINALS.split()[day.day - 1]} day of {_month('en', day)} {day.year}"
    ),
    "Spanish": lambda day: f"{day.day} de {_month('es', day)} de {day.year}",
    "Spanish, del": lambda day: f"{day.day} de {_month('es', day)} del {day.year}",
    "French": lambda day: f"{day.day}{'er' if day.day == 1 else ''} {_month('fr', day)} {day.year}",
    "German": lambda day: f"{day.day}. {_month('de', day)} {day.year}",
    "Portuguese": lambda day: f"{day.day} de {_month('pt', day)} de {day.year}",
    "Italian": lambda day: f"{day.day} {_month('it', day)} {day.year}",
    "Russian": lambda day: f"{day.day} {_month('ru', day)} {day.year} г.",
    "Vietnamese": lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}",
    "Chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "Korean": lambda day: f"{day.year}년 {day.month}월 {day.day}일",
}


@pytest.mark.parametrize("form", _CERTAIN)
@given(day=_DAYS)
def test_every_certain_format_is_read_back(form: str, day: date) -> None:
    text = f"Given {_CERTAIN[form](day)}, at our office."
    assert [found.day for found in dates_in(text, Order.UNKNOWN)] == [day]
    assert read_date(_CERTAIN[form](day), Order.UNKNOWN) == day


@given(day=_DAYS, mark=st.sampled_from("/-"))
def test_slashes_are_read_in_the_order_of_the_page(day: date, mark: str) -> None:
    american = f"{day.month:02}{mark}{day.day:02}{mark}{day.year}"
    european = f"{day.day:02}{mark}{day.month:02}{mark}{day.year}"
    assert read_date(american, Order.MONTH_FIRST) == day
    assert read_date(european, Order.DAY_FIRST) == day
    certain = day if day.day > 12 or day.day == day.month else None
    assert read_date(american, Order.UNKNOWN) == certain
    assert read_date(european, Order.UNKNOWN) == certain


@given(day=st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_two_digit_years_only_behind_a_label(day: date) -> None:
    text = f"{day:%m/%d/%y}"
    assert read_date(text, Order.MONTH_FIRST) == day
    assert dates_in(text, Order.MONTH_FIRST) == ()


@pytest.mark.parametrize(
    "text",
    [
        "0S/12/2O21",
        "31/02/2024",
        "13/13/2024",
        "2024-02-30",
        "February 30, 2024",
        "00/12/2021",
        "12/2021",
        "1/2/3/2024",
        "555-12-12-2020",
        "192.168.10.2024",
        "$12.12.2021.50",
        "March 2024",
        "12 Smarch 2024",
        "",
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert dates_in(text, Order.MONTH_FIRST) == ()


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for found in dates_in(text, Order.DAY_FIRST, short_years=True):
        assert 1900 <= found.day.year < 2100
    read_period(text, Order.MONTH_FIRST)
    period_in(text, Order.MONTH_FIRST)
    order_shown(text)


def test_a_date_behind_other_words_is_not_the_value() -> None:
    assert read_date("see the letter that we sent on March 5, 2024", Order.UNKNOWN) is None
    assert read_date("on March 5, 2024", Order.UNKNOWN) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("from 25/03/2024 to 03/04/2024", Order.DAY_FIRST),
        ("from 03/25/2024 to 03/04/2024", Order.MONTH_FIRST),
        ("from 03/25/2024 to 25/04/2024", Order.UNKNOWN),
        ("from 03/04/2024", Order.UNKNOWN),
        ("25.03.2024", Order.UNKNOWN),
    ],
)
def test_the_page_shows_its_order(text: str, order: Order) -> None:
    assert order_shown(text) is order


@pytest.mark.parametrize(
    "text",
    [
        "01/01/2024 - 01/31/2024",
        "01/01/24-01/31/24",
        "from 01/01/2024 to 01/31/2024",
        "January 1, 2024 through January 31, 2024",
        "January 1 - January 31, 2024",
        "Jan 1 - 31, 2024",
        "January 2024",
        "1 January 2024 to 31 January 2024",
        "1 de enero de 2024 al 31 de enero de 2024",
        "01.01.2024 bis 31.01.2024",
        "2024-01-01/2024-01-31",
    ],
)
def test_periods(text: str) -> None:
    assert read_period(text, Order.MONTH_FIRST) == (date(2024, 1, 1), date(2024, 1, 31))


def test_a_period_over_new_year_begins_the_year_before() -> None:
    said = "December 16 - January 15, 2024"
    assert read_period(said, Order.UNKNOWN) == (date(2023, 12, 16), date(2024, 1, 15))


@pytest.mark.parametrize("text", ["01/31/2024 - 01/01/2024", "01/01/2024", "a few days"])
def test_no_period(text: str) -> None:
    assert read_period(text, Order.MONTH_FIRST) is None


def test_a_period_inside_a_sentence() -> None:
    said = "Your account from March 1, 2024 to March 31, 2024 at a glance"
    assert period_in(said, Order.UNKNOWN) == (date(2024, 3, 1), date(2024, 3, 31))
