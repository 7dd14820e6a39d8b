"""What stands printed in a finished PDF, as PDFium reads its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from packet.building.placing import BAND
from packet.doors.pdfium import open_document
from packet.model import Word
from packet.workers import task

VERSION = 1
OPENED_FOR = 50  # pages; PDFium keeps what it has read of a file until it is closed
_CORNER = 96.0  # width of its right end, where the packet's page number stands


class Region(TypedDict):
    page: int  # from 1
    box: list[float]  # left, top, right, bottom


class Printed(TypedDict):
    texts: list[str]  # what stands in each region
    numbers: list[str]  # for each page, what stands at the right end of its foot
    sheets: dict[str, list[str]]  # by the sheet's name, what each of its pages says above its foot


@task(seconds=1800)
def read_printed(path: str, regions: list[Region], sheets: list[str]) -> Printed:
    """Read the text in `regions`, at the foot of every page, and on the sheets.

    `sheets` names for each page the sheet that it is, or "".
    """
    wanted: dict[int, list[int]] = {}
    for place, region in enumerate(regions):
        wanted.setdefault(region["page"], []).append(place)
    texts = [""] * len(regions)
    numbers = []
    said: dict[str, list[str]] = {}
    for page, words, (width, height) in _pages(Path(path)):
        numbers.append(_text(words, [width - _CORNER, height - BAND, width, height]))
        if sheet := sheets[page - 1] if page <= len(sheets) else "":
            said.setdefault(sheet, []).append(_text(words, [0, 0, width, height - BAND]))
        for place in wanted.get(page, ()):
            texts[place] = _text(words, regions[place]["box"])
    return Printed(texts=texts, numbers=numbers, sheets=said)


def _pages(path: Path) -> Iterator[tuple[int, Sequence[Word], tuple[float, float]]]:
    """Number, words and size of each page."""
    page, count = 1, 1
    while page <= count:
        with open_document(path) as pdf:
            count = len(pdf)
            last = min(count, page + OPENED_FOR - 1)
            for number in range(page, last + 1):
                yield number, pdf.words(number), pdf.size(number)
        page = last + 1


def _text(words: Sequence[Word], box: Sequence[float]) -> str:
    """The words whose middle lies in the box."""
    left, top, right, bottom = box
    return " ".join(
        word.text
        for word in words
        if left <= (word.box[0] + word.box[2]) / 2 <= right
        and top <= (word.box[1] + word.box[3]) / 2 <= bottom
    )
