"""Machine-readable zones: made by the standard they are read back, damaged never believed."""

from __future__ import annotations

import string
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from packet.understanding.mrz import check_digit, find_zone

_LETTERS = string.ascii_uppercase
_NAME = st.sampled_from(
    ["GARCIA", "NGUYEN", "OKAFOR", "SMITH", "DE<SOUZA", "LOPEZ<RUIZ", "ERIKSSON", "IVANOVA"]
)
_GIVEN = st.sampled_from(["ANNA<MARIA", "JOHN", "THI<LAN", "CHIDI", "OLGA", "JUAN<CARLOS"])
_COUNTRY = st.sampled_from(
    [("MEX", "MX"), ("VNM", "VN"), ("NGA", "NG"), ("D<<", "DE"), ("USA", "US")]
)
_NUMBER = st.text(_LETTERS + string.digits, min_size=7, max_size=9)
_BORN = st.dates(min_value=date(1940, 1, 1), max_value=date(2019, 12, 31))
_EXPIRES = st.dates(min_value=date(2020, 1, 1), max_value=date(2039, 12, 31))
_ZONE = st.fixed_dictionaries(
    {
        "surname": _NAME,
        "given": _GIVEN,
        "country": _COUNTRY,
        "number": _NUMBER,
        "born": _BORN,
        "expires": _EXPIRES,
        "sex": st.sampled_from("MF<"),
    }
)


def _with_check(text: str) -> str:
    return text + check_digit(text)


def _two_lines(kind: str, facts: dict, length: int) -> list[str]:
    country = facts["country"][0]
    first = f"{kind}{country}{facts['surname']}<<{facts['given']}"
    number = _with_check(facts["number"].ljust(9, "<"))
    born = _with_check(f"{facts['born']:%y%m%d}")
    expires = _with_check(f"{facts['expires']:%y%m%d}")
    second = f"{number}{country}{born}{facts['sex']}{expires}"
    if kind[0] == "V":
        return [first.ljust(length, "<"), second.ljust(length, "<")]
    optional = "<" * (length - len(second) - 1)
    if length == 44:
        optional = _with_check(optional[:-1])
    composite = check_digit(number + born + expires + optional)
    return [first.ljust(length, "<"), second + optional + composite]


def _three_lines(kind: str, facts: dict, optional: str = "") -> list[str]:
    country = facts["country"][0]
    first = f"{kind}{country}{_with_check(facts['number'].ljust(9, '<'))}{optional}".ljust(30, "<")
    born = _with_check(f"{facts['born']:%y%m%d}")
    expires = _with_check(f"{facts['expires']:%y%m%d}")
    second = f"{born}{facts['sex']}{expires}{country}".ljust(29, "<")
    composite = check_digit(first[5:] + born + expires + second[18:])
    name = f"{facts['surname']}<<{facts['given']}".ljust(30, "<")
    return [first, second + composite, name]


def _name(facts: dict) -> str:
    whole = f"{facts['given']} {facts['surname']}".replace("<", " ").title()
    return whole.replace(" De ", " de ")


def _agrees(lines: list[str], facts: dict) -> None:
    zone = find_zone(["PASSPORT", *lines, "end"])
    assert zone is not None
    assert zone.person == _name(facts)
    assert zone.number == facts["number"]
    assert zone.country == zone.nationality == facts["country"][1]
    assert zone.expires == facts["expires"].isoformat()
    assert zone.sex == facts["sex"].strip("<")
    if (facts["expires"] - facts["born"]).days < 36500:
        assert zone.born == facts["born"].isoformat()


@given(facts=_ZONE)
def test_passports_visas_and_cards_are_read_back(facts: dict) -> None:
    _agrees(_two_lines("P<", facts, 44), facts)
    _agrees(_two_lines("V<", facts, 44), facts)
    _agrees(_two_lines("V<", facts, 36), facts)
    _agrees(_two_lines("I<", facts, 36), facts)
    _agrees(_three_lines("I<", facts), facts)


@given(facts=_ZONE, cut=st.integers(0, 6), blanks=st.integers(0, 40))
def test_lost_fillers_and_added_blanks_do_no_harm(facts: dict, cut: int, blanks: int) -> None:
    first, second = _two_lines("P<", facts, 44)
    spaced = second[:blanks] + " " + second[blanks:]
    end = len(first) - min(cut, len(first) - len(first.rstrip("<")))
    _agrees([first[:end].lower().replace("<<", "«"), spaced], facts)


@given(facts=_ZONE, place=st.integers(0, 43), char=st.sampled_from(_LETTERS + string.digits))
def test_one_wrong_sign_is_refused_or_put_right(facts: dict, place: int, char: str) -> None:
    first, second = _two_lines("P<", facts, 44)
    zone = find_zone([first, second[:place] + char + second[place + 1 :]])
    if zone and not _equal_by_weight(second[place], char):
        assert zone.number == facts["number"]
        assert zone.expires == facts["expires"].isoformat()


def _equal_by_weight(one: str, other: str) -> bool:
    """Signs ten apart have the same check digit: the standard cannot tell G from 6."""
    return check_digit(one) == check_digit(other)


def test_misread_letters_among_digits_are_put_right() -> None:
    lines = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO74O8I22F12O4159ZE184226B<<<<<1O",
    ]
    zone = find_zone(lines)
    assert zone is not None
    assert (zone.born, zone.expires, zone.number) == ("1974-08-12", "2012-04-15", "L898902C3")
    assert zone.country == ""  # Utopia is no country


_CARD = {
    "surname": "SAMPLE",
    "given": "ANA",
    "country": ("USA", "US"),
    "number": "012345678",
    "born": date(1990, 1, 2),
    "expires": date(2031, 5, 6),
    "sex": "F",
}


def test_a_green_card_states_a_number_and_receipt() -> None:
    zone = find_zone(_three_lines("C1", _CARD, optional="IOE0912345678"))
    assert zone is not None
    assert (zone.code, zone.a_number, zone.receipt) == ("C1", "A012345678", "IOE0912345678")


def test_text_is_no_zone() -> None:
    assert find_zone(["A plain line of text that is rather long", "and another one"]) is None


@given(st.lists(st.text(max_size=50), max_size=5))
def test_any_lines_are_survived(lines: list[str]) -> None:
    assert find_zone(lines) is None or find_zone(lines)
