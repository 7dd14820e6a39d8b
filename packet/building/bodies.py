"""The body of a document: its pages of evidence, each on its sheet.

A page becomes a new page that draws, in this order, the old page as it is displayed, its
invisible text, and its footer. Drawn as a form XObject, whatever the old page leaves open in its
content stream ends with it and can move nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypedDict

from packet.building.drawing import canvas, new_page
from packet.building.placing import Place, place, sheet_for
from packet.cache import Cache
from packet.context import Context
from packet.doors.pdf import (
    VERSION as ENGINE,
)
from packet.doors.pdf import (
    Dictionary,
    Pdf,
    Stream,
    damage_is_unusable,
    drop,
    join_pages,
    open_pdf,
    save_pdf,
)
from packet.doors.pdf import (
    Page as PdfPage,
)
from packet.errors import OutputError, Unusable, WorkerDied
from packet.model import Filed, Page
from packet.workers import task

VERSION = 1
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")


class Placed(TypedDict):
    """One page of a body, as a worker is told of it."""

    normal: str
    page: int
    turn: int  # Page.rotation
    layer: str  # "" for none
    layer_page: int
    sheet: list[float]  # [] for a page that is its own sheet, without footer
    strip: int  # the footer's page in the PDF of strips


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a document's body is made from. `footers` are in words what its strips show; empty
    for a document whose pages must stay as they are."""

    filed: Filed
    pages: tuple[Page, ...]
    normals: tuple[Path, ...]
    footers: tuple[str, ...] = ()
    look: str  # stands for what else the strips' looks depend on: templates, fonts

    @property
    def sheets(self) -> tuple[tuple[float, float] | None, ...]:
        return tuple(
            sheet_for((page.width, page.height)) if self.filed.footer else None
            for page in self.pages
        )

    @property
    def key(self) -> str:
        # Names of cache entries hold the digest of their bytes.
        parts = chain.from_iterable(
            (
                normal.name,
                page.number,
                page.rotation,
                page.width,
                page.height,
                Path(page.layer).name,
                page.layer_page,
            )
            for page, normal in zip(self.pages, self.normals, strict=True)
        )
        return Cache.key("body", VERSION, ENGINE, self.look, *self.footers, "", *parts)


def find_bodies(bodies: Iterable[Body], cache: Cache) -> Mapping[str, Path]:
    """The bodies that exist already, by their document's label."""
    found = ((body.filed.label, cache.find(body.key, ".pdf")) for body in bodies)
    return {label: path for label, path in found if path is not None}


def make_bodies(
    bodies: Sequence[Body], strips: Path | None, context: Context
) -> Mapping[str, Path]:
    """Build the bodies in the workers and keep them in the cache, by their document's label.

    `strips` is a PDF whose pages are the footers of all the bodies' pages, in order. Raises
    OutputError.
    """
    started = []
    strip = 1
    for body in bodies:
        made = context.cache.room(".pdf")
        first, strip = strip, strip + len(body.footers)
        orders = _orders(body, first)
        future = context.executor.submit(build_body, orders, str(strips or ""), str(made))
        started.append((body, made, future))
    kept = {}
    for body, made, future in started:
        done(future, f"{body.filed.label} {body.filed.document.title}")
        kept[body.filed.label] = context.cache.keep(body.key, ".pdf", made)
        context.progress.advance(len(body.pages))
    return kept


def done(future: Future[Any], what: str) -> Any:
    """The future's result. Raises OutputError in place of a worker's failure."""
    try:
        return future.result()
    except (Unusable, WorkerDied, OSError) as error:
        raise OutputError(
            f"{what} cannot be written: {error}; look at its document in plan.yaml, "
            "take out what is damaged and build again"
        ) from error


def _orders(body: Body, first_strip: int) -> list[Placed]:
    return [
        Placed(
            normal=str(normal),
            page=page.number,
            turn=page.rotation,
            layer=page.layer,
            layer_page=page.layer_page,
            sheet=list(sheet or ()),
            strip=first_strip + number if sheet else 0,
        )
        for number, (page, normal, sheet) in enumerate(
            zip(body.pages, body.normals, body.sheets, strict=True)
        )
    ]


@task(seconds=600)
def build_body(orders: list[Placed], strips: str, made: str) -> None:
    """Write the pages ordered as a PDF. Raises Unusable."""
    layers = [order for order in orders if order["layer"]]
    footers = [order for order in orders if order["strip"]]
    joined = Path(f"{made}.joined")
    try:
        join_pages(
            chain(
                ((Path(order["normal"]), [order["page"]]) for order in orders),
                ((Path(order["layer"]), [order["layer_page"]]) for order in layers),
                ((Path(strips), [order["strip"]]) for order in footers),
            ),
            joined,
        )
        with open_pdf(joined) as pdf, damage_is_unusable():
            _place_all(pdf, orders)
            _forget_private(pdf)
            save_pdf(pdf, Path(made))
    finally:
        joined.unlink(missing_ok=True)


def _place_all(pdf: Pdf, orders: Sequence[Placed]) -> None:
    """Turn the joined pages (evidence, then text layers, then strips) into the body's."""
    joined = list(pdf.pages)
    rest = iter(joined[len(orders) :])
    layers = [next(rest) if order["layer"] else None for order in orders]
    strips = [next(rest) if order["strip"] else None for order in orders]
    placed = [
        _placed(pdf, order, evidence, layer, strip)
        for order, evidence, layer, strip in zip(orders, joined, layers, strips, strict=False)
    ]
    del pdf.pages[:]
    for page in placed:
        pdf.pages.append(page)


def _placed(
    pdf: Pdf, order: Placed, evidence: PdfPage, layer: PdfPage | None, strip: PdfPage | None
) -> PdfPage:
    shown = canvas(evidence, order["turn"])
    sheet = (order["sheet"][0], order["sheet"][1]) if order["sheet"] else None
    where = place(shown.upright, sheet)
    drawn = {"Page": (evidence, shown, where)}
    if layer is not None:
        drawn["Text"] = layer, canvas(layer), where
    if strip is not None:
        band = canvas(strip)
        width, height = band.upright
        sheet_left = (where.sheet[0] - width) / 2
        drawn["Footer"] = (
            strip,
            band,
            Place(sheet=where.sheet, left=sheet_left, bottom=0.0, width=width, height=height),
        )
    return new_page(pdf, where.sheet, drawn)


def _forget_private(pdf: Pdf) -> None:
    """Drop what images and forms carry along about how they were made."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream):
            drop(thing, *_PRIVATE)
