"""Every finding that packet can make is explained."""

from __future__ import annotations

import re
from pathlib import Path

import packet
from packet.knowledge import load_knowledge
from packet.model import Severity

_CODE = re.compile(r'code="([a-z-]+)"')


def test_every_code_is_explained() -> None:
    said = {
        code
        for module in Path(packet.__file__).parent.rglob("*.py")
        for code in _CODE.findall(module.read_text(encoding="utf-8"))
    }
    codes = load_knowledge().codes
    assert said <= set(codes)
    assert {code.severity for code in codes.values()} == {severity.value for severity in Severity}


def test_explanations_are_sentences_and_rules_have_a_date() -> None:
    for code in load_knowledge().codes.values():
        assert code.meaning.endswith(".") and code.step.endswith("."), code.code
        assert code.grounds is None or (code.grounds.date and code.grounds.verified), code.code
