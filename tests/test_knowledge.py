"""Knowledge is data: an office's own stands above ours, and a slip in it is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from packet.errors import UsageError
from packet.knowledge import load_knowledge

PROFILE = """\
id: consulate
title: A consulate
max_bytes: 5_000_000
aim_bytes: 4_500_000
name_length: 60
upload_together: 1
source: its web page
date: "2026-01-02"
grade: S
"""


def office(folder: Path, text: str, name: str = "profiles/consulate.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_an_office_adds_to_what_is_known(tmp_path: Path) -> None:
    known = load_knowledge(office(tmp_path, PROFILE))
    assert known.profiles["consulate"].max_bytes == 5_000_000
    assert known.profiles.keys() > load_knowledge().profiles.keys()
    assert known.types == load_knowledge().types


def test_an_office_overrules_what_is_known(tmp_path: Path) -> None:
    known = load_knowledge(office(tmp_path, PROFILE.replace("consulate", "uscis", 1)))
    assert known.profiles["uscis"].title == "A consulate"
    assert known.profiles.keys() == load_knowledge().profiles.keys()


@pytest.mark.parametrize(
    ("line", "wrong", "place", "why"),
    [
        ("title: A consulate", "titel: A consulate", ":1:1: ", "title is missing"),
        ("grade: S", "grade: S\ngarde: S", ":10:1: ", "did you mean grade?"),
        ("5_000_000", "5 MB", ":3:12: ", "expected a whole number"),
        ("source: its web page", "source: [a, b]", ":7:9: ", "expected one value"),
        ("id: consulate\n", "id: consulate\nid: other\n", ":2:1: ", "stands here twice"),
    ],
)
def test_a_slip_is_told_with_its_place(
    tmp_path: Path, line: str, wrong: str, place: str, why: str
) -> None:
    folder = office(tmp_path, PROFILE.replace(line, wrong))
    with pytest.raises(UsageError) as caught:
        load_knowledge(folder)
    assert str(caught.value).startswith(f"{folder / 'profiles/consulate.yaml'}{place}")
    assert why in str(caught.value)
