"""What a page looks like, measured in numpy on grey pixels: ink, skew, axis, sharpness, contrast,
and two fingerprints. Pure functions; `Pixels` is (height, width) uint8, `Ink` is (height, width)
float32 from 0 (paper) to 1 (black)."""

from __future__ import annotations

import hashlib
import itertools
import math
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Ink = NDArray[np.float32]
Level = TypeVar("Level", bound=np.generic)
Floats = NDArray[np.floating[Any]]

_BLOCK = 24  # pixels; paper is assumed even within a block and its neighbours
_FAINTEST = 0.06  # what is closer to the paper's own tone is not ink
_NOISE = 5.0  # standard deviations of the paper's grain that ink must stand out by
_PALE = 0.35  # contrast below which print is strengthened
_STRIP = 16  # columns moved as one in the skew search
_STROKE = 4  # pixels; the pitch of letters' strokes, less than that of lines
_WIDEST_SKEW = 8.0  # degrees
_CLEARLY = 1.15  # times sharper lines must stand at an angle than level, for the page to be askew
_HASH_GRID = 32
_HASH_SIDE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Slant:
    """How lines of text lie. `skew` in degrees, counter-clockwise positive; `strength` how
    sharply rows of ink and gaps alternate at that angle, comparable between both axes."""

    skew: float
    strength: float


def grey_of(pixels: NDArray[np.uint8]) -> Pixels:
    """Grey from grey or RGB, (height, width, 3)."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = (pixels[:, :, band].astype(np.uint16) for band in range(3))
    grey: Pixels = np.right_shift(red + 2 * green + blue, 2).astype(np.uint8)
    return grey


def reduced(pixels: Pixels, most: int) -> Pixels:
    """The picture shrunk by a whole factor, by averaging, so that its long side is near `most`
    pixels but not below."""
    factor = max(1, max(pixels.shape) // most)
    if factor == 1:
        return pixels
    high, wide = (side // factor * factor for side in pixels.shape)
    sums = np.zeros((high // factor, wide // factor), dtype=np.uint16)
    for row in range(factor):
        for column in range(factor):
            sums += pixels[row:high:factor, column:wide:factor]
    means: Pixels = (sums // factor**2).astype(np.uint8)
    return means


def turned(plane: NDArray[Level], degrees: int) -> NDArray[Level]:
    """The picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(plane, -degrees // 90))


def ink_of(pixels: Pixels) -> Ink:
    """How much darker than the paper around it each pixel is; shade and grain are removed."""
    paper = _paper(pixels)
    drop = np.clip((paper - pixels) / np.maximum(paper, 32), 0, 1)
    grain = 1.4826 * float(np.median(np.abs(np.diff(pixels.astype(np.int16), axis=1)))) / 1.414
    least = max(_FAINTEST, _NOISE * grain / max(float(np.median(paper)), 32))
    return np.where(drop > least, drop, 0).astype(np.float32)


def ink_share(ink: Ink) -> float:
    """The share of the page that is not paper; scanners' dark borders do not count."""
    inner = _inner(ink)
    return float(np.count_nonzero(inner)) / max(inner.size, 1)


def slant(ink: Ink) -> Slant:
    """The skew of the page's lines to half a degree, taken as running from left to right."""
    angles = np.linspace(-_WIDEST_SKEW, _WIDEST_SKEW, round(4 * _WIDEST_SKEW) + 1)
    scores = _scores(ink, 4 * _STRIP, angles)
    best, level = int(np.argmax(scores)), len(angles) // 2
    if scores[best] < _CLEARLY * scores[level]:
        best = level
    return Slant(skew=float(angles[best]), strength=float(scores[best]))


def skew_of(ink: Ink, near: float) -> float:
    """The skew of the page's lines to a few hundredths of a degree, searched around `near`."""
    for step in (0.1, 0.02):
        angles = near + step * np.arange(-6, 7)
        near = float(angles[np.argmax(_scores(ink, _STRIP, angles))])
    return round(near, 2)


def upside_down(ink: Ink, skew: float) -> float:
    """How much more the page's level lines look upside down than upright, about -1 to 1.

    Latin letters rise above the middle zone of a line more often than they hang below it.
    """
    profile = _profile(_strips(ink, _STRIP), _STRIP, skew)
    line = np.flatnonzero(profile > 0.25 * np.percentile(profile, 99))
    if line.size < 8:
        return 0.0
    above = below = 0.0
    for run in np.split(line, np.flatnonzero(np.diff(line) > 1) + 1):
        if 4 <= run.size <= 40:
            reach = max(2, run.size // 2)
            above += float(profile[max(run[0] - reach, 0) : run[0]].sum())
            below += float(profile[run[-1] + 1 : run[-1] + 1 + reach].sum())
    return (below - above) / (above + below) if above + below else 0.0


def strengthened(pixels: Pixels, contrast: float) -> Pixels:
    """Pale print made dark, which the recogniser's threshold would take for paper's grain.

    `contrast` is the page's, as `contrast_of` measures it.
    """
    if contrast >= _PALE:
        return pixels
    paper = _quantile(pixels[::4, ::4].astype(np.int16), 0.9)
    spread = max(1.2 * 255 * contrast, 16)
    table: Pixels = np.clip((np.arange(256) - paper + spread) * 255 / spread, 0, 255).astype(
        np.uint8
    )
    return table[pixels]


def levelled(pixels: Pixels, skew: float) -> Pixels:
    """The picture with its lines made level by sliding columns up or down, nothing resampled.

    A pixel at (x, y) moves to (x, y + slide(x)); see `slide`.
    """
    high, wide = pixels.shape
    paper = np.uint8(np.percentile(pixels[::16, ::16], 90))
    level = np.full_like(pixels, paper)
    moves = np.rint(slide(np.arange(float(wide)), wide, skew)).astype(int)
    edges = [0, *(np.flatnonzero(np.diff(moves)) + 1).tolist(), wide]
    for left, right in itertools.pairwise(edges):
        move = int(moves[left])
        if move >= 0:
            level[move:, left:right] = pixels[: high - move, left:right]
        else:
            level[:move, left:right] = pixels[-move:, left:right]
    return level


def slide(x: Floats | NDArray[np.int64], wide: int, skew: float) -> Floats:
    """By how many pixels `levelled` moves column `x` of a picture `wide` pixels wide down."""
    return (x - wide / 2) * math.tan(math.radians(skew))


def contrast_of(pixels: Pixels, ink: Ink) -> float:
    """The spread between paper and the darker half of the ink, 0 to 1; 1 for an empty page."""
    inner = _inner(ink)
    depths = inner[inner > 0]
    if depths.size < 50:
        return 1.0
    paper = float(np.median(pixels)) / 255
    return min(1.0, float(np.percentile(depths, 90)) * max(paper, 0.3))


def sharpness_of(pixels: Pixels, dpi: float) -> float:
    """How narrow the edges of the letters are: 1 where they span up to 1/150 inch, 0 from 1/40
    inch on; 1 where there are no edges."""
    sample = pixels[::4].astype(np.int16)
    rise = np.abs(sample[:, 2:] - sample[:, :-2])
    strong = _quantile(rise, 0.998) / 2
    spread = _quantile(sample, 0.95) - _quantile(sample, 0.005)
    if spread < 12 or strong < 2:
        return 1.0
    inches = spread / strong / dpi
    return min(1.0, max(0.0, (1 / 40 - inches) / (1 / 40 - 1 / 150)))


def exact_fingerprint(pixels: NDArray[np.uint8]) -> str:
    """Equal for pictures of the same size and the same pixels."""
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()[:32]


def near_fingerprint(ink: Ink, skew: float) -> str:
    """64 bits of how ink is spread over the upright page, as 16 hex digits; a rescan of the page
    differs in few of them. Level first, cropped to the ink, so that placement does not count."""
    level = _slid(ink, skew)
    grid = _grid(_cropped(level))
    rows = _cosines(_HASH_GRID, _HASH_SIDE + 1)
    waves = (rows @ grid @ rows.T)[1:, 1:]
    bits = (waves > np.median(waves)).ravel()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _quantile(levels: NDArray[np.int16], share: float) -> int:
    """The level, 0 to 255, that `share` of the pixels do not exceed."""
    counts = np.bincount(levels.ravel(), minlength=256).cumsum()
    return int(np.searchsorted(counts, share * counts[-1]))


def _paper(pixels: Pixels) -> Floats:
    """The tone of the paper behind each pixel."""
    high, wide = pixels.shape
    rows, columns = max(1, high // _BLOCK), max(1, wide // _BLOCK)
    tall, broad = high // rows, wide // columns
    blocks = pixels[: rows * tall, : columns * broad].reshape(rows, tall, columns, broad)
    tones = np.percentile(blocks, 70, axis=(1, 3)).astype(np.float32)
    padded = np.pad(tones, 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    tones = np.percentile(windows, 75, axis=(2, 3)).astype(np.float32)
    down = _between(high, rows, tall)
    across = _between(wide, columns, broad)
    return (down @ tones @ across.T).astype(np.float32)


def _between(length: int, blocks: int, size: int) -> Floats:
    """The (length, blocks) matrix that interpolates between the blocks' middles."""
    place = np.clip((np.arange(length) + 0.5) / size - 0.5, 0, blocks - 1)
    low = np.minimum(place.astype(int), max(blocks - 2, 0))
    share = place - low
    matrix = np.zeros((length, blocks), dtype=np.float32)
    line = np.arange(length)
    matrix[line, low] = 1 - share
    if blocks > 1:
        matrix[line, low + 1] = share
    return matrix


def _inner(ink: Ink) -> Ink:
    high, wide = ink.shape
    top, left = high // 33, wide // 33
    return ink[top : high - top, left : wide - left]


def _strips(ink: Ink, width: int) -> Floats:
    """(height, strips): ink by row in strips of `width` columns."""
    inner = _inner(ink)
    wide = inner.shape[1] // width * width
    sums: Floats = inner[:, :wide].reshape(inner.shape[0], -1, width).sum(axis=2)
    return sums


def _profile(strips: Floats, width: int, skew: float) -> Floats:
    """Ink by row when lines at `skew` are made level."""
    high, count = strips.shape
    if not count:
        return np.zeros(high)
    middle = (np.arange(count) + 0.5 - count / 2) * width
    moves = middle * math.tan(math.radians(skew))
    whole = np.floor(moves).astype(int)
    profile = np.zeros(high + 2, dtype=np.float64)
    for strip, move, part in zip(strips.T, whole, moves - whole, strict=True):
        low, end = max(move, 0), min(high + move, high)
        piece = strip[low - move : end - move]
        profile[low:end] += (1 - part) * piece
        profile[low + 1 : end + 1] += part * piece
    return profile[:high]


def _scores(ink: Ink, width: int, angles: Floats) -> Floats:
    """How sharply rows of ink and gaps alternate at each angle. Strokes of single letters, finer
    than a line, are smoothed away: they would make a lone line look upright on its side."""
    strips = _strips(ink, width)
    total = float(strips.sum(dtype=np.float64)) or 1.0
    smooth = np.ones(_STROKE) / _STROKE
    profiles = (np.convolve(_profile(strips, width, float(angle)), smooth) for angle in angles)
    return np.array([float((np.diff(one) ** 2).sum()) for one in profiles]) / total**2


def _slid(ink: Ink, skew: float) -> Ink:
    wide = ink.shape[1]
    moves = np.rint(slide(np.arange(float(wide)), wide, skew)).astype(int)
    rows = np.arange(ink.shape[0])[:, None] - moves[None, :]
    inside = (rows >= 0) & (rows < ink.shape[0])
    return np.where(inside, np.take_along_axis(ink, np.clip(rows, 0, len(ink) - 1), 0), 0)


def _cropped(ink: Ink) -> Ink:
    inner = _inner(ink)
    ranges = []
    for axis in (1, 0):
        mass = np.cumsum(inner.sum(axis=axis, dtype=np.float64))
        if not mass.size or mass[-1] <= 0:
            return inner
        low, high = np.searchsorted(mass, (0.01 * mass[-1], 0.99 * mass[-1]))
        ranges.append(slice(int(low), int(high) + 1))
    return inner[ranges[0], ranges[1]]


def _grid(ink: Ink) -> Floats:
    """Mean ink in each cell of a square grid."""
    shares = [_overlaps(length) for length in ink.shape]
    return shares[0] @ ink.astype(np.float64) @ shares[1].T


def _overlaps(length: int) -> Floats:
    edges = np.linspace(0, length, _HASH_GRID + 1)
    pixel = np.arange(length)
    covered = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    shares: Floats = np.clip(covered, 0, None)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    return shares


def _cosines(length: int, count: int) -> Floats:
    return np.cos(np.pi / length * np.outer(np.arange(count), np.arange(length) + 0.5))
