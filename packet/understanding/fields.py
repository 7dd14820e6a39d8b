"""The facts a document states: who, whose, when, which number. Only what validates is taken.

Each field has its readers, surest first. A reader gives "" for what it did not read, and what no
reader reads is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from packet.knowledge import DocumentType
from packet.model import Case, Page
from packet.understanding import dates, forms, issuers, money, numbers, people
from packet.understanding.addresses import addressees
from packet.understanding.anchors import Anchored, anchor, phrases
from packet.understanding.countries import country_named, us_state
from packet.understanding.folding import fold
from packet.understanding.mrz import Zone, find_zone
from packet.understanding.tables import table

_CONTRACTED = frozenset({"employment", "residence"})
_AS_OF = re.compile(r"^[\w ,/-]{0,20}\d{4}\W*(?=\$)")  # "January 31, 2024 $2,345.67"
_HALVES = ("given", "surname")
_DECLARED = re.compile(r"\bI,\s+([^\W\d_][^,;:]{4,60}),")
_SIGNED = re.compile(
    r"\b(?:sworn|subscribed|executed|signed|dated|entered|ordered|made|given|done|witness\w*|recorded"
    r"|conducted|expedid[ao]|otorgad[ao]|firmad[ao]|dad[ao] en|delivre|fait a|ausgestellt)\b[^.]*$"
)


def extract(pages: Sequence[Page], type_: DocumentType, case: Case) -> dict[str, str]:
    """What the pages of one document say, for the fields that its type has.

    Dates are ISO 8601, a period is two of them with a slash, `country` is ISO 3166-1 alpha-2,
    `amount` "1234.56" in US dollars; people of the case are spelled as the case spells them.
    """
    paper = _Paper(pages=tuple(pages), type=type_, case=case)
    read = {name: _READERS[name](paper) for name in type_.fields if name in _READERS}
    return {name: value for name, value in read.items() if value}


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """A document being read."""

    pages: tuple[Page, ...]
    type: DocumentType
    case: Case

    @cached_property
    def anchored(self) -> tuple[Anchored, ...]:
        return tuple(anchor(page) for page in self.pages)

    @cached_property
    def page_lines(self) -> tuple[tuple[str, ...], ...]:
        return tuple(page.lines for page in self.pages)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for lines in self.page_lines for line in lines)

    @cached_property
    def order(self) -> dates.Order:
        return _order(self)

    @cached_property
    def zone(self) -> Zone | None:
        if self.type.id not in table("papers")["zoned"]:
            return None
        return next(filter(None, map(find_zone, self.page_lines)), None)

    @cached_property
    def addressees(self) -> tuple[str, ...]:
        return tuple(name for page in self.anchored for name in addressees(page))

    def values(self, field: str, *, own: bool = False) -> Iterable[str]:
        """What stands at the labels of a field, likeliest first; with `own` the type's only."""
        said = phrases(field, self.type.id, self.type.group, own=own)
        for page in self.anchored:
            yield from page.values(said)

    def first(self, field: str, read: Callable[[str], str], *, own: bool = False) -> str:
        return next(filter(None, map(read, self.values(field, own=own))), "")


def _order(paper: _Paper) -> dates.Order:
    """What the page's own dates show; else what its country and language say."""
    text = "\n".join(paper.lines)
    shown = dates.order_shown(text)
    if shown is not dates.Order.UNKNOWN:
        return shown
    known = table("papers")
    if paper.type.id in known["american"]:
        return dates.Order.MONTH_FIRST
    if any(page.language not in {"", "en"} for page in paper.pages):
        return dates.Order.DAY_FIRST
    folded = fold(text)
    american = "$" in text or any(word in folded for word in known["american_words"])
    foreign = any(word in folded for word in known["day_first_words"])
    if american == foreign:
        return dates.Order.UNKNOWN
    return dates.Order.MONTH_FIRST if american else dates.Order.DAY_FIRST


def _person(paper: _Paper) -> str:
    case = paper.case
    crowded = paper.type.id in table("papers")["crowded"]
    if paper.zone and (holder := _holder(paper.zone, paper)):
        return holder
    return (
        paper.first("person", lambda value: people.person_in(value, case))
        or _both_halves(paper)
        or paper.first("person", people.read_name, own=True)
        or _declarant(paper)
        or _heading(paper)
        or paper.first("certified", people.leading_name)
        or _addressee(paper)
        or next(iter(people.people_named(paper.lines, case)), "")
        or ("" if crowded else paper.first("person", people.read_name))
    )


def _heading(paper: _Paper) -> str:
    if paper.type.id not in table("papers")["headed"]:
        return ""
    return next(
        filter(None, (people.read_name(run.text) for run in paper.anchored[0].runs[:3])), ""
    )


def _holder(zone: Zone, paper: _Paper) -> str:
    """The zone's name; a doubtful one only where it is a person of the case."""
    printed = people.as_printed(zone.person, paper.lines)
    return people.person_in(printed, paper.case) or (printed if zone.clean else "")


def _declarant(paper: _Paper) -> str:
    """ "I, Rosa Perez, being duly sworn" in statements of a person."""
    if paper.type.id not in table("papers")["declared"]:
        return ""
    said = (match[1] for match in _DECLARED.finditer(" ".join(paper.lines)))
    return next(filter(None, map(people.read_name, said)), "")


def _addressee(paper: _Paper) -> str:
    of_case = (people.person_in(name, paper.case) for name in paper.addressees)
    theirs = paper.type.id in table("papers")["addressed"]
    named = (people.read_name(name) for name in paper.addressees if theirs)
    return next(filter(None, of_case), "") or next(filter(None, named), "")


def _both_halves(paper: _Paper) -> str:
    """A surname and given names from their two labels."""
    for page in paper.anchored:
        halves = (filter(people.is_part, page.values(phrases(half))) for half in _HALVES)
        given, surname = (next(half, "") for half in halves)
        whole = people.join_name(given, surname)
        if whole:
            return people.person_in(whole, paper.case) or whole
    return ""


def _issuer(paper: _Paper) -> str:
    abroad = paper.zone is not None and paper.zone.country != "US"
    return (
        ("" if abroad else issuers.agency(paper.type.id))
        or paper.first("issuer", issuers.read_organization, own=True)
        or paper.first("issuer", issuers.sure_organization)
        or _state(paper)
        or issuers.letterhead(paper.pages[0], paper.anchored[0], [paper.type.title])
        or next(filter(None, map(issuers.sure_organization, paper.addressees)), "")
        or issuers.company_in(paper.lines, least=1 if paper.type.group in _CONTRACTED else 2)
    )


def _state(paper: _Paper) -> str:
    """The state that issues a driver's license."""
    if paper.type.id != "drivers-license":
        return ""
    return next(filter(None, map(us_state, paper.page_lines[0])), "")


def _date(paper: _Paper) -> str:
    labelled = paper.first("date", lambda value: _iso(value, paper))
    return labelled or _letter_date(paper) or _signed_date(paper)


def _letter_date(paper: _Paper) -> str:
    """The date that stands alone in the upper half of a letter's first page."""
    if paper.type.id not in table("papers")["letters"]:
        return ""
    page = paper.pages[0]
    for run in paper.anchored[0].runs:
        if run.box[1] < page.height / 2:
            found = dates.dates_in(run.text, paper.order)
            if len(found) == 1 and len(dates.plain(run.text)) - found[0].end + found[0].start <= 2:
                return found[0].day.isoformat()
    return ""


def _signed_date(paper: _Paper) -> str:
    """The day on which a legal paper says it was sworn, signed or made; the last such day."""
    if paper.type.id not in table("papers")["dated_in_words"]:
        return ""
    text = " ".join(paper.lines)
    shown = dates.plain(text)
    signed = [
        found.day.isoformat()
        for found in dates.dates_in(text, paper.order)
        if _SIGNED.search(shown[max(0, found.start - 60) : found.start])
    ]
    return signed[-1] if signed else ""


def _expires(paper: _Paper) -> str:
    if paper.zone:
        return paper.zone.expires
    return paper.first("expires", lambda value: _iso(value, paper))


def _iso(value: str, paper: _Paper) -> str:
    day = dates.read_date(value, paper.order)
    return day.isoformat() if day else ""


def _period(paper: _Paper) -> str:
    def read(value: str) -> str:
        period = dates.read_period(value, paper.order)
        return _span(period) if period else ""

    return paper.first("period", read) or _two_ends(paper) or _period_in_text(paper)


def _two_ends(paper: _Paper) -> str:
    first = paper.first("period_from", lambda value: _iso(value, paper))
    last = paper.first("period_to", lambda value: _iso(value, paper))
    return f"{first}/{last}" if first and last and first <= last else ""


def _period_in_text(paper: _Paper) -> str:
    period = dates.period_in(" ".join(paper.page_lines[0]), paper.order)
    return _span(period) if period else ""


def _span(period: tuple[object, object]) -> str:
    return f"{period[0]}/{period[1]}"


def _tax_year(paper: _Paper) -> str:
    return paper.first("tax_year", forms.year_in) or forms.tax_year(paper.page_lines[0])


def _number(paper: _Paper) -> str:
    kind = paper.type.id
    if paper.zone and (stated := _zone_number(paper.zone, kind)):
        return stated
    own = numbers.has_shape(kind)
    labelled = paper.first("number", lambda value: numbers.labelled_number(kind, value), own=own)
    return labelled or numbers.number_anywhere(kind, "\n".join(paper.lines))


def _zone_number(zone: Zone, kind: str) -> str:
    """US cards state two numbers; a US visa's zone states the passport's, not its own."""
    if kind == "green-card":
        return zone.a_number
    if kind == "ead-card":
        return zone.receipt
    return "" if kind == "visa" and zone.country == "US" else zone.number


def _form_number(paper: _Paper) -> str:
    known, kind = table("papers"), paper.type.id
    if kind == "uscis-form":
        return forms.uscis_form_number(paper.page_lines)
    if kind in known["form_families"]:
        return forms.irs_form_number(paper.page_lines, known["form_families"][kind])
    return known["form_numbers"].get(kind) or paper.first("form_number", forms.form_in)


def _edition(paper: _Paper) -> str:
    return forms.edition(paper.lines)


def _country(paper: _Paper) -> str:
    """Of issue, ISO 3166-1 alpha-2; on US papers about a foreigner, the holder's."""
    holders = paper.type.id in table("papers")["about_foreigners"]
    if paper.zone:
        return paper.zone.nationality if holders else paper.zone.country
    labelled = paper.first("country", country_named)
    return labelled or ("" if holders else _printed_country(paper))


def _printed_country(paper: _Paper) -> str:
    """A line that is a country's name, or names a state of the United States."""
    lines = paper.page_lines[0]
    printed = next((country_named(line) for line in lines if _is_named(line)), "")
    return printed or ("US" if any(map(us_state, lines)) else "")


def _is_named(line: str) -> bool:
    """Whether a line is a country's name; two or three letters alone say nothing."""
    return len(line) > 3 and bool(country_named(line))


def _amount(paper: _Paper) -> str:
    return paper.first("amount", lambda value: money.read_amount(_AS_OF.sub("", value)))


def _a_number(paper: _Paper) -> str:
    stated = paper.zone.a_number if paper.zone else ""
    return stated or numbers.a_number("\n".join(paper.lines))


_READERS: Mapping[str, Callable[[_Paper], str]] = {
    "person": _person,
    "issuer": _issuer,
    "date": _date,
    "expires": _expires,
    "period": _period,
    "tax_year": _tax_year,
    "number": _number,
    "a_number": _a_number,
    "form_number": _form_number,
    "edition": _edition,
    "country": _country,
    "amount": _amount,
}
