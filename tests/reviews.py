"""A Review for tests of the report: the sample case as a careful person would have filed it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from filings import PROFILE

from packet.building.report import Review
from packet.demo import sample_files, truth
from packet.demo.papers import as_png
from packet.doors.images import decode, encode_jpeg
from packet.filing import file_packet
from packet.filing.layout import lay_out_mail
from packet.knowledge import DocumentType, Form, Group, Knowledge
from packet.model import (
    Author,
    Case,
    Document,
    Finding,
    Leaf,
    Output,
    Packet,
    Page,
    Person,
    Severity,
    Source,
)

CASE = Case(
    name="hartwell-salgado",
    form="I-130",
    basis="spouse",
    people=(
        Person(role="petitioner", name="Amelia Rose Hartwell"),
        Person(role="beneficiary", name="Mateo Andrés Salgado Rivas"),
    ),
)
_GROUPS = {
    "identity": "Identity",
    "civil": "Marriage and birth records",
    "financial": "Joint finances",
    "relationship": "Life together",
}
_GROUP_OF = {
    "passport": "identity",
    "drivers-license": "identity",
    "naturalization-certificate": "identity",
    "marriage-certificate": "civil",
    "birth-certificate": "civil",
    "chat-log": "relationship",
    "photo": "relationship",
    "affidavit": "relationship",
}


def knowledge() -> Knowledge:
    """Just the types of the sample case."""
    ids = {document.type for document in truth(sample_files()).documents} | {
        "offer-letter",
        "other",
    }
    return Knowledge(
        types=MappingProxyType({id_: _type(id_) for id_ in sorted(ids)}),
        groups=tuple(Group(id=id_, title=title) for id_, title in _GROUPS.items()),
        forms=MappingProxyType({"I-130": _form()}),
        profiles=MappingProxyType({PROFILE.id: PROFILE}),
        codes=MappingProxyType({}),
    )


def sample_review(folder: Path) -> Review:
    """The sample case with thumbnails in `folder`, a finding of each severity, a doubtful
    document, a settled one and an unusable file."""
    files = sample_files()
    proposal = truth(files)
    known = knowledge()
    documents = tuple(_opinion(n, one) for n, one in enumerate(proposal.documents))
    packet = file_packet(documents, proposal.excluded, CASE, known)
    pages = tuple(_pages(folder))
    leaves = lay_out_mail(packet, {})
    sources = [
        Source(path=file.path, sha256="0" * 64, bytes=1, pages=len(file.shots), kind="pdf")
        for file in files
    ]
    sources[0] = replace(sources[0], notes=("location and camera data taken out",))
    return Review(
        packet=packet,
        sources=(*sources, _word()),
        pages=pages,
        findings=_findings(documents, pages),
        outputs=tuple(_outputs(packet)),
        leaves=leaves,
        knowledge=known,
        versions={"packet": "0.1.0", "pikepdf": "10.10.0", "typst": "0.15.0"},
    )


def empty_review() -> Review:
    """A case in which nothing could be filed."""
    return Review(
        packet=Packet(case=Case(name="empty"), exhibits=()),
        sources=(),
        pages=(),
        findings=(),
        outputs=(),
        leaves=(),
        knowledge=knowledge(),
        versions={},
    )


def _type(id_: str) -> DocumentType:
    title = id_.replace("-", " ").capitalize()
    return DocumentType(
        id=id_,
        title={"w2": "W-2", "drivers-license": "Driver's license"}.get(id_, title),
        group=_GROUP_OF.get(id_, "financial"),
        what="",
        cover=id_ in {"bank-statement", "chat-log", "lease"},
        why=f"To show what a {title.lower()} shows.",
        name="{title}",
    )


def _form() -> Form:
    return Form(
        id="I-130",
        title="Petition for Alien Relative",
        roles=("petitioner", "beneficiary"),
        bases=MappingProxyType({"spouse": "husband or wife of a US citizen"}),
        exhibits=(),
        needs=(),
    )


def _word() -> Source:
    return Source(
        path="documents/Timeline of our relationship.docx",
        sha256="0" * 64,
        bytes=643,
        pages=0,
        kind="docx",
        error="a Word document",
        hint="print it to PDF and put that in its place",
    )


def _opinion(number: int, document: Document) -> Document:
    """The truth as a machine or, for every seventh document, a person would have said it."""
    title = document.type.replace("-", " ").capitalize()
    issuer = document.fields.get("issuer", "")
    confidence = (0.98, 0.93, 0.99, 0.9)[number % 4]
    doubtful = document.type == "employment-letter"
    return replace(
        document,
        title=", ".join(filter(None, (title, issuer, document.fields.get("date", "")))),
        confidence=0.61 if doubtful else confidence,
        alternative="offer-letter" if doubtful else "",
        because=f"its heading says “{title}”",
        author=Author.PERSON if number % 7 == 6 else Author.MACHINE,
        pages=tuple(replace(page, confidence=confidence) for page in document.pages),
    )


def _pages(folder: Path) -> list[Page]:
    pages: list[Page] = []
    for file in sample_files():
        for number, shot in enumerate(file.shots, 1):
            picture = folder / f"{len(pages)}.jpg"
            if shot.paper is not None:
                pixels = decode(as_png(shot.paper, 30)[shot.page - 1])
                picture.write_bytes(encode_jpeg(pixels, 70, 30))
            pages.append(
                Page(
                    source=file.path,
                    number=number,
                    width=612,
                    height=792,
                    rotation=180 if shot.upside_down else 0,
                    thumbnail=str(picture) if shot.paper is not None else "",
                )
            )
    return pages


def _findings(documents: tuple[Document, ...], pages: tuple[Page, ...]) -> tuple[Finding, ...]:
    return (
        Finding(
            code="source-unusable",
            severity=Severity.ERROR,
            message=f"{_word().path} can't be used: a Word document",
            source=_word().path,
            hint=_word().hint,
        ),
        Finding(
            code="fact-differs",
            severity=Severity.ERROR,
            message="The marriage certificate and the transcript disagree on a name.",
            document=documents[0].id,
            hint="Compare the two pages.",
        ),
        Finding(
            code="page-turned",
            severity=Severity.WARNING,
            message="This page was upside down.",
            source=pages[0].source,
            page=pages[0].number,
        ),
        Finding(code="photo-undated", severity=Severity.INFO, message="A photograph has no date."),
    )


def _outputs(packet: Packet) -> list[Output]:
    upload = [
        Output(
            path=f"upload/{filed.name}",
            sha256="0" * 64,
            bytes=1,
            leaves=tuple(Leaf(evidence=ref, label=filed.label) for ref in filed.document.refs),
        )
        for filed in packet.documents
    ]
    return [*upload, Output(path="index.pdf", sha256="0" * 64, bytes=1)]
