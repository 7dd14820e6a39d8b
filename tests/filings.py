"""Fictional documents and knowledge, for tests of filing and of sheets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from packet.knowledge import DocumentType, Form, FormExhibit, Grounds, Group, Knowledge, Profile
from packet.model import Case, Document, PageRef, Person, Reading, Role

_TYPES = {
    # id: (title, group, cover)
    "passport": ("Passport", "identity", False),
    "visa": ("Visa", "identity", False),
    "birth-certificate": ("Birth certificate", "civil", True),
    "marriage-certificate": ("Marriage certificate", "civil", True),
    "uscis-form": ("USCIS form", "government", False),
    "receipt-notice": ("Receipt notice", "government", False),
    "employment-letter": ("Employment letter", "employment", True),
    "pay-stub": ("Pay stub", "employment", False),
    "bank-statement": ("Bank statement", "financial", False),
    "cover-letter": ("Cover letter", "other", False),
    "other": ("Other document", "other", True),
}
_GROUPS = {
    "identity": ("Identity and immigration status", ("passport", "visa")),
    "government": ("Immigration forms and notices", ("uscis-form", "receipt-notice")),
    "civil": ("Civil records", ("birth-certificate", "marriage-certificate")),
    "financial": ("Financial records", ()),
    "employment": ("Employment", ("employment-letter", "pay-stub")),
    "other": ("Other evidence", ()),
}
FORM = Form(
    id="I-130",
    title="Petition for Alien Relative",
    roles=("petitioner", "beneficiary"),
    bases=MappingProxyType({"spouse": "spouse of a U.S. citizen"}),
    exhibits=(
        FormExhibit(title="Petitioner's status", types=("passport",)),
        FormExhibit(title="The marriage", types=("marriage-certificate", "civil")),
        FormExhibit(title="A shared household", types=("financial", "residence")),
    ),
    needs=(),
)
PROFILE = Profile(
    id="uscis",
    title="USCIS",
    max_bytes=12_000_000,
    aim_bytes=11_500_000,
    name_length=100,
    upload_together=5,
    grounds=Grounds(source="test"),
)
PEOPLE = (
    Person(role="petitioner", name="Ana María Ruiz"),
    Person(role="beneficiary", name="Li Wei", also=("Wei Li",)),
)


def knowledge(**forms: Form) -> Knowledge:
    return Knowledge(
        types=MappingProxyType({key: _type(key, *value) for key, value in _TYPES.items()}),
        groups=tuple(
            Group(id=key, title=title, types=types) for key, (title, types) in _GROUPS.items()
        ),
        forms=MappingProxyType({"I-130": FORM} | forms),
        profiles=MappingProxyType({PROFILE.id: PROFILE}),
        codes=MappingProxyType({}),
        languages=MappingProxyType({"es": "Spanish"}),
    )


def _type(id_: str, title: str, group: str, cover: bool) -> DocumentType:
    return DocumentType(
        id=id_, title=title, group=group, what="", cover=cover, why=f"To show the {title}.", name=""
    )


def case(**more: Any) -> Case:
    return Case(**{"name": "smith", "form": "I-130", "people": PEOPLE} | more)


def document(
    number: int,
    type_: str = "passport",
    *,
    title: str = "",
    pages: int = 1,
    roles: tuple[Role, ...] = (),
    fields: Mapping[str, str] | None = None,
    **more: Any,
) -> Document:
    """A document whose pages are pages 1 … of a source of its own."""
    roles = roles or (Role.ORIGINAL,) * pages
    return Document(
        id=f"d-{number}",
        type=type_,
        title=title or f"{_TYPES[type_][0]} {number}",
        pages=tuple(
            Reading(
                ref=PageRef(source=f"documents/{number}.pdf", page=page),
                type=type_,
                confidence=1.0,
                role=role,
            )
            for page, role in enumerate(roles, 1)
        ),
        fields=MappingProxyType(dict(fields or {})),
        **more,
    )
