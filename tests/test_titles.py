"""Titles: what was read, in the type's pattern, short enough for an index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packet.knowledge import DocumentType
from packet.understanding.titles import AIM, compose, period_in_words


def _type(pattern: str, title: str = "Employment letter") -> DocumentType:
    return DocumentType(
        id="a", title=title, group="other", what="", cover=True, why="", name=pattern
    )


LETTER = _type("{title}, {issuer}, {date}")


def test_all_parts() -> None:
    read = {"issuer": "Acme Corp", "date": "2024-03-15"}
    assert compose(LETTER, read) == "Employment letter, Acme Corp, 2024-03-15"


def test_what_was_not_read_goes_with_its_separator() -> None:
    assert compose(LETTER, {"date": "2024-03-15"}) == "Employment letter, 2024-03-15"
    assert compose(LETTER, {"issuer": "Acme Corp"}) == "Employment letter, Acme Corp"
    assert compose(LETTER, {}) == "Employment letter"
    assert compose(LETTER, {"issuer": "  "}) == "Employment letter"


def test_a_part_with_words_of_its_own() -> None:
    form = _type("Form {form_number}, {person}", title="USCIS form")
    assert compose(form, {"form_number": "I-130"}) == "Form I-130"
    assert compose(form, {}) == "USCIS form"
    w2 = _type("{title} {tax_year}, {issuer}", title="Form W-2")
    assert compose(w2, {"issuer": "Acme"}) == "Form W-2, Acme"
    assert compose(w2, {"tax_year": "2023"}) == "Form W-2 2023"


def test_periods_and_countries_are_put_in_words() -> None:
    statement = _type("{title}, {country}, {period}", title="Statement")
    read = {"period": "2024-01-01/2024-01-31", "country": "MX"}
    assert compose(statement, read) == "Statement, Mexico, January 2024"
    assert period_in_words("2024-02-01/2024-02-29") == "February 2024"
    assert period_in_words("2023-02-01/2023-02-27") == "2023-02-01 to 2023-02-27"
    assert period_in_words("2023-01-01/2023-12-31") == "2023"
    assert period_in_words("the spring") == "the spring"


def test_a_long_issuer_is_cut_at_a_word() -> None:
    issuer = "The Honourable Company of Merchants Adventurers of the Northern Provinces and Islands"
    title = compose(LETTER, {"issuer": issuer, "date": "2024-03-15"})
    assert len(title) <= AIM
    assert title.endswith("…, 2024-03-15")


@given(st.dictionaries(st.sampled_from(["issuer", "date", "person", "number"]), st.text()))
def test_any_values_give_a_clean_title(read: dict[str, str]) -> None:
    title = compose(_type("{title}, {person}, {issuer} ({number}), {date}"), read)
    assert title.startswith("Employment letter")
    assert len(title) <= AIM + 40
    assert "{" not in title.replace("{", "", sum(value.count("{") for value in read.values()))
