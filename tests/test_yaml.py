"""YAML as text: nothing is typed behind a person's back, nothing hostile gets through."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.doors.yaml import parse_tree, quote, read_yaml
from packet.errors import UsageError

BAD = Path("/work/shared/corpus/bad/gen_yaml")

AS_WRITTEN = (
    *("NO", "no", "yes", "on", "null", "~", "true", "01234", "012345678", "1.10", "12:30"),
    *("2024-03-15", "1e3", "0x1F", "0o17", "1_000", ".inf", "+1", "=", "<<"),
)


@pytest.mark.parametrize("word", AS_WRITTEN)
def test_values_and_keys_stay_as_written(word: str) -> None:
    assert parse_tree(f"a: {word}\nb: [{word}]\n{word}: c\n", "x.yaml").plain() == {
        "a": word,
        "b": [word],
        word: "c",
    }


def test_an_empty_value_is_empty_text_behind_its_key() -> None:
    tree = parse_tree("a:\n\nb: c\n", "x.yaml")
    (_, empty), _ = tree.pairs
    assert (empty.value, empty.line, empty.column) == ("", 1, 3)


def test_an_empty_file_is_empty_text() -> None:
    assert parse_tree("# nothing yet\n", "x.yaml").plain() == ""


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_yaml(path) == {"a": "1", "b": "2"}
    (_, first), (_, second) = parse_tree("\ufeffa: 1\nb: 2\n", "x.yaml").pairs
    assert [(n.line, n.column, n.start) for n in (first, second)] == [(1, 4, 4), (2, 4, 9)]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", "first on line 1"),
        ("a: {b: 1, b: 2}", "1:11", "first on line 1"),
        ("a: &x 1\n", "1:4", "quotes"),
        ("a: 1\nb: *x\n", "2:4", "quotes"),
        ("a: !!python/object/apply:os.system [x]\n", "1:4", "quotes"),
        ("a: !x 1\n", "1:4", "quotes"),
        ("a: 1\n---\nb: 2\n", "2:1", "second document"),
        ("a:\n\tb: 1\n", "2:1", "tab"),
        ("a: Re: lease\n", "1:6", "colon"),
        ("a: 'it\nb: 2\n", "1:4", "never closed"),
        ("a: [1, 2\n", "1:4", "never closed"),
        ("a: 'Jan's passport'\nb: 1\n", "1:9", "write it twice or use double quotes"),
        ("- a: 'The Smiths' lease'\n", "1:19", "write it twice"),
        ("a: ['Jan's passport']\n", "1:10", "write it twice"),
        ("a: b\x00c\n", "1:5", "invisible"),
        ('a: "\\0"\n', "1:4", "invisible"),
        ("a: 1\n  b: 2\n", "2:4", "colon"),
        ("- a\nb: 1\n", "2:1", "line up"),
        ("? [a]\n: b\n", "1:3", "key"),
        ("a: @x\n", "1:4", "quotes"),
    ],
)
def test_errors_say_where_and_what(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_tree(text, "plan.yaml").plain()
    assert str(error.value).startswith(f"plan.yaml:{place}: ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("data", [b"a: 1\nb: \xe9\n", "a: 1\n".encode("utf-16")])
def test_only_utf_8_is_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"case\.yaml:\d+:\d+: not UTF-8"):
        read_yaml(path)


def test_a_folder_in_its_place_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_yaml(tmp_path)


BOMBS = {
    "deep list": "[" * 100_000,
    "deep list in lines": "[\n" * 100_000,
    "deep keys": "{a: " * 50_000,
    "deep dashes": "- " * 9_000,
    "endless word": "x" * 5_000_000,
    "endless tag": "!" * 3_000_000,
    "endless line": "a: " + "x " * 1_500_000,
    "many lines": "x\n" * 1_000_000,
    "many aliases": "a: &a [x,x]\n" + "b: [*a,*a]\n" * 1_000,
    "open quote": "a: '" + "x\n" * 90_000,
    "block of a million lines": "a: |\n" + " x\n" * 1_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_at_once(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(BOMBS[name], encoding="utf-8")
    start = time.process_time()
    with pytest.raises(UsageError, match=r"x\.yaml:\d+:\d+: "):
        read_yaml(path)
    assert time.process_time() - start < 1.0


@pytest.mark.skipif(not BAD.is_dir(), reason="the corpus of bad files is not here")
def test_the_corpus_of_bad_files_ends_in_usage_errors() -> None:
    for path in sorted(BAD.glob("*.yaml")):
        if path.name in {"bom.yaml", "empty.yaml", "norway.yaml"}:
            read_yaml(path)
        else:
            with pytest.raises(UsageError):
                read_yaml(path)


@given(st.text(st.characters(codec="utf-8")), st.booleans())
def test_a_quoted_text_is_read_as_it_was(text: str, always: bool) -> None:
    text = text.replace("\0", "")
    written = quote(text, always=always)
    assert "\n" not in written
    assert parse_tree(f"- {written}\n", "x.yaml").plain() == [text]
    assert parse_tree(f"a: {{b: [{quote(text, always=True)}]}}\n", "x.yaml").plain() == {
        "a": {"b": [text]}
    }


def test_ordinary_values_need_no_quotes() -> None:
    for text in ("Pay stub, Acme Corp, 2024-03-15", "documents/scan 0001.pdf 4-6,9", "01234"):
        assert quote(text) == text
    for text in ("a: b", "a #b", "- a", "'a'", "", " a", "a ", "@a", "[a]", "a\nb"):
        assert quote(text).startswith('"')
