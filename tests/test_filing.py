"""Which exhibit a document goes to, in what order, under which label."""

from __future__ import annotations

from dataclasses import replace

import pytest
from filings import case, document, knowledge
from hypothesis import given
from hypothesis import strategies as st

from packet.filing import check_wishes, file_packet
from packet.filing.labels import labels, wished_label, wished_place
from packet.model import Document, Packet, Role

KNOWLEDGE = knowledge()
TYPES = sorted(KNOWLEDGE.types)


def shape(packet: Packet) -> list[tuple[str, str, list[str]]]:
    return [
        (exhibit.label, exhibit.title, [filed.document.id for filed in exhibit.documents])
        for exhibit in packet.exhibits
    ]


def filed(*documents: Document, **more: object) -> Packet:
    return file_packet(documents, (), case(**more), KNOWLEDGE)


def test_the_form_says_which_exhibits_there_are() -> None:
    packet = filed(
        document(1, "pay-stub"),
        document(2, "birth-certificate"),
        document(3, "marriage-certificate"),
        document(4, "passport"),
        document(5, "bank-statement"),
        document(6, "visa"),
        document(7, "uscis-form", fields={"form_number": "I-130"}),
    )
    assert shape(packet) == [
        ("A", "Forms", ["d-7"]),
        ("B", "Petitioner's status", ["d-4"]),
        ("C", "The marriage", ["d-3", "d-2"]),
        ("D", "A shared household", ["d-5"]),
        ("E", "Identity and immigration status", ["d-6"]),
        ("F", "Employment", ["d-1"]),
    ]


def test_without_a_form_the_groups_do() -> None:
    packet = filed(
        document(1, "pay-stub"),
        document(2, "employment-letter"),
        document(3, "visa"),
        document(4, "passport"),
        form="",
    )
    assert shape(packet) == [
        ("A", "Identity and immigration status", ["d-4", "d-3"]),
        ("B", "Employment", ["d-2", "d-1"]),
    ]


def test_forms_stand_in_the_order_of_a_filing() -> None:
    numbers = ("I-864", "I-130", "G-28", "G-1145", "G-1450")
    forms = [
        document(place, "uscis-form", fields={"form_number": number})
        for place, number in enumerate(numbers, 1)
    ]
    packet = filed(*forms, document(6, "cover-letter"))
    assert shape(packet)[0][2] == ["d-5", "d-4", "d-6", "d-3", "d-2", "d-1"]


def test_within_a_type_people_then_dates_order() -> None:
    def stub(number: int, person: str, date: str) -> Document:
        return document(number, "pay-stub", fields={"person": person, "date": date})

    packet = filed(
        stub(1, "wei li", "2024-02-01"),
        stub(2, "A Stranger", "2023-01-01"),
        stub(3, "Ana María Ruiz", "2024-03-01"),
        stub(4, "Li Wei", "2024-01-01"),
        stub(5, "Ana María Ruiz", ""),
    )
    assert shape(packet)[0][2] == ["d-3", "d-5", "d-4", "d-1", "d-2"]


def test_a_wished_title_joins_or_opens_an_exhibit() -> None:
    packet = filed(
        document(1, "pay-stub", exhibit="the  MARRIAGE"),
        document(2, "marriage-certificate"),
        document(3, "visa", exhibit="Travel"),
    )
    assert shape(packet) == [("A", "The marriage", ["d-2", "d-1"]), ("B", "Travel", ["d-3"])]


def test_a_wished_label_joins_the_exhibit_that_bears_it() -> None:
    packet = filed(
        document(1, "passport"),
        document(2, "marriage-certificate"),
        document(3, "visa", exhibit="B"),
    )
    assert shape(packet) == [
        ("A", "Petitioner's status", ["d-1"]),
        ("B", "The marriage", ["d-2", "d-3"]),
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        *[(text, ("C", None)) for text in ("C", "c", "C.", " Exhibit C ", "exhibit c.")],
        *[(text, ("C", 2)) for text in ("C-2", "c-2", "Exhibit C-2", "C-2.")],
        ("AB-12", ("AB", 12)),
        *[(text, ("", None)) for text in ("", "2", "C-0", "C-", "ID", "UK", "Chats", "A home")],
    ],
)
def test_letters_are_told_from_titles(text: str, asked: tuple[str, int | None]) -> None:
    assert (wished_label(text), wished_place(text)) == asked


def test_a_label_with_a_number_is_a_place_in_the_exhibit() -> None:
    stubs = [document(n, "pay-stub", fields={"date": f"2024-0{n}-01"}) for n in range(1, 4)]
    packet = filed(document(9, "passport"), *stubs, document(5, "visa", exhibit="C-2"))
    assert shape(packet)[1:] == [("B", "Employment", ["d-1", "d-5", "d-2", "d-3"])]
    packet = filed(*stubs[:2], replace(stubs[2], exhibit="A-2", order=1))
    assert shape(packet)[0][2] == ["d-3", "d-1", "d-2"]


def test_joining_an_exhibit_leaves_the_others_in_their_order() -> None:
    others = [
        document(2, "marriage-certificate"),
        document(3, "bank-statement"),
        document(4, "pay-stub"),
    ]
    for wish, joined in (("B", 0), ("C", 1), ("D", 2)):
        packet = filed(document(1, "passport", exhibit=wish), *others)
        titles = ["The marriage", "A shared household", "Employment"]
        assert [exhibit.title for exhibit in packet.exhibits] == titles
        assert [exhibit.label for exhibit in packet.exhibits] == ["A", "B", "C"]
        assert "d-1" in shape(packet)[joined][2]
    packet = filed(document(1, "passport"), document(5, "visa", exhibit="C"), *others)
    assert [exhibit.label for exhibit in packet.exhibits] == ["A", "B", "C", "D"]


def test_a_wished_label_that_is_free_is_given() -> None:
    packet = filed(document(1, "passport"), document(2, "visa", exhibit="Exhibit M"))
    assert shape(packet) == [("A", "Petitioner's status", ["d-1"]), ("M", "Visa", ["d-2"])]


def test_a_wished_order_is_the_place_in_the_exhibit() -> None:
    stubs = [document(n, "pay-stub", fields={"date": f"2024-0{n}-01"}) for n in range(1, 5)]
    packet = filed(*stubs[:3], replace(stubs[3], order=1))
    assert shape(packet)[0][2] == ["d-4", "d-1", "d-2", "d-3"]
    packet = filed(*stubs[1:], replace(stubs[0], order=3))
    assert shape(packet)[0][2] == ["d-2", "d-3", "d-1", "d-4"]


def test_exhibits_of_case_yaml_stand_in_its_order_after_the_forms() -> None:
    packet = filed(
        document(1, "passport"),
        document(2, "marriage-certificate"),
        document(3, "pay-stub"),
        document(4, "uscis-form"),
        exhibits=("Employment", "the marriage", "Nothing has this title"),
    )
    assert [title for _, title, _ in shape(packet)] == [
        "Forms", "Employment", "The marriage", "Petitioner's status",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "cover", "footer"),
    [
        (document(1, "passport"), False, True),
        (document(1, "employment-letter"), True, True),
        (document(1, "employment-letter", cover=False), False, True),
        (document(1, "passport", cover=True), True, True),
        (document(1, "uscis-form"), False, False),
        (document(1, "passport", language="es"), False, True),
        (document(1, language="es", roles=(Role.ORIGINAL, Role.TRANSLATION)), True, True),
        (document(1, language="en", roles=(Role.ORIGINAL, Role.TRANSLATION)), False, True),
    ],
)
def test_covers_and_footers(made: Document, cover: bool, footer: bool) -> None:
    (one,) = filed(made).documents
    assert (one.cover, one.footer) == (cover, footer)


def told(*documents: Document, **more: object) -> list[tuple[str, str]]:
    findings = check_wishes(documents, case(**more), KNOWLEDGE)
    return [(finding.document, finding.message) for finding in findings]


def test_a_new_exhibit_that_may_be_a_slip_is_told() -> None:
    plan = (
        document(1, "passport", exhibit="A shared houshold"),
        document(2, "passport", exhibit="a  SHARED household"),
        document(3, "passport", exhibit="Travel"),
        document(4, "passport", exhibit="M"),
        document(5, "passport", exhibit="Employments"),
    )
    assert told(*plan) == [
        ("d-1", "new exhibit 'A shared houshold'; did you mean 'A shared household'?"),
        ("d-5", "new exhibit 'Employments'; did you mean 'Employment'?"),
    ]
    assert shape(filed(plan[0]))[0][1] == "A shared houshold"


def test_a_listed_exhibit_that_does_not_exist_is_told() -> None:
    listed = ("employment", "The mariage", "Travel", "Chess")
    assert told(document(1, "visa", exhibit="Travel"), exhibits=listed) == [
        ("", "case.yaml lists the exhibit 'The mariage', and there is none; "
             "did you mean 'The marriage'?"),
        ("", "case.yaml lists the exhibit 'Chess', and there is none"),
    ]  # fmt: skip


def test_a_letter_that_moved_up_is_told() -> None:
    moving = document(1, "passport", exhibit="B")
    (finding,) = check_wishes((moving, document(2, "marriage-certificate")), case(), KNOWLEDGE)
    assert (finding.code, finding.document) == ("exhibit-moved", "d-1")
    assert finding.message.startswith("exhibit B, The marriage, is now A: ")
    assert not told(moving, document(2, "marriage-certificate"), document(3, "passport"))


wishes = st.sampled_from(["", "", "", "B", "D", "C-2", "Travel", "the marriage", "AA"])
plans = st.lists(
    st.tuples(st.sampled_from(TYPES), wishes, st.none() | st.integers(-2, 9)), max_size=25
).map(
    lambda rows: [
        document(number, type_, exhibit=wish, order=order)
        for number, (type_, wish, order) in enumerate(rows, 1)
    ]
)


@given(plans, st.sampled_from(["", "I-130", "X-1"]))
def test_every_document_is_filed_exactly_once(plan: list[Document], form: str) -> None:
    packet = filed(*plan, form=form)
    assert sorted(one.document.id for one in packet.documents) == sorted(one.id for one in plan)
    assert len({one.label for one in packet.documents}) == len(plan)
    assert len({one.name.lower() for one in packet.documents}) == len(plan)
    for exhibit in packet.exhibits:
        numbers = [one.label for one in exhibit.documents]
        assert numbers == [f"{exhibit.label}-{n}" for n in range(1, len(numbers) + 1)]


@given(plans)
def test_wished_labels_mean_what_they_mean_with_nobody_wishing(plan: list[Document]) -> None:
    unmoved = [replace(one, exhibit="") if wished_label(one.exhibit) else one for one in plan]
    titles = {exhibit.label: exhibit.title for exhibit in filed(*unmoved).exhibits}
    packet = filed(*plan)
    for exhibit in packet.exhibits:
        for one in exhibit.documents:
            if wish := wished_label(one.document.exhibit):
                assert titles[wish] == exhibit.title if wish in titles else exhibit.label == wish
    stayed = [one.title for one in packet.exhibits if one.title in titles.values()]
    assert stayed == [title for title in titles.values() if title in stayed]


@given(plans)
def test_labels_have_no_gap_where_nobody_wished_one(plan: list[Document]) -> None:
    packet = filed(*(replace(one, exhibit="") for one in plan))
    assert [one.label for one in packet.exhibits] == [
        letters for letters, _ in zip(labels(), packet.exhibits, strict=False)
    ]


@given(plans, st.sampled_from(TYPES), st.integers(0, 25))
def test_a_late_document_leaves_the_order_of_the_others(
    plan: list[Document], type_: str, place: int
) -> None:
    plan = [replace(one, exhibit="", order=None) for one in plan]
    late = document(99, type_)
    before = [one.document.id for one in filed(*plan).documents]
    after = [one.document.id for one in filed(*plan[:place], late, *plan[place:]).documents]
    assert [id_ for id_ in after if id_ != late.id] == before


def test_a_document_without_pages_is_not_filed() -> None:
    assert filed(replace(document(1), pages=())).exhibits == ()
