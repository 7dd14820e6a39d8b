"""The one frozen value that carries what varies: cache, workers, progress, settings of this run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from packet.cache import Cache


class Progress(Protocol):
    """Where a stage tells how far it is. Never stdout."""

    def start(self, what: str, total: int) -> None:
        """A stage begins that will handle `total` units (pages, files)."""

    def advance(self, by: int = 1) -> None: ...


class Silent:
    """Progress for tests and for --json callers that want none."""

    def start(self, what: str, total: int) -> None: ...

    def advance(self, by: int = 1) -> None: ...


class InProcess(Executor):
    """Runs each task at once in this process. For tests and for finding bugs."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`executor` runs module-level functions whose arguments and results are plain JSON values;
    files travel as paths. `office` is the folder of an office's own templates and knowledge."""

    case: Path
    cache: Cache
    executor: Executor
    progress: Progress = field(default_factory=Silent)
    office: Path | None = None
    workers: int = 2
