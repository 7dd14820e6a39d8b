"""What packet knows, loaded from YAML data: document types, forms, filing profiles, finding codes.

Every volatile fact carries its source, date and grade. The types, forms and profiles in an office's
own folder, which case.yaml names, add to ours or stand above them, file by file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from packet.doors.yaml import Node, read_tree
from packet.keys import Keys, one_line
from packet.model import EMPTY

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

    @property
    def sought(self) -> bool:
        """Whether packet looks for it: a USCIS form's type does not say which form it is."""
        return bool(self.types) and "uscis-form" not in self.types

    @property
    def asked(self) -> bool:
        """Whether case.yaml asks if it applies."""
        return self.sought and bool(self.when)


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
    max_bytes: int  # of one file
    aim_bytes: int  # what packet stays under
    name_length: int  # characters of an upload's file name, with its .pdf
    upload_together: int  # files at a time
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
    languages: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # ISO 639-1 -> in English

    def type(self, id_: str) -> DocumentType:
        return self.types.get(id_) or self.types["other"]


class _Known(Protocol):
    @property
    def id(self) -> str: ...


Made = TypeVar("Made")
Named = TypeVar("Named", bound=_Known)


def _type(keys: Keys) -> DocumentType:
    cover, signature = keys.truth("cover"), keys.find("signature")
    if cover is None:
        raise keys.node.error("cover is missing; write  cover: yes or no")
    return DocumentType(
        id=keys.needed("id"),
        title=keys.needed("title"),
        group=keys.needed("group"),
        what=keys.needed("what"),
        cover=cover,
        why=keys.needed("why"),
        name=keys.needed("name"),
        fields=keys.words("fields"),
        confusers=keys.words("confusers"),
        signature=MappingProxyType(signature.plain() if signature else {}),
    )


def _need(keys: Keys) -> Need:
    return Need(
        id=keys.needed("id"),
        item=keys.needed("item"),
        types=keys.words("types"),
        when=keys.text("when"),
        count=keys.text("count"),
        bases=keys.words("bases"),
        grounds=_grounds(keys),
    )


def _exhibit(keys: Keys) -> FormExhibit:
    return FormExhibit(title=keys.needed("title"), types=keys.words("types"))


def _form(keys: Keys) -> Form:
    bases = keys.find("bases")
    return Form(
        id=keys.needed("id"),
        title=keys.needed("title"),
        roles=keys.words("roles"),
        bases=_names(bases) if bases else EMPTY,
        exhibits=_all(keys, "exhibits", _exhibit),
        needs=_all(keys, "needs", _need),
    )


def _profile(keys: Keys) -> Profile:
    return Profile(
        id=keys.needed("id"),
        title=keys.needed("title"),
        max_bytes=keys.needed_number("max_bytes"),
        aim_bytes=keys.needed_number("aim_bytes"),
        name_length=keys.needed_number("name_length"),
        upload_together=keys.needed_number("upload_together"),
        grounds=_grounds(keys),
    )


def _code(keys: Keys) -> Code:
    return Code(
        code=keys.needed("code"),
        severity=keys.needed("severity"),
        title=keys.needed("title"),
        meaning=keys.needed("meaning"),
        step=keys.needed("step"),
        grounds=next(iter(_all(keys, "grounds", _grounds)), None),
    )


def _group(keys: Keys) -> Group:
    return Group(id=keys.needed("id"), title=keys.needed("title"), types=keys.words("types"))


def _grounds(keys: Keys) -> Grounds:
    return Grounds(source=keys.needed("source"), date=keys.text("date"), grade=keys.needed("grade"))


def _names(node: Node) -> Mapping[str, str]:
    return MappingProxyType({key.text: one_line(value.text) for key, value in node.pairs})


def _whole(keys: Keys, make: Callable[[Keys], Made]) -> Made:
    made = make(keys)
    keys.end()
    return made


def _all(keys: Keys, key: str, make: Callable[[Keys], Made]) -> tuple[Made, ...]:
    return tuple(_whole(inner, make) for inner in keys.each(key))


def _list(name: str, make: Callable[[Keys], Made]) -> tuple[Made, ...]:
    """The one list of data/`name`.yaml, which bears the file's name."""
    return _whole(Keys(read_tree(_DATA / f"{name}.yaml")), lambda keys: _all(keys, name, make))


def _folder(
    folders: tuple[Path, ...], name: str, make: Callable[[Keys], Named]
) -> Mapping[str, Named]:
    """What each file of the folders' `name` says, by id; later folders stand above earlier ones."""
    made: dict[str, Named] = {}
    for folder in folders:
        for path in sorted((folder / name).glob("*.yaml")):
            one = _whole(Keys(read_tree(path)), make)
            made[one.id] = one
    return MappingProxyType(made)


@functools.cache
def load_knowledge(office: Path | None = None) -> Knowledge:
    """Our data, with an office's own types, forms and profiles added to or put over it.

    Raises UsageError with file:line:column.
    """
    folders = (_DATA, office) if office else (_DATA,)
    return Knowledge(
        types=_folder(folders, "types", _type),
        groups=_list("groups", _group),
        forms=_folder(folders, "forms", _form),
        profiles=_folder(folders, "profiles", _profile),
        codes=MappingProxyType({code.code: code for code in _list("findings", _code)}),
        languages=_names(read_tree(_DATA / "languages.yaml")),
    )
