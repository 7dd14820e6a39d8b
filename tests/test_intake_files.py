"""Originals are found, named safely, and told apart by their bytes."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.errors import Unusable
from packet.intake.discover import discover, show_path
from packet.intake.kinds import kind_of_bytes, other_kind
from packet.intake.spool import measure, spool


def _shown(case: Path) -> list[str]:
    return [original.shown for original in discover(case)[0]]


def _touch(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_documents_folder_is_all_there_is(tmp_path: Path) -> None:
    _touch(tmp_path / "documents" / "a.pdf")
    _touch(tmp_path / "documents" / "bank" / "plan.yaml")
    _touch(tmp_path / "stray.pdf")
    assert _shown(tmp_path) == ["documents/a.pdf", "documents/bank/plan.yaml"]


def test_plain_folder_without_our_own_files(tmp_path: Path) -> None:
    for name in ("case.yaml", "plan.yaml", "plan-2026-01-02.yaml", "out/index.pdf", ".packet/x"):
        _touch(tmp_path / name)
    for name in (".hidden", "Thumbs.db", "sub/desktop.ini", "sub/.DS_Store"):
        _touch(tmp_path / name)
    for name in ("a.pdf", "sub/out/b.pdf", "sub/case.yaml"):
        _touch(tmp_path / name)
    assert _shown(tmp_path) == ["a.pdf", "sub/case.yaml", "sub/out/b.pdf"]


def test_natural_order(tmp_path: Path) -> None:
    for name in ("scan10.pdf", "scan2.pdf", "Scan1.pdf", "scan2/page10.png", "scan2/page9.png"):
        _touch(tmp_path / name)
    assert _shown(tmp_path) == [
        "Scan1.pdf",
        "scan2/page9.png",
        "scan2/page10.png",
        "scan2.pdf",
        "scan10.pdf",
    ]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX special files")
def test_links_and_special_files_are_named_not_opened(tmp_path: Path) -> None:
    secret = _touch(tmp_path / "elsewhere" / "secret.pdf")
    case = tmp_path / "case"
    _touch(case / "a.pdf")
    (case / "link.pdf").symlink_to(secret)
    (case / "linked-folder").symlink_to(secret.parent)
    os.mkfifo(case / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(case / "socket"))
    originals, findings = discover(case)
    assert [original.shown for original in originals] == ["a.pdf"]
    assert [(finding.source, finding.code) for finding in findings] == [
        ("link.pdf", "link-skipped"),
        ("linked-folder", "link-skipped"),
        ("pipe.pdf", "special-skipped"),
        ("socket", "special-skipped"),
    ]
    assert all(finding.hint for finding in findings)


def test_names_are_safe_to_show() -> None:
    assert show_path(Path("a") / "Nguyễn 王 ü.pdf") == "a/Nguyễn 王 ü.pdf"
    assert show_path(Path("a\nb\x1b[31m.pdf")) == "a\\u000ab\\u001b[31m.pdf"
    assert show_path(Path("x\u202egpj.exe")) == "x\\u202egpj.exe"
    assert show_path(Path(os.fsdecode(b"caf\xe9.pdf"))) == "caf\\xe9.pdf"


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=2))
def test_shown_names_are_unique_and_printable(names: list[str]) -> None:
    parts = {name for name in names if name not in (".", "..")}
    shown = {show_path(Path(part)) for part in parts}
    assert len(shown) == len(parts)
    assert all(text.isprintable() for text in shown)


def test_spool_copies_and_hashes(tmp_path: Path) -> None:
    original = _touch(tmp_path / "a", b"evidence" * 1000)
    digest, size = measure(original)
    assert (digest, size) == (hashlib.sha256(original.read_bytes()).hexdigest(), 8000)
    spool(original, tmp_path / "copy", digest)
    assert (tmp_path / "copy").read_bytes() == original.read_bytes()


def test_spool_refuses_what_has_changed_since_it_was_measured(tmp_path: Path) -> None:
    original = _touch(tmp_path / "a", b"evidence")
    digest, _ = measure(original)
    original.write_bytes(b"other evidence")
    with pytest.raises(Unusable, match="being changed"):
        spool(original, tmp_path / "copy", digest)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX special files")
def test_spool_opens_only_regular_files(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(_touch(tmp_path / "a"))
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "missing"):
        with pytest.raises(Unusable):
            measure(tmp_path / name)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n", "pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "avif"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "word"),
        (b"PK\x03\x04" + b"\0" * 26 + b"photos/a.jpg", "zip"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: hi\n\nhello", "email"),
        (b"<!DOCTYPE html><html><p>hi", "html"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "svg"),
        ("Sehr geehrte Frau Müller".encode(), "text"),
        (bytes(range(256)), "unknown"),
    ],
)
def test_kind_is_told_by_content(head: bytes, kind: str) -> None:
    assert kind_of_bytes(head) == kind


def test_other_kinds_say_what_to_do() -> None:
    for kind in ("word", "zip", "email", "text", "empty", "avif", "something new"):
        verdict = other_kind(kind)
        assert verdict.reason.startswith("it is ")
        assert verdict.hint
