"""What a machine-readable zone says of the type, even where OCR garbled it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packet.model import Page
from packet.understanding.folding import strip_marks
from packet.understanding.mrz import find_zone
from packet.understanding.signatures import Hit, Signatures

_CHECKED = 16.0
_SEEN = 10.0
_SECOND_LINE = 6.0
_LEAST = 24  # characters
_FILLERS = 4
_MOST_SMALL = 0.2  # share of small letters that recognition may have put in
_ON_THE_FRONT = frozenset("PV")  # passports and visas; cards bear it on their backs
_TELLING = 4  # letters that need no fillers beside them
_NOT_ZONE = re.compile(r"[^A-Z0-9<]")
_SAME = str.maketrans("01L5826", "OIISBZG")  # what OCR confuses, as one letter
_TWO_LINES = re.compile(r"[A-Z0-9<]{9}\d[A-Z0-9<]{3}\d{7}[MFX<]\d{7}")
_THREE_LINES = re.compile(r"^\d{7}[MFX<]\d{7}[A-Z0]{3}")


def zone_hits(page: Page, signatures: Signatures) -> Iterator[Hit]:
    """At most one zone a page; a hit for each type that bears such a zone."""
    candidates = [line for line in map(_zone_like, page.lines) if line]
    for line in candidates:
        first = _first_letters(line, signatures)
        if first:
            weight = _CHECKED if find_zone(page.lines) else _SEEN
            yield from _hits(first, weight, signatures)
            return
    for line in candidates:
        two, three = _TWO_LINES.search(line), _THREE_LINES.search(line)
        for letters in ("P<", "V<") if two else ("I<", "C1USA", "IAUSA") if three else ():
            yield from _hits(letters, _SECOND_LINE, signatures)
        if two or three:
            return


def _zone_like(line: str) -> str:
    """A line as a zone would have it, blanks left out; "" for one that cannot be of a zone."""
    text = strip_marks(line).replace("«", "<<").replace("‹", "<").replace(" ", "")
    if sum(map(str.islower, text)) > _MOST_SMALL * len(text):
        return ""
    text = text.upper()
    if len(text) < _LEAST or len(_NOT_ZONE.findall(text)) > 4:
        return ""
    return _NOT_ZONE.sub("<", text) if "<" in text or _TWO_LINES.search(text) else ""


def _first_letters(line: str, signatures: Signatures) -> str:
    """The longest known beginning that the line begins with. Where it ends in a filler, any
    letter may stand there: "PM" is a passport as "P<" is."""
    filled = line.count("<") >= _FILLERS
    for letters, _ in signatures.zones:
        begun = line[: len(letters)].translate(_SAME)
        wanted = letters.translate(_SAME)
        if begun == wanted and (filled or len(letters) >= _TELLING):
            return letters
        open_end = len(letters) == 2 and letters[1] == "<"
        if filled and open_end and begun[0] == wanted[0] and _country(line):
            return letters
    return ""


def _country(line: str) -> bool:
    """Whether three letters (or "D<<") stand where the issuing state does."""
    return bool(re.match(r"[A-Z0]{3}|D<<", line[2:5])) and "<<" in line[5:]


def _hits(letters: str, weight: float, signatures: Signatures) -> Iterator[Hit]:
    said = f"machine-readable zone {letters}"
    for known, at in signatures.zones:
        if known == letters:
            front = letters[0] in _ON_THE_FRONT
            yield Hit(type=at, part="zone", said=said, weight=weight, heading=front)
