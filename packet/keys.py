"""Takes typed values out of one mapping of a YAML file, and says where and what is wrong.

Both the two files of a case and the knowledge, packet's own and an office's, are read by it.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection, Iterable, Iterator
from typing import NoReturn

from packet.doors.yaml import Node

_YES = {"yes", "true", "on"}
_NO = {"no", "false", "off"}


class Keys:
    """One mapping. What was written empty counts as not written."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._all = {key.text: (key, value) for key, value in node.pairs}
        self._asked: set[str] = set()

    def find(self, key: str) -> Node | None:
        """The value's place, or None where the key is missing or its value empty."""
        self._asked.add(key)
        _, value = self._all.get(key, (None, None))
        return None if value is None or value.value in ("", ()) else value

    def text(self, key: str) -> str:
        """One line; "" where nothing was written."""
        value = self.find(key)
        return one_line(value.text) if value else ""

    def needed(self, key: str) -> str:
        """One line that must have been written."""
        return self.text(key) or self._missing(key)

    def truth(self, key: str) -> bool | None:
        """yes or no; None where nothing, or auto, was written."""
        value = self.find(key)
        word = one_line(value.text).casefold() if value else "auto"
        if value and word not in _YES | _NO | {"auto"}:
            raise value.error(f"{key}: expected yes or no, not {word}")
        return None if word == "auto" else word in _YES

    def number(self, key: str) -> int | None:
        """A whole number; None where nothing was written."""
        value = self.find(key)
        if value is None:
            return None
        word = value.text.strip().replace("_", "")  # 12_000_000
        if not (word.isascii() and word.removeprefix("-").isdigit() and len(word) <= 9):
            raise value.error(f"{key}: expected a whole number, like 3")
        return int(word)

    def day(self, key: str) -> str:
        """A date in ISO 8601; "" where nothing was written."""
        value = self.find(key)
        if value is None:
            return ""
        try:
            return dt.date.fromisoformat(value.text.strip()).isoformat()
        except ValueError as error:
            raise value.error(f"{key}: write the date as year-month-day: 1985-04-12") from error

    def period(self, key: str) -> str:
        """Two dates in ISO 8601 with a slash between, in their order; "" where nothing was
        written."""
        value = self.find(key)
        if value is None:
            return ""
        try:
            first, last = (dt.date.fromisoformat(end.strip()) for end in value.text.split("/"))
        except ValueError as error:
            raise value.error(
                f"{key}: write its first and last day with a slash: 2024-01-01/2024-01-31"
            ) from error
        if last < first:
            raise value.error(f"{key}: ends before it begins; write {last}/{first}")
        return f"{first}/{last}"

    def words(self, key: str) -> tuple[str, ...]:
        """A list of single lines; one value alone is a list of one."""
        value = self.find(key)
        if value is None:
            return ()
        members = (value,) if value.kind == "text" else value.items
        return tuple(one_line(member.text) for member in members if member.text.strip())

    def needed_number(self, key: str) -> int:
        """A whole number that must have been written."""
        number = self.number(key)
        if number is None:
            self._missing(key)
        return number

    def each(self, key: str) -> Iterator[Keys]:
        """The members of a list, each a mapping; none where nothing was written."""
        value = self.find(key)
        yield from map(Keys, value.items if value else ())

    def only(self, known: Collection[str]) -> None:
        """Raises UsageError for the first key that is none of these."""
        for name, (key, _) in self._all.items():
            if name not in known:
                raise key.error(f"unknown key {name!r}; {did_you_mean(name, known)}")

    def end(self) -> None:
        """Raises UsageError for the first key that nothing has asked for."""
        self.only(self._asked)

    def _missing(self, key: str) -> NoReturn:
        raise self.node.error(f"{key} is missing; write  {key}: …")


def one_line(text: str) -> str:
    return " ".join(text.split())


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> tuple[str, ...]:
    """The known words that `word` may be a slip of the pen for: the likest, three at most."""
    word = word.casefold()
    lowered = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word, sorted(lowered), n=3, cutoff=likeness)
    alike = [difflib.SequenceMatcher(None, one, word).ratio() for one in near]
    return tuple(lowered[one] for one, ratio in zip(near, alike, strict=True) if ratio == alike[0])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known words, else all of them."""
    words = sorted(set(known))
    near = nearest(word, words)
    if near:
        return f"did you mean {' or '.join(sorted(near))}?"
    return f"expected one of: {', '.join(words)}" if words else "none is known here; delete it"
