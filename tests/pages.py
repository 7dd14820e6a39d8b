"""Page values made of lines of text, for tests of everything that reads pages."""

from __future__ import annotations

import re
from typing import Any

from packet.model import Page, TextOrigin, Word

_WIDTH = 6.0  # of a character of body text, in points
_PITCH = 14.0  # from line to line


def page_of(text: str, *, source: str = "documents/a.pdf", number: int = 1, **more: Any) -> Page:
    """A Letter page that shows `text` as typed: blanks are kept, so columns stand where typed.

    A line that starts with "# " is printed in larger letters. `more` goes to Page as it is.
    """
    words = []
    top = 40.0
    for line, typed in enumerate(text.strip("\n").splitlines()):
        large = typed.startswith("# ")
        scale = 1.8 if large else 1.0
        shown = typed[2:] if large else typed
        for match in re.finditer(r"\S+", shown):
            left = 40.0 + match.start() * _WIDTH * scale
            right = 40.0 + match.end() * _WIDTH * scale - 1.0
            box = (left, top, right, top + 10.0 * scale)
            words.append(Word(text=match.group(), box=box, line=line))
        top += _PITCH * scale
    settings: dict[str, Any] = {"language": "en", "origin": TextOrigin.DIGITAL} | more
    return Page(
        source=source, number=number, width=612.0, height=792.0, words=tuple(words), **settings
    )
