"""plan.yaml: the person's words stand, the machine adds, and errors say where."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from plans import KNOWLEDGE, document, every_page, language, propose, reading, ref, source

from packet.errors import OutputError, UsageError
from packet.model import (
    Author,
    Document,
    Excluded,
    Finding,
    Proposal,
    Reason,
    Role,
    Severity,
    Source,
)
from packet.plan import (
    covered,
    extend,
    keep_old,
    load_plan,
    parse_plan,
    settle,
    write_plan,
)

A = "documents/a.pdf"
SOURCES = (source(A, 8), source("documents/my scan 2.pdf", 2), source("documents/tax 2023", 3))


def settled(
    text: str, sources: Sequence[Source] = SOURCES, whole: Proposal | None = None
) -> Proposal:
    plan = parse_plan(text, KNOWLEDGE)
    return settle(
        plan,
        whole=whole or propose(sources),
        fresh=propose(sources, covered(plan, sources)),
        sources=sources,
        knowledge=KNOWLEDGE,
        alone=reading,
        language=language,
    )


def first(text: str, **kwargs: object) -> Document:
    return settled(text, **kwargs).documents[0]  # type: ignore[arg-type]


def entry(pages: str, more: str = "") -> str:
    return f"documents:\n  - type: lease\n    title: Lease\n    pages: {pages}\n{more}"


def pages(text: str, sources: Sequence[Source] = SOURCES) -> list[str]:
    return [f"{r.source} {r.page}" for r in first(text, sources=sources).refs]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("documents/a.pdf 2", [f"{A} 2"]),
        ("documents/a.pdf 2-3,5", [f"{A} 2", f"{A} 3", f"{A} 5"]),
        ("documents/a.pdf 5, 2 – 3", [f"{A} 5", f"{A} 2", f"{A} 3"]),
        ("documents/my scan 2.pdf", ["documents/my scan 2.pdf 1", "documents/my scan 2.pdf 2"]),
        ("documents/my scan 2.pdf 2", ["documents/my scan 2.pdf 2"]),
        ("documents/tax 2023", [f"documents/tax 2023 {n}" for n in (1, 2, 3)]),
        ("documents/tax 2023 1-2", ["documents/tax 2023 1", "documents/tax 2023 2"]),
        (f"[{A} 1, documents/tax 2023 3]", [f"{A} 1", "documents/tax 2023 3"]),
    ],
)
def test_pages_are_named_by_path_and_numbers(written: str, found: list[str]) -> None:
    assert pages(entry(written)) == found


def test_a_path_that_ends_in_a_number_wins_where_only_it_exists() -> None:
    both = (source("documents/tax", 5), source("documents/tax 2", 3))
    assert pages(entry("documents/tax 2"), both) == ["documents/tax 2"]
    assert pages(entry("documents/tax 2"), both[1:]) == [f"documents/tax 2 {n}" for n in (1, 2, 3)]
    assert pages(entry("documents/tax 2 2"), both) == ["documents/tax 2 2"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("documents:\n  - type: paystub\n    pages: a 1\n    titel: x\n", "4:5", "mean title?"),
        ("documents:\n  - tpye: lease\n    pages: a 1\n", "2:5", "mean type?"),
        ("excluded:\n  - page: a 1\n", "2:5", "mean pages?"),
        (entry("a 1", "    date: March 22, 2017\n"), "5:11", "year-month-day"),
        (entry("a 1", "    expires: 2030\n"), "5:14", "year-month-day"),
        (entry("a 1", "    period: 2024-01-01 to 2024-02-01\n"), "5:13", "with a slash"),
        (entry("a 1", "    period: 2024-02-01/2024-01-01\n"), "5:13", "2024-01-01/2024-02-01"),
        (entry("a 1", "    language: Spansh\n"), "5:15", "mean Spanish?"),
        (entry("a 1", "    language: xx\n"), "5:15", "like Spanish"),
        ("documents:\n  - type: leese\n    pages: a 1\n", "2:11", "mean lease?"),
        ("documents:\n  - type: xyzzy\n    pages: a 1\n", "2:11", "expected one of"),
        ("documents:\n  - type: lease\n    exhibit: 2\n    pages: a 1\n", "3:14", "order: 2"),
        ("documents:\n  - pages: a 1\n", "2:5", "no type"),
        ("documents:\n  - type: lease\n", "2:5", "no pages"),
        ("documents:\n  - type: lease\n    pages: []\n", "2:5", "no pages"),
        ("documents:\n  - type: lease\n    pages: a 1\n    order: two\n", "4:12", "whole number"),
        ("documents:\n  - type: lease\n    pages: a 1\n    cover: perhaps\n", "4:12", "yes or no"),
        ("documents:\n  - lease\n", "2:5", "keys and values"),
        ("documents: lease\n", "1:12", "list"),
        ("document: []\n", "1:1", "mean documents?"),
        ("excluded:\n  - pages: a 1\n    reason: blnk\n", "3:13", "mean blank?"),
        ("excluded:\n  - reason: blank\n", "2:5", "no pages"),
        ("- type: lease\n", "1:1", "keys and values"),
        ("documents:\n  - type: lease\n    title: [a, b]\n    pages: a 1\n", "3:12", "one value"),
    ],
)
def test_errors_say_where_and_what(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_plan(text, KNOWLEDGE)
    assert str(error.value).startswith(f"plan.yaml:{place}: ")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (entry(f"{A} 0"), "4:12", "counted from 1"),
        (entry(f"{A} 5-3"), "4:12", "write 3-5"),
        (entry(f"{A} 1-3,2"), "4:12", "twice"),
        (entry(f"{A} 1-3", f"  - type: lease\n    pages: {A} 3-4\n"), "6:12", "out of one"),
        (entry(f"{A} 1-3", f"excluded:\n  - {A} 2\n"), "6:5", "on line 4"),
        (entry(f"{A} 1-3", f"  - type: lease\n    pages: {A} 2\n"), "6:12", "one of the two ent"),
        (entry(f"[{A} 1, {A} 1-2]"), "4:32", "twice on this line"),
        (entry(f"\n      - {A} 1\n      - {A} 1"), "6:9", "in this entry (line 5)"),
        (entry(f"{A} 1-2", "    translation: 3\n"), "5:18", "not among the pages"),
        (entry(f"{A} 1-2", "    translation: 2\n    back: 2\n"), "6:11", "already a translation"),
    ],
)
def test_errors_of_pages_say_where_and_what(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        settled(text)
    assert str(error.value).startswith(f"plan.yaml:{place}: ")
    assert words in str(error.value)


def test_a_type_may_be_written_as_its_title() -> None:
    assert first(f"documents:\n  - type: Pay Stub\n    pages: {A} 1\n").type == "pay-stub"


def test_values_of_a_person_are_text() -> None:
    text = entry(
        f"{A} 1", "    country: NO\n    number: 012345678\n    amount: 1.10\n    person:\n"
    )
    assert first(text).fields == {"country": "NO", "number": "012345678", "amount": "1.10"}


def test_days_and_periods_are_kept_in_iso() -> None:
    text = entry(f"{A} 1", "    date: 2024-03-15\n    period: 2024-01-01 / 2024-01-31\n")
    assert first(text).fields == {"date": "2024-03-15", "period": "2024-01-01/2024-01-31"}


def test_wishes_of_a_person_are_honoured() -> None:
    made = first(
        entry(f"{A} 1", "    exhibit: C\n    order: 2\n    cover: no\n    why: shows it\n")
    )
    assert (made.exhibit, made.order, made.cover, made.why) == ("C", 2, False, "shows it")


def test_an_entry_that_agrees_keeps_the_machines_opinion() -> None:
    made = first(entry(f"{A} 1-3"))
    assert (made.confidence, made.because, made.author) == (0.9, 'says "Lease"', Author.MACHINE)


@pytest.mark.parametrize(
    "text",
    [
        entry(f"{A} 1-2"),
        entry(f"{A} 3,1,2"),
        entry(f"{A} 1-3", "    checked: yes\n"),
        f"documents:\n  - {{type: other, title: Lease, pages: {A} 1-3}}\n",
    ],
)
def test_an_entry_that_a_person_changed_is_hers(text: str) -> None:
    made = first(text)
    assert (made.confidence, made.author, made.alternative) == (1.0, Author.PERSON, "")


def test_a_new_title_alone_settles_no_doubt() -> None:
    made = first(f"documents:\n  - {{type: lease, title: Our lease, pages: {A} 1-3}}\n")
    assert (made.title, made.confidence, made.author) == ("Our lease", 0.9, Author.MACHINE)


def test_page_readings_stay_the_machines() -> None:
    made = first(f"documents:\n  - {{type: other, title: Mine, pages: {A} 6-7}}\n")
    assert [(page.type, page.confidence) for page in made.pages] == [("lease", 0.8)] * 2


def test_roles_are_the_persons() -> None:
    made = first(entry(f"{A} 1-4", "    translation: 2-3\n    certificate: 4\n"))
    assert [page.role for page in made.pages] == [
        Role.ORIGINAL,
        Role.TRANSLATION,
        Role.TRANSLATION,
        Role.CERTIFICATE,
    ]


def test_pages_that_are_gone_are_findings() -> None:
    text = entry(f"{A} 7-9", "  - {type: lease, pages: documents/gone.pdf 1}\n")
    text += "excluded:\n  - documents/broken.pdf 1\n"
    made = settled(text, (*SOURCES, source("documents/broken.pdf", 1, "damaged")))
    assert [(f.code, f.source, f.page) for f in made.findings] == [
        ("plan-page-gone", A, 9),
        ("plan-page-gone", "documents/gone.pdf", 0),
        ("plan-page-gone", "documents/broken.pdf", 0),
    ]
    assert "line 4" in made.findings[0].message
    assert "has 8 pages, no page 9" in made.findings[0].message
    assert "damaged" in made.findings[2].message
    assert {f.severity for f in made.findings} == {Severity.WARNING}
    assert [r.page for r in made.documents[0].refs] == [7, 8]


def test_excluded_pages() -> None:
    made = settled(f"excluded:\n  - {{pages: {A} 7, reason: blank}}\n  - {A} 1\n")
    blank, left_out = made.excluded[:2]
    assert (blank.because, blank.author) == ("no ink", Author.MACHINE)
    assert (left_out.reason, left_out.author) == (Reason.USER, Author.PERSON)


def test_copied_entries_get_ids_of_their_own() -> None:
    text = entry(f"{A} 1", f"    id: d-1\n  - {{type: lease, pages: {A} 2, id: d-1}}\n")
    ids = [one.id for one in settled(text).documents]
    assert ids[0] == "d-1"
    assert len(set(ids)) == len(ids)
    assert ids == [one.id for one in settled(text).documents]


def test_a_title_of_another_type_is_said_not_changed() -> None:
    text = f"documents:\n  - {{type: lease, title: 'Passport photo, Ana', pages: {A} 1}}\n"
    made = settled(text)
    (finding,) = made.findings
    assert (finding.code, finding.severity) == ("title-differs", Severity.WARNING)
    assert finding.message.startswith(f"Passport photo, Ana: {A} p. 1: ")
    assert made.documents[0].title == "Passport photo, Ana"
    same = f"documents:\n  - {{type: passport-photo, title: 'Passport photo, Ana', pages: {A} 1}}\n"
    assert settled(same).findings == ()


def test_the_machines_title_that_stays_after_a_change_of_type_is_said() -> None:
    machine = propose(SOURCES)
    named = replace(machine.documents[0], title="Ana and Ben, 2 May 2021")
    whole = replace(machine, documents=(named, *machine.documents[1:]))
    text = "documents:\n  - {type: %s, title: '%s', pages: documents/a.pdf 1-3}\n"
    made = settled(text % ("other", named.title), whole=whole)
    assert [one.code for one in made.findings] == ["title-differs"]
    assert settled(text % ("other", "The two of us"), whole=whole).findings == ()
    assert settled(text % ("lease", named.title), whole=whole).findings == ()


def test_findings_on_pages_stand_unless_a_person_leaves_the_page_out() -> None:
    dark = Finding(code="page-not-read", severity=Severity.WARNING, message="?", source=A, page=1)
    whole = replace(propose(SOURCES), findings=(dark,))
    assert settled(entry(f"{A} 1-2"), whole=whole).findings == (dark,)
    assert settled(f"excluded:\n  - {A} 1\n", whole=whole).findings == ()


def test_the_language_is_the_persons_else_that_of_the_pages() -> None:
    assert first(entry(f"{A} 1-2", "    language: es\n")).language == "es"
    assert first(entry(f"{A} 1-2", "    language: Spanish\n")).language == "es"
    assert first(entry(f"{A} 1-2")).language == "en"


def test_a_new_plan_reads_well() -> None:
    stub = document(
        ref(A, 4),
        ref(A, 5),
        ref(A, 6),
        id="d-3f9a0b12cd",
        type="pay-stub",
        title="Pay stub, Acme Corp, 2024-03-15",
        confidence=0.97,
        because='says "Earnings"',
        fields={"person": "Ana Lopez", "issuer": "Acme: Corp"},
    )
    blanks = [Excluded(ref=ref(A, n), reason=Reason.BLANK, because="no ink") for n in (2, 7, 3)]
    text = extend("", Proposal(documents=(stub,), excluded=tuple(blanks)))
    body = text.split("\n\n", 1)[1]
    assert text.startswith("# plan.yaml: ")
    assert body == (
        "documents:\n"
        '  # 97 % · says "Earnings"\n'
        "  - title: Pay stub, Acme Corp, 2024-03-15\n"
        "    type: pay-stub\n"
        "    pages: documents/a.pdf 4-6\n"
        "    person: Ana Lopez\n"
        '    issuer: "Acme: Corp"\n'
        "    id: d-3f9a0b12cd\n"
        "\n"
        "excluded:\n"
        "  # no ink\n"
        "  - pages: documents/a.pdf 2-3,7\n"
        "    reason: blank\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        entry(f"{A} 1-3", "    # keep this one!\n\n# left out\nexcluded:\n  - documents/a.pdf 7\n"),
        entry(f"{A} 1-3").replace("\n", "\r\n"),
        "\ufeff" + entry(f"{A} 1-3"),
        entry(f"{A} 1-3").rstrip("\n"),
        entry(f"{A} 1-3", "    why: |\n      Two lines\n\n      of it.\n\n\n# end\n"),
        f"documents:\n- {{type: lease, pages: {A} 1-3}}   # mine\n\n\n# the end",
        f"documents: [{{type: lease, pages: {A} 1-3}}]  # one\nexcluded: []\n",
        f"documents: [\n  {{type: lease, pages: {A} 1-3}},  # one ]\n]\n",
        "documents:\nexcluded:\n",
        "documents:   # none yet\n  # really\n",
        f"excluded:\n  - {A} 1\n",
        f"---\ndocuments:\n    -   type: lease\n        pages: {A} 1-3\n",
        "# only words\n",
    ],
)
def test_extending_keeps_every_byte(text: str) -> None:
    plan = parse_plan(text, KNOWLEDGE)
    known = covered(plan, SOURCES)
    made = extend(text, propose(SOURCES, known), known)
    rest = iter(made)
    assert all(sign in rest for sign in text)
    again = parse_plan(made, KNOWLEDGE)
    assert covered(again, SOURCES) == frozenset(every_page(SOURCES))
    assert [e.spans[0].text for e in again.documents[: len(plan.documents)]] == [
        e.spans[0].text for e in plan.documents
    ]
    assert extend(made, propose(SOURCES, known), covered(again, SOURCES)) == made
    assert made.count("\r\n") in (0, made.count("\n"))


def test_new_entries_stand_behind_the_persons_comment() -> None:
    text = entry(
        f"{A} 1-3", "    # keep this one!\n\n# left out\nexcluded:\n  - documents/a.pdf 7\n"
    )
    known = covered(parse_plan(text, KNOWLEDGE), SOURCES)
    lines = extend(text, propose(SOURCES, known), known).splitlines()
    at = lines.index("    # keep this one!")
    assert lines[at + 1 : at + 3] == ["", "  # found by the scan of new pages"]
    assert lines.index("# left out") > at + 1


def test_a_plan_in_braces_cannot_be_extended() -> None:
    with pytest.raises(UsageError, match=r"plan\.yaml:1:1"):
        extend("{documents: []}\n", propose(SOURCES))


def test_writing_is_one_step_and_private(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    write_plan(path, "documents: []\n", was="")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="was changed"):
        write_plan(path, "mine", was="something else")
    with pytest.raises(OutputError):
        write_plan(tmp_path / "none" / "plan.yaml", "x", was="")
    write_plan(path, "# é\r\n", was="documents: []\n")
    assert path.read_bytes() == "# é\r\n".encode()
    assert [one.name for one in tmp_path.iterdir()] == ["plan.yaml"]


def test_old_plans_are_kept_beside(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    for number, name in enumerate(("plan.old.yaml", "plan.old-2.yaml", "plan.old-3.yaml")):
        path.write_text(f"# {number}\n", encoding="utf-8")
        assert keep_old(path).name == name
    assert (tmp_path / "plan.old.yaml").read_text(encoding="utf-8") == "# 0\n"


def test_no_file_is_an_empty_plan(tmp_path: Path) -> None:
    plan = load_plan(tmp_path / "plan.yaml", KNOWLEDGE)
    assert (plan.text, plan.documents, plan.excluded) == ("", (), ())
