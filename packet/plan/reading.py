"""plan.yaml as a value: what a person, or the machine for her, has settled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from packet.doors.yaml import Node, parse_tree, read_text
from packet.keys import Keys, did_you_mean, nearest, one_line
from packet.knowledge import Knowledge
from packet.model import EMPTY, Finding, PageRef, Reason, Role, Severity, Source
from packet.plan.spans import Missing, find_pages

ROLE_KEYS: Mapping[str, Role] = MappingProxyType(
    {
        "translation": Role.TRANSLATION,
        "certificate": Role.CERTIFICATE,
        "back": Role.BACK,
        "cover-page": Role.COVER,
    }
)
# What every entry may say besides the fields of document types; no type may have such a field.
ENTRY_KEYS = (
    *("title", "type", "pages", *ROLE_KEYS, "language"),
    *("exhibit", "order", "cover", "why", "checked", "id"),
)
_OMISSION_KEYS = ("pages", "reason", "why")
# How a field is read, where it is more than one line of text.
_READ: Mapping[str, Callable[[Keys, str], str]] = MappingProxyType(
    {"date": Keys.day, "expires": Keys.day, "period": Keys.period}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of the plan. `spans` are the texts that name its pages."""

    node: Node
    type: str
    title: str
    spans: tuple[Node, ...]
    roles: Mapping[Role, tuple[Node, ...]]
    fields: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    language: str = ""
    exhibit: str = ""
    order: int | None = None
    cover: bool | None = None
    why: str = ""
    checked: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """Pages that the plan leaves out."""

    node: Node
    spans: tuple[Node, ...]
    reason: Reason
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """plan.yaml, with the text it was read from ("" where there is no file)."""

    name: str
    text: str = ""
    documents: tuple[Entry, ...] = ()
    excluded: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A plan set against the sources: the pages of each entry that exist."""

    documents: tuple[tuple[PageRef, ...], ...]
    roles: tuple[Mapping[PageRef, Role], ...]  # for each document; only what is no original
    excluded: tuple[tuple[PageRef, ...], ...]
    findings: tuple[Finding, ...]

    @property
    def refs(self) -> frozenset[PageRef]:
        return frozenset(ref for refs in (*self.documents, *self.excluded) for ref in refs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """The existing pages of an entry, each with the text that names it, and what is missing."""

    placed: tuple[tuple[PageRef, Node], ...]
    missing: tuple[Missing, ...]

    @property
    def refs(self) -> tuple[PageRef, ...]:
        return tuple(ref for ref, _ in self.placed)


def load_plan(path: Path, knowledge: Knowledge) -> Plan:
    """Read plan.yaml; no file is an empty plan. Raises UsageError with file:line:column."""
    if not path.exists():
        return Plan(name=str(path))
    return parse_plan(read_text(path), knowledge, str(path))


def parse_plan(text: str, knowledge: Knowledge, name: str = "plan.yaml") -> Plan:
    """A plan's text as a value. Raises UsageError, `name`:line:column."""
    keys = Keys(parse_tree(text, name))
    documents, excluded = keys.find("documents"), keys.find("excluded")
    keys.end()
    fields = frozenset(one for type_ in knowledge.types.values() for one in type_.fields)
    return Plan(
        name=name,
        text=text,
        documents=tuple(
            _entry(node, knowledge, fields) for node in (documents.items if documents else ())
        ),
        excluded=tuple(_omission(node) for node in (excluded.items if excluded else ())),
    )


def covered(plan: Plan, sources: Sequence[Source]) -> frozenset[PageRef]:
    """Every existing page that the plan mentions. Raises UsageError as `place` does."""
    return place(plan, sources).refs


def place(plan: Plan, sources: Sequence[Source]) -> Placed:
    """Set a plan against the sources. A page that is gone is a finding; a page that stands in two
    places is a UsageError naming both lines."""
    known = {source.path: source for source in sources}
    documents = [_pages(entry.spans, known) for entry in plan.documents]
    excluded = [_pages(entry.spans, known) for entry in plan.excluded]
    _refuse_repeats((*documents, *excluded))
    missing = [
        (entry.id, one)
        for entry, found in zip(plan.documents, documents, strict=True)
        for one in found.missing
    ]
    missing += [("", one) for found in excluded for one in found.missing]
    return Placed(
        documents=tuple(found.refs for found in documents),
        roles=tuple(
            _roles(entry, found.refs, known)
            for entry, found in zip(plan.documents, documents, strict=True)
        ),
        excluded=tuple(found.refs for found in excluded),
        findings=tuple(_gone(one, document) for document, one in missing),
    )


def _entry(node: Node, knowledge: Knowledge, fields: Set[str]) -> Entry:
    keys = Keys(node)
    keys.only({*ENTRY_KEYS, *fields})
    spans = _spans(keys, "pages")
    if not spans:
        raise node.error("this document has no pages; write  pages: documents/scan.pdf 1-2")
    type_ = _type(keys, knowledge)
    return Entry(
        node=node,
        type=type_,
        title=keys.text("title") or knowledge.type(type_).title,
        spans=spans,
        roles=MappingProxyType({role: _spans(keys, key) for key, role in ROLE_KEYS.items()}),
        fields=_fields(keys, fields),
        language=_language(keys, knowledge),
        exhibit=_exhibit(keys),
        order=keys.number("order"),
        cover=keys.truth("cover"),
        why=keys.text("why"),
        checked=bool(keys.truth("checked")),
        id=keys.text("id"),
    )


def _fields(keys: Keys, fields: Set[str]) -> Mapping[str, str]:
    """The fields that have a value, in the order they were written."""
    names = [key.text for key, _ in keys.node.pairs if key.text in fields - set(ENTRY_KEYS)]
    read = {name: _READ.get(name, Keys.text)(keys, name) for name in names}
    return MappingProxyType({name: value for name, value in read.items() if value})


def _language(keys: Keys, knowledge: Knowledge) -> str:
    """ISO 639-1; a person may write the language's English name."""
    value = keys.find("language")
    if value is None:
        return ""
    names = {_plain(name): code for code, name in knowledge.languages.items()}
    names |= {code: code for code in knowledge.languages}
    word = one_line(value.text)
    if _plain(word) not in names:
        known = knowledge.languages.values()
        near = f"did you mean {nearest(word, known)[0]}?" if nearest(word, known) else ""
        raise value.error(
            f"unknown language {word!r}; {near or 'write its name, like Spanish, or its code, es'}"
        )
    return names[_plain(word)]


def _exhibit(keys: Keys) -> str:
    word, value = keys.text("exhibit"), keys.find("exhibit")
    if value and word.isdigit():
        raise value.error(
            f"exhibit: expected a letter, like C, or a title, not {word}; "
            f"for a place within its exhibit write  order: {word}"
        )
    return word


def _omission(node: Node) -> Omission:
    if node.kind == "text" and node.value:
        return Omission(node=node, spans=(node,), reason=Reason.USER)
    keys = Keys(node)
    keys.only(_OMISSION_KEYS)
    spans = _spans(keys, "pages")
    if not spans:
        raise node.error("no pages are named here; write  pages: documents/scan.pdf 2")
    reason = keys.find("reason")
    word = one_line(reason.text).casefold() if reason else Reason.USER
    if reason and word not in set(Reason):
        raise reason.error(f"unknown reason {word!r}; {did_you_mean(word, set(Reason))}")
    return Omission(node=node, spans=spans, reason=Reason(word), why=keys.text("why"))


def _type(keys: Keys, knowledge: Knowledge) -> str:
    value = keys.find("type")
    if value is None:
        raise keys.node.error("this document has no type; write  type: other  if unsure")
    names = {_plain(type_.title): type_.id for type_ in knowledge.types.values()}
    names |= {_plain(id_): id_ for id_ in knowledge.types}
    word = one_line(value.text)
    if _plain(word) not in names:
        raise value.error(f"unknown type {word!r}; {did_you_mean(word, knowledge.types)}")
    return names[_plain(word)]


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def _spans(keys: Keys, key: str) -> tuple[Node, ...]:
    value = keys.find(key)
    if value is None:
        return ()
    spans = (value,) if value.kind == "text" else value.items
    for span in spans:
        if not span.text.strip():
            raise span.error(f"{key}: an empty line; delete it")
    return spans


def _pages(spans: Iterable[Node], sources: Mapping[str, Source]) -> _Pages:
    found = [(span, find_pages(span, sources)) for span in spans]
    return _Pages(
        placed=tuple((ref, span) for span, one in found for ref in one.refs),
        missing=tuple(missing for _, one in found for missing in one.missing),
    )


def _refuse_repeats(entries: Iterable[_Pages]) -> None:
    """Raises UsageError for the first page that stands in two places."""
    seen: dict[PageRef, tuple[_Pages, Node]] = {}
    for entry in entries:
        for ref, span in entry.placed:
            if ref in seen:
                raise span.error(_twice(ref, entry, *seen[ref], here=span))
            seen[ref] = entry, span


def _twice(ref: PageRef, entry: _Pages, other: _Pages, there: Node, *, here: Node) -> str:
    if entry is other:
        where = "on this line" if here.line == there.line else f"in this entry (line {there.line})"
        return f"{ref} stands twice {where}; delete one of them"
    said = f"{ref} stands here and on line {there.line}, and a page has one place; "
    first, second = set(entry.refs), set(other.refs)
    if first <= second or second <= first:
        return said + (
            "delete one of the two entries. packet adds an entry for pages that stand nowhere: "
            "where a misspelt path was mended since, the added entry is the one to delete"
        )
    return said + "take it out of one of the two entries"


def _roles(
    entry: Entry, refs: tuple[PageRef, ...], sources: Mapping[str, Source]
) -> Mapping[PageRef, Role]:
    paths = {ref.source for ref in refs}
    default = paths.pop() if len(paths) == 1 else ""
    roles: dict[PageRef, Role] = {}
    for role, spans in entry.roles.items():
        for span in spans:
            for ref in find_pages(span, sources, default).refs:
                if ref not in refs:
                    raise span.error(f"{ref} is not among the pages of this document; add it")
                if ref in roles:
                    raise span.error(f"{ref} is already a {roles[ref].value}; delete one of them")
                roles[ref] = role
    return MappingProxyType(roles)


def _gone(missing: Missing, document: str) -> Finding:
    return Finding(
        code="plan-page-gone",
        severity=Severity.WARNING,
        message=f"plan.yaml line {missing.node.line}: {missing.why}",
        source=missing.source,
        page=missing.page,
        document=document,
        hint=missing.hint,
    )
