"""Cutting a document that is still too large into parts, at page boundaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from packet.doors.pdf import (
    Array,
    Dictionary,
    Object,
    Stream,
    damage_is_unusable,
    number_of,
    open_pdf,
)
from packet.workers import task

_A_PAGE = 1_000  # bytes for the page itself and its place in the file's tables
_A_FILE = 4_000


@task(seconds=600)
def weigh(body: str) -> list[dict[str, int]]:
    """For each page, the bytes of every stream it is drawn from, by an id. Raises Unusable."""
    with open_pdf(Path(body)) as pdf, damage_is_unusable():
        return [_streams(page.obj) for page in pdf.pages]


def cut(weights: Sequence[Mapping[str, int]], most: int, first: int = 0) -> tuple[range, ...]:
    """Runs of pages (from 1), each of at most `most` bytes; a page above that stands alone.

    `first` bytes of the first part are taken already. What pages share counts once a part.
    """
    parts: list[range] = []
    start, held, total = 1, set[str](), _A_FILE + first
    for number, streams in enumerate(weights, 1):
        added = _A_PAGE + sum(size for name, size in streams.items() if name not in held)
        if total + added > most and number > start:
            parts.append(range(start, number))
            start, held, total = number, set(), _A_FILE
            added = _A_PAGE + sum(streams.values())
        held |= streams.keys()
        total += added
    parts.append(range(start, len(weights) + 1))
    return tuple(parts)


def _streams(page: Object) -> dict[str, int]:
    sizes: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    waiting: list[Object] = [page]
    while waiting:
        thing = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, Stream):
            sizes[str(thing.objgen[0])] = int(number_of(thing, "/Length"))
        if isinstance(thing, Array):
            waiting += [one for one in thing if isinstance(one, Object)]
        elif isinstance(thing, Dictionary | Stream):
            waiting += [
                value
                for key, value in thing.items()
                if key != "/Parent" and isinstance(value, Object)
            ]
    return sizes
