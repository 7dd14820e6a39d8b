"""Exhibit labels: A to Z, then AA, AB, …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a person writes to name an exhibit by its label, or a place in it as packet prints it. Two
# letters only up to AZ: "ID" and "UK" are titles.
_WISH = re.compile(r"(?:exhibit\s+)?(A?[A-Z])(?:-([1-9]\d{0,2}))?\.?", re.IGNORECASE)


def label(number: int) -> str:
    """The label of the exhibit that is `number`-th, from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(_ALPHABET))
        letters = _ALPHABET[place] + letters
    return letters


def labels() -> Iterator[str]:
    """A, B, … without end."""
    return map(label, count(1))


def rank(letters: str) -> tuple[int, str]:
    """Sorts labels: Z before AA."""
    return len(letters), letters


def wished_label(text: str) -> str:
    """The exhibit's label that `exhibit: C` or `exhibit: C-2` asks for; "" where the text is a
    title."""
    match = _WISH.fullmatch(text.strip())
    return match[1].upper() if match else ""


def wished_place(text: str) -> int | None:
    """The place in its exhibit, from 1, that `exhibit: C-2` asks for."""
    match = _WISH.fullmatch(text.strip())
    return int(match[2]) if match and match[2] else None
