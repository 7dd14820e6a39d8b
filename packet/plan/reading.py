"""plan.yaml as a value: what a person, or the machine for her, has settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from packet.doors.yaml import Node, parse_tree, read_text
from packet.errors import UsageError
from packet.keys import Keys, did_you_mean, one_line
from packet.knowledge import Knowledge
from packet.model import EMPTY, Finding, PageRef, Reason, Role, Severity, Source
from packet.plan.spans import Found, Missing, find_pages

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
    fields = {one for type_ in knowledge.types.values() for one in type_.fields}
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
    seen: dict[PageRef, Node] = {}
    documents = [_pages(entry.spans, known, seen) for entry in plan.documents]
    excluded = [_pages(entry.spans, known, seen) for entry in plan.excluded]
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


def _entry(node: Node, knowledge: Knowledge, fields: Iterable[str]) -> Entry:
    keys = Keys(node)
    spans = _spans(keys, "pages")
    if not spans:
        raise node.error("this document has no pages; write  pages: documents/scan.pdf 1-2")
    type_ = _type(keys, knowledge)
    entry = Entry(
        node=node,
        type=type_,
        title=keys.text("title") or knowledge.type(type_).title,
        spans=spans,
        roles=MappingProxyType({role: _spans(keys, key) for key, role in ROLE_KEYS.items()}),
        fields=MappingProxyType({one: keys.text(one) for one in _written(keys, fields)}),
        language=keys.text("language"),
        exhibit=_exhibit(keys),
        order=keys.number("order"),
        cover=keys.truth("cover"),
        why=keys.text("why"),
        checked=bool(keys.truth("checked")),
        id=keys.text("id"),
    )
    keys.end(*fields)
    return entry


def _written(keys: Keys, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields that have a value, in the order they were written."""
    names = set(fields) - set(ENTRY_KEYS)
    return tuple(
        key.text for key, _ in keys.node.pairs if key.text in names and keys.find(key.text)
    )


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
    spans = _spans(keys, "pages")
    if not spans:
        raise node.error("no pages are named here; write  pages: documents/scan.pdf 2")
    reason = keys.find("reason")
    word = one_line(reason.text).casefold() if reason else Reason.USER
    if reason and word not in set(Reason):
        raise reason.error(f"unknown reason {word!r}; {did_you_mean(word, set(Reason))}")
    omission = Omission(node=node, spans=spans, reason=Reason(word), why=keys.text("why"))
    keys.end()
    return omission


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


def _pages(
    spans: Iterable[Node], sources: Mapping[str, Source], seen: dict[PageRef, Node]
) -> Found:
    refs: list[PageRef] = []
    missing: list[Missing] = []
    for span in spans:
        found = find_pages(span, sources)
        missing.extend(found.missing)
        for ref in found.refs:
            if ref in seen:
                raise _twice(ref, span, seen[ref])
            seen[ref] = span
            refs.append(ref)
    return Found(refs=tuple(refs), missing=tuple(missing))


def _twice(ref: PageRef, here: Node, there: Node) -> UsageError:
    where = "twice on this line" if here.line == there.line else f"here and on line {there.line}"
    return here.error(f"{ref} stands {where}; a page has one place, so delete one of them")


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
