"""What every verb shares: the run's frozen context, and the one place where errors become exit
codes."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from packet.cache import Cache
from packet.context import Context
from packet.errors import OutputError, PacketError
from packet.model import Json, Severity

FOUND_ERRORS, INTERRUPTED, BUG = 1, 130, 70
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Where the tasks of a run stand; they bring the heavy libraries.
_TOOLS = (
    "packet.intake.prepare",
    "packet.building.setting",
    "packet.checking.rereading",
    "packet.checking.pixels",
)


@contextmanager
def running(folder: Path) -> Iterator[Context]:
    """The context of one run on one case, ended however the run ends."""
    from packet.building.publish import lock
    from packet.cli.progress import terminal_progress
    from packet.plan import office_folder
    from packet.workers import WorkerPool

    os.umask(0o077)
    gc.set_threshold(100_000)  # a case is many small values that live as long as the run
    office = office_folder(folder)
    count = _cores()
    progress = terminal_progress()
    with lock(folder):
        cache = Cache(folder / ".packet").open()
        cache.sweep()
        pool = WorkerPool(count, _TOOLS)
        try:
            yield Context(
                case=folder,
                cache=cache,
                executor=pool,
                progress=progress,
                office=office,
                workers=count,
            )
        finally:
            progress.close()
            pool.shutdown(cancel_futures=True)
            cache.sweep()


def _cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verb(function: Callable[..., int]) -> Callable[..., NoReturn]:
    """Run a verb's body: its result, or what stopped it, becomes the exit code."""
    import functools

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> NoReturn:
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            code = function(*args, **kwargs)
        except KeyboardInterrupt:
            click.echo("Stopped. What was read is kept; run the same command to go on.", err=True)
            code = INTERRUPTED
        except PacketError as error:
            click.echo(f"packet: {error}", err=True)
            code = error.exit_code
        except click.ClickException:
            raise
        except OSError as error:
            code = _cannot_write(error) if error.errno in _FULL else _bug(kwargs.get("folder"))
        except Exception:
            code = _bug(kwargs.get("folder"))
        sys.exit(code)

    return run


def _cannot_write(error: OSError) -> int:
    click.echo(f"packet: {error.strerror}; make room and run the same command again", err=True)
    return OutputError.exit_code


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _bug(folder: Path | None) -> int:
    path = (folder or Path()) / ".packet" / "traceback.txt"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8")
        click.echo(f"packet: this is a bug in packet. Its trace is in {path}", err=True)
    except OSError:
        traceback.print_exc()
    return BUG


def exit_code(findings: Iterable[Json], *, strict: bool) -> int:
    """0, or 1 where something needs a person. `findings` are the contract's JSON."""
    serious = {Severity.ERROR.value} | ({Severity.WARNING.value} if strict else set())
    return FOUND_ERRORS if any(one["severity"] in serious for one in findings) else 0


def print_json(value: Json) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
