"""The door to ruamel.yaml: text in, text out, with the place of everything.

A law office's values are text: country NO, ZIP 01234, A-number 012345678, 1.10, 12:30. So every
scalar stays as it was written and is typed by whoever asks for it. What could surprise a person or
a program is refused with its place: duplicate keys, anchors and aliases, tags, several documents,
control characters, anything that is not UTF-8, and files of unreasonable size or depth.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from packet.errors import UsageError

MAX_BYTES = 4_000_000
MAX_LINE = 20_000  # characters; the parser takes quadratic time over some endless lines
MAX_DEPTH = 20
MAX_VALUES = 50_000  # a plan of some 3,000 documents
MAX_LINES = 100_000

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURELY_PLAIN = re.compile(r"[^\W_](?:[\w ./'’()&+%·–;,=-]*[\w./)%])?")
# A value in single quotes that goes on behind the next single quote: 'Jan's passport'.
_TORN = re.compile(r"""[^'"]*(?<![^\s\[{,])'(?:[^']|'')*+'\s*+(?![#,\]}:]|$)""")
_APOSTROPHE = "an apostrophe ends what is in single quotes; write it twice or use double quotes"
_PLAIN_WORDS = (
    ("got '<stream end>'", "a bracket was opened and never closed"),
    ("\\t", "there is a tab here; use spaces instead"),
    ("cannot start any token", "a value cannot start with this sign; put the value in quotes"),
    ("mapping values are not allowed", "a colon cannot stand here; put the value in quotes"),
    ("could not find expected ':'", "this line has no colon after its key"),
    ("unexpected end of stream", "a quote was opened and never closed"),
    ("expected <block end>", "this line does not line up with the lines above it"),
    ("expected ',' or", "a comma or a closing bracket is missing here"),
    ("escape", "a backslash in double quotes means something special; use single quotes"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value and where it stands in the text.

    `value` is text, a tuple of Nodes (a list) or a tuple of pairs of Nodes (keys and values).
    `line` and `column` are 1-based, `start` and `end` count characters of the text from 0; the
    end of a block collection is the end of its last value.
    """

    value: str | tuple[Node, ...] | tuple[tuple[Node, Node], ...]
    kind: str  # text, list, keys
    name: str  # of the file, for messages
    line: int
    column: int
    start: int
    end: int
    flow: bool = False  # written in [brackets] or {braces}

    def error(self, message: str) -> UsageError:
        return UsageError(f"{self.name}:{self.line}:{self.column}: {message}")

    @property
    def text(self) -> str:
        """The text of a scalar; UsageError for anything else."""
        if not isinstance(self.value, str):
            raise self.error("expected one value here, not a list or further keys")
        return self.value

    @property
    def items(self) -> tuple[Node, ...]:
        """The members of a list; an empty value is an empty list. UsageError for anything else."""
        if self.kind == "list":
            return self.value  # type: ignore[return-value]  # `kind` says so
        if self.value == "":
            return ()
        raise self.error("expected a list here, a line starting with - for each")

    @property
    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """Keys and values; an empty value has none. UsageError for anything else."""
        if self.kind == "keys":
            return self.value  # type: ignore[return-value]  # `kind` says so
        if self.value == "":
            return ()
        raise self.error("expected keys and values here, like  title: Lease")

    def plain(self) -> Any:
        """The same as dict, list and str."""
        if self.kind == "keys":
            return {key.text: value.plain() for key, value in self.pairs}
        if self.kind == "list":
            return [item.plain() for item in self.items]
        return self.text


def read_yaml(path: Path) -> Any:
    """A file as dict, list and str only. Raises UsageError with file:line:column."""
    return read_tree(path).plain()


def read_tree(path: Path) -> Node:
    """A file with the place of everything. Raises UsageError with file:line:column."""
    return parse_tree(read_text(path), str(path))


def read_text(path: Path) -> str:
    """A file's text exactly as it stands there, line ends and byte order mark included."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the file") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}:1:1: larger than {MAX_BYTES // 1_000_000} MB; shorten it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(data[: error.start].decode("utf-8"))
        raise UsageError(f"{path}:{place}: not UTF-8 text; save the file as UTF-8") from error


def parse_tree(text: str, name: str) -> Node:
    """Text to a tree; an empty text is an empty Node. Raises UsageError, `name`:line:column."""
    skip = 1 if text.startswith("\ufeff") else 0
    odd = _UNPRINTABLE.search(text)
    if odd:
        place = _place(text[skip : odd.start()])
        raise UsageError(f"{name}:{place}: an invisible control character; delete it")
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            raise UsageError(f"{name}:{number}:1: more than {MAX_LINE} characters; split the line")
        if number > MAX_LINES:
            raise UsageError(f"{name}:{number}:1: more than {MAX_LINES} lines; shorten the file")
    builder = _Builder(name, skip)
    try:
        for event in YAML(typ="safe", pure=True).parse(text[skip:]):
            builder.take(event)
    except MarkedYAMLError as error:
        problem = str(error.problem)
        unclosed = "end of stream" in problem or "<stream end>" in problem
        mark = error.context_mark if unclosed else error.problem_mark
        torn = error.problem_mark and _TORN.match(_line(text, error.problem_mark.index + skip))
        builder.fail(mark, _APOSTROPHE if torn else _plainly(problem))
    except (YAMLError, ValueError) as error:
        raise UsageError(f"{name}:1:1: not valid YAML; compare it with a new one") from error
    return builder.root or builder.empty()


def quote(text: str, *, always: bool = False) -> str:
    """A text as YAML writes it on one line, in quotes where it needs them, or always."""
    if not always and _SURELY_PLAIN.fullmatch(text):
        return text
    return "".join(map(_escape, json.dumps(text, ensure_ascii=False)))


def _escape(sign: str) -> str:
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _place(before: str) -> str:
    lines = re.split("\r\n|\r|\n", before.removeprefix("\ufeff"))
    return f"{len(lines)}:{len(lines[-1]) + 1}"


def _line(text: str, at: int) -> str:
    """The line that holds the character `at`."""
    return text[:at].rpartition("\n")[2] + text[at:].partition("\n")[0]


def _plainly(problem: str) -> str:
    for sign, words in _PLAIN_WORDS:
        if sign in problem:
            return words
    return f"this is not valid YAML ({problem}); compare the line with its neighbours"


class _Open:
    """A collection that is still being read."""

    def __init__(self, event: SequenceStartEvent | MappingStartEvent) -> None:
        self.event = event
        self.nodes: list[Node] = []
        self.keys: dict[str, int] = {}

    @property
    def is_keys(self) -> bool:
        return isinstance(self.event, MappingStartEvent)

    @property
    def wants_key(self) -> bool:
        return self.is_keys and len(self.nodes) % 2 == 0


class _Builder:
    """Makes Nodes of a stream of events, refusing what this project does not use."""

    def __init__(self, name: str, offset: int) -> None:
        self.root: Node | None = None
        self._name = name
        self._offset = offset
        self._open: list[_Open] = []
        self._documents = 0
        self._values = 0

    def fail(self, mark: StringMark | None, message: str) -> NoReturn:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise UsageError(f"{self._name}:{line}:{column}: {message}")

    def empty(self) -> Node:
        at = self._offset
        return Node(value="", kind="text", name=self._name, line=1, column=1, start=at, end=at)

    def take(self, event: Event) -> None:
        self._refuse(event)
        if isinstance(event, SequenceStartEvent | MappingStartEvent):
            self._begin(event)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._close(event)
        elif isinstance(event, ScalarEvent):
            self._scalar(event)

    def _refuse(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.fail(event.start_mark, "a second document starts here; delete the ---")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            self.fail(event.start_mark, "& and * have a meaning in YAML; put the value in quotes")
        if getattr(event, "ctag", None) is not None:
            self.fail(event.start_mark, "! has a meaning in YAML; put the value in quotes")

    def _begin(self, event: SequenceStartEvent | MappingStartEvent) -> None:
        if self._open and self._open[-1].wants_key:
            self.fail(event.start_mark, "a key must be a word, not a list; put it in quotes")
        if len(self._open) >= MAX_DEPTH:
            self.fail(event.start_mark, f"nested more than {MAX_DEPTH} deep; simplify it")
        self._open.append(_Open(event))

    def _close(self, event: SequenceEndEvent | MappingEndEvent) -> None:
        done = self._open.pop()
        flow = bool(done.event.flow_style)
        nodes = tuple(done.nodes)
        end = nodes[-1].end if nodes and not flow else event.end_mark.index + self._offset
        self._place(
            Node(
                value=tuple(zip(nodes[::2], nodes[1::2], strict=True)) if done.is_keys else nodes,
                kind="keys" if done.is_keys else "list",
                name=self._name,
                line=done.event.start_mark.line + 1,
                column=done.event.start_mark.column + 1,
                start=done.event.start_mark.index + self._offset,
                end=end,
                flow=flow,
            )
        )

    def _scalar(self, event: ScalarEvent) -> None:
        if "\0" in event.value:  # written as an escape
            self.fail(event.start_mark, "an invisible control character; delete it")
        if self._open and self._open[-1].wants_key:
            self._key(event)
        start, end = event.start_mark, event.end_mark
        line, column = start.line + 1, start.column + 1
        first, last = start.index + self._offset, end.index + self._offset
        if first == last and self._open and self._open[-1].nodes and self._open[-1].is_keys:
            # An empty value: the parser places it at the next token, a person behind its key.
            key = self._open[-1].nodes[-1]
            line, column = key.line, key.column + key.end - key.start + 1
            first = last = key.end + 1
        self._place(
            Node(
                value=event.value,
                kind="text",
                name=self._name,
                line=line,
                column=column,
                start=first,
                end=last,
            )
        )

    def _key(self, event: ScalarEvent) -> None:
        keys = self._open[-1].keys
        if event.value in keys:
            self.fail(
                event.start_mark,
                f"{event.value} stands here twice, first on line {keys[event.value]}; keep one",
            )
        keys[event.value] = event.start_mark.line + 1

    def _place(self, node: Node) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise node.error(f"more than {MAX_VALUES} values; split the file")
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.root = node
