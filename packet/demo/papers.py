"""Fictional papers: a type, its pages as Typst markup, and the truth about it.

Each maker takes plain facts (a person, a firm, dates, amounts in cents) and returns a Paper, whose
`fields` say what a careful reader reads off it. The look of a paper is a file of `layouts/`. No
person, firm, number or place here exists; papers that resemble an agency's say that they are
specimens.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packet.doors.fonts import noto_sans
from packet.doors.typst import compile_pdf, compile_png
from packet.model import EMPTY, Role
from packet.words import spoken_date

_LAYOUTS = Path(__file__).parent / "layouts"
_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """A fictional person. `country` is an ISO 3166-1 alpha-2 code."""

    given: str
    family: str
    born: date
    sex: str  # F or M
    birthplace: str
    street: str = ""
    city: str = ""
    country: str = "US"
    last4: str = "0000"  # of an invented social security number

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A fictional firm, bank, school or office."""

    name: str
    street: str
    city: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Consecutive pages of one layout. `data` is JSON; `roles` has one entry a page."""

    layout: str
    data: Mapping[str, Any]
    roles: tuple[Role, ...] = (Role.ORIGINAL,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of one type. `fields` are those of the contract that the paper shows."""

    type: str
    parts: tuple[Part, ...]
    fields: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    language: str = "en"

    @property
    def roles(self) -> tuple[Role, ...]:
        """The role of each page, in order."""
        return tuple(role for part in self.parts for role in part.roles)

    @property
    def source(self) -> str:
        """The whole paper as Typst markup."""
        return "\n".join([_layout("_common"), *map(_markup, self.parts)])


def as_pdf(paper: Paper) -> bytes:
    """The paper as a born-digital PDF."""
    return compile_pdf(paper.source, (noto_sans(),))


def as_png(paper: Paper, ppi: float = 100.0) -> tuple[bytes, ...]:
    """The paper as a PNG a page."""
    return compile_png(paper.source, ppi, (noto_sans(),))


def pay_stub(
    worker: Individual,
    employer: Firm,
    *,
    paid: date,
    number: int,
    rate: int,
    position: str,
    hours: int = 80,
    nth: int = 1,
) -> Paper:
    """A biweekly earnings statement: `rate` in cents an hour, the `nth` of its year."""
    start, end = paid - timedelta(days=19), paid - timedelta(days=6)
    gross = rate * hours
    taken = {
        "Federal income tax": gross * 94 // 1000,
        "Social Security": gross * 62 // 1000,
        "Medicare": gross * 145 // 10000,
        "Dental and health plan": 8640,
        "401(k) plan 4%": gross * 4 // 100,
    }
    total = sum(taken.values())
    data = {
        "worker": _person(worker),
        "employer": _firm(employer),
        "paid": _slashes(paid),
        "period": f"{_slashes(start)} - {_slashes(end)}",
        "number": str(number),
        "employee": "E-0417",
        "last4": worker.last4,
        "position": position,
        "earnings": [
            ["Regular", _money(rate), f"{hours:.2f}", _money(gross), _money(gross * nth)],
            ["Overtime", _money(rate * 3 // 2), "0.00", "0.00", "0.00"],
        ],
        "deductions": [[name, _money(sum_), _money(sum_ * nth)] for name, sum_ in taken.items()],
        "gross": _money(gross),
        "gross_ytd": _money(gross * nth),
        "taken": _money(total),
        "taken_ytd": _money(total * nth),
        "net": _money(gross - total),
        "net_ytd": _money((gross - total) * nth),
        "vacation": f"{42 + nth * 4:.2f}",
        "sick": f"{18 + nth * 2:.2f}",
        "account": "7731",
    }
    return _paper(
        "pay-stub",
        data,
        person=worker.name,
        issuer=employer.name,
        date=paid.isoformat(),
        period=_period(start, end),
        amount=_amount(gross - total),
        number=str(number),
    )


def employment_letter(
    worker: Individual,
    spouse: Individual,
    employer: Firm,
    *,
    dated: date,
    since: date,
    rate: int,
    position: str,
    signer: str = "Lorna M. Castellane",
) -> Paper:
    """A letter of two pages: `rate` in cents an hour, full time."""
    covered = date(dated.year - 1, 1, 1)
    data = {
        "worker": _person(worker),
        "spouse": _person(spouse),
        "employer": _firm(employer),
        "date": _written(dated),
        "since": _written(since),
        "position": position,
        "hours": "40",
        "rate": _money(rate),
        "salary": _money(rate * 2080),
        "benefits": [
            ["Health and dental plan, employee and spouse", _written(covered)],
            ["401(k) retirement plan", _written(date(since.year + 1, since.month, 1))],
            ["Paid vacation, 15 days a year", _written(since)],
        ],
        "covered": _written(covered),
        "years": str(dated.year - since.year),
        "wedding_year": "2022",
        "signer": signer,
        "signer_title": "Office Manager",
    }
    return _paper(
        "employment-letter",
        data,
        pages=2,
        person=worker.name,
        issuer=employer.name,
        date=dated.isoformat(),
    )


def bank_statement(
    holders: Sequence[Individual],
    bank: Firm,
    *,
    month: date,
    account: str,
    opening: int,
    activity: Sequence[tuple[int, str, int]],
) -> Paper:
    """A month's statement of one page. `activity` is (day, description, cents), debits negative."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = []
    balance = opening
    for day, description, cents in activity:
        balance += cents
        into, out = (_money(cents), "") if cents > 0 else ("", _money(-cents))
        when = f"{first.month:02d}/{day:02d}"
        rows.append([when, description, into, out, _money(balance)])
    into_account = [cents for _, _, cents in activity if cents > 0]
    debits = [-cents for _, _, cents in activity if cents < 0]
    data = {
        "bank": _firm(bank),
        "holders": [holder.name for holder in holders],
        "street": holders[0].street,
        "city": holders[0].city,
        "number": f"XXXX XXXX {account}",
        "account": account,
        "period": f"{_written(first)} through {_written(last)}",
        "opening": _money(opening),
        "closing": _money(balance),
        "closed": _written(last),
        "credits": _money(sum(into_account)),
        "debits": _money(sum(debits)),
        "deposits": str(len(into_account)),
        "withdrawals": str(len(debits)),
        "average": _money((opening + balance) // 2),
        "activity": rows,
    }
    return _paper(
        "bank-statement",
        data,
        person=holders[0].name,
        issuer=bank.name,
        date=last.isoformat(),
        period=_period(first, last),
        amount=_amount(balance),
    )


def lease(
    tenants: tuple[Individual, Individual],
    landlord: Firm,
    *,
    signed: date,
    begins: date,
    ends: date,
    rent: int,
    agent: str = "Walter Okafor-Lindqvist",
) -> Paper:
    """A residential lease of three pages: `rent` in cents a month."""
    data = {
        "landlord": _firm(landlord),
        "tenants": [tenant.name for tenant in tenants],
        "initials": ["".join(word[0] for word in tenant.name.split()) for tenant in tenants],
        "home": f"{tenants[0].street}, {tenants[0].city}",
        "date": _written(signed),
        "period": f"{_written(begins)} to {_written(ends)}",
        "rent": _money(rent),
        "deposit": _money(rent * 3 // 2),
        "agent": agent,
    }
    return _paper(
        "lease",
        data,
        pages=3,
        person=tenants[0].name,
        issuer=landlord.name,
        date=signed.isoformat(),
        period=_period(begins, ends),
        amount=_amount(rent),
    )


def marriage_certificate(
    a: Individual, b: Individual, *, married: date, county: str, state: str, number: str
) -> Paper:
    """A county's certified copy, of one page."""

    def spouse(person: Individual, after: str) -> dict[str, str]:
        return {
            "name": person.name,
            "born": _written(person.born),
            "birthplace": person.birthplace,
            "residence": person.city,
            "after": after,
        }

    data = {
        "state": state,
        "county": county,
        "office": "County Auditor",
        "number": number,
        "license": f"L-{number[-5:]}",
        "a": spouse(a, a.name),
        "b": spouse(b, b.name),
        "date": _written(married),
        "place": f"{county} County Courthouse",
        "officiant": "Hon. Ruth A. Devereaux",
        "witnesses": ["Priya Nandakumar", "Tomas Lindell"],
        "recorded": _written(married + timedelta(days=9)),
        "clerk": "Georgia Pell",
    }
    return _paper(
        "marriage-certificate",
        data,
        person=a.name,
        issuer=f"{county} County Auditor",
        date=married.isoformat(),
        number=number,
    )


def passport(
    holder: Individual,
    *,
    number: str,
    issued: date,
    expires: date,
    code: str,
    state: str,
    nationality: str,
    authority: str,
) -> Paper:
    """A biographic page with a TD3 machine-readable zone whose check digits hold.

    `code` is the issuing country's in the zone, of three letters.
    """
    data = {
        "state": state,
        "code": code,
        "number": number,
        "surname": holder.family.upper(),
        "given": holder.given.upper(),
        "nationality": nationality,
        "sex": holder.sex,
        "born": _passport_date(holder.born),
        "birthplace": holder.birthplace.partition(",")[0].upper(),
        "issued": _passport_date(issued),
        "expires": _passport_date(expires),
        "authority": authority,
        "signature": holder.name,
        "mrz": passport_zone(holder, code=code, number=number, expires=expires),
    }
    return _paper(
        "passport",
        data,
        person=holder.name,
        number=number,
        date=issued.isoformat(),
        expires=expires.isoformat(),
        country=holder.country,
    )


def drivers_license(
    holder: Individual, *, state: str, number: str, issued: date, expires: date
) -> Paper:
    """The front of a state's license."""
    data = {
        "state": state,
        "number": number,
        "surname": holder.family.upper(),
        "given": holder.given.upper(),
        "street": holder.street.upper(),
        "city": holder.city.upper(),
        "born": _slashes(holder.born),
        "issued": _slashes(issued),
        "expires": _slashes(expires),
        "sex": holder.sex,
        "height": "5'-07\"",
        "eyes": "BRO",
        "discriminator": f"{number}93W1",
        "signature": holder.name,
    }
    return _paper(
        "drivers-license",
        data,
        person=holder.name,
        issuer=state,
        number=number,
        date=issued.isoformat(),
        expires=expires.isoformat(),
    )


def birth_certificate_es(
    child: Individual,
    *,
    father: str,
    mother: str,
    number: str,
    issued: date,
    country: str,
    country_es: str,
    nationality: tuple[str, str],
) -> Paper:
    """A birth record in Spanish, of one page. `nationality` is (English, Spanish)."""
    names = {
        "father": father,
        "mother": mother,
        "country": country,
        "country_es": country_es,
        "nationality": nationality[0],
        "nationality_es": nationality[1],
    }
    data = {**names, **_birth(child, number, issued)}
    return Paper(
        type="birth-certificate",
        parts=(Part(layout="birth-certificate-es", data=data),),
        fields=_fields(
            person=child.name, date=issued.isoformat(), number=number, country=child.country
        ),
        language="es",
    )


def translated(original: Paper, *, translator: Individual, dated: date, phone: str) -> Paper:
    """A birth record, its English translation and the translator's certificate: one document."""
    data = original.parts[0].data
    certificate = {
        "translator": translator.name,
        "street": translator.street,
        "city": translator.city,
        "phone": phone,
        "language": "Spanish",
        "subject": f"birth certificate of {data['name']}",
        "number": data["number"],
        "date": _written(dated),
    }
    return Paper(
        type=original.type,
        parts=(
            *original.parts,
            Part(layout="birth-certificate-translation", data=data, roles=(Role.TRANSLATION,)),
            Part(layout="translation-certificate", data=certificate, roles=(Role.CERTIFICATE,)),
        ),
        fields=original.fields,
        language=original.language,
    )


def utility_bill(
    holders: Sequence[Individual], utility: Firm, *, billed: date, account: str, usage: int
) -> Paper:
    """A month's electric bill: `usage` in kWh."""
    start, end = billed - timedelta(days=33), billed - timedelta(days=4)
    energy, basic, tax = usage * 112 // 10, 1850, usage * 6 // 10
    due = energy + basic + tax
    data = {
        "utility": _firm(utility),
        "holders": [holder.name for holder in holders],
        "street": holders[0].street,
        "city": holders[0].city,
        "date": _written(billed),
        "period": f"{_slashes(start)} - {_slashes(end)}",
        "days": "30",
        "account": account,
        "last": _money(due * 107 // 100),
        "due": _money(due),
        "pay_by": _written(billed + timedelta(days=21)),
        "meter": "48 113 927",
        "before": "61204",
        "after": str(61204 + usage),
        "usage": str(usage),
        "charges": [
            ["Basic charge", _money(basic)],
            [f"Energy charge, {usage} kWh at $0.112", _money(energy)],
            ["Utility tax", _money(tax)],
        ],
        "history": [
            [calendar.month_abbr[(billed.month - 7 + back) % 12 + 1], usage / 30 * factor]
            for back, factor in enumerate((0.6, 0.55, 0.5, 0.52, 0.6, 0.8, 1.0))
        ],
    }
    return _paper(
        "utility-bill",
        data,
        person=holders[0].name,
        issuer=utility.name,
        date=billed.isoformat(),
        period=_period(start, end),
        amount=_amount(due),
        number=account,
    )


def tax_transcript(
    taxpayer: Individual, spouse: Individual, *, year: int, requested: date, wages: int
) -> Paper:
    """A joint return's transcript, of two pages: `wages` in cents."""
    deduction, refund = 2_770_000, 84_300
    taxable = wages - deduction
    tax = taxable * 11 // 100
    names = f"{taxpayer.family[:4].upper()} & {spouse.family[:4].upper()}"
    data = {
        "tracking": "100573204418",
        "requested": _dashes(requested),
        "last4": taxpayer.last4,
        "period_end": f"Dec. 31, {year}",
        "head": [
            ["SSN:", f"XXX-XX-{taxpayer.last4}"],
            ["SPOUSE SSN:", f"XXX-XX-{spouse.last4}"],
            ["NAME(S) SHOWN ON RETURN:", names],
            ["ADDRESS:", taxpayer.street[:4].upper()],
            ["FILING STATUS:", "Married Filing Joint"],
            ["CYCLE POSTED:", f"{year + 1}1305"],
            ["RECEIVED DATE:", f"Mar. 18, {year + 1}"],
        ],
        "parts": [
            ["Income", [
                ["WAGES, SALARIES, TIPS, ETC:", f"${_money(wages)}"],
                ["TAXABLE INTEREST INCOME: SCH B:", "$0.00"],
                ["ORDINARY DIVIDEND INCOME: SCH B:", "$0.00"],
                ["BUSINESS INCOME OR LOSS (SCHEDULE C):", "$0.00"],
                ["CAPITAL GAIN OR LOSS: (SCHEDULE D):", "$0.00"],
                ["TOTAL INCOME:", f"${_money(wages)}"],
            ]],
            ["Adjustments to Income", [
                ["EDUCATOR EXPENSES:", "$0.00"],
                ["STUDENT LOAN INTEREST DEDUCTION:", "$0.00"],
                ["TOTAL ADJUSTMENTS:", "$0.00"],
                ["ADJUSTED GROSS INCOME:", f"${_money(wages)}"],
            ]],
            ["Tax and Credits", [
                ["STANDARD DEDUCTION PER COMPUTER:", f"${_money(deduction)}"],
                ["TAXABLE INCOME:", f"${_money(taxable)}"],
                ["TENTATIVE TAX:", f"${_money(tax)}"],
                ["CHILD AND OTHER DEPENDENT CREDIT:", "$0.00"],
                ["TOTAL CREDITS:", "$0.00"],
                ["INCOME TAX AFTER CREDITS PER COMPUTER:", f"${_money(tax)}"],
            ]],
            ["Payments", [
                ["FEDERAL INCOME TAX WITHHELD:", f"${_money(tax + refund)}"],
                ["ESTIMATED TAX PAYMENTS:", "$0.00"],
                ["EARNED INCOME CREDIT:", "$0.00"],
                ["TOTAL PAYMENTS:", f"${_money(tax + refund)}"],
            ]],
            ["Refund or Amount Owed", [
                ["AMOUNT YOU OWE:", "$0.00"],
                ["ESTIMATED TAX PENALTY:", "$0.00"],
                ["BAL DUE/OVER PYMT USING TP FIG PER COMPUTER:", f"$-{_money(refund)}"],
            ]],
        ],
    }  # fmt: skip
    return _paper(
        "tax-transcript",
        data,
        pages=2,
        issuer="Internal Revenue Service",
        date=requested.isoformat(),
        tax_year=str(year),
        form_number="1040",
    )


def w2(worker: Individual, employer: Firm, *, year: int, wages: int) -> Paper:
    """Copy B of a wage statement: `wages` in cents."""
    data = {
        "worker": _person(worker),
        "employer": _firm(employer),
        "year": str(year),
        "last4": worker.last4,
        "control": f"{year % 100}-00417",
        "ein": "00-5550142",
        "state_id": "000-555-0142",
        "wages": _money(wages),
        "federal": _money(wages * 94 // 1000),
        "social": _money(wages * 62 // 1000),
        "medicare": _money(wages * 145 // 10000),
        "health": "6820.00",
    }
    return _paper(
        "w2",
        data,
        person=worker.name,
        issuer=employer.name,
        tax_year=str(year),
        form_number="W-2",
        amount=_amount(wages),
    )


def affidavit(
    affiant: Individual,
    *,
    sworn: date,
    state: str,
    county: str,
    facts: Sequence[str],
    notary: str = "Delphine Marsh",
) -> Paper:
    """A sworn statement before a notary; its facts should fit one page."""
    data = {
        "affiant": _person(affiant),
        "state": state,
        "county": county,
        "facts": list(facts),
        "date": _written(sworn),
        "notary": notary,
        "commission": _written(date(sworn.year + 3, 8, 31)),
    }
    return _paper("affidavit", data, person=affiant.name, date=sworn.isoformat())


def naturalization_certificate(
    holder: Individual, *, number: str, a_number: str, sworn: date, former: str, court: str
) -> Paper:
    """The certificate as a landscape page."""
    data = {
        "name": holder.name,
        "number": number,
        "a_number": a_number,
        "born": _written(holder.born),
        "sex": "Female" if holder.sex == "F" else "Male",
        "height": "5 feet 6 inches",
        "status": "Single",
        "country": former,
        "office": "Port Ellery, Washington",
        "home": holder.city,
        "court": court,
        "date": _written(sworn),
    }
    return _paper(
        "naturalization-certificate",
        data,
        person=holder.name,
        issuer="U.S. Citizenship and Immigration Services",
        date=sworn.isoformat(),
        number=number,
    )


def chat_log(partner: str, messages: Sequence[str | tuple[str, str, str]]) -> Paper:
    """A messenger's screen. A message is (me or you, text, time); a bare string is a day."""
    return _paper("chat-log", {"with": partner, "messages": list(messages)}, person=partner)


def photo_page(title: str, shots: Sequence[tuple[str, date, str]]) -> Paper:
    """Drawn photographs with captions; a shot is (beach, garden or table, date, caption)."""
    data = {
        "title": title,
        "shots": [
            {"kind": kind, "date": _written(taken), "caption": caption}
            for kind, taken, caption in shots
        ],
    }
    return _paper("photo", data)


def passport_zone(holder: Individual, *, code: str, number: str, expires: date) -> tuple[str, str]:
    """The two lines of a TD3 machine-readable zone (ICAO 9303, part 4)."""
    name = f"{_plain(holder.family)}<<{_plain(holder.given)}"
    upper = f"P<{code}{name}".ljust(44, "<")[:44]
    checked = [
        f"{part}{_check_digit(part)}"
        for part in (number.ljust(9, "<"), f"{holder.born:%y%m%d}", f"{expires:%y%m%d}", "<" * 14)
    ]
    document, born, until, optional = checked
    lower = f"{document}{code}{born}{holder.sex}{until}{optional}"
    return upper, lower + _check_digit(document + born + until + optional)


def _check_digit(text: str) -> str:
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * (7, 3, 1)[i % 3] for i, value in enumerate(values)) % 10)


_ACCENTS = str.maketrans("ÁÉÍÓÚÜÑ- '", "AEIOUUN<<<")


def _plain(name: str) -> str:
    return name.upper().translate(_ACCENTS)


def _birth(child: Individual, number: str, issued: date) -> dict[str, str]:
    town, _, province = child.birthplace.partition(", ")
    registered = child.born + timedelta(days=12)
    return {
        "name": child.name,
        "number": number,
        "volume": "14",
        "folio": "207",
        "town": town,
        "province": province,
        "home": f"Calle del Molino 32, {town}",
        "hour": "6:40 de la mañana",
        "hour_en": "6:40 in the morning",
        "born": _written(child.born),
        "born_words": _escrita(child.born),
        "registered": _written(registered),
        "registered_words": _escrita(registered),
        "issued": _written(issued),
        "issued_words": _escrita(issued),
        "sex_es": "Masculino" if child.sex == "M" else "Femenino",
        "sex_en": "Male" if child.sex == "M" else "Female",
        "official": "Lic. Esteban Barrientos Luna",
    }


def _paper(type_: str, data: Mapping[str, Any], pages: int = 1, **fields: str) -> Paper:
    part = Part(layout=type_, data=data, roles=(Role.ORIGINAL,) * pages)
    return Paper(type=type_, parts=(part,), fields=_fields(**fields))


def _fields(**fields: str) -> Mapping[str, str]:
    return MappingProxyType(fields)


def _layout(name: str) -> str:
    return (_LAYOUTS / f"{name}.typ").read_text(encoding="utf-8")


def _markup(part: Part) -> str:
    data = json.dumps(json.dumps(dict(part.data), ensure_ascii=False), ensure_ascii=False)
    return f"#[\n{_layout(part.layout)}\n#sheet(json(bytes({data})))\n]"


def _person(person: Individual) -> dict[str, str]:
    return {"name": person.name, "street": person.street, "city": person.city}


def _firm(firm: Firm) -> dict[str, str]:
    return {"name": firm.name, "street": firm.street, "city": firm.city, "phone": firm.phone}


def _money(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _period(start: date, end: date) -> str:
    return f"{start.isoformat()}/{end.isoformat()}"


def _written(day: date) -> str:
    return spoken_date(day.isoformat())


def _escrita(day: date) -> str:
    return f"{day.day} de {_MESES[day.month - 1]} de {day.year}"


def _slashes(day: date) -> str:
    return f"{day.month:02d}/{day.day:02d}/{day.year}"


def _dashes(day: date) -> str:
    return f"{day.month:02d}-{day.day:02d}-{day.year}"


def _passport_date(day: date) -> str:
    return f"{day.day:02d} {calendar.month_abbr[day.month].upper()} {day.year}"
