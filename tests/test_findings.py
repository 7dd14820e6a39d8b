"""Every finding that packet can make is explained, and as it is made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import packet
from packet.intake.facts import SEVERITIES
from packet.knowledge import load_knowledge
from packet.model import Severity

_MAKERS = {"Finding", "Remark", "_finding", "_Complaint"}
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+|blurred|skewed")


def made() -> Iterator[ast.Call]:
    """Every call in the code that makes a finding."""
    for module in Path(packet.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MAKERS:
                yield node


def code_of(call: ast.Call) -> str:
    """The code it names; "" where a variable holds it."""
    said = [*call.args, *(word.value for word in call.keywords if word.arg == "code")]
    texts = (one.value for one in said if isinstance(one, ast.Constant))
    return next((one for one in texts if isinstance(one, str) and _CODE.fullmatch(one)), "")


def test_every_code_is_explained() -> None:
    said = {code_of(call) for call in made()} - {""}
    codes = load_knowledge().codes
    assert said <= set(codes)
    assert len(said) > 25
    assert {code.severity for code in codes.values()} == {severity.value for severity in Severity}


def test_each_is_as_severe_as_its_explanation_says() -> None:
    codes = load_knowledge().codes
    for call in made():
        for word in call.keywords:
            if word.arg == "severity" and isinstance(word.value, ast.Attribute) and code_of(call):
                assert codes[code_of(call)].severity == word.value.attr.lower(), code_of(call)
    for code, severity in SEVERITIES.items():
        assert codes[code].severity == severity.value, code


def test_explanations_are_sentences_and_rules_have_a_date() -> None:
    for code in load_knowledge().codes.values():
        assert code.meaning.endswith(".") and code.step.endswith("."), code.code
        assert code.grounds is None or (code.grounds.date and code.grounds.verified), code.code
