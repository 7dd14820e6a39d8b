"""Exhibit labels: A to Z, then AA, AB, …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a person writes to name an exhibit by its label. Two letters only up to AZ: "ID" and "UK"
# are titles.
_WISH = re.compile(r"(?:exhibit\s+)?(A?[A-Z])", re.IGNORECASE)


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
    """The label a person's `exhibit: C` asks for; "" where the text is a title."""
    match = _WISH.fullmatch(text.strip())
    return match[1].upper() if match else ""
