"""The door to PDFium: how a PDF looks, and the text that is drawn on it.

Page numbers are 1-based. A page is seen as displayed: after /Rotate and CropBox, in points from
its top left corner.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c
from numpy.typing import NDArray
from pypdfium2.version import PDFIUM_INFO

from packet.errors import Unusable
from packet.model import Word

Pixels = NDArray[np.uint8]
"""(height, width) grey or (height, width, 3) RGB."""

Box = tuple[float, float, float, float]

VERSION = f"pdfium {PDFIUM_INFO}"

_MOST_PIXELS = 120_000_000
_MOST_OBJECTS = 20_000  # a page with more is a drawing; what follows changes nothing
_MOST_CHARACTERS = 200_000
_ENOUGH_CHARACTERS = 2_000
_DEEPEST_FORM = 4
_UNIT = 1 << 20  # device units a page is measured in, to read PDFium's whole-number transform
_FIRST_LEFTWARD, _LAST_LEFTWARD = 0x590, 0x900
_INVISIBLE = 3  # text render mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image drawn on a page. `box` is where, as displayed; `pixels` its own (width, height);
    `turn` how its rows lie: None when it is mirrored or stands askew, else the clockwise turn
    in degrees."""

    box: Box
    pixels: tuple[int, int]
    turn: int | None

    @property
    def dpi(self) -> float:
        left, top, right, bottom = self.box
        width, height = self.pixels if self.turn in (None, 0, 180) else self.pixels[::-1]
        return 72 * min(width / max(right - left, 0.1), height / max(bottom - top, 0.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a page is drawn from."""

    pictures: tuple[Picture, ...] = ()
    texts: int = 0  # visible text objects
    hidden: int = 0  # invisible ones, as OCR leaves them
    others: int = 0  # paths and shadings


class Document:
    """An open PDF. Not thread-safe."""

    def __init__(self, pdf: pdfium.PdfDocument) -> None:
        self._pdf = pdf
        self._page: tuple[int, Any] | None = None

    def __len__(self) -> int:
        return len(self._pdf)

    def size(self, n: int) -> tuple[float, float]:
        """Width and height in points, as displayed."""
        with _ours(n):
            width, height = self._at(n).get_size()
        return float(width), float(height)

    def render(self, n: int, *, scale: float, gray: bool = True, forms: bool = False) -> Pixels:
        """The page as displayed, at `scale` pixels a point. `forms` draws form fields as a
        viewer does. Raises Unusable, also above 120 million pixels."""
        if forms:
            self._draw_forms()
        with _ours(n):
            page = self._at(n)
            width, height = page.get_size()
            if math.ceil(width * scale) * math.ceil(height * scale) > _MOST_PIXELS:
                raise Unusable(f"page {n} is too large to be drawn")
            bitmap = page.render(
                scale=scale, grayscale=gray, rev_byteorder=not gray, may_draw_forms=forms
            )
            return np.ascontiguousarray(
                bitmap.to_numpy().reshape(
                    (bitmap.height, bitmap.width) if gray else (bitmap.height, bitmap.width, 3)
                )
            )

    def words(self, n: int) -> tuple[Word, ...]:
        """The words of the page's text, in the order of its content; boxes as displayed."""
        with _ours(n):
            page = self._at(n)
            text = page.get_textpage()
            try:
                count = min(text.count_chars(), _MOST_CHARACTERS)
                codes, boxes = _characters(text, count)
            finally:
                text.close()
            return _words(codes, _displayed(page, boxes))

    def text_in(self, n: int, box: Sequence[float]) -> str:
        """The words in a box of the page as displayed (left, top, right, bottom), in one line."""
        with _ours(n):
            page = self._at(n)
            corners = np.array([_canvas(page, *box[:2]), _canvas(page, *box[2:])])
            (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
            text = page.get_textpage()
            try:
                return " ".join(str(text.get_text_bounded(left, bottom, right, top)).split())
            finally:
                text.close()

    def turn(self, n: int) -> int:
        """The clockwise turn in degrees that sets most of the page's text upright."""
        with _ours(n):
            page = self._at(n)
            text = page.get_textpage()
            try:
                codes, boxes = _characters(text, min(text.count_chars(), _ENOUGH_CHARACTERS))
            finally:
                text.close()
            return _upright_turn(codes, _displayed(page, boxes))

    def contents(self, n: int) -> Contents:
        """What the page is drawn from; the first 20,000 objects of it."""
        with _ours(n):
            return _contents(self._at(n))

    def image(self, n: int) -> Pixels | None:
        """The page's own pixels, as displayed, undistorted and at full resolution, if it is one
        upright image and nothing else visible; otherwise None.

        Masks and odd colour maps are not applied: compare with a small `render` before use.
        """
        with _ours(n):
            page = self._at(n)
            found = _contents(page)
            if len(found.pictures) != 1 or found.texts or found.others:
                return None
            (picture,) = found.pictures
            width, height = picture.pixels
            if picture.turn is None or not _fills(picture.box, page.get_size()):
                return None
            if width * height > _MOST_PIXELS:
                raise Unusable(f"the image on page {n} is too large to be read")
            image, _ = next(_images(page))
            pixels = _decoded(image.get_bitmap())
            return np.ascontiguousarray(np.rot90(pixels, -picture.turn // 90))

    def _at(self, n: int) -> Any:
        if self._page is None or self._page[0] != n:
            self._forget()
            self._page = n, self._pdf[n - 1]
        return self._page[1]

    def _forget(self) -> None:
        if self._page is not None:
            self._page[1].close()
            self._page = None

    def _draw_forms(self) -> None:
        if self._pdf.formenv is None:
            self._forget()  # only pages opened from now on draw their fields
            self._pdf.init_forms()

    def close(self) -> None:
        self._forget()
        self._pdf.close()


@contextmanager
def open_document(path: Path) -> Iterator[Document]:
    """Open a PDF that needs no password. Raises Unusable."""
    try:
        document = Document(pdfium.PdfDocument(path))
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        raise Unusable(
            "damaged PDF: it cannot be displayed", "export or scan the document again"
        ) from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _ours(n: int) -> Iterator[None]:
    try:
        yield
    except (pdfium.PdfiumError, ctypes.ArgumentError, ValueError, IndexError) as error:
        raise Unusable(f"page {n} cannot be displayed") from error


def _displayed(page: Any, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes (left, bottom, right, top) on the PDF's canvas as displayed (left, top, right,
    bottom). Shape (n, 4) both."""
    width, height = page.get_size()
    corners = np.array([_device(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000))])
    origin = corners[0]
    matrix = (corners[1:] - origin) / 1000
    scale = np.array([width, height]) / _UNIT
    first = (boxes[:, :2] @ matrix + origin) * scale
    second = (boxes[:, 2:] @ matrix + origin) * scale
    return np.hstack([np.minimum(first, second), np.maximum(first, second)])


def _device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    c.FPDF_PageToDevice(page, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
    return across.value, down.value


def _canvas(page: Any, x: float, y: float) -> tuple[float, float]:
    """A place on the page as displayed, on the PDF's canvas."""
    width, height = page.get_size()
    across, up = ctypes.c_double(), ctypes.c_double()
    place = (round(x / width * _UNIT), round(y / height * _UNIT))
    c.FPDF_DeviceToPage(page, 0, 0, _UNIT, _UNIT, 0, *place, across, up)
    return across.value, up.value


def _characters(text: Any, count: int) -> tuple[list[int], NDArray[np.float64]]:
    """Code points, and boxes as (left, bottom, right, top) on the canvas."""
    codes = [c.FPDFText_GetUnicode(text, i) for i in range(count)]
    boxes = np.zeros((count, 4))
    box = c.FS_RECTF()
    for i in range(count):
        if codes[i] > 32 and c.FPDFText_GetLooseCharBox(text, i, box):
            boxes[i] = box.left, box.bottom, box.right, box.top
    return codes, boxes


def _words(codes: list[int], boxes: NDArray[np.float64]) -> tuple[Word, ...]:
    words: list[Word] = []
    line = start = 0
    line_used = False
    for i, code in enumerate([*codes, 32]):
        if code > 32 and code != 0xA0:
            continue
        spelled = "".join(map(_letter, codes[start:i]))
        if spelled.strip():
            left, top = boxes[start:i, :2].min(axis=0).round(2).tolist()
            right, bottom = boxes[start:i, 2:].max(axis=0).round(2).tolist()
            box = (left, top, right, bottom)
            words.append(Word(text=spelled, box=box, line=line))
            line_used = True
        if code in (10, 13) and line_used:
            line, line_used = line + 1, False
        start = i + 1
    return tuple(words)


def _upright_turn(codes: list[int], boxes: NDArray[np.float64]) -> int:
    """From where the letters of a word follow each other."""
    solid = np.array([code > 32 and code != 0xA0 for code in codes], dtype=bool)
    pairs = solid[1:] & solid[:-1]
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    steps = (middles[1:] - middles[:-1])[pairs]
    if not len(steps):
        return 0
    level = np.abs(steps[:, 0]) >= np.abs(steps[:, 1])
    leftward = level & (steps[:, 0] < 0)
    if sum(_FIRST_LEFTWARD <= code < _LAST_LEFTWARD for code in codes) > len(codes) / 4:
        leftward[:] = False  # Hebrew and Arabic run to the left on an upright page
    tallies = {
        0: int(np.count_nonzero(level & ~leftward)),
        180: int(np.count_nonzero(leftward)),
        90: int(np.count_nonzero(~level & (steps[:, 1] < 0))),
        270: int(np.count_nonzero(~level & (steps[:, 1] > 0))),
    }
    return max(tallies, key=lambda turn: tallies[turn])


def _letter(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "�"
    return "-" if code == 2 else chr(code)  # PDFium marks a hyphen at a line's end as 2


def _contents(page: Any) -> Contents:
    pictures: list[Picture] = []
    texts = hidden = others = 0
    for item, forms in _objects(page):
        if item.type == c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(_picture(page, item, forms))
        elif item.type != c.FPDF_PAGEOBJ_TEXT:
            others += 1
        elif c.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
            hidden += 1
        else:
            texts += 1
    return Contents(pictures=tuple(pictures), texts=texts, hidden=hidden, others=others)


def _objects(page: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every object that draws something, with the form XObjects around it, outermost first."""
    around: list[Any] = []
    for seen, item in enumerate(page.get_objects(max_depth=_DEEPEST_FORM)):
        if seen >= _MOST_OBJECTS:
            return
        around = around[: item.level]
        if item.type == c.FPDF_PAGEOBJ_FORM:
            around.append(item)
        else:
            yield item, tuple(around)


def _images(page: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    return (pair for pair in _objects(page) if pair[0].type == c.FPDF_PAGEOBJ_IMAGE)


def _picture(page: Any, image: Any, forms: tuple[Any, ...]) -> Picture:
    matrix = image.get_matrix()
    for form in reversed(forms):
        matrix = matrix.multiply(form.get_matrix())
    corners = np.array([matrix.on_point(x, y) for x, y in ((0, 1), (1, 1), (0, 0))])
    points = _displayed(page, np.hstack([corners, corners]))[:, :2]
    low = points.min(axis=0)
    high = points.max(axis=0)
    return Picture(
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        pixels=image.get_px_size(),
        turn=_turn(points[1] - points[0], points[2] - points[0]),
    )


def _turn(across: NDArray[np.float64], down: NDArray[np.float64]) -> int | None:
    """The clockwise turn of an image whose rows run along `across` and columns along `down`."""
    slack = 0.002 * (np.abs(across).sum() + np.abs(down).sum())
    turns = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
    for turn, (ax, ay, dx, dy) in turns.items():
        along = across @ (ax, ay), down @ (dx, dy)
        aside = abs(across @ (ay, ax)), abs(down @ (dy, dx))
        if min(along) > 0 and max(aside) <= slack:
            return turn
    return None


def _fills(box: Box, size: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    width, height = size
    slack = 0.005 * max(width, height)
    return max(abs(left), abs(top), abs(right - width), abs(bottom - height)) <= slack


def _decoded(bitmap: Any) -> Pixels:
    pixels: Pixels = bitmap.to_numpy()
    if pixels.ndim == 2:
        return pixels.copy()
    if pixels.shape[2] == 1:
        return pixels[:, :, 0].copy()
    return pixels[:, :, 2::-1].copy()
