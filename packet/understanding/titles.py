"""Titles of documents, composed from what was read: "Employment letter, Acme Corp, 2024-03-15"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date

from packet.knowledge import DocumentType
from packet.understanding.countries import country_name

AIM = 90  # characters: what an index line and a PDF's title show whole
_LEAST = 24  # a part is not cut below this
_PLACE = re.compile(r"\{(\w+)\}")


def compose(type_: DocumentType, fields: Mapping[str, str]) -> str:
    """Fills `type_.name`, "{title}, {issuer}, {date}", with what was read.

    What was not read is dropped with its separator. Periods are put in words, countries named.
    Longer than `AIM` only where the type's own title is.
    """
    known = {name: _shown(name, value) for name, value in fields.items() if value.strip()}
    known["title"] = type_.title
    parts = [_filled(part, known) for part in type_.name.split(", ")]
    kept = list(dict.fromkeys(part for part in parts if part))
    return ", ".join(_shortened(kept)) or type_.title


def period_in_words(period: str) -> str:
    """ "January 2024" for a whole month, "2024" for a whole year, else "2024-01-05 to 2024-01-18".

    Anything that is not two ISO dates and a slash comes back as it is.
    """
    try:
        first, last = (date.fromisoformat(end) for end in period.split("/"))
    except ValueError:
        return period
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{calendar.month_name[first.month]} {first.year}"
    return f"{first} to {last}"


def _shown(name: str, value: str) -> str:
    if name == "period":
        return period_in_words(value)
    if name == "country":
        return country_name(value)
    return " ".join(value.split())


def _filled(part: str, known: Mapping[str, str]) -> str:
    """One part of the pattern; "" where none of its fields is known."""
    asked = _PLACE.findall(part)
    if asked and not any(name in known for name in asked):
        return ""
    words = (word for word in part.split() if all(name in known for name in _PLACE.findall(word)))
    return _PLACE.sub(lambda place: known[place.group(1)], " ".join(words))


def _shortened(parts: list[str]) -> list[str]:
    """Cuts the longest parts after the first at a word, until the title is short enough."""
    parts = list(parts)
    while (excess := len(", ".join(parts)) - AIM) > 0:
        place = max(range(len(parts)), key=lambda at: (at > 0, len(parts[at])))
        if place == 0 or len(parts[place]) <= _LEAST:
            break
        parts[place] = _cut(parts[place], max(_LEAST, len(parts[place]) - excess))
    return parts


def _cut(text: str, length: int) -> str:
    """At most `length` characters, ended at a comma or a word, with an ellipsis."""
    head = text[: length - 1]
    if " " in head and not text[length - 1].isspace():
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.-(&") + "…"
