"""The sheets: nothing overflows, nothing is code, every number is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from filings import case, document, knowledge

from packet.building import facts
from packet.building.placing import BAND
from packet.building.sheets import (
    Sheets,
    Strip,
    check_templates,
    footer_strip,
    make_sheets,
    make_strips,
    number_strip,
)
from packet.cache import Cache
from packet.context import Context, InProcess
from packet.doors.jinja import render_html, typst_renderer
from packet.doors.pdfium import Document as Shown
from packet.doors.pdfium import open_document
from packet.doors.typst import BrokenMarkupError, compile_pdf, compile_png, unprintable
from packet.errors import OutputError, UsageError
from packet.filing import file_packet
from packet.filing.layout import page_spans
from packet.model import Document, Packet, Role, Word
from packet.words import page_range
from packet.workers import WorkerPool

KNOWLEDGE = knowledge()
HOSTILE = (
    '#import "@preview/x:0.1.0"',
    "*bold* _soft_ $x^2$ `raw` <label> @ref",
    '"; #panic("x"); #"',
    '\\ \\" \\u{41} // not a comment /* nor this */',
    "{{ 7 * 7 }} {% raw %} {# #}",
    "]) #[ } ) ~ -- ... &amp; <b>",
)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    office = tmp_path / "office"
    (office / "templates").mkdir(parents=True)
    cache = Cache(tmp_path / "case" / ".packet").open()
    return Context(case=tmp_path / "case", cache=cache, executor=InProcess(), office=office)


def write_template(context: Context, name: str, text: str) -> None:
    assert context.office
    (context.office / "templates" / name).write_text(text, encoding="utf-8")


def filed(*documents: Document, **more: Any) -> Packet:
    return file_packet(documents, (), case(**more), KNOWLEDGE)


def flat(text: str) -> str:
    """Text without its spaces: lines break anywhere."""
    return re.sub(r"\s", "", text)


def text_of(shown: Shown, page: int) -> str:
    return flat("".join(word.text for word in shown.words(page)))


@contextmanager
def sheet(sheets: Sheets, name: str) -> Iterator[tuple[Shown, range]]:
    with open_document(sheets.path) as shown:
        yield shown, sheets.pages[name]


def assert_sound(shown: Shown, page: int, margin: float = 34.0) -> None:
    """All words are on the paper, clear of its edges, and none lies upon another."""
    width, height = shown.size(page)
    words = shown.words(page)
    for word in words:
        left, top, right, bottom = word.box
        assert left >= 18 and right <= width - 18, word
        assert top >= 18 and bottom <= height - margin, word
    for one, other in combinations(words, 2):
        assert not overlap(one, other), (one, other)


def overlap(one: Word, other: Word) -> bool:
    across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return across > 1.5 and down > 3.0


def test_each_sheet_has_its_pages(context: Context) -> None:
    packet = filed(document(1, "passport"), document(2, "employment-letter", pages=3))
    sheets = make_sheets(packet, KNOWLEDGE, context)
    assert dict(sheets.pages) == {
        "letter": range(1, 2),
        "index": range(2, 3),
        "exhibit:A": range(3, 4),
        "exhibit:B": range(4, 5),
        "cover:B-1": range(5, 6),
    }
    with open_document(sheets.path) as shown:
        assert len(shown) == 5
        assert {shown.size(page) for page in range(1, 6)} == {(612.0, 792.0)}
        assert "EXHIBITB" in text_of(shown, 4)
        assert "EXHIBITB-1" in text_of(shown, 5)
    with open_document(sheets.index) as shown:
        assert len(shown) == 1


def test_the_index_says_where_the_layout_puts_each_document(context: Context) -> None:
    documents = [
        document(n, ("passport", "employment-letter", "other")[n % 3], pages=1 + n % 4)
        for n in range(1, 131)
    ]
    packet = filed(*documents)
    sheets = make_sheets(packet, KNOWLEDGE, context)
    spans = page_spans(sheets.leaves)
    with sheet(sheets, "index") as (shown, pages):
        assert len(pages) > 2
        text = " ".join(word.text for page in pages for word in shown.words(page))
        for page in pages:
            assert_sound(shown, page)
    for one in packet.documents:
        printed = page_range(*spans[one.label])
        assert re.search(rf"(?<!\S){one.label} {re.escape(one.document.title)} {printed} ", text)
    assert sheets.leaves[spans["A"][0] - 1].sheet == "exhibit"


def test_the_same_packet_gives_the_same_bytes(context: Context, tmp_path: Path) -> None:
    packet = filed(document(1, "other", title="Ещё один документ, Nguyễn"))
    again = Context(
        case=tmp_path / "b", cache=Cache(tmp_path / "b/.packet").open(), executor=InProcess()
    )
    one, other = (make_sheets(packet, KNOWLEDGE, place) for place in (context, again))
    assert one.path.read_bytes() == other.path.read_bytes()
    assert make_sheets(packet, KNOWLEDGE, context).path == one.path


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(context: Context, text: str) -> None:
    made = document(1, "other", title=text, fields={"issuer": text, "person": text}, why=text)
    packet = filed(made, letter={"office": text, "signature": text}, exhibits=())
    sheets = make_sheets(packet, KNOWLEDGE, context)
    with open_document(sheets.path) as shown:
        for name, times in (("letter", 2), ("index", 1), ("exhibit:A", 1), ("cover:A-1", 4)):
            printed = "".join(text_of(shown, page) for page in sheets.pages[name])
            assert printed.count(flat(text)) == times, name


@pytest.mark.parametrize(
    "text",
    [
        "Recommendation letter of the Department of Condensed Matter Physics, " * 12,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4,
        "x" * 1500,
        "under_score_" * 60,
        "دانشگاه صنعتی شریف، دانشکده فیزیک، گروه ماده چگال " * 8,
        "a\nb\tc\r\n" * 40,
    ],
    ids=["words", "compound", "endless", "underscores", "arabic", "control"],
)
def test_nothing_overflows(context: Context, text: str) -> None:
    made = document(1, "other", title=text, fields={"issuer": text, "person": text}, why=text)
    packet = filed(made, document(2, "passport", exhibit=text), people=())
    sheets = make_sheets(packet, KNOWLEDGE, context)
    with open_document(sheets.path) as shown:
        for page in range(1, len(shown) + 1):
            assert_sound(shown, page)
    assert len(sheets.leaves) == len(shown_pages(sheets)) + 2


def shown_pages(sheets: Sheets) -> list[int]:
    return [page for pages in sheets.pages.values() for page in pages]


def test_a_bare_case_has_sheets_as_well(context: Context) -> None:
    packet = filed(document(1, "other", title="?"), form="", people=())
    assert make_sheets(packet, KNOWLEDGE, context).findings == ()
    assert make_sheets(filed(form="", people=()), KNOWLEDGE, context).pages["index"] == range(2, 3)


def test_a_translation_is_named_with_its_pages(context: Context) -> None:
    roles = (Role.ORIGINAL, Role.TRANSLATION, Role.TRANSLATION, Role.CERTIFICATE)
    made = document(1, "birth-certificate", language="es", roles=roles)
    sheets = make_sheets(filed(made), KNOWLEDGE, context)
    with sheet(sheets, "cover:A-1") as (shown, pages):
        words = " ".join(word.text for word in shown.words(pages[0]))
    assert "Spanish; English translation on pages 2–3; translator’s certificate on page 4" in words


def test_what_no_font_shows_is_said(context: Context) -> None:
    text = "Letter \U00012000"  # a cuneiform sign
    if unprintable(text) and not _somebody_has(text, context):
        made = make_sheets(filed(document(1, "other", title=text)), KNOWLEDGE, context)
        assert {finding.code for finding in made.findings} == {"glyph-missing"}
        assert "\U00012000" in made.findings[0].message


def _somebody_has(text: str, context: Context) -> bool:
    from packet.doors.fonts import characters, system_fonts

    return any(ord(text[-1]) in characters(font) for font in system_fonts())


# Strips


def strips_of(strips: list[Strip], context: Context) -> list[str]:
    path, _ = make_strips(strips, context)
    with open_document(path) as shown:
        assert len(shown) == len(strips)
        for page, strip in enumerate(strips, 1):
            assert shown.size(page) == (strip.width, BAND)
            assert len({word.line for word in shown.words(page)}) <= 1
            end = strip.width - 36 - (0 if strip.number else 60)
            assert all(word.box[0] >= 36 and word.box[2] <= end + 0.5 for word in shown.words(page))
        return [" ".join(w.text for w in shown.words(page)) for page in range(1, len(shown) + 1)]


def test_a_footer_is_one_line_however_long_the_title(context: Context) -> None:
    titles = [
        "Employment letter, Acme Corp",
        "W" * 400,
        "many words " * 40,
        *HOSTILE,
        "",
        "日" * 90,
    ]
    documents = [document(n, "other", title=title, pages=3) for n, title in enumerate(titles, 1)]
    packet = filed(*documents)
    strips = [footer_strip(one, 2, width) for one in packet.documents for width in (612.0, 792.0)]
    printed = strips_of([*strips, number_strip(15, 612.0), number_strip(99999, 792.0)], context)
    assert printed[0] == "Exhibit A-1 · Employment letter, Acme Corp · page 2 of 3"
    assert re.fullmatch(r"Exhibit A-2 · W+… · page 2 of 3", printed[2])
    assert all(line.endswith("· page 2 of 3") for line in printed[:-2])
    assert printed[-2:] == ["15", "99999"]
    for title, line in zip(HOSTILE, printed[6::2], strict=False):
        assert flat(title) in flat(line)


# Templates


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cover.typ.j2", "\n\n{{ document.lable }}", "cover.typ.j2:3: .*'lable'"),
        ("cover.typ.j2", "a\n{% for x in %}", "cover.typ.j2:2: "),
        ("cover.typ.j2", "\n{{ document.why | nosuch }}", "cover.typ.j2:2: .*nosuch"),
        (
            "cover.typ.j2",
            "{{ document.title }}\n\n#foo[x]",
            "cover.typ.j2:3: unknown variable: foo",
        ),
        ("cover.typ.j2", "a\n#text(size: {{ document.title }})[x]", "cover.typ.j2:2: "),
        ("cover.typ.j2", "\n#table(columns: 2, [a]", "cover.typ.j2:2: unclosed delimiter"),
        ("cover.typ.j2", "\n\n#block[ {{ document.title }}", "cover.typ.j2:3: unclosed delimiter"),
        ("style.typ.j2", '#set page(paper: "nonsense")', "style.typ.j2:1: "),
        ("index.typ.j2", '\n#import "@preview/x:0.1.0"', "index.typ.j2:2: packages"),
        ("letter.typ.j2", "{% include 'none.typ.j2' %}", "none.typ.j2: not found"),
        ("exhibit.typ.j2", "{{ 1 / 0 }}", "exhibit.typ.j2:1: division by zero"),
        ("exhibit.typ.j2", "{{ exhibit.documents[9].label }}", "exhibit.typ.j2:1: "),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    context: Context, name: str, text: str, said: str
) -> None:
    write_template(context, name, text)
    with pytest.raises(UsageError, match=said):
        make_sheets(filed(document(1, "other")), KNOWLEDGE, context)


ATTACKS = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ case.__class__.__base__ }}",
    "{{ '{0.__class__.__mro__}'.format(case) | attr('x') }}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{% include '../../../../etc/passwd' %}",
    "{% set _ = exhibits.append(1) %}",
    "{{ case.update({'form': 'x'}) }}",
)
TYPST_ATTACKS = (
    '#read("/etc/passwd")',
    '#read("../../../../../../etc/passwd")',
    '#include "/etc/passwd"',
    '#import "@preview/cetz:0.3.1"',
    '#let name = "@pre" + "view/cetz:0.3.1"\n#import name',
    '#eval("import \\"@preview/cetz:0.3.1\\"")',
    '#image("/etc/passwd")',
    '#plugin("/bin/sh")',
)


@pytest.mark.parametrize("attack", [*ATTACKS, *TYPST_ATTACKS])
def test_attacks_in_templates_are_refused(context: Context, attack: str) -> None:
    write_template(context, "index.typ.j2", attack)
    with pytest.raises(UsageError, match="template"):
        make_sheets(filed(document(1, "other")), KNOWLEDGE, context)


def test_a_greedy_template_kills_only_its_worker(context: Context) -> None:
    write_template(context, "index.typ.j2", "{{ 'a' * 4000000000 }}")
    pool = WorkerPool(1)
    try:
        shared = Context(
            case=context.case, cache=context.cache, executor=pool, office=context.office
        )
        packet = filed(document(1, "other"))
        with pytest.raises((UsageError, OutputError)):
            make_sheets(packet, KNOWLEDGE, shared)
        write_template(context, "index.typ.j2", "{{ exhibits[0].title }}")
        assert make_sheets(packet, KNOWLEDGE, shared).pages["index"] == range(2, 3)
    finally:
        pool.shutdown(cancel_futures=True)


def test_an_offices_templates_are_tried_before_anything_slow(context: Context) -> None:
    check_templates(KNOWLEDGE, context)
    write_template(context, "footer.typ.j2", "{{ strips[0].colour }}")
    with pytest.raises(UsageError, match=r"footer.typ.j2:1: .*'colour'"):
        check_templates(KNOWLEDGE, context)


def test_a_template_that_nothing_uses_is_told(context: Context) -> None:
    write_template(context, "leter.typ.j2", "Dear all")
    with pytest.raises(UsageError, match=r"leter\.typ\.j2: .* did you mean letter\.typ\.j2\?"):
        check_templates(KNOWLEDGE, context)
    write_template(context, "exhibit.typ.j2", '{% include "leter.typ.j2" %}')
    check_templates(KNOWLEDGE, context)


def test_an_office_changes_one_template_and_keeps_the_others(context: Context) -> None:
    write_template(context, "cover.typ.j2", "Our own cover of {{ document.label }}.pdf")
    sheets = make_sheets(filed(document(1, "other")), KNOWLEDGE, context)
    with sheet(sheets, "cover:A-1") as (shown, pages):
        assert text_of(shown, pages[0]) == "OurowncoverofA-1.pdf"


def test_an_index_that_never_settles_is_an_error(context: Context) -> None:
    # One page more whenever the first exhibit stands on an odd page.
    write_template(
        context,
        "index.typ.j2",
        "x{% if exhibits[0].page % 2 %}#pagebreak()y{% endif %}",
    )
    with pytest.raises(Exception, match="never settles"):
        make_sheets(filed(document(1, "other")), KNOWLEDGE, context)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_escapes_every_value(context: Context, text: str) -> None:
    write_template(context, "a.html.j2", "<p>{{ text }}</p>")
    made = render_html("a.html.j2", {"text": text}, context.office)
    assert "<b>" not in made and "<label>" not in made


def test_values_are_literals_in_markup_and_in_code(context: Context) -> None:
    write_template(context, "a.typ.j2", "{{ text }}.pdf({{ text | code }}) {{ 3 | code }}")
    made = typst_renderer(context.office)("a.typ.j2", {"text": 'a "b" \\ \x00c'})
    assert made == '#"a \\"b\\" \\\\  c";.pdf("a \\"b\\" \\\\  c") 3'


def test_markup_to_pictures() -> None:
    (picture,) = compile_png("Hello", 72)
    assert picture.startswith(b"\x89PNG")
    with pytest.raises(BrokenMarkupError) as caught:
        compile_pdf("a\n\n#nothing")
    assert caught.value.line == 3


# Words


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"date": "2024-03-15"}, "Mar 15, 2024"),
        ({"date": "2024-03"}, "Mar 2024"),
        ({"period": "2024-01-01/2024-01-31", "tax_year": "2023"}, "Jan 2024"),
        ({"period": "2024-01-10/2024-02-09"}, "Jan 10, 2024 to Feb 9, 2024"),
        ({"tax_year": "2023"}, "2023"),
        ({"date": "about 1990"}, "about 1990"),
        ({}, ""),
    ],
)
def test_dates_of_the_index(fields: Mapping[str, str], date: str) -> None:
    assert facts.index_date(fields) == date
