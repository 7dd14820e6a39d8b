"""Whatever the plan says: nothing is lost, nothing is doubled, no byte of a person's is changed."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from plans import KNOWLEDGE, every_page, language, propose, reading, source

from packet.errors import UsageError
from packet.model import Author, Document, Excluded, PageRef, Proposal, Reading, Reason, Role
from packet.plan import covered, extend, parse_plan, settle
from packet.plan.reading import ENTRY_KEYS
from packet.plan.spans import find_pages, name_pages

ODD_PATHS = (
    "documents/scan 2.pdf",
    "documents/scan",
    "documents/scan 1-3",
    "documents/a, 1, 2",
    "documents/#1: lease & 'more' \"x\".pdf",
    "документы/скан №7.pdf",
    "documents/  two  spaces .pdf",
    "- 3",
    "7",
)
paths = st.sampled_from(ODD_PATHS) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12
).filter(lambda path: path.strip() == path)
one_liners = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(
    lambda text: " ".join(text.split())
)
FIELDS = sorted({name for one in KNOWLEDGE.types.values() for name in one.fields})
days = st.dates().map(str)
periods = st.tuples(days, days).map(sorted).map("/".join)
VALUES = {"date": days, "expires": days, "period": periods}


@st.composite
def proposals(draw: st.DrawFn) -> tuple[tuple[object, ...], Proposal]:
    """Sources, and a machine's whole opinion on them: pages dealt in any order."""
    names = draw(st.lists(paths, min_size=1, max_size=4, unique=True))
    sources = tuple(source(name, draw(st.integers(1, 9))) for name in names)
    refs = draw(st.permutations(every_page(sources)))
    documents: list[Document] = []
    while refs:
        count = draw(st.integers(1, 5))
        dealt, refs = refs[:count], refs[count:]
        documents.append(draw(machines(tuple(dealt), len(documents))))
    cut = draw(st.integers(0, len(documents)))
    excluded = tuple(
        Excluded(ref=ref, reason=draw(st.sampled_from(Reason)), because=draw(one_liners))
        for one in documents[cut:]
        for ref in one.refs
    )
    return sources, Proposal(documents=tuple(documents[:cut]), excluded=excluded)


@st.composite
def machines(draw: st.DrawFn, refs: tuple[PageRef, ...], number: int) -> Document:
    roles = draw(st.lists(st.sampled_from(Role), min_size=len(refs), max_size=len(refs)))
    type_ = draw(st.sampled_from(sorted(KNOWLEDGE.types)))
    names = draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique=True))
    values = {name: draw(VALUES.get(name, one_liners.filter(bool))) for name in names}
    return Document(
        id=f"d-{number}",
        type=type_,
        title=draw(one_liners) or KNOWLEDGE.type(type_).title,
        pages=tuple(
            Reading(ref=ref, type="other", confidence=0.5, role=role)
            for ref, role in zip(refs, roles, strict=True)
        ),
        fields=values,
        language=draw(st.sampled_from(["en", "es", "uk"])),
        confidence=draw(st.floats(0, 1)),
        because=draw(one_liners),
        exhibit=draw(
            st.sampled_from(["", "C"]) | one_liners.filter(lambda word: not word.isdigit())
        ),
        order=draw(st.none() | st.integers(-99, 99)),
        cover=draw(st.sampled_from([None, True, False])),
        why=draw(one_liners),
    )


NOTHING = Proposal(documents=(), excluded=())


@settings(max_examples=80, deadline=None)
@given(proposals())
def test_a_plan_that_is_written_and_read_is_the_same(case: tuple[tuple, Proposal]) -> None:
    sources, whole = case
    plan = parse_plan(extend("", whole), KNOWLEDGE)
    again = settle(
        plan,
        whole=whole,
        fresh=NOTHING,
        sources=sources,
        knowledge=KNOWLEDGE,
        alone=reading,
        language=language,
    )
    assert covered(plan, sources) == frozenset(every_page(sources))
    assert [replace(d, fields=dict(d.fields)) for d in again.documents] == list(whole.documents)
    assert sorted(again.excluded, key=lambda one: one.ref) == sorted(
        whole.excluded, key=lambda one: one.ref
    )


@settings(max_examples=40, deadline=None)
@given(proposals())
def test_what_a_person_settled_is_written_and_read_as_hers(case: tuple[tuple, Proposal]) -> None:
    sources, whole = case
    hers = tuple(replace(one, author=Author.PERSON) for one in whole.documents)
    plan = parse_plan(extend("", replace(whole, documents=hers)), KNOWLEDGE)
    again = settle(
        plan,
        whole=whole,
        fresh=NOTHING,
        sources=sources,
        knowledge=KNOWLEDGE,
        alone=reading,
        language=language,
    )
    assert {one.author for one in again.documents} <= {Author.PERSON}
    assert [(d.id, d.title, d.refs) for d in again.documents] == [
        (d.id, d.title, d.refs) for d in whole.documents
    ]


@settings(max_examples=80, deadline=None)
@given(proposals(), st.data())
def test_extending_a_part_keeps_its_bytes_and_covers_the_rest(
    case: tuple[tuple, Proposal], data: st.DataObject
) -> None:
    sources, whole = case
    cut = data.draw(st.integers(0, len(whole.documents)))
    text = extend("", replace(whole, documents=whole.documents[:cut], excluded=()))
    noise = data.draw(st.sampled_from(["", "\n\n# the end", "    # a note\n", "\nexcluded: []\n"]))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = (text + noise).replace("\n", end)
    known = covered(parse_plan(text, KNOWLEDGE), sources)
    made = extend(text, whole, known)
    rest = iter(made)
    assert all(sign in rest for sign in text)
    # "excluded: []" is the one line that may grow, at its closing bracket.
    assert set(text.split(end)) - set(made.split(end)) <= {"excluded: []"}
    assert covered(parse_plan(made, KNOWLEDGE), sources) == frozenset(every_page(sources))


PIECES = (
    *("documents:\n", "excluded:\n", "  - type: lease\n", "  - type: other\n    title: Mine\n"),
    *("    pages: a.pdf 1-3\n", "    pages: a.pdf\n", "    pages: [b 2.pdf 1, a.pdf 4]\n"),
    *("    pages: a.pdf 2-9\n", "  - a.pdf 5\n", "  - pages: b 2.pdf 2-99\n", "  - gone.pdf 1\n"),
    *("    reason: duplicate\n", "    id: d-1\n", "    translation: 2\n", "    checked: yes\n"),
    *("# note\n", "    cover: no\n", "    order: 1\n", "\n"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_page_stands_once_whatever_the_plan_says(text: str) -> None:
    sources = (source("a.pdf", 9), source("b 2.pdf", 3), source("c.pdf", 0, "damaged"))
    try:
        plan = parse_plan(text, KNOWLEDGE)
        known = covered(plan, sources)
    except UsageError as error:
        assert str(error).startswith("plan.yaml:")
        return
    made = settle(
        plan,
        whole=propose(sources),
        fresh=propose(sources, known),
        sources=sources,
        knowledge=KNOWLEDGE,
        alone=reading,
        language=language,
    )
    stand = [ref for one in made.documents for ref in one.refs] + [e.ref for e in made.excluded]
    assert sorted(stand) == sorted(every_page(sources))
    assert len({one.id for one in made.documents}) == len(made.documents)
    assert known <= set(stand)


@given(st.text(max_size=60))
def test_any_text_is_a_plan_or_a_usage_error(text: str) -> None:
    try:
        covered(parse_plan(text, KNOWLEDGE), (source("a", 3),))
    except UsageError as error:
        assert "\n" not in str(error)


@settings(max_examples=80, deadline=None)
@given(st.lists(paths, min_size=1, max_size=5, unique=True), st.data())
def test_names_of_pages_are_found_again(names: list[str], data: st.DataObject) -> None:
    sources = {name: source(name, 9) for name in names}
    refs = data.draw(st.permutations(every_page(tuple(sources.values()))))
    refs = refs[: data.draw(st.integers(1, len(refs)))]
    found = []
    for text in name_pages(refs):
        [node] = (
            parse_plan(
                extend("", Proposal(documents=(_holding(text, sources),), excluded=())), KNOWLEDGE
            )
            .documents[0]
            .spans
        )
        assert find_pages(node, sources).missing == ()
        found += find_pages(node, sources).refs
    assert found == refs


def _holding(text: str, sources: dict[str, object]) -> Document:
    path, _, numbers = text.rpartition(" ")
    pages = [
        page
        for part in numbers.split(",")
        for page in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)
    ]
    refs = [PageRef(source=path, page=page) for page in pages]
    return Document(id="d", type="other", title="x", pages=tuple(map(reading, refs)))


def test_hostile_page_lists_end_at_once() -> None:
    start = time.process_time()
    for numbers in (
        "1-999999999",
        "1," * 6_000 + "1",
        "1, " * 5_000 + "x",
        "9" * 15_000,
        "1 " * 9_000,
    ):
        try:
            covered(
                parse_plan(f"documents:\n  - type: lease\n    pages: a.pdf {numbers}\n", KNOWLEDGE),
                (source("a.pdf", 500),),
            )
        except UsageError as error:
            assert str(error).startswith("plan.yaml:3:12: ")
    assert time.process_time() - start < 1.0


def test_no_field_of_a_type_takes_a_key_of_the_plan() -> None:
    from packet.knowledge import load_knowledge

    for type_ in load_knowledge().types.values():
        assert not set(type_.fields) & set(ENTRY_KEYS), type_.id
