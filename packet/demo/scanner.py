"""What scanners, phones and fax machines do to a page. Pure and seeded: same input, same pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packet.doors.images import Colours, blurred, projected, turned

Grey = NDArray[np.uint8]
"""(height, width)."""

_PAPER = 244  # how white a scanner sees paper
_INK = 26
_TABLE = (118, 92, 68)  # the wooden table under a photographed paper


def scan(page: Colours, seed: int, *, skew: float = 0.0, blur: float = 0.6) -> Grey:
    """A flatbed's grey picture: paper not white, ink not black, the sheet `skew` degrees askew
    (counter-clockwise), soft edges, sensor noise, specks of dust."""
    chance = np.random.default_rng(seed)
    grey = blurred(_grey(page), blur).astype(np.float32)
    toned = _INK + grey * ((_PAPER - _INK) / 255)
    askew = turned(_bytes(toned), skew, _PAPER) if skew else _bytes(toned)
    fall = np.linspace(0, chance.uniform(3, 9), askew.shape[1])
    noisy = askew - fall + _noise(chance, askew.shape, 2.2)
    return _dusted(_bytes(noisy), chance)


def fax(page: Colours, seed: int, *, skew: float = 0.0) -> NDArray[np.bool_]:
    """A black and white picture, True for paper, with ragged edges and stray dots."""
    grey = scan(page, seed, skew=skew, blur=0.9)
    chance = np.random.default_rng(seed + 1)
    bits: NDArray[np.bool_] = grey + _noise(chance, grey.shape, 9) > 168
    return bits ^ (chance.random(grey.shape, dtype=np.float32) < 2e-5)


def photograph(page: Colours, seed: int, *, size: tuple[int, int], tilt: float = 0.05) -> Colours:
    """A phone's picture, `size` (width, height), of the paper lying on a table.

    `tilt` is by how much of the picture each corner of the paper strays from its place.
    """
    chance = np.random.default_rng(seed)
    corners = _corners(page, size) + chance.uniform(-tilt, tilt, (4, 2)) * min(size)
    seen = projected(page, size, _projection(page, corners)).astype(np.float32)
    mask = projected(np.full_like(page, 255), size, _projection(page, corners))
    share = blurred(mask, 1.2).astype(np.float32) / 255
    grain = _noise(chance, (size[1], 1), 7)[:, :, None]
    picture = seen * share + (np.array(_TABLE, dtype=np.float32) + grain) * (1 - share)
    lit = (
        picture * _light(chance, size)[:, :, None] * np.array([1.0, 0.975, 0.93], dtype=np.float32)
    )
    soft = blurred(_bytes(lit), 0.8)
    return _bytes(soft + _noise(chance, soft.shape, 3.2))


def _grey(page: Colours) -> Grey:
    return _bytes(page @ np.array([0.299, 0.587, 0.114], dtype=np.float32))


def _bytes(values: NDArray[np.floating[Any] | np.uint8]) -> NDArray[np.uint8]:
    rounded: NDArray[np.uint8] = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded


def _noise(
    chance: np.random.Generator, shape: Sequence[int], strength: float
) -> NDArray[np.float32]:
    return chance.standard_normal(tuple(shape), dtype=np.float32) * np.float32(strength)


def _dusted(grey: Grey, chance: np.random.Generator) -> Grey:
    dusted = grey.copy()
    height, width = grey.shape
    for _ in range(int(chance.integers(3, 12))):
        y, x = int(chance.integers(0, height - 3)), int(chance.integers(0, width - 3))
        dusted[y : y + int(chance.integers(1, 4)), x : x + int(chance.integers(1, 4))] = 130
    return dusted


def _corners(page: Colours, size: tuple[int, int]) -> NDArray[np.float64]:
    """Where the paper would lie squarely, filling most of the picture: clockwise from top left."""
    width, height = size
    tall, wide = page.shape[:2]
    scale = 0.86 * min(width / wide, height / tall)
    dx, dy = wide * scale / 2, tall * scale / 2
    middle = np.array([width / 2, height / 2])
    offsets = np.array([[-dx, -dy], [dx, -dy], [dx, dy], [-dx, dy]])
    corners: NDArray[np.float64] = middle + offsets
    return corners


def _projection(page: Colours, corners: NDArray[np.float64]) -> tuple[float, ...]:
    """The coefficients that take a point of the picture to one of the page."""
    tall, wide = page.shape[:2]
    rows, goals = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (wide, 0), (wide, tall), (0, tall)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goals += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(goals)).tolist())


def _light(chance: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """A lamp to one side: brightness from about 1 near it to 0.6 far from it."""
    width, height = size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] - chance.uniform(-0.7, 0.7)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] - chance.uniform(-0.9, -0.2)
    light: NDArray[np.float32] = (1.02 - 0.11 * (x * x + y * y)).astype(np.float32)
    return light
