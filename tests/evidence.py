"""A small case with odd pages, made with pikepdf, for tests of building and of its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pikepdf
from filings import PROFILE, document, knowledge
from filings import case as case_of
from pikepdf import Array, Dictionary, Name

from packet.cache import Cache, digest_file
from packet.context import Context, InProcess
from packet.doors.pdfium import open_document
from packet.filing import file_packet
from packet.knowledge import Knowledge
from packet.model import Excluded, Packet, Page, PageRef, Reason, Source

Size = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page to be made: a frame, a word at the top left and a green bar at the bottom left."""

    word: str
    size: Size = (612, 792)
    origin: tuple[float, float] = (0, 0)
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    unit: float = 1.0
    content: bytes = b""


ODD = (
    Drawn(word="letter"),
    Drawn(word="turned90", rotate=90),
    Drawn(word="turned180", rotate=180),
    Drawn(word="turned270", rotate=270),
    Drawn(word="turnedback", rotate=-90),
    Drawn(word="a4", size=(595, 842)),
    Drawn(word="legal", size=(612, 1008)),
    Drawn(word="photo", size=(288, 432)),
    Drawn(word="landscape", size=(792, 612)),
    Drawn(word="widephoto", size=(432, 288)),
    Drawn(word="tiny", size=(60, 40)),
    Drawn(word="huge", size=(5000, 7000)),
    Drawn(word="unit", size=(306, 396), unit=2),
    Drawn(word="negative", origin=(-300, -400)),
    Drawn(word="offset", origin=(100, 200)),
    Drawn(word="cropped", crop=(50, 100, 400, 700)),
    Drawn(word="croppedturned", crop=(50, 100, 500, 700), rotate=90),
    Drawn(word="cropbeyond", crop=(-100, -100, 900, 900)),
    Drawn(word="all", origin=(-300, -400), crop=(-280, -380, 200, 380), rotate=270),
    Drawn(
        word="unclosed",
        content=b"q .5 0 0 .5 100 100 cm BT /F1 50 Tf 100 600 Td (unclosed) Tj ET q 2 0 0 2 0 0 cm",
    ),
    Drawn(
        word="overclosed",
        content=b"BT /F1 50 Tf 100 600 Td (overclosed) Tj ET Q Q 1 0 0 rg 50 50 99 99 re f",
    ),
    Drawn(
        word="shown",
        content=b"BT 3 Tr /F1 50 Tf 100 600 Td (gone) Tj 0 Tr 0 -80 Td (shown) Tj 3 Tr ET",
    ),
)

FORM = (Drawn(word="form"), Drawn(word="turned", rotate=90))


def write_pdf(path: Path, pages: Sequence[Drawn]) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    with pikepdf.new() as pdf:
        for drawn in pages:
            pdf.pages.append(_page(pdf, drawn, font))
        pdf.save(path, static_id=True)


def _page(pdf: pikepdf.Pdf, drawn: Drawn, font: Dictionary) -> pikepdf.Page:
    (x, y), (width, height) = drawn.origin, drawn.size
    letters = min(width, height) / 12
    content = (
        drawn.content
        or (
            f"q 0.9 0.95 1 rg {x} {y} {width} {height} re f 1 0 0 RG 4 w "
            f"{x + 2} {y + 2} {width - 4} {height - 4} re S BT /F1 {letters} Tf 0 g "
            f"{x + width * 0.15} {y + height * 0.8} Td ({drawn.word}) Tj ET 0 .5 0 rg "
            f"{x + width * 0.1} {y + height * 0.2} {width * 0.2} {height * 0.1} re f Q"
        ).encode()
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([x, y, x + width, y + height]),
        Resources=Dictionary(Font=Dictionary(F1=font)),
        Contents=pdf.make_stream(content),
    )
    if drawn.rotate:
        page.Rotate = drawn.rotate
    if drawn.crop:
        page.CropBox = Array(list(drawn.crop))
    if drawn.unit != 1:
        page.UserUnit = drawn.unit
    return pikepdf.Page(pdf.make_indirect(page))


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build takes."""

    packet: Packet
    sources: tuple[Source, ...]
    pages: tuple[Page, ...]
    knowledge: Knowledge
    context: Context

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.packet, self.sources, self.pages, self.knowledge, self.context


def context_of(folder: Path, executor: Any = None) -> Context:
    folder.mkdir(exist_ok=True)
    return Context(
        case=folder, cache=Cache(folder / ".packet").open(), executor=executor or InProcess()
    )


def source_of(context: Context, path: str, made: Path) -> Source:
    """The PDF `made`, kept in the cache as intake would."""
    digest = digest_file(made)
    with open_document(made) as pdf:
        count = len(pdf)
    normal = context.cache.keep(Cache.key("normal", 1, path, digest), ".pdf", made)
    return Source(path=path, sha256=digest, bytes=1, pages=count, kind="pdf", normal=str(normal))


def pages_of(source: Source, turn: int = 0) -> tuple[Page, ...]:
    with open_document(Path(source.normal)) as pdf:
        sizes = [pdf.size(n) for n in range(1, source.pages + 1)]
    return tuple(
        Page(
            source=source.path,
            number=number,
            width=width if turn % 180 == 0 else height,
            height=height if turn % 180 == 0 else width,
            rotation=turn,
        )
        for number, (width, height) in enumerate(sizes, 1)
    )


def knowledge_with(aim: int = 11_500_000, most: int = 12_000_000) -> Knowledge:
    profile = replace(PROFILE, aim_bytes=aim, max_bytes=most)
    return replace(knowledge(), profiles=MappingProxyType({profile.id: profile}))


def small_case(folder: Path, executor: Any = None, title: str = "", more: int = 0) -> Built:
    """Three documents: odd pages, the same turned, a form; and one page that is excluded."""
    context = context_of(folder, executor)
    given = (
        ("documents/1.pdf", "birth-certificate", ODD, 0),
        ("documents/2.pdf", "passport", ODD[:7], 90),
        ("documents/3.pdf", "uscis-form", (*FORM, *FORM[:more]), 0),
    )
    sources, pages, documents = [], [], []
    excluded = []
    for number, (path, type_, drawn, turn) in enumerate(given, 1):
        made = context.cache.room(".pdf")
        write_pdf(made, drawn)
        source = source_of(context, path, made)
        sources.append(source)
        pages += pages_of(source, turn)
        count = source.pages
        if number == 2:
            count -= 1
            ref = PageRef(source=path, page=source.pages)
            excluded.append(Excluded(ref=ref, reason=Reason.BLANK))
        documents.append(document(number, type_, pages=count, title=title if number == 2 else ""))
    known = knowledge_with()
    return Built(
        packet=file_packet(tuple(documents), tuple(excluded), case_of(), known),
        sources=tuple(sources),
        pages=tuple(pages),
        knowledge=known,
        context=context,
    )
