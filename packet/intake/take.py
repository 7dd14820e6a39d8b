"""Take in the originals of a case: every file a source, usable or quarantined, never an error."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from packet.cache import Cache
from packet.context import Context
from packet.doors import images, pdf, pdfium
from packet.errors import Unusable, WorkerDied
from packet.intake.discover import Original, discover
from packet.intake.facts import Facts, Remark, findings_of
from packet.intake.prepare import compare, prepare
from packet.intake.spool import measure, spool
from packet.model import Finding, Source

VERSION = 2  # raise it when the same file would give another clean PDF or other facts
_AHEAD = 4  # files under way for each worker
_PAGES_A_TASK = 40
_AGAIN = "open it, print it to a new PDF, and put that in its place"

Item = TypeVar("Item")


@dataclass(slots=True)
class _Job:
    """One file's bytes under way: `copy` is being made into `target`, then the two compared."""

    key: str
    copy: Path
    target: Path
    prepared: Future[Any] | None = None
    compared: list[Future[Any]] = field(default_factory=list)
    facts: Facts | None = None
    normal: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An original with the digest and size it had, and what becomes of its bytes."""

    original: Original
    sha256: str
    bytes: int
    job: _Job


def take_in(context: Context) -> tuple[tuple[Source, ...], tuple[Finding, ...]]:
    """Every original of the case as a Source, in natural order, and what a person should know.

    Files with the same bytes are each listed; their clean PDF is made once.
    """
    originals, passed_over = discover(context.case)
    context.progress.start("Taking in files", len(originals))
    desk = _Desk(context)
    ahead = _AHEAD * context.workers
    begun = _run_ahead((desk.begin(original) for original in originals), ahead)
    compared = _run_ahead((desk.compare(entry) for entry in begun), ahead)
    sources: list[Source] = []
    findings = list(passed_over)
    for entry in compared:
        facts, normal = desk.finish(entry.job)
        sources.append(_source(entry, facts, normal))
        findings += findings_of(entry.original.shown, facts)
        context.progress.advance()
    return tuple(sources), tuple(findings)


def changed(context: Context, sources: Iterable[Source]) -> tuple[str, ...]:
    """The paths of the sources whose files are not what was taken in: altered or gone."""
    originals, _ = discover(context.case)
    paths = {original.shown: original.path for original in originals}
    return tuple(
        source.path
        for source in sources
        if source.sha256 and _digest(paths.get(source.path)) != source.sha256
    )


class _Desk:
    """Where jobs are begun, compared and finished, each at most once."""

    def __init__(self, context: Context) -> None:
        self._cache = context.cache
        self._executor = context.executor
        self._jobs: dict[str, _Job] = {}

    def begin(self, original: Original) -> _Entry:
        try:
            sha256, size = measure(original.path)
        except Unusable as error:
            return _Entry(original, "", 0, self._failed(error))
        if sha256 not in self._jobs:
            job = self._known(sha256)
            self._jobs[sha256] = job
            if job.facts is None:
                self._start(job, original.path, sha256)
        return _Entry(original, sha256, size, self._jobs[sha256])

    def compare(self, entry: _Entry) -> _Entry:
        """Wait for the clean PDF and have its pages compared with the original's."""
        job = entry.job
        if job.prepared is None or job.compared or job.facts is not None:
            return entry
        facts = _outcome(job.prepared)
        if facts.error:
            self._close(job, facts, keep=job.prepared.exception() is None)
            return entry
        for first in range(1, facts.pages + 1, _PAGES_A_TASK):
            last = min(first + _PAGES_A_TASK - 1, facts.pages)
            paths = str(job.copy), str(job.target)
            job.compared.append(self._executor.submit(compare, *paths, facts.kind, first, last))
        return entry

    def finish(self, job: _Job) -> tuple[Facts, str]:
        if job.facts is None and job.prepared is not None:
            facts = _with_changes(_outcome(job.prepared), job.compared)
            self._close(job, facts, keep=all(f.exception() is None for f in job.compared))
        assert job.facts is not None
        return job.facts, job.normal

    def _known(self, sha256: str) -> _Job:
        engines = (pdf.VERSION, images.VERSION, pdfium.VERSION)
        key = Cache.key("intake", VERSION, sha256, *engines)
        job = _Job(key, self._cache.room(), self._cache.room(".pdf"))
        entry = self._cache.find(key, ".json")
        facts = _read_facts(entry) if entry else None
        normal = self._cache.find(key, ".pdf") if facts and not facts.error else None
        if facts and (facts.error or normal):
            job.facts, job.normal = facts, str(normal or "")
        return job

    def _start(self, job: _Job, path: Path, sha256: str) -> None:
        try:
            spool(path, job.copy, sha256)
        except Unusable as error:
            self._close(job, Facts(kind="unknown", error=error.reason, hint=error.hint), keep=False)
            return
        job.prepared = self._executor.submit(prepare, str(job.copy), str(job.target))

    def _failed(self, error: Unusable) -> _Job:
        facts = Facts(kind="unknown", error=error.reason, hint=error.hint)
        return _Job("", self._cache.room(), self._cache.room(), facts=facts)

    def _close(self, job: _Job, facts: Facts, *, keep: bool) -> None:
        """Settle the job; `keep` says whether its facts would be the same the next time."""
        if not facts.error:
            job.normal = str(self._cache.keep(job.key, ".pdf", job.target))
        if keep:
            self._cache.keep_bytes(job.key, ".json", json.dumps(facts.to_json()).encode())
        job.copy.unlink(missing_ok=True)
        job.target.unlink(missing_ok=True)
        job.facts = facts


def _run_ahead(items: Iterable[Item], ahead: int) -> Iterator[Item]:
    """The same items in the same order, `ahead` of which have been begun before they are due."""
    waiting: deque[Item] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _outcome(prepared: Future[Any]) -> Facts:
    try:
        return Facts.from_json(prepared.result())
    except (WorkerDied, Unusable, RuntimeError, TypeError, ValueError, KeyError) as error:
        return _unsafe(error)


def _unsafe(error: Exception) -> Facts:
    why = f"the attempt {error}" if isinstance(error, WorkerDied) else "it is unlike any other"
    return Facts(kind="unknown", error=f"it could not be opened safely: {why}", hint=_AGAIN)


def _with_changes(facts: Facts, compared: Iterable[Future[Any]]) -> Facts:
    """The facts with a remark on the pages that came out different, or that cannot be shown."""
    try:
        pages = [int(page) for future in compared for page in future.result()]
    except (WorkerDied, RuntimeError) as error:
        return replace(_unsafe(error), kind=facts.kind)
    except Unusable as error:
        return Facts(kind=facts.kind, error=error.reason, hint=error.hint or _AGAIN)
    if not (unexpected := [page for page in pages if page not in facts.drawn]):
        return facts
    shown = ", ".join(map(str, unexpected[:20])) + (" …" if len(unexpected) > 20 else "")
    which = f"page {shown} looks" if len(unexpected) == 1 else f"pages {shown} look"
    remark = Remark(
        code="page-changed",
        message=f"{which} different from the original",
        hint="compare with the original; if something is missing, print the original to a PDF",
        page=unexpected[0],
    )
    return replace(facts, remarks=(*facts.remarks, remark))


def _read_facts(entry: Path) -> Facts | None:
    try:
        return Facts.from_json(json.loads(entry.read_bytes()))
    except (OSError, TypeError, ValueError, KeyError):
        return None


def _digest(path: Path | None) -> str:
    try:
        return measure(path)[0] if path else ""
    except Unusable:
        return ""


def _source(entry: _Entry, facts: Facts, normal: str) -> Source:
    return Source(
        path=entry.original.shown,
        sha256=entry.sha256,
        bytes=entry.bytes,
        pages=facts.pages,
        kind=facts.kind,
        error=facts.error,
        hint=facts.hint,
        normal=normal,
        notes=tuple(remark.message for remark in facts.remarks),
        removed=facts.removed,
        taken=facts.taken,
    )
