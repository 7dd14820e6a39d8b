"""The whole of intake: each file listed once, whatever it is, and the clean PDFs made once."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from packet.cache import Cache
from packet.context import Context, InProcess
from packet.errors import WorkerDied
from packet.intake import changed, take_in
from packet.model import Severity
from packet.workers import WorkerPool

_BAD = Path("/work/shared/corpus/bad")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path


def _context(case: Path, executor: Executor) -> Context:
    return Context(case=case, cache=Cache(case / ".packet").open(), executor=executor)


def _pdf(pages: int = 1, **options: Any) -> bytes:
    target = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(target, **options)
    return target.getvalue()


def _jpeg() -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "JPEG")
    return target.getvalue()


def _put(case: Path, name: str, data: bytes) -> Path:
    path = case / "documents" / name
    path.write_bytes(data)
    return path


class _Deadly(InProcess):
    """Every task whose copy holds DEADLY kills its worker."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if b"DEADLY" in Path(args[0]).read_bytes():
            future: Future[Any] = Future()
            future.set_exception(WorkerDied("crashed (SIGSEGV)"))
            return future
        return super().submit(fn, *args, **kwargs)


def test_each_file_is_a_source(case: Path) -> None:
    _put(case, "scan2.pdf", _pdf(3))
    _put(case, "scan10.pdf", _pdf(2))
    _put(case, "photo.pdf", _jpeg())
    _put(case, "letter.docx.pdf", b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml")
    _put(case, "locked.pdf", _pdf(encryption=pikepdf.Encryption(user="x", owner="y")))
    _put(case, "empty.pdf", b"")
    _put(case, "notes.pdf", b"just some text")
    context = _context(case, InProcess())
    sources, findings = take_in(context)
    assert [(s.path.removeprefix("documents/"), s.kind, s.pages, s.status) for s in sources] == [
        ("empty.pdf", "empty", 0, "quarantined"),
        ("letter.docx.pdf", "word", 0, "quarantined"),
        ("locked.pdf", "pdf", 0, "quarantined"),
        ("notes.pdf", "text", 0, "quarantined"),
        ("photo.pdf", "jpeg", 1, "ok"),
        ("scan2.pdf", "pdf", 3, "ok"),
        ("scan10.pdf", "pdf", 2, "ok"),
    ]
    for source in sources:
        assert "\n" not in source.error
        assert len(source.sha256) == 64
        assert source.bytes == (case / source.path).stat().st_size
        assert source.ok == Path(source.normal).is_file()
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert {finding.code for finding in errors} == {"file-unusable"}
    assert [finding.source for finding in errors] == [s.path for s in sources if not s.ok]
    assert all(finding.hint and finding.source in finding.message for finding in errors)
    assert list((case / ".packet" / "tmp").iterdir()) == []


def test_second_run_is_the_same_from_the_cache(case: Path) -> None:
    _put(case, "a.pdf", _pdf(2))
    _put(case, "b.pdf", b"text")
    first = take_in(_context(case, InProcess()))

    class _Idle(InProcess):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise AssertionError("everything is known already")

    assert take_in(_context(case, _Idle())) == first


def test_damaged_cache_is_a_miss(case: Path) -> None:
    _put(case, "a.pdf", _pdf(2))
    first = take_in(_context(case, InProcess()))
    entries = [path for path in (case / ".packet" / "cache").rglob("*") if path.is_file()]
    assert entries
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:-3])
    assert take_in(_context(case, InProcess())) == first


def test_same_bytes_are_listed_each_and_made_once(case: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        _put(case, name, _pdf(2))
    sources, _ = take_in(_context(case, InProcess()))
    assert len(sources) == 3
    assert len({source.normal for source in sources}) == 1


def test_dead_worker_harms_one_file_only(case: Path) -> None:
    _put(case, "a.pdf", _pdf())
    _put(case, "b.pdf", b"%PDF-1.4 DEADLY")
    _put(case, "c.pdf", _pdf(2))
    sources, findings = take_in(_context(case, _Deadly()))
    assert [source.ok for source in sources] == [True, False, True]
    assert "could not be opened safely" in sources[1].error
    assert [finding.code for finding in findings] == ["file-unusable"]


def test_changed_files_are_named(case: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        _put(case, name, _pdf())
    context = _context(case, InProcess())
    sources, _ = take_in(context)
    assert changed(context, sources) == ()
    (case / "documents" / "a.pdf").unlink()
    _put(case, "b.pdf", _pdf(2))
    assert changed(context, sources) == ("documents/a.pdf", "documents/b.pdf")


@pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")
def test_odd_names_work_and_are_shown_safely(case: Path) -> None:
    for name in (b"caf\xe9.pdf", b"two\nlines.pdf", b"-rf.pdf", "Nguyễn 王.pdf".encode()):
        path = os.path.join(os.fsencode(case / "documents"), name)  # noqa: PTH118 - bytes
        with open(path, "wb") as stream:  # noqa: PTH123 - bytes
            stream.write(_pdf())
    sources, _ = take_in(_context(case, InProcess()))
    assert sorted(source.path.removeprefix("documents/") for source in sources) == [
        "-rf.pdf",
        "Nguyễn 王.pdf",
        "caf\\xe9.pdf",
        "two\\u000alines.pdf",
    ]
    assert all(source.ok for source in sources)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_quarantined(case: Path) -> None:
    _put(case, "a.pdf", _pdf()).chmod(0)
    (source,), _ = take_in(_context(case, InProcess()))
    assert source.error == "it cannot be opened"


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as pool:
        yield pool


@pytest.mark.skipif(not _BAD.is_dir(), reason="the corpus of bad files is not on this machine")
def test_bad_files_are_each_listed_once(case: Path, pool: WorkerPool) -> None:
    sample = sorted(path for path in _BAD.rglob("*") if path.is_file())[::12]
    for number, path in enumerate(sample):
        _put(case, f"{number}-{path.suffix}", path.read_bytes())
    sources, findings = take_in(_context(case, pool))
    assert len(sources) == len(sample)
    for source in sources:
        assert source.ok == (source.pages > 0) == bool(source.normal)
        assert "unlike any other" not in source.error
    assert [f.source for f in findings if f.code == "file-unusable"] == [
        source.path for source in sources if not source.ok
    ]
