"""What stands printed in a finished PDF, as PDFium reads its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from pathlib import Path
from typing import TypedDict

from packet.building.placing import BAND
from packet.doors.pdfium import open_document
from packet.model import Word
from packet.workers import task

VERSION = 4
OPENED_FOR = 50  # pages; PDFium keeps what it has read of a file until it is closed
_CORNER = 96.0  # width of its right end, where the packet's page number stands


class Region(TypedDict):
    page: int  # from 1
    box: list[float]  # left, top, right, bottom


class SheetWords(TypedDict):
    page: int  # from 1
    sheet: str
    foot: float  # where the page's foot begins, from its top
    words: list[tuple[str, tuple[float, float]]]  # each with its middle


class Run(TypedDict):
    """What PDFium reads on a run of pages."""

    numbers: list[str]  # for each page, what stands at the right end of its foot
    sheets: list[SheetWords]  # the pages that are sheets made by packet


class Printed(TypedDict):
    texts: list[str]  # what stands in each region
    numbers: list[str]  # for each page, what stands at the right end of its foot
    sheets: dict[str, list[str]]  # by the sheet's name, what each of its pages says above its foot


@task(seconds=600)
def read_run(path: str, first: int, sheets: list[str]) -> Run:
    """Read the feet and the sheets of a run of pages that begins with the page `first`.

    `sheets` names for each page of the run the sheet that it is, or "".
    """
    found = Run(numbers=[], sheets=[])
    with open_document(Path(path)) as pdf:
        for page, sheet in enumerate(sheets, first):
            width, height = pdf.size(page)
            foot = height - BAND
            found["numbers"].append(pdf.text_in(page, (width - _CORNER, foot, width, height)))
            if sheet:
                words = _middles(pdf.words(page))
                found["sheets"].append(SheetWords(page=page, sheet=sheet, foot=foot, words=words))
    return found


def join_runs(runs: Iterable[Run], regions: Iterable[Region]) -> Printed:
    """What consecutive runs say, as one, and what stands in regions of their sheets."""
    whole = Printed(texts=[], numbers=[], sheets={})
    words: dict[int, Sequence[tuple[str, tuple[float, float]]]] = {}
    for run in runs:
        whole["numbers"] += run["numbers"]
        for said in run["sheets"]:
            words[said["page"]] = said["words"]
            above = _text(said["words"], [-inf, -inf, inf, said["foot"]])
            whole["sheets"].setdefault(said["sheet"], []).append(above)
    whole["texts"] = [_text(words.get(one["page"], ()), one["box"]) for one in regions]
    return whole


def _middles(words: Iterable[Word]) -> list[tuple[str, tuple[float, float]]]:
    return [
        (word.text, ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2))
        for word in words
    ]


def _text(words: Iterable[tuple[str, tuple[float, float]]], box: Sequence[float]) -> str:
    """The words whose middle lies in the box."""
    left, top, right, bottom = box
    return " ".join(text for text, (x, y) in words if left <= x <= right and top <= y <= bottom)
