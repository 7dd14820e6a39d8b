"""A finding that a person accepts stays in sight, but no longer asks for anything."""

from __future__ import annotations

from dataclasses import replace

from packet.checking.accepting import accept
from packet.manifest import finding_json
from packet.model import Finding, Severity

PALE = Finding(
    code="low-contrast",
    severity=Severity.WARNING,
    message="the print is pale",
    document="d-1",
    hint="scan it again",
)


def test_a_finding_is_accepted_by_its_code_or_for_one_document() -> None:
    other = replace(PALE, document="d-2")
    reasons = {"low-contrast d-1": "the original is as pale"}
    assert accept((PALE, other), reasons)[1] == other
    (told,) = accept((PALE,), reasons)
    assert (told.severity, told.hint) == (Severity.INFO, "")
    assert finding_json(told)["accepted"] == "the original is as pale"
    assert all(one.accepted for one in accept((PALE, other), {"low-contrast": "all are"}))


def test_accepting_twice_changes_nothing_more() -> None:
    once = accept((PALE,), {"low-contrast": "as pale as the original"})
    assert accept(once, {"low-contrast": "as pale as the original"}) == once
    assert once[0].message == PALE.message
