"""What stands printed in a finished PDF, as PDFium reads its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

from packet.building.placing import BAND
from packet.doors.pdfium import open_document
from packet.model import Word
from packet.workers import task

VERSION = 2
OPENED_FOR = 50  # pages; PDFium keeps what it has read of a file until it is closed
_CORNER = 96.0  # width of its right end, where the packet's page number stands


class Region(TypedDict):
    page: int  # from 1
    box: list[float]  # left, top, right, bottom


class Printed(TypedDict):
    texts: list[str]  # what stands in each region
    numbers: list[str]  # for each page, what stands at the right end of its foot
    sheets: dict[str, list[str]]  # by the sheet's name, what each of its pages says above its foot


@task(seconds=600)
def read_printed(path: str, first: int, regions: list[Region], sheets: list[str]) -> Printed:
    """Read a run of pages that begins with the page `first`: the feet, the regions, the sheets.

    `sheets` names for each page of the run the sheet that it is, or "".
    """
    found = Printed(texts=[""] * len(regions), numbers=[], sheets={})
    with open_document(Path(path)) as pdf:
        for page, sheet in enumerate(sheets, first):
            words, (width, height) = pdf.words(page), pdf.size(page)
            found["numbers"].append(_text(words, [width - _CORNER, height - BAND, width, height]))
            if sheet:
                above = _text(words, [0, 0, width, height - BAND])
                found["sheets"].setdefault(sheet, []).append(above)
            for place, region in enumerate(regions):
                if region["page"] == page:
                    found["texts"][place] = _text(words, region["box"])
    return found


def join_printed(runs: Iterable[Printed]) -> Printed:
    """What consecutive runs say, as one."""
    whole = Printed(texts=[], numbers=[], sheets={})
    for run in runs:
        whole["texts"] += run["texts"]
        whole["numbers"] += run["numbers"]
        for sheet, texts in run["sheets"].items():
            whole["sheets"].setdefault(sheet, []).extend(texts)
    return whole


def _text(words: Sequence[Word], box: Sequence[float]) -> str:
    """The words whose middle lies in the box."""
    left, top, right, bottom = box
    return " ".join(
        word.text
        for word in words
        if left <= (word.box[0] + word.box[2]) / 2 <= right
        and top <= (word.box[1] + word.box[3]) / 2 <= bottom
    )
