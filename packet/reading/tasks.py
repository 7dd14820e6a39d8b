"""What workers do for reading: a run of pages, or one page's size where nothing else works."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from packet.doors.images import encode_jpeg
from packet.doors.language import Linguist
from packet.doors.pdfium import open_document
from packet.doors.tesseract import Reader
from packet.errors import Unusable
from packet.model import Page
from packet.reading import record
from packet.reading.lines import TextPage
from packet.reading.page import Tools, read_page
from packet.workers import task

_THUMBNAIL_QUALITY = 72
_COLOURED = 12  # levels by which a pixel's bands differ on a page that has colour


@task(seconds=300)
def read_run(
    normal: str, first: int, last: int, facts: str, layer: str, thumbnails: Sequence[str]
) -> bool:
    """Read pages `first` to `last` of the PDF `normal`. Writes the pages' records to `facts`, a
    JPEG to each of `thumbnails`, and the invisible text to `layer`, if any page needs it: whether
    is returned. Raises Unusable if any of the pages cannot be read."""
    tools = _tools()
    pages, texts = list[Page](), list[TextPage]()
    with open_document(Path(normal)) as document:
        for number, thumbnail in zip(range(first, last + 1), thumbnails, strict=True):
            read = read_page(document, number, tools)
            page = read.page
            if read.text:
                texts.append(read.text)
                page = replace(page, layer_page=len(texts))
            pages.append(page)
            Path(thumbnail).write_bytes(_jpeg(read.thumbnail))
    if texts and not _layer_written(texts, Path(layer)):
        if last > first:
            raise Unusable("the text of one of the pages could not be laid over it")
        pages = [replace(pages[0], layer_page=0, trouble="its text could not be laid over it")]
        texts = []
    records = [record.to_json(page) for page in pages]
    Path(facts).write_text(json.dumps(records), encoding="utf-8")
    return bool(texts)


@task(seconds=30)
def measure(normal: str, number: int) -> tuple[float, float]:
    """Width and height of a page as displayed."""
    with open_document(Path(normal)) as document:
        return document.size(number)


@cache  # a worker keeps its recogniser and its language model for its life
def _tools() -> Tools:
    return Tools(reader=Reader(), linguist=Linguist())


def _layer_written(texts: Sequence[TextPage], path: Path) -> bool:
    from packet.doors.textlayer import write_layer  # half a second that digital pages do not need

    try:
        write_layer(texts, path)
    except Unusable:
        return False
    return True


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    bands = pixels.astype(np.int16)
    if np.percentile(bands.max(axis=2) - bands.min(axis=2), 99) < _COLOURED:
        pixels = np.ascontiguousarray(pixels[:, :, 1])
    return encode_jpeg(pixels, _THUMBNAIL_QUALITY, 72)
