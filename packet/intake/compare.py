"""Whether the clean PDF looks like its original, page by page, at low resolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from packet.doors.images import draft
from packet.doors.pdfium import Document, open_document

Grey = NDArray[np.uint8]

_SCALE = 40 / 72  # pixels a point
_LONGEST = 800  # pixels
_TILE = 8  # pixels; at 40 dpi the height of a line of text
_CLEARLY = 16.0  # levels of grey by which a tile's mean difference must stand out
_ALIKE = 0.9  # correlation of two pictures of one photograph, decoded by two libraries
_PLAIN = 6.0  # a picture whose grey varies less has nothing to correlate


def changed_pages(source: Path, normal: Path, kind: str, pages: Sequence[int]) -> Iterator[int]:
    """Those of the pages (from 1) that look clearly different. Raises Unusable."""
    with open_document(normal) as ours:
        if kind != "pdf":
            yield from (n for n in pages if not _same_picture(_small(ours, n), source, kind, n))
            return
        with open_document(source) as theirs:
            for n in pages:
                if not _same_page(_small(theirs, n, forms=True), _small(ours, n)):
                    yield n


def _small(document: Document, n: int, *, forms: bool = False) -> Grey:
    scale = min(_SCALE, _LONGEST / max(document.size(n)))
    return document.render(n, scale=scale, gray=True, forms=forms)


def _same_page(theirs: Grey, ours: Grey) -> bool:
    if max(abs(a - b) for a, b in zip(theirs.shape, ours.shape, strict=True)) > 2:
        return False
    height, width = (min(a, b) for a, b in zip(theirs.shape, ours.shape, strict=True))
    difference = np.abs(
        theirs[:height, :width].astype(np.float32) - ours[:height, :width].astype(np.float32)
    )
    padded = np.pad(difference, ((0, -height % _TILE), (0, -width % _TILE)))
    tiles = padded.reshape(padded.shape[0] // _TILE, _TILE, padded.shape[1] // _TILE, _TILE)
    return float(tiles.mean(axis=(1, 3)).max()) <= _CLEARLY


def _same_picture(ours: Grey, source: Path, kind: str, n: int) -> bool:
    height, width = ours.shape
    theirs = draft(source, kind, n, (width, height))
    if min(float(ours.std()), float(theirs.std())) < _PLAIN:
        return abs(float(ours.mean()) - float(theirs.mean())) < 4 * _PLAIN
    return float(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]) >= _ALIKE
