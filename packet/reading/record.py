"""A page as JSON, for the cache. Its source and its files stand outside: the same page may be
met again under another name."""

from __future__ import annotations

import dataclasses

from packet.model import Json, Page, TextOrigin, Word

_OUTSIDE = frozenset({"source", "thumbnail", "layer", "words"})


def to_json(page: Page) -> Json:
    record = {
        field.name: getattr(page, field.name)
        for field in dataclasses.fields(Page)
        if field.name not in _OUTSIDE
    }
    words = [[word.text, word.box, word.confidence, word.line] for word in page.words]
    return {**record, "words": words}


def from_json(record: Json, *, source: str, thumbnail: str, layer: str) -> Page:
    """Raises KeyError, TypeError or ValueError for what is no record of a page."""
    words = tuple(
        Word(text=text, box=tuple(box), confidence=confidence, line=line)
        for text, box, confidence, line in record["words"]
    )
    return Page(
        **{
            **record,
            "origin": TextOrigin(record["origin"]),
            "words": words,
            "source": source,
            "thumbnail": thumbnail,
            "layer": layer if record["layer_page"] else "",
        }
    )
