"""What every verb shares: the run's frozen context, and the one place where errors become exit
codes."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from packet.cache import Cache
from packet.context import Context
from packet.errors import PacketError
from packet.model import Finding, Json, Severity

FOUND_ERRORS, INTERRUPTED, BUG = 1, 130, 70


@contextmanager
def running(folder: Path) -> Iterator[Context]:
    """The context of one run on one case, ended however the run ends."""
    from packet.building.publish import lock
    from packet.cli.progress import terminal_progress
    from packet.workers import WorkerPool

    os.umask(0o077)
    cache = Cache(folder / ".packet").open()
    count = max(
        1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    progress = terminal_progress()
    with lock(folder):
        cache.sweep()
        pool = WorkerPool(count)
        try:
            yield Context(case=folder, cache=cache, executor=pool, progress=progress, workers=count)
        finally:
            progress.close()
            pool.shutdown(cancel_futures=True)
            cache.sweep()


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
        except Exception:
            code = _bug(kwargs.get("folder"))
        sys.exit(code)

    return run


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


def exit_code(findings: tuple[Finding, ...], *, strict: bool) -> int:
    """0, or 1 where something needs a person."""
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return FOUND_ERRORS if any(finding.severity in serious for finding in findings) else 0


def print_json(value: Json | list[Json]) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
