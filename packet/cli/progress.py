"""Progress on stderr: a bar with time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import click


class TerminalProgress:
    """One bar a stage."""

    def __init__(self) -> None:
        self._bar: Any = None

    def start(self, what: str, total: int) -> None:
        self.close()
        if total:
            self._bar = click.progressbar(
                length=total, label=f"{what:<22}", show_pos=True, file=sys.stderr, width=28
            )
            self._bar.render_progress()

    def advance(self, by: int = 1) -> None:
        if self._bar is not None:
            self._bar.update(by)

    def close(self) -> None:
        if self._bar is not None:
            with contextlib.suppress(OSError):
                self._bar.render_finish()
            self._bar = None


class LineProgress:
    """One line when a stage starts and one at each tenth of it."""

    def __init__(self) -> None:
        self._what, self._total, self._done, self._told = "", 0, 0, 0

    def start(self, what: str, total: int) -> None:
        self._what, self._total, self._done, self._told = what, total, 0, 0
        if total:
            click.echo(f"{what}: {total}", err=True)

    def advance(self, by: int = 1) -> None:
        self._done += by
        tenth = self._done * 10 // max(self._total, 1)
        if tenth > self._told and self._total >= 20:
            self._told = tenth
            click.echo(f"{self._what}: {self._done} of {self._total}", err=True)

    def close(self) -> None: ...


def terminal_progress() -> TerminalProgress | LineProgress:
    return TerminalProgress() if sys.stderr.isatty() else LineProgress()
