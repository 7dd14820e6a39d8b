"""case.yaml, the forms and the filing profiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from packet.errors import UsageError
from packet.knowledge import Knowledge, load_knowledge
from packet.model import Case, Person
from packet.plan import load_case, new_case, office_folder

FORMS = (
    *("I-130", "I-485", "I-864", "I-129", "I-140", "I-539", "I-765", "I-131"),
    *("I-751", "I-90", "N-400", "N-600", "I-821D", "I-589", "I-360"),
)
WHOLE = """\
form: i130
basis: Spouse
profile: uscis
people:
  petitioner:
    name: Ana  Lopez
    also: [Ana Ruiz, "A. Lopez"]
    born: 1985-04-12
    country: NO
    a_number: 012345678
  beneficiary: Jon Berg
  child:
    - name: Mia Berg
    - name:
exhibits: [The marriage, Identity]
facts:
  prior_end: yes
  name_change:
letter:
  to: |
    USCIS
    Box 1
  closing_words: With thanks
accepted:
  plan-page-gone: That scan was a mistake.
  title-differs d-3f9a: It is right.
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def case_of(text: str, folder: Path, knowledge: Knowledge, **words: str) -> Case:
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return load_case(folder, knowledge, **words)


def test_every_value_is_read_as_it_was_meant(tmp_path: Path, knowledge: Knowledge) -> None:
    made = case_of(WHOLE, tmp_path, knowledge)
    assert (made.name, made.form, made.basis) == (tmp_path.name, "I-130", "spouse")
    assert made.people == (
        Person(
            role="petitioner",
            name="Ana Lopez",
            also=("Ana Ruiz", "A. Lopez"),
            born="1985-04-12",
            country="NO",
            a_number="012345678",
        ),
        Person(role="beneficiary", name="Jon Berg"),
        Person(role="child", name="Mia Berg"),
    )
    assert made.exhibits == ("The marriage", "Identity")
    assert made.facts == {"prior_end": "yes"}
    assert made.letter == {"to": "USCIS\nBox 1", "closing_words": "With thanks"}
    assert made.accepted == {
        "plan-page-gone": "That scan was a mistake.",
        "title-differs d-3f9a": "It is right.",
    }


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("form: I-13\n", "1:7", "mean I-130 or I-131?"),
        ("form: I-130\nbasis: spous\n", "2:8", "mean spouse?"),
        ("form: I-90\nbasis: spouse\n", "2:8", "delete it"),
        ("profile: uscsi\n", "1:10", "mean uscis?"),
        ("froms: I-130\n", "1:1", "mean form?"),
        ("people:\n  petitioner:\n    nmae: x\n", "3:5", "mean name?"),
        ("people:\n  petitioner:\n    born: 4/12/1985\n", "3:11", "1985-04-12"),
        ("people:\n  petitioner:\n    born: 1985-02-30\n", "3:11", "1985-04-12"),
        ("people: [Ana]\n", "1:9", "keys and values"),
        ("form: I-130\nfacts:\n  prior_ends: yes\n", "3:3", "mean prior_end?"),
        ("form: I-130\nfacts:\n  prior_end: perhaps\n", "3:14", "expected yes or no"),
        ("form: I-130\nfacts:\n  marriage_cert: yes\n", "3:3", "unknown key"),
        ("facts:\n  anything: maybe\n", "2:13", "expected yes or no"),
        ("letter:\n  salutaton: Dear all\n", "2:3", "mean salutation?"),
        ("accepted:\n  plan-page-gon: mine\n", "2:3", "mean plan-page-gone?"),
        ("accepted:\n  plan-page-gone:\n", "2:18", "say behind the colon why"),
        ("form: I-130\nform: I-90\n", "2:1", "first on line 1"),
        ("form: [I-130]\n", "1:7", "one value"),
    ],
)
def test_errors_say_where_and_what(
    text: str, place: str, words: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    with pytest.raises(UsageError) as error:
        case_of(text, tmp_path, knowledge)
    assert f"case.yaml:{place}: " in str(error.value)
    assert words in str(error.value)


def test_no_file_is_a_case_with_a_name(tmp_path: Path, knowledge: Knowledge) -> None:
    assert load_case(tmp_path, knowledge) == Case(name=tmp_path.name)


@pytest.mark.parametrize("word", ["I-130", "i130", "I 130", "form I-130", "Form i-130"])
def test_forms_are_known_by_any_spelling(word: str, tmp_path: Path, knowledge: Knowledge) -> None:
    assert load_case(tmp_path, knowledge, form=word).form == "I-130"


def test_the_command_line_stands_above_the_file(tmp_path: Path, knowledge: Knowledge) -> None:
    made = case_of(WHOLE, tmp_path, knowledge, form="n400")
    assert (made.form, made.basis, made.facts) == ("N-400", "", {"prior_end": "yes"})
    assert case_of(WHOLE, tmp_path, knowledge, basis="parent").basis == "parent"
    assert case_of("basis: spouse\n", tmp_path, knowledge, form="I-130").basis == "spouse"
    with pytest.raises(UsageError, match="mean N-400"):
        load_case(tmp_path, knowledge, form="N-401")


def test_the_offices_folder(tmp_path: Path) -> None:
    assert office_folder(tmp_path) is None
    (tmp_path / "case.yaml").write_text("form: I-130\noffice: ours\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"case\.yaml:2:9: office: there is no folder .*ours"):
        office_folder(tmp_path)
    (tmp_path / "ours").mkdir()
    assert office_folder(tmp_path) == tmp_path / "ours"


def test_a_new_case_is_read_as_a_case(tmp_path: Path, knowledge: Knowledge) -> None:
    for form in knowledge.forms.values():
        for basis in ("", *form.bases):
            text = new_case(form.id, basis, knowledge)
            questions = text.partition("\nfacts:\n")[2].partition("\nexhibits:")[0]
            made = case_of(text, tmp_path, knowledge)
            assert made == Case(name=tmp_path.name, form=form.id, basis=basis)
            for need in form.needs:
                if basis in ("", *need.bases) or not need.bases:
                    assert (f"  {need.id}:\n" in questions) == need.asked


def test_a_new_case_asks_only_what_an_answer_changes(knowledge: Knowledge) -> None:
    asked = new_case("I-864", "", knowledge).partition("\nfacts:\n")[2].partition("\nexhibits:")[0]
    assert "  no_file:\n" in asked
    assert "joint" not in asked
    assert "facts:" not in new_case("I-821D", "initial", knowledge)


def test_a_new_case_shows_its_checklist_with_sources(knowledge: Knowledge) -> None:
    text = new_case("i751", "death", knowledge)
    assert "# [ ] Death certificate\n" in text
    assert "[unverified]" in text
    assert "Final divorce decree" not in text
    assert "8 CFR 216.4(a)(5)" not in text
    assert "8 CFR 216.4(a)(5), as of 2026-01-01 [law]" in new_case("i751", "joint", knowledge)
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("form", "basis", "words"),
    [("I-75", "", "did you mean I-751 or I-765?"), ("I-751", "divorced", "mean divorce?")],
)
def test_a_new_case_of_an_unknown_kind(
    form: str, basis: str, words: str, knowledge: Knowledge
) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        new_case(form, basis, knowledge)


def test_forms_are_whole(knowledge: Knowledge) -> None:
    assert set(knowledge.forms) == set(FORMS)
    places = set(knowledge.types) | {group.id for group in knowledge.groups}
    for form in knowledge.forms.values():
        filed = [type_ for exhibit in form.exhibits for type_ in exhibit.types]
        assert len(filed) == len(set(filed)), form.id
        assert set(filed) <= places, (form.id, set(filed) - places)
        assert len({need.id for need in form.needs}) == len(form.needs)
        for need in form.needs:
            assert need.types, (form.id, need.id)
            assert set(need.types) <= set(knowledge.types), (form.id, need.id)
            assert set(need.bases) <= set(form.bases), (form.id, need.id)


def test_every_fact_has_its_source_and_grade(knowledge: Knowledge) -> None:
    facts = [need.grounds for form in knowledge.forms.values() for need in form.needs]
    facts += [profile.grounds for profile in knowledge.profiles.values()]
    for grounds in facts:
        assert grounds.source
        assert grounds.grade in {"P", "Q", "S", "M"}
        assert grounds.date or not grounds.verified


def test_profiles(knowledge: Knowledge) -> None:
    uscis = knowledge.profiles["uscis"]
    assert (uscis.max_bytes, uscis.aim_bytes) == (12_000_000, 11_500_000)
    assert (uscis.name_length, uscis.upload_together) == (100, 5)
    assert knowledge.profiles["eoir"].max_bytes == 25_000_000
