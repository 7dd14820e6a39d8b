"""What understanding makes of whole cases, on pages made of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packet.knowledge import Knowledge, load_knowledge
from packet.model import (
    Case,
    Page,
    PageRef,
    Proposal,
    Reason,
    Role,
    TextOrigin,
    Word,
)
from packet.understanding import judge, read_alone, understand
from tests.pages import page_of

CASE = Case(name="smith")

W2 = """
# Form W-2 Wage and Tax Statement {year}
a Employee's social security number   123-45-{ssn}
b Employer identification number (EIN) 12-3456789
c Employer's name, address, and ZIP code
Acme Corp
1 Wages, tips, other compensation   2 Federal income tax withheld
50,000.00   6,000.00
3 Social security wages   4 Social security tax withheld
5 Medicare wages and tips   6 Medicare tax withheld
"""
STATEMENT = """
# First Harbor Bank
# Account Statement
Statement period: {period}
Account number: 000123456789
Beginning balance 1,000.00
Deposits 200.00
Withdrawals 100.00
Ending balance 1,100.00
Page 1 of 2
"""
STATEMENT_BACK = """
First Harbor Bank
Transactions, continued
{month}/05 Card purchase Grocery 40.00
{month}/09 Direct deposit Acme Corp 200.00
Ending balance 1,100.00
Page 2 of 2
"""
BIRTH = """
# ACTA DE NACIMIENTO
Registro Civil, Estado de Jalisco, Estados Unidos Mexicanos
En la ciudad de Guadalajara, ante mi, Oficial del Registro Civil, comparecieron los padres
para presentar a una persona viva que nacio el dia cinco de mayo de mil novecientos noventa
Nombre del registrado: Ana Maria Lopez Garcia
Fecha de nacimiento: 5 de mayo de 1990
Lugar de nacimiento: Guadalajara, Jalisco
Nombre del padre: Juan Lopez Perez   Nombre de la madre: Rosa Garcia Ruiz
"""
TRANSLATED = """
# BIRTH CERTIFICATE
(Translation from Spanish)
Civil Registry, State of Jalisco, United Mexican States
Name of the registered person: Ana Maria Lopez Garcia
Date of birth: May 5, 1990
Place of birth: Guadalajara, Jalisco
Name of father: Juan Lopez Perez   Name of mother: Rosa Garcia Ruiz
"""
CERTIFICATE = """
# CERTIFICATE OF TRANSLATION
I, Carla Moreno, certify that I am competent to translate from Spanish into English and that
the above translation is accurate and complete to the best of my knowledge and belief.
Signature of translator
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def pages_of(*texts: str, source: str = "documents/a.pdf") -> tuple[Page, ...]:
    return tuple(page_of(text, source=source, number=n) for n, text in enumerate(texts, 1))


def runs(proposal: Proposal) -> list[tuple[str, list[int]]]:
    return [(one.type, [ref.page for ref in one.refs]) for one in proposal.documents]


def codes(proposal: Proposal, pages: Sequence[Page], knowledge: Knowledge) -> set[str]:
    """Of all findings, those on documents judged as proposed."""
    judged = judge(proposal.documents, {page.ref: page for page in pages}, knowledge)
    return {one.code for one in (*proposal.findings, *judged)}


def test_each_w2_is_its_own_document(knowledge: Knowledge) -> None:
    pages = pages_of(*(W2.format(year=year, ssn=year) for year in (2021, 2022, 2023)))
    assert runs(understand(pages, knowledge, CASE)) == [("w2", [1]), ("w2", [2]), ("w2", [3])]


def test_statements_of_the_same_bank_are_split_by_their_numbering(knowledge: Knowledge) -> None:
    texts = []
    for month in ("01", "02", "03"):
        texts += [
            STATEMENT.format(period=f"{month}/01/2024 - {month}/28/2024"),
            STATEMENT_BACK.format(month=month),
        ]
    proposal = understand(pages_of(*texts), knowledge, CASE)
    assert runs(proposal) == [("bank-statement", [at, at + 1]) for at in (1, 3, 5)]
    assert 'starts at "Page 1 of 2"' in proposal.documents[0].because
    assert all(document.confidence > 0.8 for document in proposal.documents)


def test_original_translation_and_certificate_are_one(knowledge: Knowledge) -> None:
    original, *rest = pages_of(BIRTH, TRANSLATED, CERTIFICATE)
    pages = (replace(original, language="es"), *rest)
    proposal = understand(pages, knowledge, CASE)
    assert runs(proposal) == [("birth-certificate", [1, 2, 3])]
    (document,) = proposal.documents
    assert [page.role for page in document.pages] == [
        Role.ORIGINAL,
        Role.TRANSLATION,
        Role.CERTIFICATE,
    ]
    assert document.language == "es"
    assert "foreign-without-translation" not in codes(proposal, pages, knowledge)


def test_a_foreign_document_alone_is_a_finding(knowledge: Knowledge) -> None:
    (page,) = pages_of(BIRTH)
    pages = (replace(page, language="es"),)
    proposal = understand(pages, knowledge, CASE)
    assert "foreign-without-translation" in codes(proposal, pages, knowledge)


def test_blanks_separators_and_repeats_are_set_aside(knowledge: Knowledge) -> None:
    w2 = W2.format(year=2023, ssn=1111)
    one, two, three, four, five = pages_of(w2, "", "# EXHIBIT B", "PATCH T", w2)
    pages = (
        replace(one, exact="x"),
        replace(two, blank=True),
        three,
        four,
        replace(five, exact="x"),
    )
    proposal = understand(pages, knowledge, CASE)
    assert runs(proposal) == [("w2", [1])]
    assert [(aside.ref.page, aside.reason) for aside in proposal.excluded] == [
        (2, Reason.BLANK),
        (3, Reason.SEPARATOR),
        (4, Reason.SEPARATOR),
        (5, Reason.DUPLICATE),
    ]
    assert "documents/a.pdf p. 1" in proposal.excluded[-1].because


def test_a_settled_page_is_left_alone_and_ends_a_document(knowledge: Knowledge) -> None:
    pages = pages_of(
        STATEMENT.format(period="x"), STATEMENT_BACK.format(month="01"), BIRTH, TRANSLATED
    )
    settled = frozenset({PageRef(source="documents/a.pdf", page=2)})
    proposal = understand(pages, knowledge, CASE, settled)
    assert {ref.page for one in proposal.documents for ref in one.refs} == {1, 3, 4}
    assert runs(proposal)[0] == ("bank-statement", [1])


def test_a_repeat_of_a_settled_page_is_the_one_set_aside(knowledge: Knowledge) -> None:
    one, two = (replace(page, exact="x") for page in pages_of(BIRTH, BIRTH))
    proposal = understand((one, two), knowledge, CASE, frozenset({two.ref}))
    assert [aside.ref for aside in proposal.excluded] == [one.ref]
    assert not proposal.documents


def test_missing_and_disordered_pages_are_reported(knowledge: Knowledge) -> None:
    def lease(number: int) -> str:
        return (
            f"Residential lease agreement between landlord and tenant\n"
            f"{number}. The tenant shall pay rent on the premises to the landlord\n"
            f"Page {number} of 4"
        )

    pages = pages_of(*(lease(number) for number in (1, 3, 2)))
    proposal = understand(pages, knowledge, CASE)
    assert runs(proposal) == [("lease", [1, 2, 3])]
    assert {"page-missing", "page-order"} <= codes(proposal, pages, knowledge)


def test_an_unreadable_page_is_reported_and_kept(knowledge: Knowledge) -> None:
    page = Page(source="a.pdf", number=1, width=612.0, height=792.0, trouble="no text was found")
    proposal = understand((page,), knowledge, CASE)
    assert runs(proposal) == [("other", [1])]
    assert codes(proposal, (page,), knowledge) == {"page-not-read", "unsure-document"}


def test_the_same_pages_have_the_same_id(knowledge: Knowledge) -> None:
    first = understand(pages_of(BIRTH), knowledge, CASE).documents[0]
    again = understand(pages_of(BIRTH), knowledge, CASE).documents[0]
    assert first.id == again.id
    assert len(first.id) == 12


def test_every_finding_is_explained(knowledge: Knowledge) -> None:
    said = {
        "unsure-document",
        "page-missing",
        "page-order",
        "near-duplicate",
        "page-not-read",
        "foreign-without-translation",
    }
    assert said <= set(knowledge.codes)


def test_a_page_is_read_alone(knowledge: Knowledge) -> None:
    reading = read_alone(page_of(W2.format(year=2023, ssn=1111)), knowledge)
    assert reading.type == "w2"
    assert 0.9 < reading.confidence <= 0.97


SNIPPETS = (
    "Form W-2 Wage and Tax Statement",
    "Page 1 of 2",
    "Page 2 of 2",
    "EXHIBIT B",
    "PATCH T",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "Dear Officer:",
    "I certify that the translation is accurate",
    "ACTA DE NACIMIENTO",
    "Account Statement",
    "7",
    "",
)
SIZES = st.floats(min_value=0, max_value=2000)
WORDS = st.builds(
    Word,
    text=st.sampled_from(SNIPPETS) | st.text(max_size=12),
    box=st.tuples(SIZES, SIZES, SIZES, SIZES),
    line=st.integers(min_value=0, max_value=5),
)
PAGES = st.builds(
    Page,
    source=st.sampled_from(["a.pdf", "b.pdf", "c/d.jpg"]),
    number=st.integers(min_value=1, max_value=9),
    width=SIZES,
    height=SIZES,
    blank=st.booleans(),
    ink=st.floats(min_value=0, max_value=1),
    language=st.sampled_from(["", "en", "es", "zh"]),
    origin=st.sampled_from(TextOrigin),
    trouble=st.sampled_from(["", "too blurred"]),
    words=st.lists(WORDS, max_size=6).map(
        lambda words: tuple(sorted(words, key=lambda word: word.line))
    ),
    exact=st.sampled_from(["", "1", "2"]),
    near=st.sampled_from(["", "0" * 16, "000000000000000f", "no hex"]),
)


@settings(max_examples=80, deadline=None)
@given(
    pages=st.lists(PAGES, max_size=9, unique_by=lambda page: page.ref),
    settled=st.sets(st.integers(min_value=0, max_value=8)),
)
def test_every_page_stands_exactly_once(
    knowledge: Knowledge, pages: list[Page], settled: set[int]
) -> None:
    refs = [page.ref for page in pages]
    known = frozenset(refs[at] for at in settled if at < len(refs))
    proposal = understand(pages, knowledge, CASE, known)
    placed = [ref for document in proposal.documents for ref in document.refs]
    placed += [aside.ref for aside in proposal.excluded]
    assert sorted(placed) == sorted(set(refs) - known)
    assert all(0 <= document.confidence <= 1 for document in proposal.documents)
    assert all(len({ref.source for ref in one.refs}) == 1 for one in proposal.documents)
    assert proposal == understand(pages, knowledge, CASE, known)


CARD = """
UNITED STATES OF AMERICA
PERMANENT RESIDENT
Surname DOE   Given Name JANE
USCIS# 000-999-999   Category IR1
Country of Birth Mexico   Card Expires: 01/01/25   Resident Since: 01/01/15
"""
CARD_BACK = """
If found, drop in any US Mailbox. USPS: Mail to USCIS
C1USA0009999999SRC0000000701<<
8001014F2501017MEX<<<<<<<<<<<2
DOE<<JANE<<<<<<<<<<<<<<<<<<<<<
"""


def test_front_and_back_of_a_card_are_one(knowledge: Knowledge) -> None:
    cards = [
        replace(page, width=243.0, height=153.0, origin=TextOrigin.OCR, ink=0.3, dpi=300.0)
        for page in pages_of(CARD, CARD_BACK)
    ]
    proposal = understand(cards, knowledge, CASE)
    assert runs(proposal) == [("green-card", [1, 2])]
    assert [page.role for page in proposal.documents[0].pages] == [Role.ORIGINAL, Role.BACK]


def test_photographs_run_together(knowledge: Knowledge) -> None:
    pages = [
        Page(source="a.pdf", number=n, width=612.0, height=459.0, ink=0.8, dpi=200.0, near=near)
        for n, near in enumerate(("0" * 16, "f" * 16, "0f" * 8), 1)
    ]
    assert runs(understand(pages, knowledge, CASE)) == [("photo", [1, 2, 3])]


def test_forms_with_instructions_stay_whole(knowledge: Knowledge) -> None:
    pages = pages_of(
        *(
            f"Part {n}. Information About You\nFamily name   Given name   A-Number\n"
            f"Form I-130 Edition 04/01/24   Page {n} of 12"
            for n in range(1, 13)
        )
    )
    proposal = understand(pages, knowledge, CASE)
    assert runs(proposal) == [("uscis-form", list(range(1, 13)))]
    assert proposal.documents[0].confidence > 0.9
    assert proposal.documents[0].fields["form_number"] == "I-130"
