"""From sources to pages: runs of pages to workers, what they found to the cache.

A run that kills its worker is read again page by page, so that a bad page harms no other; the bad
page itself is kept, with no text and the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from packet.cache import Cache, digest_file
from packet.context import Context
from packet.doors import pdfium, tesseract
from packet.errors import Unusable, WorkerDied
from packet.model import Page, Source
from packet.reading import record
from packet.reading.tasks import measure, read_run

VERSION = 1  # raise it when the same page would be read otherwise

_RUN = 4  # pages a worker reads at a time
_SHORT = 8  # pages of a source up to which runs are halved, to keep both cores busy
_LETTER = (612.0, 792.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Pages `first` to `last` of a source whose normal PDF has the digest `digest`."""

    source: Source
    digest: str
    first: int
    last: int

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def key(self) -> str:
        engines = f"{tesseract.VERSION}, {pdfium.VERSION}"
        return Cache.key("read", VERSION, self.digest, self.first, self.last, engines)

    def thumbnail(self, number: int) -> str:
        return f"-{number}.jpg"

    def singly(self) -> Iterator[_Run]:
        for number in self.numbers:
            yield _Run(source=self.source, digest=self.digest, first=number, last=number)


def read(sources: Sequence[Source], context: Context) -> tuple[Page, ...]:
    """Every page of every ok source, in the order of the sources. A page that cannot be read says
    why. Raises MissingDependencyError where the recogniser has no data."""
    tesseract.check_data()
    runs = [run for source in sources if source.ok for run in _runs(source)]
    context.progress.start("Reading pages", sum(len(run.numbers) for run in runs))
    pages: dict[tuple[str, int], Page] = {}
    missing = []
    for run in runs:
        if (kept := _find(run, context.cache)) is None:
            missing.append(run)
        else:
            context.progress.advance(len(run.numbers))
            pages.update(_by_place(kept))
    for found in _read_all(missing, context):
        context.progress.advance(len(found))
        pages.update(_by_place(found))
    return tuple(pages[run.source.path, number] for run in runs for number in run.numbers)


def _runs(source: Source) -> Iterator[_Run]:
    digest = digest_file(Path(source.normal))
    length = _RUN if source.pages > _SHORT else _RUN // 2
    for first in range(1, source.pages + 1, length):
        last = min(first + length - 1, source.pages)
        yield _Run(source=source, digest=digest, first=first, last=last)


def _by_place(pages: Sequence[Page]) -> dict[tuple[str, int], Page]:
    return {(page.source, page.number): page for page in pages}


def _read_all(runs: Sequence[_Run], context: Context) -> Iterator[tuple[Page, ...]]:
    """The pages of the runs, as they become ready."""
    with ExitStack() as scratch:
        broken: list[_Run] = []
        jobs = [_Job(run, context, scratch) for run in runs]
        for job in _as_done(jobs):
            try:
                yield job.pages()
            except (WorkerDied, Unusable, RuntimeError):
                broken.append(job.run)
        singles = [_Job(one, context, scratch) for run in broken for one in run.singly()]
        for job in _as_done(singles):
            try:
                yield job.pages()
            except (WorkerDied, Unusable, RuntimeError) as error:
                yield (_unread(job.run, error, context),)


class _Job:
    """A run in a worker's hands, and the files it is being written to."""

    def __init__(self, run: _Run, context: Context, scratch: ExitStack) -> None:
        cache = context.cache
        self.run = run
        self._cache = cache
        self._facts = scratch.enter_context(cache.scratch(".json"))
        self._layer = scratch.enter_context(cache.scratch(".pdf"))
        self._thumbnails = [scratch.enter_context(cache.scratch(".jpg")) for _ in run.numbers]
        self.future: Future[bool] = context.executor.submit(
            read_run,
            run.source.normal,
            run.first,
            run.last,
            str(self._facts),
            str(self._layer),
            [str(path) for path in self._thumbnails],
        )

    def pages(self) -> tuple[Page, ...]:
        """What was read, now in the cache. Raises what the worker raised."""
        run, cache = self.run, self._cache
        if self.future.result():
            cache.keep(run.key, ".pdf", self._layer)
        for number, path in zip(run.numbers, self._thumbnails, strict=True):
            cache.keep(run.key, run.thumbnail(number), path)
        cache.keep(run.key, ".json", self._facts)
        kept = _find(run, cache)
        if kept is None:
            raise WorkerDied("what it wrote cannot be read")
        return kept


def _as_done(jobs: Sequence[_Job]) -> Iterator[_Job]:
    by_future = {job.future: job for job in jobs}
    return (by_future[future] for future in as_completed(by_future))


def _find(run: _Run, cache: Cache) -> tuple[Page, ...] | None:
    """The run's pages from the cache; None unless everything about them is there."""
    facts = cache.find(run.key, ".json")
    if facts is None:
        return None
    try:
        records = json.loads(facts.read_text(encoding="utf-8"))
        layer = cache.find(run.key, ".pdf") if any(one["layer_page"] for one in records) else None
        pages = []
        for number, one in zip(run.numbers, records, strict=True):
            thumbnail = cache.find(run.key, run.thumbnail(number))
            if thumbnail is None or (one["layer_page"] and layer is None):
                return None
            page = record.from_json(
                one, source=run.source.path, thumbnail=str(thumbnail), layer=str(layer)
            )
            pages.append(page)
    except (KeyError, TypeError, ValueError):
        return None
    return tuple(pages)


def _unread(run: _Run, error: Exception, context: Context) -> Page:
    """The page that cannot be read: its size, and why. Not cached: the next run tries again."""
    reason = str(error) if isinstance(error, (Unusable, WorkerDied)) else "an internal error"
    try:
        size = context.executor.submit(measure, run.source.normal, run.first).result()
        width, height = float(size[0]), float(size[1])
    except (WorkerDied, Unusable, RuntimeError):
        width, height = _LETTER
    return Page(
        source=run.source.path,
        number=run.first,
        width=width,
        height=height,
        rotation_sure=False,
        trouble=f"no text could be read: {reason}",
    )
