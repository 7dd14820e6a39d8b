"""Whether the clean PDF looks like its original, page by page, at low resolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packet.doors.images import draft
from packet.doors.pdfium import Document, open_document

Grey = NDArray[np.uint8]

_LUMA = np.array([0.299, 0.587, 0.114])
_SCALE = 40 / 72  # pixels a point
_LONGEST = 800  # pixels
_TILE = 8  # pixels; at 40 dpi the height of a line of text
_BLUR = 4  # pixels over which two libraries' ways of scaling even out
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
            yield from (n for n in pages if not _same_page(theirs, ours, n))


def _same_page(theirs: Document, ours: Document, n: int) -> bool:
    """A viewer may show a form's fields plainly or as fields to be filled; either will do."""
    shown = _small(ours, n)
    plain = _differences(_small(theirs, n), shown)
    if plain is None or plain.max() <= _CLEARLY:
        return plain is not None
    filled = _differences(_small(theirs, n, forms=True), shown)
    return filled is not None and float(np.minimum(plain, filled).max()) <= _CLEARLY


def _small(document: Document, n: int, *, forms: bool = False) -> Grey:
    width, height = document.size(n)
    if min(width, height) <= 0:
        return np.full((1, 1), 255, dtype=np.uint8)
    scale = min(_SCALE, _LONGEST / max(width, height))
    # Not grey at once: PDFium blends colours differently then.
    colours = document.render(n, scale=scale, gray=False, forms=forms)
    return np.asarray(colours @ _LUMA, dtype=np.uint8)


def _differences(theirs: Grey, ours: Grey) -> NDArray[np.float32] | None:
    """How far the tiles of two renderings are apart; None if their sizes are."""
    if max(abs(a - b) for a, b in zip(theirs.shape, ours.shape, strict=True)) > 2:
        return None
    height, width = (min(a, b) for a, b in zip(theirs.shape, ours.shape, strict=True))
    return _tiles(np.abs(theirs[:height, :width].astype(np.float32) - ours[:height, :width]), _TILE)


def _same_picture(shown: Grey, source: Path, kind: str, n: int) -> bool:
    height, width = shown.shape
    theirs = _tiles(draft(source, kind, n, (width, height)), _BLUR)
    ours = _tiles(shown, _BLUR)
    if min(float(ours.std()), float(theirs.std())) < _PLAIN:
        return abs(float(ours.mean()) - float(theirs.mean())) < 4 * _PLAIN
    return float(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]) >= _ALIKE


def _tiles(image: NDArray[Any], side: int) -> NDArray[np.float32]:
    """The means of the image's squares of `side` pixels."""
    padded = np.pad(image, ((0, -image.shape[0] % side), (0, -image.shape[1] % side)), "edge")
    rows, columns = padded.shape[0] // side, padded.shape[1] // side
    squares = padded.reshape(rows, side, columns, side).astype(np.float32)
    means: NDArray[np.float32] = squares.mean(axis=(1, 3))
    return means
