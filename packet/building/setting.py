"""Setting templates in type: the worker's side of the sheets.

A job is `{"office": FOLDER or "", "sheets": [{"name", "template", "values"}]}`; all its sheets
become one PDF. A task answers `{"pages": {name: [first, last]}, "missing": [[characters, text]]}`,
or `{"error": …}` where a template is at fault, which is the person's to mend.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from packet.doors.fonts import characters, noto_sans, system_fonts
from packet.doors.jinja import template_text, typst_renderer
from packet.doors.typst import BrokenMarkupError, compile_marked, compile_pdf, unprintable
from packet.errors import UsageError
from packet.model import Json
from packet.workers import task

STYLE = "style.typ.j2"
STRIPS = "footer.typ.j2"
_MARK = "packet-sheet"
_MARKER = f"#let packet-mark(name) = context [#metadata((name, here().page())) <{_MARK}>]\n"
_END = '\n#packet-mark("")\n'
_VALUE = re.compile(r"\{[{%#].*?[}%#]\}|#?\"(?:[^\"\\]|\\.)*\";?|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A template with its values put in."""

    template: str
    text: str
    name: str = ""  # of the sheet

    @property
    def wrapped(self) -> str:
        # In brackets, what one template sets or defines ends with it.
        mark = f"#packet-mark({json.dumps(self.name)})"
        return f"\n#pagebreak(weak: true)\n#[\n{mark}\n{self.text}\n]"


@task(seconds=180)
def set_sheets(job: Json, out: str) -> Json:
    """Write all sheets of the job to the PDF `out`."""
    return _answered(job, job["sheets"], Path(out))


@task(seconds=180)
def set_strips(job: Json, out: str) -> Json:
    """Write `job["strips"]`, a page each, to the PDF `out`; footer.typ.j2 names their keys."""
    sheet = {"name": "strips", "template": STRIPS, "values": {"strips": job["strips"]}}
    return _answered(job, [sheet], Path(out))


def _answered(job: Json, sheets: Sequence[Json], out: Path) -> Json:
    office = Path(job["office"]) if job["office"] else None
    try:
        return _set(sheets, office, out)
    except UsageError as error:
        return {"error": str(error)}


def _set(sheets: Sequence[Json], office: Path | None, out: Path) -> Json:
    render = typst_renderer(office)
    style = _Part(template=STYLE, text=_MARKER + render(STYLE, {}))
    parts = [
        _Part(
            template=sheet["template"],
            text=render(sheet["template"], sheet["values"]),
            name=sheet["name"],
        )
        for sheet in sheets
    ]
    texts = tuple(dict.fromkeys(_texts([sheet["values"] for sheet in sheets])))
    fonts, missing = _fonts_for(texts, out.parent)
    source = style.text + "".join(part.wrapped for part in parts) + _END
    try:
        made, marks = compile_marked(source, _MARK, fonts, out.parent)
    except BrokenMarkupError as error:
        raise _blamed(error, style, parts, office, out.parent) from error
    out.write_bytes(made)
    return {"pages": dict(_spans(marks)), "missing": list(_lacking(texts, missing))}


def _spans(marks: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[int]]]:
    """First and last page of each sheet, from the marks' pages; the last mark is the end's."""
    for (name, first), (following, page) in pairwise(marks):
        yield name, [first, page - 1 if following else page]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def _fonts_for(texts: Sequence[str], scratch: Path) -> tuple[tuple[Path, ...], frozenset[str]]:
    """The font files that print the texts, and the characters no font has.

    The machine's own fonts are looked at only for what Typst's and Noto Sans lack: sheets that
    need none of them come out the same on every machine.
    """
    fonts = [noto_sans()]
    doubtful = {one for one in set().union(*texts) if not one.isascii()}
    doubtful -= set(map(chr, characters(fonts[0])))
    missing = unprintable(doubtful, fonts, scratch)
    for font in system_fonts() if missing else ():
        has = missing & set(map(chr, characters(font)))
        if has:
            fonts.append(font)
            missing -= has
        if not missing:
            break
    return tuple(fonts), missing


def _lacking(texts: Sequence[str], missing: frozenset[str]) -> Iterator[list[str]]:
    """Which characters are missing in which text."""
    for text in texts:
        if found := sorted(missing & set(text)):
            yield ["".join(found), text]


def _blamed(
    error: BrokenMarkupError,
    style: _Part,
    parts: Sequence[_Part],
    office: Path | None,
    scratch: Path,
) -> UsageError:
    """The same fault, told by the template and its line."""
    part = style
    line = style.text.count("\n") + 1
    for following in parts:
        if error.line <= line:
            break
        part = following
        line += part.wrapped.count("\n")
    # Alone, an unclosed bracket is reported where it opens and not where the sheets were joined.
    alone = part.text if part is style else f"{style.text}\n{part.text}"
    before = 0 if part is style else style.text.count("\n") + 1
    try:
        compile_pdf(alone, scratch=scratch)
    except BrokenMarkupError as found:
        row = found.line - before - 1
        rows = part.text.splitlines()
        place = _template_line(part, rows[row], office) if 0 <= row < len(rows) else 0
        where = f"{part.template}:{place}" if place else part.template
        return UsageError(f"template {where}: {found.reason}")
    return UsageError(f"template {part.template}: {error.reason}")


def _template_line(part: _Part, row: str, office: Path | None) -> int:
    """The line of the template that became `row`: the one that is equal but for its values."""
    wanted = _VALUE.sub("", row)
    for number, line in enumerate(template_text(part.template, office).splitlines(), 1):
        if _VALUE.sub("", line) == wanted:
            return number
    return 0
