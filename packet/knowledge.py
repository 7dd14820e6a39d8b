"""What packet knows, loaded from YAML data: document types, forms, filing profiles, finding codes.

Every volatile fact carries its source, date and grade. An office's own folder (`--office DIR`, or
the folder named in case.yaml) adds to or overrides ours, file by file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from packet.doors.yaml import read_yaml
from packet.errors import UsageError

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Where a fact comes from. Grade P: primary text, Q: quoted, S: secondary, M: unverified."""

    source: str
    date: str = ""
    grade: str = "M"

    @property
    def verified(self) -> bool:
        return self.grade != "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """One file of data/types. `signature` is read by packet.understanding only."""

    id: str
    title: str  # "Employment letter"
    group: str
    what: str  # one sentence, for `packet explain`
    cover: bool  # whether a document of this type needs a cover sheet to explain itself
    why: str  # what it is filed to show, one sentence for the cover sheet
    name: str  # how its title is composed: "{title}, {issuer}, {date}"
    fields: tuple[str, ...] = ()
    confusers: tuple[str, ...] = ()  # ids it is not to be confused with
    signature: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    title: str  # the exhibit's title where no form says otherwise
    types: tuple[str, ...] = ()  # the order its types are filed in; those not named follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something a form asks for. `when` is words for a person, empty for always."""

    id: str
    item: str
    types: tuple[str, ...]
    when: str = ""
    count: str = ""
    bases: tuple[str, ...] = ()  # () for every basis
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class FormExhibit:
    title: str
    types: tuple[str, ...]  # document types or group ids, in the order they are filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One file of data/forms."""

    id: str  # "I-130"
    title: str
    roles: tuple[str, ...]  # people the case names: petitioner, beneficiary, applicant
    bases: Mapping[str, str]  # id -> words
    exhibits: tuple[FormExhibit, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a filing channel accepts. One file of data/profiles."""

    id: str
    title: str
    max_bytes: int
    aim_bytes: int
    stem_length: int
    upload_together: int
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A finding's code, for `packet explain`. One entry of data/findings.yaml."""

    code: str
    severity: str
    title: str
    meaning: str
    step: str
    grounds: Grounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    types: Mapping[str, DocumentType]
    groups: tuple[Group, ...]
    forms: Mapping[str, Form]
    profiles: Mapping[str, Profile]
    codes: Mapping[str, Code]

    def type(self, id_: str) -> DocumentType:
        return self.types.get(id_) or self.types["other"]


Made = TypeVar("Made")


class _Reader:
    """Takes keys out of one YAML mapping and complains about what is missing or left over."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise UsageError(f"{where}: expected keys and values")
        self._data = dict(data)
        self.where = where

    def text(self, key: str, default: str | None = None) -> str:
        value = self._data.pop(key, default)
        if not isinstance(value, str):
            raise UsageError(f"{self.where}: {key}: expected text")
        return " ".join(value.split())

    def number(self, key: str) -> int:
        value = self.text(key).replace("_", "")
        if not value.isdigit():
            raise UsageError(f"{self.where}: {key}: expected a whole number")
        return int(value)

    def truth(self, key: str) -> bool:
        value = self.text(key)
        if value not in {"yes", "no"}:
            raise UsageError(f"{self.where}: {key}: expected yes or no")
        return value == "yes"

    def words(self, key: str) -> tuple[str, ...]:
        value = self._data.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise UsageError(f"{self.where}: {key}: expected a list of words")
        return tuple(value)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self._data.pop(key, {})
        if not isinstance(value, dict):
            raise UsageError(f"{self.where}: {key}: expected keys and values")
        return MappingProxyType(value)

    def each(self, key: str) -> Iterator[_Reader]:
        value = self._data.pop(key, [])
        if not isinstance(value, list):
            raise UsageError(f"{self.where}: {key}: expected a list")
        for number, item in enumerate(value, 1):
            yield _Reader(item, f"{self.where}: {key} {number}")

    def grounds(self) -> Grounds:
        return Grounds(
            source=self.text("source"), date=self.text("date", ""), grade=self.text("grade")
        )

    def end(self) -> None:
        if self._data:
            raise UsageError(f"{self.where}: unknown key {next(iter(self._data))!r}")


def _type(reader: _Reader) -> DocumentType:
    return DocumentType(
        id=reader.text("id"),
        title=reader.text("title"),
        group=reader.text("group"),
        what=reader.text("what"),
        cover=reader.truth("cover"),
        why=reader.text("why"),
        name=reader.text("name"),
        fields=reader.words("fields"),
        confusers=reader.words("confusers"),
        signature=reader.mapping("signature"),
    )


def _need(reader: _Reader) -> Need:
    return Need(
        id=reader.text("id"),
        item=reader.text("item"),
        types=reader.words("types"),
        when=reader.text("when", ""),
        count=reader.text("count", ""),
        bases=reader.words("bases"),
        grounds=reader.grounds(),
    )


def _exhibit(reader: _Reader) -> FormExhibit:
    return FormExhibit(title=reader.text("title"), types=reader.words("types"))


def _form(reader: _Reader) -> Form:
    return Form(
        id=reader.text("id"),
        title=reader.text("title"),
        roles=reader.words("roles"),
        bases=reader.mapping("bases"),
        exhibits=_all(reader, "exhibits", _exhibit),
        needs=_all(reader, "needs", _need),
    )


def _profile(reader: _Reader) -> Profile:
    return Profile(
        id=reader.text("id"),
        title=reader.text("title"),
        max_bytes=reader.number("max_bytes"),
        aim_bytes=reader.number("aim_bytes"),
        stem_length=reader.number("stem_length"),
        upload_together=reader.number("upload_together"),
        grounds=reader.grounds(),
    )


def _code(reader: _Reader) -> Code:
    code = Code(
        code=reader.text("code"),
        severity=reader.text("severity"),
        title=reader.text("title"),
        meaning=reader.text("meaning"),
        step=reader.text("step"),
    )
    for inner in reader.each("grounds"):
        code = Code(
            code=code.code,
            severity=code.severity,
            title=code.title,
            meaning=code.meaning,
            step=code.step,
            grounds=_whole(inner, lambda part: part.grounds()),
        )
    return code


def _group(reader: _Reader) -> Group:
    return Group(id=reader.text("id"), title=reader.text("title"), types=reader.words("types"))


def _whole(reader: _Reader, make: Callable[[_Reader], Made]) -> Made:
    made = make(reader)
    reader.end()
    return made


def _all(reader: _Reader, key: str, make: Callable[[_Reader], Made]) -> tuple[Made, ...]:
    return tuple(_whole(inner, make) for inner in reader.each(key))


def _folder(
    folders: tuple[Path, ...],
    name: str,
    make: Callable[[_Reader], Made],
    id_: Callable[[Made], str],
) -> Mapping[str, Made]:
    made: dict[str, Made] = {}
    for folder in folders:
        for path in sorted((folder / name).glob("*.yaml")):
            one = _whole(_Reader(read_yaml(path), str(path)), make)
            made[id_(one)] = one
    return MappingProxyType(made)


@functools.cache
def load_knowledge(office: Path | None = None) -> Knowledge:
    """Our data, with an office's own added to or put over it. Raises UsageError."""
    folders = (_DATA, office) if office else (_DATA,)
    groups = _Reader(read_yaml(_DATA / "groups.yaml"), "groups.yaml")
    codes = _Reader(read_yaml(_DATA / "findings.yaml"), "findings.yaml")
    return Knowledge(
        types=_folder(folders, "types", _type, lambda one: one.id),
        groups=_all(groups, "groups", _group),
        forms=_folder(folders, "forms", _form, lambda one: one.id),
        profiles=_folder(folders, "profiles", _profile, lambda one: one.id),
        codes={code.code: code for code in _all(codes, "findings", _code)},
    )
