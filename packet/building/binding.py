"""Finished PDFs: pages of sheets and bodies bound in order, with title, links, outline, numbers.

One worker's task serves the upload set, the mail packet and the index. Pages flow from file to
file on disk; only the page tree is held in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TypedDict

from packet.building.drawing import canvas, drawing, form_of
from packet.building.links import beside, inside, redirect
from packet.building.placing import Place, matrix
from packet.cache import digest_file
from packet.doors.pdf import (
    Array,
    Dictionary,
    Name,
    Object,
    OutlineItem,
    Pdf,
    damage_is_unusable,
    join_pages,
    open_pdf,
    save_pdf,
)
from packet.doors.pdf import (
    Page as PdfPage,
)
from packet.workers import task

NUMBER = "/PacketNumber"  # the form XObject of a printed page number


class Chapter(TypedDict):
    """An entry of the outline. `page` counts from 1."""

    title: str
    page: int
    chapters: list[Chapter]


class Binding(TypedDict):
    """What a finished PDF is bound from. Lists that are empty are left out of the file."""

    parts: list[tuple[str, list[int]]]  # files and their pages, from 1, in order
    title: str
    subject: str
    pages: dict[str, int]  # label -> page: where links go within the file
    files: dict[str, str]  # label -> relative path: where links go in other files
    outline: list[Chapter]
    strips: str  # a PDF of printed page numbers, one a page
    numbers: list[int]  # for each page, its page in `strips`, or 0 for none


class Bound(TypedDict):
    bytes: int
    sha256: str


@task(seconds=1800)
def bind(order: Binding, made: str) -> Bound:
    """Write the PDF ordered. The same order gives the same bytes. Raises Unusable."""
    target = Path(made)
    joined = Path(f"{made}.joined")
    try:
        numbers = [(Path(order["strips"]), [number]) for number in order["numbers"] if number]
        join_pages(chain(((Path(path), pages) for path, pages in order["parts"]), numbers), joined)
        with open_pdf(joined) as pdf, damage_is_unusable():
            _number_pages(pdf, order["numbers"])
            _dress(pdf, order)
            save_pdf(pdf, target)
    finally:
        joined.unlink(missing_ok=True)
    return Bound(bytes=target.stat().st_size, sha256=digest_file(target))


def _dress(pdf: Pdf, order: Binding) -> None:
    redirect(pdf, beside(order["files"]) if order["files"] else inside(pdf, order["pages"]))
    pdf.docinfo["/Title"] = order["title"]
    if order["subject"]:
        pdf.docinfo["/Subject"] = order["subject"]
    pdf.Root.Lang = "en-US"
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if order["outline"]:
        _outline(pdf, order["outline"])
    if order["numbers"]:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
        # The packet is printed as it is, single-sided.
        pdf.Root.ViewerPreferences.PrintScaling = Name("/None")
        pdf.Root.ViewerPreferences.Duplex = Name.Simplex


def _outline(pdf: Pdf, chapters: Sequence[Chapter]) -> None:
    with pdf.open_outline() as outline:
        outline.root.extend(map(_item, chapters))
    pdf.Root.PageMode = Name.UseOutlines


def _item(chapter: Chapter) -> OutlineItem:
    item = OutlineItem(chapter["title"], chapter["page"] - 1, "Fit")
    item.children.extend(map(_item, chapter["chapters"]))
    return item


def _number_pages(pdf: Pdf, numbers: Sequence[int]) -> None:
    """Print on each page its number, a strip that stands among the joined pages at the end."""
    count = len(pdf.pages) - sum(map(bool, numbers))
    strips = iter(list(pdf.pages)[count:])
    begin = pdf.make_stream(b"q\n") if numbers else None
    for page, number in zip(list(pdf.pages)[:count], numbers, strict=False):
        if number and begin is not None:
            _stamp(pdf, page, next(strips), begin)
    del pdf.pages[count:]


def _stamp(pdf: Pdf, page: PdfPage, strip: PdfPage, begin: Object) -> None:
    """Draw the strip at the page's foot, whatever state the page's own content leaves behind."""
    shown = canvas(strip)
    sheet_width, sheet_height = canvas(page).upright
    width, height = shown.upright
    at = Place(
        sheet=(sheet_width, sheet_height),
        left=sheet_width - width,
        bottom=0.0,
        width=width,
        height=height,
    )
    contents = page.obj.Contents
    streams = list(contents) if isinstance(contents, Array) else [contents]
    end = pdf.make_stream(b"\nQ\n" + drawing(NUMBER[1:], matrix(shown, at)))
    page.obj.Contents = Array([begin, *streams, end])
    # Sheets share their resources; a number belongs to one page.
    resources = Dictionary(dict(page.resources.items()))
    forms = dict(resources.get("/XObject", Dictionary()).items())
    resources.XObject = Dictionary({**forms, NUMBER: form_of(strip, shown)})
    page.obj.Resources = resources
