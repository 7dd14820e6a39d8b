"""plan.yaml as text. What a person wrote there is never changed by a byte, only added to."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from packet.doors.yaml import Node, parse_tree, quote, read_text
from packet.errors import OutputError, UsageError
from packet.keys import one_line
from packet.model import Author, Document, Excluded, PageRef, Proposal
from packet.plan.reading import ROLE_KEYS
from packet.plan.spans import name_numbers, name_pages
from packet.words import percent

_HEADER = """\
# plan.yaml: every document that packet found. It is yours from now on: change any line, split an
# entry in two, join two, move pages. Then run: packet build
# The one rule: a page that stands here is never moved, renamed or retyped by packet again.
# packet only adds entries for pages that stand nowhere in this file; so to leave a page out, move
# it to  excluded:  at the end of this file.
# An entry may also say:  exhibit: C  ·  order: 1  ·  cover: yes or no  ·  why: what it shows
# and  checked: yes  once you have looked at it. What a type means:  packet explain pay-stub
"""
_NEW = "# found by the scan of new pages"
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A member to be added to a list: its keys, and a comment above it."""

    comment: str
    keys: Mapping[str, str | tuple[str, ...]]

    def block(self) -> Iterator[str]:
        if self.comment:
            yield f"# {self.comment}"
        for number, (key, value) in enumerate(self.keys.items()):
            lead = "  " if number else "- "
            if isinstance(value, str):
                yield f"{lead}{key}: {quote(value)}"
            else:
                yield f"{lead}{key}:"
                yield from (f"    - {quote(part)}" for part in value)

    def flow(self) -> str:
        pairs = (f"{key}: {self._flow(value)}" for key, value in self.keys.items())
        return "{" + ", ".join(pairs) + "}"

    def plain(self) -> dict[str, Any]:
        return {k: v if isinstance(v, str) else list(v) for k, v in self.keys.items()}

    @staticmethod
    def _flow(value: str | tuple[str, ...]) -> str:
        if isinstance(value, str):
            return quote(value, always=True)
        return "[" + ", ".join(quote(part, always=True) for part in value) + "]"


def extend(text: str, proposal: Proposal, covered: frozenset[PageRef] = frozenset()) -> str:
    """A plan's text with what `covered` does not mention added; an empty text makes a new plan.

    Every byte of `text` stays, in its order. Raises UsageError where the text has no place for it.
    """
    documents = [_document(one) for one in proposal.documents if not covered.intersection(one.refs)]
    excluded = [*_excluded(one for one in proposal.excluded if one.ref not in covered)]
    remark = _NEW if text.strip() else ""
    text = text or _HEADER
    text = _add(text, "documents", documents, remark)
    return _add(text, "excluded", excluded, remark)


def write_plan(path: Path, text: str, was: str) -> None:
    """Put `text` in place of `was` in one step, readable by its owner only.

    Raises UsageError if the file holds something else than `was` by now ("" for no file), and
    OutputError if it cannot be written; either way it stays as it is.
    """
    if (read_text(path) if path.exists() else "") != was:
        raise UsageError(
            f"{path}: was changed while packet was reading; run the same command again"
        )
    _write(path, text)


def keep_old(path: Path) -> Path:
    """Copy a plan beside itself, under the first free of plan.old.yaml, plan.old-2.yaml, …"""
    names = (f"{path.stem}.old{f'-{n}' if n > 1 else ''}{path.suffix}" for n in range(1, 10_000))
    free = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    _write(free, read_text(path))
    return free


def _write(path: Path, text: str) -> None:
    try:
        handle, name = tempfile.mkstemp(prefix=".plan.", dir=path.parent)  # of mode 0600
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        made.unlink(missing_ok=True)


def _document(document: Document) -> _Item:
    keys: dict[str, str | tuple[str, ...]] = {
        "title": one_line(document.title),
        "type": document.type,
        "pages": _one_or_all(name_pages(document.refs)),
    }
    for key, role in ROLE_KEYS.items():
        refs = [page.ref for page in document.pages if page.role is role]
        if refs:
            keys[key] = _role_pages(refs, document)
    keys |= {key: one_line(value) for key, value in document.fields.items() if one_line(value)}
    said = {
        "language": document.language if document.language != "en" else "",
        "exhibit": document.exhibit,
        "order": "" if document.order is None else str(document.order),
        "cover": {None: "", True: "yes", False: "no"}[document.cover],
        "why": document.why,
        "checked": "yes" if document.author is Author.PERSON else "",
        "id": document.id,
    }
    keys |= {key: value for key, value in said.items() if value}
    return _Item(comment=_opinion(document), keys=keys)


def _opinion(document: Document) -> str:
    if document.author is Author.PERSON:
        return ""
    return _comment(f"{percent(document.confidence)} · {document.because}")


def _role_pages(refs: Sequence[PageRef], document: Document) -> str | tuple[str, ...]:
    if len({page.ref.source for page in document.pages}) == 1:
        return name_numbers([ref.page for ref in refs])
    return _one_or_all(name_pages(refs))


def _excluded(excluded: Iterable[Excluded]) -> Iterator[_Item]:
    def alike(one: Excluded) -> tuple[str, str, str]:
        return one.reason, one.because, one.author

    for (reason, because, _), run in groupby(sorted(excluded, key=alike), key=alike):
        members = [*run]
        keys: dict[str, str | tuple[str, ...]] = {
            "pages": _one_or_all(name_pages(sorted(one.ref for one in members))),
            "reason": str(reason),
        }
        person = members[0].author is Author.PERSON
        if person and because:
            keys["why"] = one_line(because)
        yield _Item(comment="" if person else _comment(because), keys=keys)


def _one_or_all(texts: tuple[str, ...]) -> str | tuple[str, ...]:
    return texts[0] if len(texts) == 1 else texts


def _comment(words: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in words)
    return one_line(shown)


def _add(text: str, key: str, items: Sequence[_Item], remark: str) -> str:
    """The text with items at the end of the list `key`, which is made where there is none."""
    if not items:
        return text
    root = parse_tree(text, "plan.yaml")
    if root.flow:
        raise root.error("packet cannot add to a plan in { }; write one key a line")
    found = next((value for name, value in root.pairs if name.text == key), None)
    if found and found.flow:
        made = _into_brackets(text, found, items)
    else:
        made = _into_block(text, root, key, found, items, remark)
    new = parse_tree(made, "plan.yaml").plain()
    old = root.plain() or {}
    if _trimmed(new) != _trimmed(
        {**old, key: [*(old.get(key) or []), *(one.plain() for one in items)]}
    ):
        raise root.error(f"packet found no safe place to add to {key}; run packet scan --fresh")
    return made


def _into_block(
    text: str, root: Node, key: str, found: Node | None, items: Sequence[_Item], remark: str
) -> str:
    margin = " " * (root.column - 1) if root.kind == "keys" else ""
    indent = f"{margin}  "
    lines: list[str] = []
    if found is None:
        at = len(text)
        lines += ["", f"{margin}{key}:"]
    elif found.kind == "list":
        indent = " " * (found.column - 1)
        at = _after_comments(text, _line_after(text, found.end), len(indent))
    else:
        at = _line_after(text, found.end)
    lines += [indent + line for line in _lines(items, remark)]
    return _insert(text, at, lines)


def _lines(items: Sequence[_Item], remark: str) -> Iterator[str]:
    """Items with a line between them; a remark sets them apart from what stands before."""
    for number, item in enumerate(items):
        if remark or number:
            yield ""
        if remark and not number:
            yield remark
        yield from item.block()


def _into_brackets(text: str, found: Node, items: Sequence[_Item]) -> str:
    """Items before the closing bracket, on lines of their own."""
    at = found.end - 1
    before = text[found.start + 1 : at]
    comma = "," if found.items and not _ends_in_comma(before) else ""
    lines = [f"  {item.flow()}," for item in items]
    end = _end_of_line(text)
    return text[:at] + comma + end + end.join(lines) + end + "  " + text[at:]


def _ends_in_comma(text: str) -> bool:
    code = [line.split(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
    return "".join(code).rstrip().endswith(",")


def _insert(text: str, at: int, lines: Sequence[str]) -> str:
    end = _end_of_line(text)
    lead = end if at and not _LINE_END.fullmatch(text[at - 1]) else ""
    return text[:at] + lead + "".join(line.rstrip() + end for line in lines) + text[at:]


def _line_after(text: str, at: int) -> int:
    """Where the line after the one that holds `at` begins."""
    if at and _LINE_END.fullmatch(text[at - 1]):
        return at
    found = _LINE_END.search(text, at)
    return found.end() if found else len(text)


def _after_comments(text: str, at: int, indent: int) -> int:
    """Past the comments that still belong to the list's last member."""
    comment = re.compile(rf" {{{indent + 1},}}#[^\n\r]*(?:\r\n|[\n\r]|\Z)")
    while found := comment.match(text, at):
        at = found.end()
    return at


def _end_of_line(text: str) -> str:
    found = _LINE_END.search(text)
    return found[0] if found and found[0] in {"\r\n", "\r"} else "\n"


def _trimmed(value: Any) -> Any:
    """A tree without the spaces at the ends of its texts, which may follow the last line."""
    if isinstance(value, dict):
        return {key: _trimmed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_trimmed(one) for one in value]
    return value.strip()
