"""File names and labels, for any text at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.filing.labels import label, rank, wished_label
from packet.filing.names import file_stem, to_ascii

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
doc_labels = st.builds("{}-{}".format, st.integers(1, 800).map(label), st.integers(1, 999))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Employment letter, Acme Corp, 2024-03-15", "C2_Employment_Letter_Acme_Corp_2024_03_15"),
        ("Birth certificate, Žofia Łęcka-Øster", "C2_Birth_Certificate_Zofia_Lecka_Oster"),
        ("Свидетельство о рождении, Щукина", "C2_Svidetelstvo_O_Rozhdenii_Shchukina"),
        ("Πιστοποιητικό γέννησης", "C2_Pistopoiitiko_Gennisis"),
        ("出生公证书", "C2_Document"),
        ("", "C2_Document"),
        ("../../etc/passwd\x00.exe", "C2_Etc_Passwd_Exe"),
        ("Driver’s license, O'Neil", "C2_Drivers_License_ONeil"),
    ],
)
def test_stems(title: str, stem: str) -> None:
    assert file_stem("C-2", title, 100) == stem


@given(doc_labels, st.text(max_size=300))
def test_any_title_gives_a_legal_name(doc_label: str, title: str) -> None:
    stem = file_stem(doc_label, title, 100)
    assert re.fullmatch(r"[A-Za-z0-9_]+", stem)
    assert len(f"{stem}_Part_12_of_34.pdf") <= 100
    assert not RESERVED.fullmatch(stem)
    assert not stem.endswith("_")


@given(st.lists(doc_labels, unique=True, max_size=40), st.text(max_size=200))
def test_names_differ_even_cut_short_and_in_one_case(found: list[str], title: str) -> None:
    names = [file_stem(one, title, 100)[:40].lower() for one in found]
    assert len(set(names)) == len(names)


@given(st.text())
def test_ascii_is_ascii(text: str) -> None:
    assert to_ascii(text).isascii()


def test_a_long_title_is_cut_between_words() -> None:
    stem = file_stem("C-2", "Recommendation letter " + "from the Department of Physics " * 5, 100)
    assert stem.endswith(("_From", "_The", "_Department", "_Of", "_Physics"))
    assert 60 < len(stem) <= 82


def test_labels() -> None:
    assert [label(number) for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    found = [label(number) for number in range(1, 1000)]
    assert sorted(found, key=rank) == found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("wish", "found"),
    [("C", "C"), (" c ", "C"), ("Exhibit c", "C"), ("AB", "AB"), ("ID", ""), ("Civil records", "")],
)
def test_a_wish_is_a_label_or_a_title(wish: str, found: str) -> None:
    assert wished_label(wish) == found
