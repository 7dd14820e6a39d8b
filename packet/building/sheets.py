"""The sheets packet makes: cover letter, index, dividers, cover sheets, and the footers' strips.

All sheets of a packet are one PDF, set by Typst from the templates in one go. Links lead to
`GOTO` and a label; whoever puts the sheets in their place turns them into links to pages. An
index needs the page numbers of a packet whose length depends on the index: both are made again
until they agree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from packet.building import facts
from packet.building.links import GOTO
from packet.building.setting import STRIPS, STYLE, set_sheets, set_strips
from packet.cache import Cache
from packet.context import Context
from packet.doors.jinja import stray_templates, template_names, template_text
from packet.errors import OutputError, UsageError, WorkerDied
from packet.filing import file_packet
from packet.filing.layout import lay_out_mail, page_spans, sheet_name
from packet.keys import did_you_mean
from packet.knowledge import Knowledge
from packet.model import (
    LETTER,
    Case,
    Document,
    Exhibit,
    Filed,
    Finding,
    Json,
    Leaf,
    Packet,
    PageRef,
    Reading,
    Severity,
)
from packet.versions import engine_versions
from packet.words import page_range

VERSION = 1
_TEMPLATES = {
    "letter": "letter.typ.j2",
    "index": "index.typ.j2",
    "exhibit": "exhibit.typ.j2",
    "cover": "cover.typ.j2",
}
_ROUNDS = 6
_LETTER = {
    "office": "",
    "to": "U.S. Citizenship and Immigration Services",
    "date": "",
    "via": "",
    "salutation": "Dear Officer:",
    "signature": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The sheets of a packet, in its cache.

    `pages` are the pages, from 1, that a sheet takes in the PDF `path`, by its name: "letter",
    "index", "exhibit:C", "cover:C-2". `index` is a PDF of the index alone. `leaves` is the mail
    packet these sheets are right for.
    """

    path: Path
    pages: Mapping[str, range]
    index: Path
    leaves: tuple[Leaf, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What stands at the foot of one page `width` points wide: a line, or a page number."""

    width: float
    label: str = ""  # "Exhibit C-2"
    title: str = ""  # shortened where the line is too long for its page
    page: str = ""  # "page 2 of 3"
    number: str = ""  # of the page in the mail packet; then the others are empty


def make_sheets(packet: Packet, knowledge: Knowledge, context: Context) -> Sheets:
    """All sheets of the packet, and the layout they are right for.

    Raises UsageError naming the template and its line where a template is at fault, OutputError
    where it never comes to an end.
    """
    counts: dict[str, int] = {}
    for _ in range(_ROUNDS):
        leaves = lay_out_mail(packet, counts)
        index, alone = _made(sheet_job(packet, knowledge, leaves, ("index",), context), context)
        if len(alone.pages["index"]) != counts.get("index", 1):
            counts["index"] = len(alone.pages["index"])
            continue
        path, answer = _made(sheet_job(packet, knowledge, leaves, (), context), context)
        found = {name: len(pages) for name, pages in answer.pages.items()}
        if all(counts.get(name, 1) == count for name, count in found.items()):
            return Sheets(
                path=path,
                pages=MappingProxyType(answer.pages),
                index=index,
                leaves=leaves,
                findings=answer.findings,
            )
        counts = found
    raise OutputError(
        "the index never settles: a template makes its length depend on the page numbers; "
        "change index.typ.j2 or letter.typ.j2 in your templates folder"
    )


def make_strips(strips: Sequence[Strip], context: Context) -> tuple[Path, tuple[Finding, ...]]:
    """A PDF with a page a strip, `BAND` high, nothing behind its letters.

    Raises UsageError as `make_sheets` does.
    """
    job: Json = {"office": _office(context), "strips": [asdict(strip) for strip in strips]}
    path, answer = _made(job, context)
    return path, answer.findings


def check_templates(knowledge: Knowledge, context: Context) -> None:
    """Try the office's own templates on a fictional document, before anything slow is done.

    Raises UsageError as `make_sheets` does.
    """
    if not context.office or not (context.office / "templates").is_dir():
        return
    for stray in stray_templates(context.office):
        meant = did_you_mean(stray.name, template_names())
        raise UsageError(f"{stray}: packet has no template of this name; {meant}")
    ref = PageRef(source="documents/sample.pdf", page=1)
    sample = Document(
        id="d-0",
        type="other",
        title="Sample",
        pages=(Reading(ref=ref, type="other", confidence=1.0),),
        cover=True,
    )
    packet = file_packet([sample], (), Case(name="sample"), knowledge)
    make_sheets(packet, knowledge, context)
    make_strips(
        [footer_strip(packet.documents[0], 1, LETTER[0]), number_strip(1, LETTER[0])], context
    )


def footer_strip(filed: Filed, page: int, width: float) -> Strip:
    """The foot of the document's `page`-th page of evidence, from 1."""
    return Strip(
        width=width,
        label=f"Exhibit {filed.label}",
        title=filed.document.title,
        page=f"page {page} of {len(filed.document.pages)}",
    )


def number_strip(number: int, width: float) -> Strip:
    """The foot that bears a page's number in the mail packet. It fits beside `footer_strip`."""
    return Strip(width=width, number=str(number))


def look(office: Path | None) -> str:
    """A digest of everything but the values that the sheets' looks depend on."""
    names = (STYLE, STRIPS, *_TEMPLATES.values())
    parts = [engine_versions().get("typst", ""), *(template_text(name, office) for name in names)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def sheet_job(
    packet: Packet,
    knowledge: Knowledge,
    leaves: tuple[Leaf, ...],
    only: tuple[str, ...],
    context: Context,
) -> Json:
    """What a worker needs to make the packet's sheets, or only those named, as plain JSON."""
    spans = page_spans(leaves)
    values: dict[str, Callable[[str], Json]] = {
        "letter": lambda _: _letter(packet, knowledge, spans),
        "index": lambda _: _index(packet, knowledge, spans),
        "exhibit": lambda label: _divider(packet, label, spans),
        "cover": lambda label: _cover(packet, knowledge, label),
    }
    wanted = dict.fromkeys((leaf.sheet, leaf.label) for leaf in leaves if leaf.sheet)
    sheets = [
        {
            "name": sheet_name(sheet, label),
            "template": _TEMPLATES[sheet],
            "values": values[sheet](label),
        }
        for sheet, label in wanted
        if not only or sheet in only
    ]
    return {"office": _office(context), "sheets": sheets}


def _letter(packet: Packet, knowledge: Knowledge, spans: Mapping[str, tuple[int, int]]) -> Json:
    case = packet.case
    return {
        "letter": _LETTER | {key: value for key, value in case.letter.items() if value},
        "case": {
            "form": case.form,
            "form_title": _form_title(packet, knowledge),
            "people": [
                {"role": facts.role_words(person.role), "name": person.name}
                for person in case.people
            ],
        },
        "exhibits": [
            {
                "label": exhibit.label,
                "title": exhibit.title,
                "documents": len(exhibit.documents),
                "pages": page_range(*_span(exhibit, spans)),
            }
            for exhibit in packet.exhibits
        ],
    }


def _index(packet: Packet, knowledge: Knowledge, spans: Mapping[str, tuple[int, int]]) -> Json:
    rows = facts.case_rows(packet.case, _form_title(packet, knowledge))
    return {
        "case": {"rows": [{"name": name, "text": text} for name, text in rows]},
        "exhibits": [
            {
                "label": exhibit.label,
                "title": exhibit.title,
                "page": spans[exhibit.label][0],
                "target": GOTO + exhibit.label,
                "documents": [
                    _row(filed, spans)
                    | {"date": facts.index_date(filed.document.fields), "file": filed.name}
                    for filed in exhibit.documents
                ],
            }
            for exhibit in packet.exhibits
        ],
    }


def _divider(packet: Packet, label: str, spans: Mapping[str, tuple[int, int]]) -> Json:
    exhibit = next(one for one in packet.exhibits if one.label == label)
    return {
        "case": {"caption": facts.case_line(packet.case)},
        "exhibit": {
            "label": exhibit.label,
            "title": exhibit.title,
            "documents": [_row(filed, spans) for filed in exhibit.documents],
        },
    }


def _cover(packet: Packet, knowledge: Knowledge, label: str) -> Json:
    exhibit, filed = next(
        (exhibit, filed)
        for exhibit in packet.exhibits
        for filed in exhibit.documents
        if filed.label == label
    )
    rows = facts.cover_rows(filed, packet.case, knowledge)
    return {
        "case": {"caption": facts.case_line(packet.case)},
        "document": {
            "label": filed.label,
            "title": filed.document.title,
            "exhibit": exhibit.label,
            "exhibit_title": exhibit.title,
            "rows": [{"name": name, "text": text} for name, text in rows],
            "why": facts.why_filed(filed.document, knowledge),
        },
    }


def _row(filed: Filed, spans: Mapping[str, tuple[int, int]]) -> Json:
    return {
        "label": filed.label,
        "title": filed.document.title,
        "pages": page_range(*spans[filed.label]),
        "target": GOTO + filed.label,
    }


def _span(exhibit: Exhibit, spans: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    return spans[exhibit.label][0], spans[exhibit.documents[-1].label][1]


def _form_title(packet: Packet, knowledge: Knowledge) -> str:
    form = knowledge.forms.get(packet.case.form)
    return form.title if form else ""


def _office(context: Context) -> str:
    return str(context.office.absolute()) if context.office else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    pages: Mapping[str, range]
    findings: tuple[Finding, ...]


def _made(job: Json, context: Context) -> tuple[Path, _Answer]:
    """The job's PDF and what was told of it, from the cache where nothing has changed."""
    cache = context.cache
    key = Cache.key("sheets", VERSION, look(context.office), json.dumps(job, sort_keys=True))
    made, told = cache.find(key, ".pdf"), cache.find(key, ".json")
    if made and told:
        return made, _read(json.loads(told.read_text(encoding="utf-8")))
    room = cache.room(".pdf")
    work = set_sheets if "sheets" in job else set_strips
    try:
        answer = context.executor.submit(work, job, str(room)).result()
    except WorkerDied as error:
        raise OutputError(
            f"the sheets cannot be set in type: their worker {error}; if templates/ of your office "
            "holds your own, take them out one by one and build again"
        ) from error
    if "error" in answer:
        raise UsageError(answer["error"])
    made = cache.keep(key, ".pdf", room)
    if not answer["missing"]:  # else a font installed meanwhile must count
        cache.keep_bytes(key, ".json", json.dumps(answer, sort_keys=True).encode())
    return made, _read(answer)


def _read(answer: Json) -> _Answer:
    return _Answer(
        pages={name: range(first, last + 1) for name, (first, last) in answer["pages"].items()},
        findings=tuple(_glyph_missing(*one) for one in answer["missing"]),
    )


def _glyph_missing(lacking: str, text: str) -> Finding:
    return Finding(
        code="glyph-missing",
        severity=Severity.WARNING,
        message=f"no font on this machine has {' '.join(lacking)}: “{text}” shows empty boxes",
        hint="install a font that has them, for example the Noto fonts, and build again",
    )
