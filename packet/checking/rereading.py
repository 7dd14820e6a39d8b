"""What a finished PDF says of itself, as pypdf reads it.

A page's looks are taken down as digests of its content streams and of everything they draw, so
that two files can be compared page by page without drawing either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypedDict

from packet.doors.pypdf import (
    ArrayObject,
    Destination,
    DictionaryObject,
    IndirectObject,
    PageObject,
    PdfObject,
    PdfReader,
    StreamObject,
    open_strict,
    stored_bytes,
)
from packet.workers import task

VERSION = 2

# Keys of dictionaries, and values of /S, /Type and /Subtype, that make a PDF do something.
_ACTIVE = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/EmbeddedFile",
        "/EmbeddedFiles", "/RichMedia", "/RichMediaContent", "/XFA", "/AcroForm", "/OpenAction",
        "/AA", "/Encrypt", "/Movie", "/Sound", "/Screen", "/FileAttachment", "/Rendition",
        "/ResetForm", "/URI", "/Filespec", "/Collection", "/3D",
    }
)  # fmt: skip
_KINDS = ("/S", "/Type", "/Subtype")
# The keys of these dictionaries are names somebody chose.
_NAMESPACES = frozenset(
    {
        "/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties",
        "/CharProcs", "/Colorants", "/Process", "/ClassMap", "/RoleMap",
    }
)  # fmt: skip
_ENCODING = frozenset({"/Filter", "/DecodeParms"})
_BACK = frozenset({"/Parent", "/P", "/Prev", "/Next", "/First", "/Last", "/StructParents"})


class PageFacts(TypedDict):
    size: list[float]  # width and height in points
    contents: list[str]  # a digest for each content stream
    forms: dict[str, str]  # name -> digest of each XObject that the page may draw
    rest: str  # digest of all other resources and of what turns or crops the page


class LinkFacts(TypedDict):
    page: int  # where it stands, from 1
    box: list[float]  # left, top, right, bottom from the page's top left corner
    target: int  # the page it leads to, 0 for another file
    file: str


class FileFacts(TypedDict):
    pages: list[PageFacts]
    labels: list[str]  # page labels
    outline: list[tuple[int, str, int]]  # depth, title, page
    links: list[LinkFacts]
    others: list[str]  # annotations that are no links to a page
    active: list[str]  # what a filed PDF must not hold
    info: dict[str, str]


@task(seconds=1800)
def reread(path: str) -> FileFacts:
    """Read everything reachable in a PDF. Raises Unusable if anything in it is faulty."""
    with open_strict(Path(path)) as reader:
        walk = _Walk(reader)
        pages = [walk.page(page) for page in reader.pages]
        links, others = _annotations(reader, walk)
        walk.rest_of_file()
        return FileFacts(
            pages=pages,
            labels=list(reader.page_labels),
            outline=list(_outline(reader, reader.outline, 0)),
            links=links,
            others=others,
            active=sorted(walk.active),
            info={key: str(value) for key, value in (reader.metadata or {}).items()},
        )


class _Walk:
    """Visits objects once, taking down a digest of each and what is active in them."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._known: dict[int, str] = {}
        self.active: set[str] = set()
        for number, page in enumerate(reader.pages, 1):
            if page.indirect_reference is not None:
                self._known[page.indirect_reference.idnum] = f"page {number}"

    def page(self, page: PageObject) -> PageFacts:
        resources = page.get("/Resources")
        resources = resources.get_object() if resources is not None else DictionaryObject()
        assert isinstance(resources, DictionaryObject)
        forms = resources.get("/XObject", DictionaryObject()).get_object()
        assert isinstance(forms, DictionaryObject)
        own = {key: value for key, value in page.items() if key not in ("/Resources", "/Contents")}
        others = {key: value for key, value in resources.items() if key != "/XObject"}
        media = page.mediabox
        return PageFacts(
            size=[float(media.width), float(media.height)],
            contents=[self.digest(one) for one in _contents(page)],
            forms={name: self.digest(forms.raw_get(name)) for name in forms},
            rest=_sum(self._entries(own), self._entries(others)),
        )

    def rest_of_file(self) -> None:
        """Visit what is reachable otherwise: the catalog and the outline."""
        if "/Encrypt" in self._reader.trailer:
            self.active.add("/Encrypt")
        root = self._reader.root_object
        self._entries({key: root.raw_get(key) for key in root if key != "/Pages"})
        for item in _items(root.get("/Outlines")):
            self._entries({key: item.raw_get(key) for key in item})

    def digest(self, thing: PdfObject, *, names: bool = False) -> str:
        """The digest of an object and all it refers to. `names`: its keys are freely chosen."""
        if isinstance(thing, IndirectObject):
            return self._referred(thing, names=names)
        if isinstance(thing, ArrayObject):
            return _sum("array", *(self.digest(one) for one in thing))
        if isinstance(thing, DictionaryObject):
            entries = {key: thing.raw_get(key) for key in thing}
            if not isinstance(thing, StreamObject):
                return self._entries(entries, names=names)
            data = stored_bytes(thing)
            if not data:  # how nothing is encoded does not matter, and changes when it is copied
                entries = {key: entries[key] for key in entries if key not in _ENCODING}
            return _sum("stream", self._entries(entries), hashlib.sha256(data).hexdigest())
        return _sum(type(thing).__name__, repr(thing))

    def _referred(self, reference: IndirectObject, *, names: bool) -> str:
        if reference.idnum not in self._known:
            self._known[reference.idnum] = "itself"
            thing = reference.get_object()
            self._known[reference.idnum] = self.digest(thing, names=names) if thing else "nothing"
            if isinstance(thing, StreamObject):  # do not keep a whole packet's pictures
                self._reader.resolved_objects.pop((reference.generation, reference.idnum), None)
        return self._known[reference.idnum]

    def _entries(self, entries: dict[str, PdfObject], *, names: bool = False) -> str:
        if not names:
            self.active.update(_ACTIVE & entries.keys())
            kinds = {str(entries[key]) for key in _KINDS if key in entries}
            self.active.update(_ACTIVE & kinds)
        return _sum(
            *(
                f"{key} {self.digest(value, names=not names and key in _NAMESPACES)}"
                for key, value in sorted(entries.items())
                if key not in _BACK and key != "/Length"
            )
        )


def _sum(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _contents(page: PageObject) -> Sequence[PdfObject]:
    if "/Contents" not in page:
        return ()
    contents = page.raw_get("/Contents")
    direct = contents.get_object()
    return tuple(direct) if isinstance(direct, ArrayObject) else (contents,)


def _items(parent: PdfObject | None) -> Iterator[DictionaryObject]:
    """Every entry of an outline, without following it in depth beyond its own children."""
    waiting = [parent]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        node = node.get_object() if node is not None else None
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        waiting += [node.raw_get(key) for key in ("/Next", "/First") if key in node]


def _outline(
    reader: PdfReader, entries: Iterable[Any], depth: int
) -> Iterator[tuple[int, str, int]]:
    for entry in entries:
        if isinstance(entry, Destination):
            number = reader.get_destination_page_number(entry)
            yield depth, str(entry.title), (number if number is not None else -1) + 1
        else:
            yield from _outline(reader, entry, depth + 1)


def _annotations(reader: PdfReader, walk: _Walk) -> tuple[list[LinkFacts], list[str]]:
    links: list[LinkFacts] = []
    others: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        height = float(page.mediabox.top)
        for reference in page.get("/Annots", ArrayObject()).get_object():
            annotation = reference.get_object()
            target, file = _target(walk, annotation)
            if annotation.get("/Subtype") != "/Link" or not (target or file):
                others.append(f"page {number}: {annotation.get('/Subtype')}")
                continue
            left, bottom, right, top = (float(side) for side in annotation["/Rect"])
            box = [left, height - top, right, height - bottom]
            links.append(LinkFacts(page=number, box=box, target=target, file=file))
    return links, others


def _target(walk: _Walk, annotation: DictionaryObject) -> tuple[int, str]:
    """The page a link leads to in this file, or the file it leads to."""
    if "/Dest" in annotation:
        goal = annotation["/Dest"]
        known = walk.digest(goal[0]) if isinstance(goal, ArrayObject) and goal else ""
        return (int(known[5:]) if known.startswith("page ") else 0), ""
    action = annotation.get("/A", DictionaryObject()).get_object()
    if isinstance(action, DictionaryObject) and action.get("/S") == "/GoToR":
        return 0, str(action.get("/F", ""))
    return 0, ""
