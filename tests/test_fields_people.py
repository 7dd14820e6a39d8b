"""Names: people of the case however a paper spells them, others only where they are labelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.model import Case, Person
from packet.understanding.folding import strip_marks
from packet.understanding.issuers import readable_organization
from packet.understanding.money import read_amount
from packet.understanding.numbers import a_number, labelled_number, receipt_number, uscis_number
from packet.understanding.people import leading_name, people_named, person_in, read_name

CASE = Case(
    name="a",
    people=(
        Person(role="petitioner", name="Daniel Reyes"),
        Person(role="beneficiary", name="María José García López"),
        Person(role="child", name="Nguyễn Thị Lan", also=("Lan Nguyen",)),
        Person(role="joint sponsor", name="Andreas Müller-Lüdenscheidt"),
    ),
)
_NAMES = st.sampled_from([person.name for person in CASE.people])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DANIEL REYES", "Daniel Reyes"),
        ("REYES, DANIEL", "Daniel Reyes"),
        ("Reyes Daniel A.", "Daniel Reyes"),
        ("Mr. Daniel Reyes is employed", "Daniel Reyes"),
        ("GARCIA LOPEZ, MARIA JOSE", "María José García López"),
        ("Maria J. Garcia Lopez", "María José García López"),
        ("Maria Garcia", "María José García López"),
        ("Maria Garcla Lopez", "María José García López"),
        ("Jose Garcia Lopez", ""),
        ("Mario Garcia", ""),
        ("NGUYEN THI LAN", "Nguyễn Thị Lan"),
        ("Andreas Muller-Ludenscheidt", "Andreas Müller-Lüdenscheidt"),
        ("Daniela Reyes", ""),
        ("Daniel Reyna", ""),
        ("D. Reyes", ""),
        ("Reyes", ""),
        ("", ""),
    ],
)
def test_people_of_the_case(text: str, name: str) -> None:
    assert person_in(text, CASE) == name


@given(name=_NAMES, upper=st.booleans(), plain=st.booleans(), turned=st.booleans())
def test_any_spelling_gives_the_name_of_the_case(
    name: str, upper: bool, plain: bool, turned: bool
) -> None:
    given_names, surname = name.rsplit(" ", 1)
    said = f"{surname}, {given_names}" if turned else name
    said = strip_marks(said) if plain else said
    said = said.upper() if upper else said
    assert person_in(f"{said}", CASE) == name
    assert people_named(["Some line", f"about {said} and more"], CASE) == (name,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GARCÍA LÓPEZ, JUAN CARLOS", "Juan Carlos García López"),
        ("John Q. Sample", "John Q. Sample"),
        ("JEAN-PIERRE O'NEIL", "Jean-Pierre O'Neil"),
        ("MCDONALD ANN", "McDonald Ann"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("Mr. John Sample", "John Sample"),
        ("ИВАНОВ ИВАН ИВАНОВИЧ", "Иванов Иван Иванович"),
        ("First Harbor Bank", ""),
        ("123 Main Street", ""),
        ("John", ""),
        ("see reverse side", ""),
        ("Account Number", ""),
        ("03/15/2024", ""),
    ],
)
def test_labelled_names(text: str, name: str) -> None:
    assert read_name(text) == name


def test_a_name_at_the_head_of_a_sentence() -> None:
    assert leading_name("Mr. Daniel Reyes has been employed") == "Daniel Reyes"
    assert leading_name("Ana Lima, born in Recife") == "Ana Lima"
    assert leading_name("he has been employed") == ""


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_name(text)
    leading_name(text)
    assert person_in(text, Case(name="a")) == ""
    assert read_amount(text) == "" or " " in read_amount(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,234.56", "1234.56"),
        ("1,234.56 2,000.00", "1234.56"),
        ("- $12.00", "-12.00"),
        ("(15.00)", "-15.00"),
        ("€ 1.234,56", "EUR 1234.56"),
        ("$500", "500.00"),
        ("500", ""),
        ("12/31/2024", ""),
        ("7.5%", ""),
        ("twelve", ""),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert read_amount(text) == amount


def test_receipt_and_a_numbers() -> None:
    assert receipt_number("your case IOE-0912345678 of") == "IOE0912345678"
    assert receipt_number("WAC 21 123 45678") == "WAC2112345678"
    assert receipt_number("XYZ0912345678 IOE091234567") == ""
    assert a_number("A# 012-345-678") == "A012345678"
    assert a_number("A12345678") == "A012345678"
    assert a_number("A1234567") == ""
    assert uscis_number("012-345-678") == "A012345678"
    assert uscis_number("123-45-6789") == ""


@pytest.mark.parametrize("type_", ["passport", "birth-certificate", "drivers-license", "visa"])
@given(first=st.integers(100, 999), middle=st.integers(10, 99), last=st.integers(1000, 9999))
def test_a_social_security_number_is_never_read(
    type_: str, first: int, middle: int, last: int
) -> None:
    assert labelled_number(type_, f"{first}-{middle}-{last}") == ""


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("ACME CORP", "Acme Corp"),
        ("ACME FREIGHT, LLC", "Acme Freight, LLC"),
        ("FIRST HARBOR BANK, N.A.", "First Harbor Bank, N.A."),
        ("UNIVERSITY OF NORTHERN LAKES", "University of Northern Lakes"),
        ("eBay Inc.", "eBay Inc."),
    ],
)
def test_organizations_are_made_readable(printed: str, shown: str) -> None:
    assert readable_organization(printed) == shown
