"""Text made comparable: no case, no accents, no typographic variants."""

from __future__ import annotations

import functools
import re
import unicodedata

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
    | {"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "“": '"', "”": '"'}
)
_NOT_WORD = re.compile(r"[^\w#]+")
_KEPT = 16_384  # texts: words and lines come back, on their own page and on others


def strip_marks(text: str) -> str:
    """ "José Núñez" as "Jose Nunez"; dashes and quotes as the keyboard has them."""
    if text.isascii():
        return text
    spread = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(char for char in spread if not unicodedata.combining(char))


@functools.lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """Lower case without accents, single blanks."""
    return " ".join(strip_marks(text).casefold().split())


@functools.lru_cache(maxsize=_KEPT)
def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text without their punctuation: "Employee's Name:" as three."""
    return tuple(_NOT_WORD.sub(" ", fold(text)).split())
