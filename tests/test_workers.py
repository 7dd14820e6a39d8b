"""The pool keeps its promises when a task misbehaves."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from packet.errors import OutputError, Unusable, WorkerDied
from packet.workers import WorkerPool, task


def double(number: int) -> int:
    print("a library that prints must not break the protocol")
    return number * 2


def refuse(name: str) -> None:
    raise Unusable(f"{name} is no good", "bring another")


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@task(seconds=0.5)
def hang() -> None:
    time.sleep(60)


def eat_memory() -> int:
    return len(bytearray(8 << 30))


def bug() -> None:
    raise KeyError("seven")


def fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as made:
        yield made


def test_results_come_back(pool: WorkerPool) -> None:
    futures = [pool.submit(double, number) for number in range(20)]
    assert [future.result() for future in futures] == [number * 2 for number in range(20)]


def test_a_verdict_on_a_file_is_carried_across(pool: WorkerPool) -> None:
    with pytest.raises(Unusable) as caught:
        pool.submit(refuse, "scan.pdf").result()
    assert (caught.value.reason, caught.value.hint) == ("scan.pdf is no good", "bring another")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
@pytest.mark.parametrize(
    ("bad", "why"), [(crash, "SIGSEGV"), (hang, "0 s"), (eat_memory, "memory")]
)
def test_a_misbehaving_task_harms_nothing_else(pool: WorkerPool, bad: object, why: str) -> None:
    broken = pool.submit(bad)  # type: ignore[arg-type]
    fine = [pool.submit(double, number) for number in range(6)]
    with pytest.raises(WorkerDied, match=why):
        broken.result(timeout=30)
    assert [future.result(timeout=30) for future in fine] == [0, 2, 4, 6, 8, 10]


def test_a_full_disk_stops_the_run_and_blames_no_file(pool: WorkerPool) -> None:
    with pytest.raises(OutputError, match="No space left on device"):
        pool.submit(fill_the_disk).result()


def test_a_bug_in_a_task_shows_its_traceback(pool: WorkerPool) -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'seven'"):
        pool.submit(bug).result()


def test_stopping_at_once_kills_what_runs() -> None:
    pool = WorkerPool(2)
    futures = [pool.submit(hang) for _ in range(6)]
    time.sleep(0.3)
    began = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - began < 3
    assert all(future.done() for future in futures)
