"""Reading one page of an open document: everything `Page` says but its place in the cache."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from packet.doors.language import Linguist
from packet.doors.pdfium import Contents, Document, Picture, Pixels
from packet.doors.tesseract import Reader
from packet.errors import Unusable
from packet.model import Page, TextOrigin, Word
from packet.reading import digital, look
from packet.reading.lines import TextPage
from packet.reading.recognise import Recognised, recognise

_DPI = 300.0  # at which text is recognised best
_LOWEST_DPI = 240.0  # a coarser picture is enlarged first: small print gains by it
_MOST_DPI = 375.0  # a finer picture costs time and gains nothing
_ENLARGED = 3.0  # times its own size a picture is enlarged at most; more adds no detail
_FILED = 792.0  # points of a Letter page's long side
_LEGAL = 1008.0  # points; a page longer than this is shrunk to Letter when filed
_FINE = 3300  # pixels of a Letter page at 300 dpi
_SMALL = 1100  # pixels of the long side on which a page is looked over
_THUMBNAIL = 220  # pixels wide
_SCANNED = 0.5  # share of the page under pictures that makes it a scan
_MARK = 0.03  # share of the page up to which a picture is a logo or a seal
_EMPTY = 0.00005  # share of ink, less than a word's, up to which a page is blank unread
_NEARLY_EMPTY = 0.0012  # share up to which it is blank if nothing can be read on it
_FAINT = 0.15  # depth up to which ink that cannot be read may shine through from the back
_MOST_SHADOW = 0.1  # share of the page that such a shadow takes up at most
_UNLIKE = 14.0  # levels by which a picture and the drawn page may differ before it is distrusted
_READ = 0.5  # mean confidence of print; mirrored print reads at 0.25
_SURE_WORD = 0.9
_CHANCE = 0.1  # share of letters that may look like sure words by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a worker keeps from page to page."""

    reader: Reader
    linguist: Linguist


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A page without its cache paths; `thumbnail` is small pixels of the upright page, `text` what
    the invisible layer must hold, None where the page has its own text or none."""

    page: Page
    thumbnail: NDArray[np.uint8]
    text: TextPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """A page as displayed, in pixels. `plane` is as fine as is good for reading; `small` is the
    whole page at about 100 dpi and `ink` what is printed there."""

    size: tuple[float, float]
    dpi: float | None
    plane: Pixels
    small: Pixels
    ink: look.Ink
    exact: Pixels

    @property
    def plane_dpi(self) -> float:
        return 72 * float(max(self.plane.shape)) / _paper(self.size)


def read_page(document: Document, number: int, tools: Tools) -> PageRead:
    """Read page `number` (from 1); its source is left empty. Raises Unusable where the page cannot
    be displayed."""
    width, height = document.size(number)
    contents = document.contents(number)
    words = document.words(number)
    main = _main(contents, width, height)
    scan = main if _pictured(contents, width, height) >= _SCANNED else None
    bare = Page(source="", number=number, width=width, height=height)
    if digital.is_sane(words, width, height, scanned=scan is not None):
        turn = document.turn(number)
        return _digital(document, bare, words, turn, scan, tools)
    sight = _look(document, number, main)
    if _is_empty(sight.ink):
        return _finished(document, replace(bare, blank=True, dpi=sight.dpi), sight)
    return _scanned(document, bare, sight, tools)


def _digital(
    document: Document,
    bare: Page,
    words: tuple[Word, ...],
    turn: int,
    scan: Picture | None,
    tools: Tools,
) -> PageRead:
    upright = digital.turned(words, turn, bare.width, bare.height)
    ordered = digital.in_reading_order(upright)
    page = replace(bare, rotation=turn, origin=TextOrigin.DIGITAL, words=ordered)
    sight = _look(document, bare.number, scan) if scan else _glance(document, bare.number)
    if scan:
        ink = look.turned(sight.ink, turn)
        skew = look.skew_of(ink, look.slant(ink).skew)
        page = replace(_legible(page, sight), dpi=sight.dpi, skew=skew)
    page = replace(page, language=tools.linguist.language(page.text))
    return _finished(document, page, sight)


def _scanned(document: Document, bare: Page, sight: _Sight, tools: Tools) -> PageRead:
    page = replace(_legible(bare, sight), dpi=sight.dpi)
    try:
        found = recognise(
            tools.reader,
            look.strengthened(sight.plane, page.contrast),
            sight.ink,
            dpi=sight.plane_dpi,
            width=bare.width,
            height=bare.height,
        )
    except Unusable as error:
        trouble = f"no text could be read: {error.reason}"
        return _finished(document, replace(page, rotation_sure=False, trouble=trouble), sight)
    if _is_nearly_empty(sight.ink, found):
        return _finished(document, replace(page, blank=True), sight)
    page = replace(page, rotation=found.turn, rotation_sure=found.sure, skew=found.skew)
    if not found.words:
        return _finished(document, page, sight)
    page = replace(
        page, origin=TextOrigin.OCR, words=found.words, confidence=_mean_confidence(found.words)
    )
    page = replace(page, language=tools.linguist.language(page.text))
    read = _finished(document, page, sight)
    upright = read.page
    text = TextPage(width=upright.width, height=upright.height, lines=found.lines)
    return replace(read, text=text)


def _finished(document: Document, page: Page, sight: _Sight) -> PageRead:
    """Add what is the same for every page, once its rotation is known."""
    turn = page.rotation
    if turn in (90, 270):
        page = replace(page, width=page.height, height=page.width)
    ink = look.turned(sight.ink, turn)
    page = replace(
        page,
        width=round(page.width, 2),
        height=round(page.height, 2),
        ink=round(look.ink_share(ink), 4),
        exact=look.exact_fingerprint(look.turned(sight.exact, turn)),
        near=look.near_fingerprint(ink, page.skew),
    )
    scale = _THUMBNAIL / page.width
    picture = document.render(page.number, scale=scale, gray=False)
    return PageRead(page=page, thumbnail=look.turned(picture, turn))


def _legible(page: Page, sight: _Sight) -> Page:
    return replace(
        page,
        sharpness=round(look.sharpness_of(sight.plane, sight.plane_dpi), 2),
        contrast=round(look.contrast_of(sight.small, sight.ink), 2),
    )


def _mean_confidence(words: tuple[Word, ...]) -> float:
    """The mean, each word weighed by its length."""
    letters = sum(len(word.text) for word in words)
    return round(sum(len(word.text) * word.confidence for word in words) / letters, 3)


def _is_empty(ink: look.Ink) -> bool:
    return look.ink_share(ink) <= _EMPTY


def _is_nearly_empty(ink: look.Ink, found: Recognised) -> bool:
    """Specks, punched holes, or a shadow of the other side, and nothing that can be read."""
    words = found.words
    if words and _mean_confidence(words) >= _READ:
        return False
    letters = sum(len(word.text) for word in words)
    sure = sum(len(word.text) for word in words if word.confidence >= _SURE_WORD)
    if sure > _CHANCE * letters or look.ink_share(ink) > _MOST_SHADOW:
        return False
    high, wide = (side // 12 for side in ink.shape)
    middle = ink[high:-high, wide:-wide]
    return float(np.count_nonzero(middle > _FAINT)) <= _NEARLY_EMPTY * middle.size


def _main(contents: Contents, width: float, height: float) -> Picture | None:
    """The picture that takes up most of the page, if it is no mere mark."""
    best = max(contents.pictures, key=lambda one: _area(one, width, height), default=None)
    return best if best and _area(best, width, height) >= _MARK * width * height else None


def _pictured(contents: Contents, width: float, height: float) -> float:
    """The share of the page under pictures."""
    return sum(_area(one, width, height) for one in contents.pictures) / (width * height)


def _area(picture: Picture, width: float, height: float) -> float:
    left, top, right, bottom = picture.box
    across = min(right, width) - max(left, 0)
    down = min(bottom, height) - max(top, 0)
    return max(across, 0) * max(down, 0)


def _glance(document: Document, number: int) -> _Sight:
    """The page drawn small: enough for one that need not be recognised."""
    size = document.size(number)
    small = document.render(number, scale=_SMALL / max(size))
    ink = look.ink_of(small)
    return _Sight(size=size, dpi=None, plane=small, small=small, ink=ink, exact=small)


def _look(document: Document, number: int, picture: Picture | None) -> _Sight:
    """The page at the resolution that is best for reading."""
    size = document.size(number)
    nominal = _DPI / 72 * _paper(size)
    dpi = picture.dpi * max(size) / _paper(size) if picture else None
    own = document.image(number)
    exact = None
    if own is not None:
        exact = look.grey_of(own)
        if not _looks_like(exact, document, number, size):
            exact = None
    least, most = nominal * _LOWEST_DPI / _DPI, max(nominal * _MOST_DPI / _DPI, _FINE)
    if exact is not None and least <= max(exact.shape) <= most:
        plane = exact
    else:
        native = dpi / 72 * _paper(size) if dpi else nominal
        useful = nominal if own is None else min(nominal, _ENLARGED * native)
        longest = max(useful, min(native, _FINE))
        plane = document.render(number, scale=longest / max(size))
    small = look.reduced(plane, _SMALL)
    return _Sight(
        size=size,
        dpi=round(dpi, 1) if dpi else None,
        plane=plane,
        small=small,
        ink=look.ink_of(small),
        exact=plane if exact is None else exact,
    )


def _paper(size: tuple[float, float]) -> float:
    """The long side of the paper in points. A page too large for any paper has a wrong size."""
    return max(size) if max(size) <= _LEGAL else _FILED


def _looks_like(pixels: Pixels, document: Document, number: int, size: tuple[float, float]) -> bool:
    """Whether the picture alone shows what the page shows: masks, odd colours and annotations
    would make a difference."""
    drawn = document.render(number, scale=_THUMBNAIL / max(size))
    high, wide = drawn.shape
    coarse = look.reduced(pixels, 2 * _THUMBNAIL)
    rows = np.arange(high) * coarse.shape[0] // high
    columns = np.arange(wide) * coarse.shape[1] // wide
    sample = coarse[np.ix_(rows, columns)].astype(np.int16)
    return float(np.abs(sample - drawn).mean()) <= _UNLIKE
