"""The nouns every stage speaks: Source, Page, Document, Exhibit, Packet, Finding.

All are frozen values. A stage takes values and returns values; only the two ends of the walk
(intake, building) touch the disk. Page numbers are 1-based within their source. Lengths are PDF
points (1/72 inch). Shares and confidences run from 0 to 1. Text that was not read is left out
(an empty string or a missing field), never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

EMPTY: Mapping[str, str] = MappingProxyType({})
LETTER = (612.0, 792.0)  # width and height of the paper that everything is printed on
SURE = 0.8  # a document of less confidence goes to a person first


class Severity(StrEnum):
    """How much a finding matters. Only errors change the exit code (warnings do with --strict)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Author(StrEnum):
    """Who stands behind an opinion. A person's word is never overruled by the machine."""

    MACHINE = "machine"
    PERSON = "person"


class Role(StrEnum):
    """What a page is within its document."""

    ORIGINAL = "original"
    TRANSLATION = "translation"
    CERTIFICATE = "translation-certificate"
    BACK = "back"
    COVER = "cover"


class Reason(StrEnum):
    """Why a page is in no document."""

    BLANK = "blank"
    DUPLICATE = "duplicate"
    SEPARATOR = "separator"
    USER = "user"


class TextOrigin(StrEnum):
    """Where a page's words come from."""

    DIGITAL = "digital"  # the source's own text layer
    OCR = "ocr"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must judge. `code` is explained by `packet explain CODE`."""

    code: str
    severity: Severity
    message: str
    source: str = ""
    page: int = 0
    document: str = ""  # Document.id
    hint: str = ""  # the next step
    accepted: str = ""  # why a person lets it stand, as case.yaml says


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PageRef:
    """One page of one source: the coin in which pages are counted."""

    source: str  # Source.path
    page: int

    def __str__(self) -> str:
        return f"{self.source} p. {self.page}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One original file, as taken in.

    `path` is relative to the case folder, POSIX, safe to show. For an `ok` source, `normal` is
    the name in the cache of a clean PDF with exactly `pages` pages, page n of which shows page n
    of the original: no encryption, scripts, attachments, form fields or XFA.
    """

    path: str
    sha256: str
    bytes: int
    pages: int
    kind: str  # pdf, jpeg, png, tiff, heif, webp, or what was found instead
    error: str = ""  # one line; quarantined if not empty
    hint: str = ""  # for a quarantined source: the next step
    normal: str = ""  # cache path of the clean PDF
    notes: tuple[str, ...] = ()  # what intake changed, one line each
    removed: tuple[str, ...] = ()  # active content taken out, one line each
    taken: str = ""  # for a photograph: when it was taken, ISO 8601, from its EXIF

    @property
    def ok(self) -> bool:
        return not self.error

    @property
    def status(self) -> str:
        return "ok" if self.ok else "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word on the upright page.

    `box` is (left, top, right, bottom) in points from the upright page's top left corner.
    `line` numbers the page's lines from 0 in reading order; words of a line stand left to right.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float = 1.0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of an ok source, read once.

    `width` and `height` are those of the upright page. `rotation` is what must be added,
    clockwise, to the page as its source displays it, so that its text stands upright.
    """

    source: str
    number: int
    width: float
    height: float
    rotation: int = 0  # 0, 90, 180, 270
    rotation_sure: bool = True
    skew: float = 0.0  # degrees, counter-clockwise positive, left as it is in the output
    dpi: float | None = None  # effective resolution of the page's main image; None: vector page
    blank: bool = False
    ink: float = 0.0  # share of the page that is not background
    sharpness: float = 1.0  # 0 blurred .. 1 crisp
    contrast: float = 1.0  # 0 .. 1, spread between ink and paper
    language: str = ""  # ISO 639-1, "" where too little text
    origin: TextOrigin = TextOrigin.NONE
    trouble: str = ""  # why the text is missing or doubtful, one line
    words: tuple[Word, ...] = ()
    confidence: float = 1.0  # mean word confidence
    exact: str = ""  # fingerprint: equal for pages that look exactly the same
    near: str = ""  # 64-bit perceptual fingerprint, 16 hex digits; compare by Hamming distance
    thumbnail: str = ""  # cache path of a small JPEG of the upright page
    layer: str = ""  # cache path of a PDF that holds its invisible text; "" if none is needed
    layer_page: int = 0  # its page there, of the upright page's size

    @property
    def ref(self) -> PageRef:
        return PageRef(source=self.source, page=self.number)

    @property
    def lines(self) -> tuple[str, ...]:
        """The page's text, a string a line, in reading order."""
        rows: dict[int, list[str]] = {}
        for word in self.words:
            rows.setdefault(word.line, []).append(word.text)
        return tuple(" ".join(row) for _, row in sorted(rows.items()))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one page reads alone, with no help from its neighbours."""

    ref: PageRef
    type: str
    confidence: float
    role: Role = Role.ORIGINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A run of pages that is one document of one type: a machine's opinion or a person's word.

    `confidence` is the probability that both the page set and the type are right. `exhibit`,
    `order`, `cover` and `why` are wishes of the person; None or "" leaves it to packet.
    """

    id: str
    type: str
    title: str
    pages: tuple[Reading, ...]
    fields: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    language: str = ""
    confidence: float = 1.0
    because: str = ""
    alternative: str = ""  # the second best type, where the machine was unsure
    author: Author = Author.MACHINE
    exhibit: str = ""
    order: int | None = None
    cover: bool | None = None
    why: str = ""

    @property
    def refs(self) -> tuple[PageRef, ...]:
        return tuple(page.ref for page in self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A page that stands in no document, and why."""

    ref: PageRef
    reason: Reason
    because: str = ""
    author: Author = Author.MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the evidence says: every page of every ok source, exactly once."""

    documents: tuple[Document, ...]
    excluded: tuple[Excluded, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the case. `role` is petitioner, beneficiary, applicant, child, …"""

    role: str
    name: str
    also: tuple[str, ...] = ()  # other names used
    born: str = ""  # ISO 8601
    country: str = ""
    a_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the filing is, from case.yaml and the command line. Values are text as written."""

    name: str  # the case folder's name
    form: str = ""  # "I-130"; "" when not said
    basis: str = ""
    profile: str = "uscis"
    people: tuple[Person, ...] = ()
    exhibits: tuple[str, ...] = ()  # exhibit titles in the order the person wants
    facts: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # answers to questions
    letter: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # office, to, date, …
    accepted: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # finding -> reason

    def person(self, role: str) -> Person | None:
        return next((p for p in self.people if p.role == role), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A document in its place: "C-2", with its names."""

    label: str  # "C-2"
    document: Document
    cover: bool  # whether a cover sheet stands in front of it
    footer: bool  # False for a USCIS form: nothing may be printed on its pages
    stem: str  # upload file name without ".pdf"

    @property
    def name(self) -> str:
        return f"{self.stem}.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    label: str  # "C"
    title: str
    documents: tuple[Filed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The filing as planned: what is built from it is a function of this value alone."""

    case: Case
    exhibits: tuple[Exhibit, ...]
    excluded: tuple[Excluded, ...] = ()

    @property
    def documents(self) -> tuple[Filed, ...]:
        return tuple(filed for exhibit in self.exhibits for filed in exhibit.documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What stands on one output page: a page of evidence, or a sheet made by packet."""

    evidence: PageRef | None = None
    sheet: str = ""  # letter, index, exhibit, cover
    label: str = ""  # the exhibit's or document's label, where it belongs to one


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that was written. `path` is relative to out/."""

    path: str
    sha256: str
    bytes: int
    leaves: tuple[Leaf, ...] = ()  # () for files that have no pages


Json = dict[str, Any]
