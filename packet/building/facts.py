"""What a cover sheet and the index say of a document, in a person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from packet.knowledge import Knowledge
from packet.model import Case, Document, Filed, Role
from packet.understanding.countries import country_name
from packet.words import page_range, runs, sentence_case, spoken_date, spoken_period

_PARTS = {
    Role.TRANSLATION: "English translation",
    Role.CERTIFICATE: "translator’s certificate",
}


def index_date(fields: Mapping[str, str]) -> str:
    """The one date the index shows: of issue, else the period, else the tax year."""
    if date := fields.get("date"):
        return spoken_date(date, short=True)
    if period := fields.get("period"):
        return spoken_period(period, short=True)
    return fields.get("tax_year", "")


def cover_rows(filed: Filed, case: Case, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Name and text of each line of the document's cover sheet; only what is known."""
    document = filed.document
    fields = document.fields
    rows = (
        ("What it is", knowledge.type(document.type).title),
        ("Concerning", _person(fields.get("person", ""), case)),
        ("Issued by", _issuer(fields)),
        ("Date", spoken_date(fields.get("date", ""))),
        ("Period", spoken_period(fields.get("period", ""))),
        ("Tax year", fields.get("tax_year", "")),
        ("Expires", spoken_date(fields.get("expires", ""))),
        ("Pages", str(len(document.pages))),
        ("Language", _language(document, knowledge)),
    )
    return tuple((name, text) for name, text in rows if text)


def why_filed(document: Document, knowledge: Knowledge) -> str:
    return document.why or knowledge.type(document.type).why


def case_rows(case: Case, form_title: str) -> tuple[tuple[str, str], ...]:
    """The case's caption: the form and the people."""
    form = f"{case.form}, {form_title}" if case.form and form_title else case.form
    people = ((role_words(person.role), person.name) for person in case.people)
    return tuple((name, text) for name, text in (("Form", form), *people) if text)


def case_line(case: Case) -> str:
    """The caption in one line: "Form I-130 · Petitioner Ana Ruiz · Beneficiary Li Wei"."""
    form = [f"Form {case.form}"] if case.form else []
    people = [f"{role_words(person.role)} {person.name}" for person in case.people if person.name]
    return " · ".join([*form, *people])


def role_words(role: str) -> str:
    return sentence_case(role.replace("-", " ").replace("_", " ").strip())


def _person(name: str, case: Case) -> str:
    for person in case.people:
        if name and name.casefold() in {one.casefold() for one in (person.name, *person.also)}:
            return f"{name}, {role_words(person.role).lower()}" if person.role else name
    return name


def _issuer(fields: Mapping[str, str]) -> str:
    issuer, country = fields.get("issuer", ""), country_name(fields.get("country", ""))
    if country and country.casefold() not in issuer.casefold():
        return f"{issuer}, {country}" if issuer else country
    return issuer


def _language(document: Document, knowledge: Knowledge) -> str:
    """The language, and on which of the document's pages its translation stands."""
    if document.language in {"", "en"}:
        return ""
    parts = [
        f"{words} on {_page_words(numbers)}"
        for role, words in _PARTS.items()
        if (numbers := [n for n, page in enumerate(document.pages, 1) if page.role is role])
    ]
    language = knowledge.languages.get(document.language, document.language)
    return "; ".join([language, *parts])


def _page_words(numbers: Sequence[int]) -> str:
    ranges = ", ".join(page_range(first, last) for first, last in runs(numbers))
    return f"page {ranges}" if len(numbers) == 1 else f"pages {ranges}"
