"""How plan.yaml names pages: "documents/scan0001.pdf 4-6, 9", or a path alone for all its pages.

What follows the last space is the page numbers, unless the whole text is the path of a source.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from packet.doors.yaml import Node
from packet.model import PageRef, Source
from packet.words import many, runs

_RANGE = r"\d{1,9}(?:\s*[-–]\s*\d{1,9})?"
_RANGES = re.compile(rf"{_RANGE}(?:\s*,\s*{_RANGE})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Pages that a plan names and no source has."""

    node: Node
    source: str
    page: int  # 0: the whole source
    why: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    refs: tuple[PageRef, ...]
    missing: tuple[Missing, ...] = ()


def find_pages(node: Node, sources: Mapping[str, Source], default: str = "") -> Found:
    """The pages that one text names, in its order. `default` is the source of bare numbers.

    Raises UsageError, with its place, for numbers that make no range.
    """
    path, numbers = _read(node.text, sources, default)
    source = sources.get(path)
    if source is None:
        return Found(refs=(), missing=(_unknown(node, path, sources),))
    if not source.ok:
        why, hint = f"{path} could not be used: {source.error}", source.hint
        return Found(refs=(), missing=(_missing(node, path, 0, why, hint),))
    pages: dict[int, None] = {}
    beyond = 0
    for first, last in _ranges(node, numbers) if numbers else [(1, source.pages)]:
        for page in range(first, min(last, source.pages) + 1):
            if page in pages:
                raise node.error(f"{path} p. {page} stands twice on this line; delete one of them")
            pages[page] = None
        beyond = beyond or (max(first, source.pages + 1) if last > source.pages else 0)
    missing = (_beyond(node, source, beyond),) if beyond else ()
    return Found(refs=tuple(PageRef(source=path, page=page) for page in pages), missing=missing)


def name_pages(refs: Iterable[PageRef]) -> tuple[str, ...]:
    """Pages as texts, one for each run in the same source, in the order given."""
    return tuple(
        f"{source} {name_numbers([ref.page for ref in run])}"
        for source, run in groupby(refs, key=lambda ref: ref.source)
    )


def name_numbers(pages: Sequence[int]) -> str:
    """Page numbers as ranges, in the order given: 4-6,9."""
    return ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in runs(pages)
    )


def _read(text: str, sources: Mapping[str, Source], default: str) -> tuple[str, str]:
    if default and _RANGES.fullmatch(text.strip()):
        return default, text.strip()
    readings = [*_readings(text)]
    known = (
        (path, numbers)
        for path, numbers in readings
        for path in (path, path.strip())
        if path in sources
    )
    return next(known, readings[-2:][0])  # with as many numbers as there can be


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read a text as path and numbers: the last word as numbers, as many words as
    can be numbers, none."""
    last = re.search(r"\s(\S+)\s*$", text)
    if last and _RANGES.fullmatch(last[1]):
        yield text[: len(text) - len(last[0])], last[1]
    most = _RANGES.match(text[::-1].lstrip())
    if most:
        path = text.rstrip()[: -len(most[0])]
        if path != path.rstrip():
            yield path.rstrip(), most[0][::-1]
    yield text, ""


def _ranges(node: Node, numbers: str) -> Iterator[tuple[int, int]]:
    for part in numbers.split(","):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        first, last = ends[0], ends[-1]
        if first < 1:
            raise node.error("pages are counted from 1; there is no page 0")
        if last < first:
            raise node.error(f"{first}-{last} runs backwards; write {last}-{first}")
        yield first, last


def _unknown(node: Node, path: str, sources: Mapping[str, Source]) -> Missing:
    near = difflib.get_close_matches(path, sources, n=1, cutoff=0.8)
    hint = f"did you mean {near[0]}?" if near else "put the file back, or delete the line"
    return _missing(node, path, 0, f"{path} is not among the originals", hint)


def _beyond(node: Node, source: Source, page: int) -> Missing:
    why = f"{source.path} has {many(source.pages, 'page')}, no page {page}"
    return _missing(node, source.path, page, why, "correct the page numbers")


def _missing(node: Node, source: str, page: int, why: str, hint: str) -> Missing:
    return Missing(node=node, source=source, page=page, why=why, hint=hint)
