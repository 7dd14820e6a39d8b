"""The page numbers that a page itself prints: "Page 2 of 5", "2/5", "- 3 -", "Página 2 de 5"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packet.model import Page
from packet.understanding.folding import fold

_EDGE_LINES = 4  # page numbers stand in the first or last lines
_MOST = 400
_PAGE = r"(?:page|pages|pg|p|pagina|pag|seite|feuille|folio|sheet|hoja|strona|sayfa|str)\.?"
_OF = r"(?:of|de|von|sur|di|van|du|z|out of|/)"
_NAMED_PAIR = re.compile(
    rf"(?<!\w){_PAGE}\s*:?\s*#?\s*(\d{{1,3}})\s*{_OF}\s*(\d{{1,3}})(?![\w.,/])"
)
_NAMED = re.compile(rf"(?<!\w){_PAGE}\s*:?\s*(\d{{1,3}})(?![\w/-])")
_PAIR_ALONE = re.compile(r"[-–(\[|\s]*(\d{1,3})\s*(?:of|de|/)\s*(\d{1,3})[-–)\]|\s]*")
_DASHED = re.compile(r"[-–~(\[|]\s*(\d{1,3})\s*[-–~)\]|]")
_BARE = re.compile(r"(\d{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A printed page number. `total` is 0 where the page does not say how many there are;
    `sure` is false for a bare number, which may be anything."""

    page: int
    total: int = 0
    sure: bool = True

    def __str__(self) -> str:
        return f"Page {self.page} of {self.total}" if self.total else f"Page {self.page}"

    def follows(self, before: Number) -> bool:
        """Whether this is the very next page of the same count."""
        return self.page == before.page + 1 and self.total == before.total


def printed_number(page: Page) -> Number | None:
    """What the page says of its place; None where it says nothing or contradicts itself."""
    lines = [fold(line) for line in page.lines]
    named = {pair for line in lines for pair in _pairs(_NAMED_PAIR, line)}
    if len(named) == 1:
        ((number, total),) = named
        return Number(page=number, total=total)
    if named:
        return None
    edges = [*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]]
    return next(_at_edge(edges), None)


def _at_edge(edges: list[str]) -> Iterator[Number]:
    for line in edges:
        whole = _PAIR_ALONE.fullmatch(line)
        if whole and _possible(int(whole[1]), int(whole[2])):
            yield Number(page=int(whole[1]), total=int(whole[2]))
    for line in edges:
        named = _NAMED.search(line)
        if named and 0 < int(named[1]) <= _MOST:
            yield Number(page=int(named[1]))
    for pattern in (_DASHED, _BARE):
        for line in reversed(edges):
            bare = pattern.fullmatch(line.strip())
            if bare and 0 < int(bare[1]) <= _MOST:
                yield Number(page=int(bare[1]), sure=pattern is _DASHED)


def _pairs(pattern: re.Pattern[str], line: str) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(line):
        number, total = int(found[1]), int(found[2])
        if _possible(number, total):
            yield number, total


def _possible(number: int, total: int) -> bool:
    return 0 < number <= total <= _MOST
