from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from packet.building import publish as module
from packet.building.publish import lock, publish, recover
from packet.errors import OutputError


def folder(path: Path, word: str) -> Path:
    (path / "upload").mkdir(parents=True)
    (path / "upload" / "a.pdf").write_text(word)
    (path / "index.pdf").write_text(word)
    return path


def words(path: Path) -> set[str]:
    return {one.read_text() for one in path.rglob("*.pdf")}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / ".packet" / "tmp").mkdir(parents=True)
    return tmp_path


def candidate(case: Path) -> Path:
    return folder(case / ".packet" / "tmp" / "candidate", "new")


def test_the_first_publication_is_a_rename(case: Path) -> None:
    publish(candidate(case), case / "out")
    assert words(case / "out") == {"new"}
    assert not list((case / ".packet" / "tmp").iterdir())


@pytest.mark.parametrize("exchange", [True, False])
def test_a_later_one_replaces_everything(
    case: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(module, "_exchange", lambda *_: False)
    folder(case / "out", "old")
    (case / "out" / "stray.pdf").write_text("old")
    publish(candidate(case), case / "out")
    assert words(case / "out") == {"new"}
    assert sorted(path.name for path in (case / ".packet").iterdir()) == ["tmp"]


class CrashError(BaseException):
    """Stands for kill -9: nothing after it runs, no handler catches it."""


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("step", range(1, 30))
def test_a_crash_at_any_step_leaves_the_old_or_the_new_whole(
    case: Path, exchange: bool, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that changes or flushes the disk is a step; the run dies before one of them."""
    taken = 0

    def counted(call: object) -> object:
        def run(*args: object, **kwargs: object) -> object:
            nonlocal taken
            taken += 1
            if taken == step:
                raise CrashError
            return call(*args, **kwargs)  # type: ignore[operator]

        return run

    folder(case / "out", "old")
    made = candidate(case)
    exchanged = module._exchange if exchange else lambda *_: False
    with monkeypatch.context() as patch:
        patch.setattr(module, "_exchange", counted(exchanged))
        patch.setattr(os, "fsync", counted(os.fsync))
        patch.setattr(Path, "rename", counted(Path.rename))
        patch.setattr(os, "unlink", counted(os.unlink))
        patch.setattr(os, "rmdir", counted(os.rmdir))
        with contextlib.suppress(CrashError):
            publish(made, case / "out")
    with lock(case):
        assert words(case / "out") in ({"old"}, {"new"})
        assert (case / "out" / "upload" / "a.pdf").exists()


def test_a_publication_between_its_two_renames_is_undone(case: Path) -> None:
    folder(case / ".packet" / "out.old", "old")
    recover(case / "out")
    assert words(case / "out") == {"old"}


def test_what_is_no_folder_is_left_alone(case: Path) -> None:
    (case / "elsewhere").mkdir()
    (case / "out").symlink_to(case / "elsewhere")
    with pytest.raises(OutputError, match="not a folder"):
        publish(candidate(case), case / "out")


def test_a_second_run_is_refused_and_told_who_works(case: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from packet.building.publish import lock\n"
        "with lock(Path(sys.argv[1])): pass"
    )
    with lock(case):
        second = subprocess.run(
            [sys.executable, "-c", code, str(case)], capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"pid {os.getpid()}" in second.stderr
    subprocess.run([sys.executable, "-c", code, str(case)], check=True)
