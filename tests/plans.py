"""Sources, a machine that splits them, and knowledge, for tests of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from packet.knowledge import DocumentType, Knowledge
from packet.model import Document, Excluded, PageRef, Proposal, Reading, Reason, Role, Source

_TYPES = {
    "lease": ("Lease", ("person", "issuer", "date", "period")),
    "pay-stub": ("Pay stub", ("person", "issuer", "date", "amount")),
    "passport": ("Passport", ("person", "number", "country", "expires")),
    "passport-photo": ("Passport photo", ("person",)),
    "other": ("Other document", ("person", "date")),
}

KNOWLEDGE = Knowledge(
    types=MappingProxyType(
        {
            id_: DocumentType(
                id=id_, title=title, group="other", what="", cover=False, why="", name="{title}",
                fields=fields,
            )
            for id_, (title, fields) in _TYPES.items()
        }
    ),
    groups=(),
    forms=MappingProxyType({}),
    profiles=MappingProxyType({}),
    codes=MappingProxyType({}),
    languages=MappingProxyType({"en": "English", "es": "Spanish", "uk": "Ukrainian"}),
)  # fmt: skip


def source(path: str, pages: int, error: str = "") -> Source:
    return Source(
        path=path, sha256="0" * 64, bytes=1, pages=0 if error else pages, kind="pdf", error=error
    )


def ref(path: str, page: int) -> PageRef:
    return PageRef(source=path, page=page)


def reading(one: PageRef, role: Role = Role.ORIGINAL) -> Reading:
    return Reading(ref=one, type="lease", confidence=0.8, role=role)


def language(_parts: Sequence[Reading]) -> str:
    return "en"


def document(*refs: PageRef, **words: object) -> Document:
    said = {"id": f"d-{refs[0]}", "type": "lease", "title": "Lease", "confidence": 0.9}
    said |= {"because": 'says "Lease"', "language": "en"}
    pages = tuple(map(reading, refs))
    return Document(**{**said, "pages": pages, **words})  # type: ignore[arg-type]


def every_page(sources: Sequence[Source]) -> tuple[PageRef, ...]:
    return tuple(ref(one.path, page) for one in sources for page in range(1, one.pages + 1))


def propose(sources: Sequence[Source], settled: frozenset[PageRef] = frozenset()) -> Proposal:
    """A machine: runs of three pages are a lease, every seventh page is blank."""
    documents: list[Document] = []
    excluded: list[Excluded] = []
    for one in sources:
        left = [r for r in every_page([one]) if r not in settled]
        blank = [r for r in left if r.page % 7 == 0]
        excluded += [Excluded(ref=r, reason=Reason.BLANK, because="no ink") for r in blank]
        kept = [r for r in left if r.page % 7]
        documents += [document(*kept[at : at + 3]) for at in range(0, len(kept), 3)]
    return Proposal(documents=tuple(documents), excluded=tuple(excluded))
