"""Everything in out/ that is a PDF: the upload set, the mail packet, the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packet.building.binding import Binding, Chapter, bind
from packet.building.bodies import Body, find_bodies, make_bodies
from packet.building.sheets import (
    Sheets,
    Strip,
    footer_strip,
    look,
    make_sheets,
    make_strips,
    number_strip,
)
from packet.building.upload import UploadSet, written
from packet.context import Context
from packet.filing.layout import page_spans
from packet.knowledge import Knowledge
from packet.model import LETTER, Filed, Finding, Leaf, Output, Packet, Page, PageRef, Source

MAIL = "mail/packet.pdf"
INDEX = "index.pdf"


def write_outputs(
    packet: Packet,
    sources: Iterable[Source],
    pages: Iterable[Page],
    knowledge: Knowledge,
    context: Context,
    candidate: Path,
) -> tuple[tuple[Output, ...], tuple[Finding, ...]]:
    """Write index, mail packet and upload set into the folder `candidate`, which is made.

    `sources` and `pages` are all that the packet's documents refer to. Raises OutputError, and
    UsageError where an office's template is at fault.
    """
    for folder in (candidate / "upload", candidate / "mail"):
        folder.mkdir(parents=True, exist_ok=True)
    sheets = make_sheets(packet, knowledge, context)
    bodies = bodies_of(packet, sources, pages, context)
    made, findings = _bodies(bodies, context)
    mail = context.executor.submit(
        bind, _mail(packet, sheets, bodies, made, context), str(candidate / MAIL)
    )
    uploads, upload_findings = UploadSet(
        packet=packet,
        sheets=sheets,
        bodies=made,
        profile=knowledge.profiles[packet.case.profile],
        context=context,
        candidate=candidate,
    ).write()
    index = context.executor.submit(bind, _index(packet, sheets, uploads), str(candidate / INDEX))
    index_leaves = tuple(leaf for leaf in sheets.leaves if leaf.sheet == "index")
    outputs = (
        written(INDEX, index, index_leaves),
        written(MAIL, mail, sheets.leaves),
        *uploads,
    )
    return outputs, (*sheets.findings, *findings, *upload_findings)


def bodies_of(
    packet: Packet, sources: Iterable[Source], pages: Iterable[Page], context: Context
) -> tuple[Body, ...]:
    """What each document's body is made from, in the packet's order."""
    normals = {source.path: Path(source.normal) for source in sources if source.ok}
    read = {page.ref: page for page in pages}
    style = look(context.office)
    return tuple(_body(filed, normals, read, style) for filed in packet.documents)


def _body(
    filed: Filed, normals: Mapping[str, Path], read: Mapping[PageRef, Page], style: str
) -> Body:
    refs = filed.document.refs
    body = Body(
        filed=filed,
        pages=tuple(read[ref] for ref in refs),
        normals=tuple(normals[ref.source] for ref in refs),
        look=style,
    )
    return replace(body, footers=tuple(str(strip) for strip in _strips(body)))


def _strips(body: Body) -> Iterator[Strip]:
    for number, sheet in enumerate(body.sheets, 1):
        if sheet:
            yield footer_strip(body.filed, number, sheet[0])


def _bodies(
    bodies: Sequence[Body], context: Context
) -> tuple[Mapping[str, Path], tuple[Finding, ...]]:
    """Every document's body by its label: from the cache, or made now."""
    context.progress.start("Writing pages", sum(len(body.pages) for body in bodies))
    found = find_bodies(bodies, context.cache)
    missing = [body for body in bodies if body.filed.label not in found]
    context.progress.advance(sum(len(b.pages) for b in bodies if b.filed.label in found))
    strips = [strip for body in missing for strip in _strips(body)]
    path, findings = make_strips(strips, context) if strips else (None, ())
    return {**found, **make_bodies(missing, path, context)}, findings


def _mail(
    packet: Packet,
    sheets: Sheets,
    bodies: Sequence[Body],
    made: Mapping[str, Path],
    context: Context,
) -> Binding:
    widths = tuple(_widths(sheets.leaves, {body.filed.label: body for body in bodies}))
    strips = [
        number_strip(number, width) for number, width in enumerate(widths, 1) if width is not None
    ]
    path, _ = make_strips(strips, context)
    printed = iter(range(1, len(strips) + 1))
    spans = page_spans(sheets.leaves)
    form = packet.case.form
    return Binding(
        parts=_parts(sheets, made),
        title=f"Form {form}: supporting evidence" if form else "Supporting evidence",
        subject="",
        pages={label: first for label, (first, _) in spans.items()},
        files={},
        outline=outline(packet, sheets.leaves),
        strips=str(path),
        numbers=[0 if width is None else next(printed) for width in widths],
    )


def _widths(leaves: Iterable[Leaf], bodies: Mapping[str, Body]) -> Iterator[float | None]:
    """How wide each page of the mail packet is; None where nothing may be printed on it."""
    evidence = {label: iter(body.sheets) for label, body in bodies.items()}
    for leaf in leaves:
        sheet = next(evidence[leaf.label]) if leaf.evidence else LETTER
        yield sheet[0] if sheet else None


def _parts(sheets: Sheets, made: Mapping[str, Path]) -> list[tuple[str, list[int]]]:
    """The files and pages that the mail packet's leaves stand for, runs of them together."""
    parts: list[tuple[str, list[int]]] = []
    taken: dict[str, int] = {}
    for leaf in sheets.leaves:
        name = f"{leaf.sheet}:{leaf.label}"
        place = taken[name] = taken.get(name, 0) + 1
        if leaf.evidence:
            path, number = made[leaf.label], place
        else:
            path, number = sheets.path, sheets.pages[name.removesuffix(":")][place - 1]
        if not parts or parts[-1][0] != str(path):
            parts.append((str(path), []))
        parts[-1][1].append(number)
    return parts


def outline(packet: Packet, leaves: Sequence[Leaf]) -> list[Chapter]:
    """The mail packet's outline: its own sheets, then exhibits with their documents."""
    firsts = {label: first for label, (first, _) in page_spans(tuple(leaves)).items()}
    sheets = {leaf.sheet: number for number, leaf in reversed([*enumerate(leaves, 1)])}
    own = (("letter", "Cover letter"), ("index", "Index of exhibits"))
    return [
        *(
            Chapter(title=title, page=sheets[sheet], chapters=[])
            for sheet, title in own
            if sheet in sheets
        ),
        *(
            Chapter(
                title=f"Exhibit {exhibit.label} · {exhibit.title}",
                page=firsts[exhibit.label],
                chapters=[
                    Chapter(
                        title=f"{filed.label} · {filed.document.title}",
                        page=firsts[filed.label],
                        chapters=[],
                    )
                    for filed in exhibit.documents
                ],
            )
            for exhibit in packet.exhibits
        ),
    ]


def _index(packet: Packet, sheets: Sheets, uploads: Sequence[Output]) -> Binding:
    """The index on its own, with links to the files of the upload set."""
    files = {upload.leaves[0].label: upload.path for upload in reversed(uploads)}
    for exhibit in packet.exhibits:
        files[exhibit.label] = files[exhibit.documents[0].label]
    count = sum(leaf.sheet == "index" for leaf in sheets.leaves)
    return Binding(
        parts=[(str(sheets.index), list(range(1, count + 1)))],
        title="Index of exhibits",
        subject="",
        pages={},
        files=files,
        outline=[],
        strips="",
        numbers=[],
    )
