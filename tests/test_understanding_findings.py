"""What is said of documents as they will be filed, whoever made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from plans import KNOWLEDGE, reading, ref

from packet.model import Author, Document, Finding, Page, Role
from packet.understanding import judge, language_of
from tests.pages import page_of

A = "documents/a.pdf"
PROSE = " ".join(["palabras"] * 40)


def page(number: int, language: str = "en", text: str = PROSE) -> Page:
    return page_of(text, source=A, number=number, language=language)


def numbered(*said: str) -> tuple[Page, ...]:
    return tuple(page(at, text=f"Page {one}") for at, one in enumerate(said, 1))


def document(pages: Sequence[Page], roles: Sequence[Role] = (), **words: object) -> Document:
    roles = (*roles, *[Role.ORIGINAL] * len(pages))
    readings = tuple(reading(one.ref, role) for one, role in zip(pages, roles, strict=False))
    language = language_of(readings, {one.ref: one for one in pages})
    said: dict[str, object] = {"id": "d-1", "type": "lease", "title": "Lease", "language": language}
    return Document(**{**said, "pages": readings, **words})  # type: ignore[arg-type]


def judged(pages: Sequence[Page], *documents: Document) -> tuple[Finding, ...]:
    return judge(documents or (document(pages),), {one.ref: one for one in pages}, KNOWLEDGE)


@pytest.mark.parametrize("author", Author)
def test_a_foreign_document_without_translation_is_said_whoever_made_it(author: Author) -> None:
    pages = (page(1), page(2, "es"))
    (finding,) = judged(pages, document(pages, author=author))
    assert finding.code == "foreign-without-translation"
    assert finding.message.startswith("Lease: documents/a.pdf p. 2: this is in Spanish, ")
    assert (finding.source, finding.page, finding.document) == (A, 2, "d-1")


@pytest.mark.parametrize("role", [Role.TRANSLATION, Role.CERTIFICATE])
def test_a_translation_among_its_pages_is_enough(role: Role) -> None:
    pages = (page(1, "es"), page(2))
    assert judged(pages, document(pages, [Role.ORIGINAL, role])) == ()


def test_the_persons_word_for_the_language_stands() -> None:
    english, spanish = (page(1),), (page(1, "es"),)
    assert [one.code for one in judged(english, document(english, language="es"))] == [
        "foreign-without-translation"
    ]
    assert judged(spanish, document(spanish, language="en")) == ()


def test_a_few_words_tell_no_other_language() -> None:
    pages = (page(1, "es", "unas pocas palabras"),)
    assert document(pages).language == ""
    assert judged(pages) == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "兹证明持证人于一九九〇年五月五日在北京市出生。\n" * 4),
        ("hi", "यह प्रमाणित किया जाता है कि जन्म पंजीकरण हुआ\n" * 4),
    ],
)
def test_a_script_without_words_between_blanks_is_foreign_too(language: str, text: str) -> None:
    (finding,) = judged((page(1, language, text),))
    assert finding.code == "foreign-without-translation"
    assert judged((page(1, language, text[:20]),)) == ()


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (("1 of 2", "2 of 2"), []),
        (("1 of 4",), ["page-missing"]),
        (("2 of 2", "1 of 2"), ["page-order"]),
        (("1 of 3", "3 of 3"), ["page-missing"]),
        (("2 of 3", "3 of 3"), ["page-missing"]),
        (("1 of 2", "2 of 2", "1 of 2", "2 of 2"), []),
        (("1 of 2", "2 of 2", "1 of 2"), ["page-order"]),
        (("1 of 2", "2 of 2", "1 of 3", "2 of 3", "3 of 3"), []),
    ],
)
def test_printed_page_numbers_are_counted(said: tuple[str, ...], codes: list[str]) -> None:
    assert [one.code for one in judged(numbered(*said))] == codes


def test_missing_pages_are_said_with_their_document() -> None:
    (finding,) = judged(numbered("1 of 4"))
    assert finding.message == (
        "Lease: documents/a.pdf p. 1: its pages say that there are 4; not here: 2, 3, 4"
    )
    (finding,) = judged(numbered("1 of 3", "2 of 3"))
    assert finding.message.startswith("Lease: documents/a.pdf p. 1-2: ")


def test_doubts_are_said_in_plain_words_until_a_person_settles_them() -> None:
    pages = (page(1),)
    doubtful = document(pages, confidence=0.5, alternative="other")
    assert [one.message for one in judged(pages, doubtful)] == [
        "Lease: documents/a.pdf p. 1: packet is not sure; it could also be: Other document"
    ]
    unbounded = replace(doubtful, alternative="")
    assert [one.message for one in judged(pages, unbounded)] == [
        "Lease: documents/a.pdf p. 1: packet is not sure where this document begins and ends"
    ]
    settled = replace(doubtful, confidence=1.0, alternative="", author=Author.PERSON)
    assert judged(pages, settled) == ()


def test_the_originals_language_counts_not_that_of_their_translation() -> None:
    pages = (page(1, "es"), page(2), page(3))
    parts = document(pages, [Role.ORIGINAL, Role.TRANSLATION, Role.CERTIFICATE]).pages
    by_ref = {one.ref: one for one in pages}
    assert language_of(parts, by_ref) == "es"
    assert language_of(parts[1:], by_ref) == "en"
    assert language_of([reading(ref(A, 2))], by_ref) == "en"
