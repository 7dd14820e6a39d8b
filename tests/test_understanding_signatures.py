"""Finding what signatures say, on pages made of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from packet.errors import UsageError
from packet.knowledge import DocumentType, Knowledge, load_knowledge
from packet.model import Page, TextOrigin
from packet.understanding.alone import gather
from packet.understanding.sight import see
from packet.understanding.signatures import Hit, compile_signatures, hits_on
from tests.pages import page_of


def type_of(id_: str, **signature: Any) -> DocumentType:
    return DocumentType(
        id=id_, title=id_, group="other", what="", cover=False, why="", name="{title}",
        signature=signature,
    )  # fmt: skip


def knowing(*types: DocumentType) -> Knowledge:
    known: Mapping[str, DocumentType] = {one.id: one for one in (*types, type_of("other"))}
    return Knowledge(types=known, groups=(), forms={}, profiles={}, codes={})


def hits(page: Page, *types: DocumentType) -> list[Hit]:
    return list(hits_on(see(page), compile_signatures(knowing(*types))))


STUB = type_of("pay-stub", title=["earnings statement"], first=["net pay | 3"], form=["W-2"])


def test_a_title_is_strong_as_a_heading_and_weak_in_running_text() -> None:
    (heading,) = hits(page_of("# Earnings Statement\n\nsome words below it"), STUB)
    (running,) = hits(page_of("we have enclosed the earnings statement that you asked for"), STUB)
    assert (heading.heading, running.heading) == (True, False)
    assert heading.weight == 4 * running.weight


def test_a_phrase_carries_its_own_weight() -> None:
    (hit,) = hits(page_of("Net pay: 1,234.56"), STUB)
    assert (hit.part, hit.said, hit.weight) == ("first", "net pay", 3.0)


def test_a_short_phrase_is_whole_words_only() -> None:
    assert not hits(page_of("magnet payments"), STUB)


@pytest.mark.parametrize(
    "said", ["EARN INGS STATE MENT", "Earnings Statemenl", "EarningsStatement"]
)
def test_slips_of_recognition_are_forgiven(said: str) -> None:
    page = replace(page_of(f"# {said}"), origin=TextOrigin.OCR)
    assert [hit.said for hit in hits(page, STUB)] == ["earnings statement"]


def test_a_digital_page_is_taken_at_its_word() -> None:
    assert not hits(page_of("# Earnings Statemenl"), STUB)


def test_accents_and_other_scripts() -> None:
    birth = type_of("birth-certificate", title=["acta de nacimiento", "出生证明"])
    assert hits(page_of("# ÁCTA DE NACIMIÉNTO"), birth)
    assert hits(page_of("# 中华人民共和国出生证明书"), birth)


def test_a_form_number_counts_where_the_form_bears_it() -> None:
    (own,) = hits(page_of("Form W-2 Wage and Tax\n\nwords"), STUB)
    assert own.part == "form"
    text = "Please attach your Form W-2 to the return that you send to the state this spring"
    assert not hits(page_of(f"{text}\n" * 9), STUB)


def test_a_form_number_that_no_type_knows_speaks_for_other() -> None:
    page = page_of("Form 8879\n\nwords")
    signatures = compile_signatures(knowing(STUB))
    (hit,) = hits_on(see(page), signatures)
    assert signatures.types[hit.type].id == "other"


def test_a_pattern_is_tried_only_beside_a_phrase() -> None:
    chat = type_of("chat-log", first=["last seen"], patterns=[r"\d{1,2}:\d{2} [ap]m"])
    assert not hits(page_of("9:41 pm"), chat)
    assert [hit.said for hit in hits(page_of("last seen 9:41 PM"), chat)] == [
        "last seen",
        "9:41 pm",
    ]


def test_phrases_that_speak_against_a_type_lower_its_score() -> None:
    stub = type_of("pay-stub", first=["net pay"], **{"not": ["ending balance"]})
    signatures = compile_signatures(knowing(stub))

    def score(text: str) -> float:
        page = page_of(text)
        return float(gather(page, see(page), signatures).scores[signatures.place("pay-stub")])

    assert score("net pay and ending balance") < 0 < score("net pay")


@pytest.mark.parametrize(
    "signature",
    [
        {"titel": ["x"]},
        {"title": None},
        {"patterns": ["("]},
        {"pages": "many"},
        {"first": ["| 3"]},
    ],
)
def test_a_wrong_signature_names_its_type(signature: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="pay-stub"):
        compile_signatures(knowing(type_of("pay-stub", **signature)))


def test_our_own_signatures_are_right() -> None:
    signatures = compile_signatures(load_knowledge())
    assert len(signatures.types) > 70
    told = {phrase.type for phrase in signatures.phrases}
    silent = [type_.id for at, type_ in enumerate(signatures.types) if at not in told]
    assert not silent


@pytest.mark.parametrize(
    ("first", "rest", "type_"),
    [
        (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            ["L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
            "passport",
        ),
        (
            "VNUSAERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            ["L8988901C4XXX4009078F96121096ZE184226B<<<<<<"],
            "visa",
        ),
        (
            "C1USA0009999999SRC0000000701<<",
            ["8001014F2501017MEX<<<<<<<<<<<2", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<"],
            "green-card",
        ),
    ],
)
def test_a_machine_readable_zone_decides(first: str, rest: list[str], type_: str) -> None:
    knowledge = load_knowledge()
    signatures = compile_signatures(knowledge)
    page = page_of("\n".join([first, *rest]))
    at, confidence = gather(page, see(page), signatures).best()
    assert signatures.types[at].id == type_
    assert confidence > 0.9
