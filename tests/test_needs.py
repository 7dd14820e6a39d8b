"""What the form asks for and is not there."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from filings import FORM, case, document, knowledge

from packet.checking.needs import check_needs
from packet.knowledge import Form, Grounds, Need, load_knowledge
from packet.model import Case, Document, Severity

LAW = Grounds(source="8 CFR 1.1", date="2026-01-01", grade="P")


def form(**more: Any) -> Form:
    need = Need(id="proof", item="Proof", types=("passport", "visa"), grounds=LAW)
    return replace(FORM, needs=(replace(need, **more),))


def missing(asking: Form, *documents: Document, **more: Any) -> bool:
    return bool(check_needs(documents, case(**more), knowledge(**{"I-130": asking})))


def test_a_missing_kind_is_told_with_its_words() -> None:
    documents = (document(1, "pay-stub"), replace(document(2, "visa"), pages=()))
    (finding,) = check_needs(documents, case(), knowledge(**{"I-130": form()}))
    assert (finding.code, finding.severity) == ("evidence-missing", Severity.WARNING)
    assert finding.message == "Form I-130 asks for: Proof; no document of this kind was found"
    assert "Passport or Visa;" in finding.hint
    assert "packet explain I-130" in finding.hint


def test_one_document_of_one_kind_is_enough() -> None:
    assert not missing(form(), document(1, "visa"))


def test_what_nobody_verified_is_only_information() -> None:
    doubtful = knowledge(**{"I-130": form(grounds=Grounds(source="hearsay"))})
    (finding,) = check_needs((), case(), doubtful)
    assert finding.severity is Severity.INFO
    assert "unverified" in finding.hint


@pytest.mark.parametrize(("basis", "told"), [("spouse", True), ("parent", False), ("", False)])
def test_a_need_of_one_basis_is_asked_of_that_basis(basis: str, told: bool) -> None:
    assert missing(form(bases=("spouse",)), basis=basis) is told


@pytest.mark.parametrize(("answer", "told"), [("yes", True), ("no", False), ("", False)])
def test_a_condition_must_be_met(answer: str, told: bool) -> None:
    facts = MappingProxyType({"proof": answer} if answer else {})
    assert missing(form(when="you have one"), facts=facts) is told


@pytest.mark.parametrize("types", [(), ("uscis-form",), ("uscis-form", "visa")])
def test_what_no_type_can_tell_is_not_looked_for(types: tuple[str, ...]) -> None:
    assert not missing(form(types=types))


def test_without_a_known_form_nothing_is_asked() -> None:
    assert not check_needs((), Case(name="smith"), knowledge())
    assert not check_needs((), case(form="X-1"), knowledge())


def test_the_marriage_of_a_spouses_petition() -> None:
    known = load_knowledge()
    spouse = Case(name="smith", form="I-130", basis="spouse")
    items = {finding.message.split(": ")[1] for finding in check_needs((), spouse, known)}
    assert len(items) == 3
    assert "Civil marriage certificate; no document of this kind was found" in items
