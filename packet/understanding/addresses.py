"""Address blocks: the name that stands over a street and a city."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packet.understanding.anchors import Anchored, Run

_CITY = re.compile(r"[A-Za-z.'-]{2,},?\s+[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\W*$")
_STREET = re.compile(r"(?i)^\W*(?:\d+[a-z]?\s+\w|p\.?\s?o\.?\s?box|apt\b|unit\b|suite\b|#\s?\d)")
_ALIGNED = 8.0  # points: how far the lines of a block may be apart at the left
_TIGHT = 1.6  # of a line's height: the widest gap between lines of a block
_LONGEST = 4  # lines over the city


def addressees(page: Anchored) -> Iterator[str]:
    """The lines over the street of each address block, from its top, in reading order."""
    for run in page.runs:
        if _CITY.search(run.text):
            yield from _names_over(page, run)


def _names_over(page: Anchored, city: Run) -> Iterator[str]:
    """What stands over the uppermost street line of a block; street and city may share a line."""
    block = [city]
    while len(block) <= _LONGEST and (above := _above(page, block[-1])):
        block.append(above)
    streets = [at for at, run in enumerate(block) if _STREET.match(run.text)]
    if streets:
        yield from (run.text for run in reversed(block[streets[-1] + 1 :]))


def _above(page: Anchored, run: Run) -> Run | None:
    left, top = run.box[:2]
    stacked = [
        other
        for other in page.runs
        if abs(other.box[0] - left) < _ALIGNED
        and -0.3 * run.height < top - other.box[3] < _TIGHT * run.height
    ]
    return max(stacked, key=lambda other: other.box[3], default=None)
