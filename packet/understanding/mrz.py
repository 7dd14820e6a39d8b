"""Machine-readable zones of passports, visas and cards (ICAO 9303), taken only if they check.

Where a position can only hold a digit (or only a letter), a misread O, I, S, B … is put right;
the check digits must hold afterwards. Nothing else is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packet.understanding.countries import country_of_code
from packet.understanding.dates import calendar_day
from packet.understanding.folding import strip_marks
from packet.understanding.people import read_name
from packet.understanding.tables import table

_VALUES = {char: at for at, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_WEIGHTS = (7, 3, 1)
_TO_DIGIT = str.maketrans("OQDILZSBG", "000112586")
_TO_LETTER = str.maketrans("015826", "OISBZG")
_ZONE_LINE = re.compile(r"[A-Z0-9<]{26,48}")
_AROUND = re.compile(r"^[^A-Z0-9<]+|[^A-Z0-9<]+$")
_NOT_ZONE = re.compile(r"[^A-Z0-9<]")
_FILLING = re.compile(r"(?:<[<KCLSEX]{3,}|[KCLSE]{5,})$")
_NOISE = re.compile(r"<<+[A-Z]{1,2}<.*<|[KC]<<<*[KC]|([KC])\1\1")
_NOISY_FILLING = re.compile(r"(?<=<<)[<KCLSEX]+(?=.$)")
_COMMON_SHAPE = re.compile(r"[A-Z]{0,3}\d{5,9}[A-Z]?<*")
_ZEROS = str.maketrans("OQ", "00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone whose check digits hold. Dates are ISO 8601; "" is what it does not state."""

    kind: str  # TD1, TD2, TD3, MRV-A, MRV-B
    code: str  # the document code, "P", "C1"
    country: str  # of issue, ISO 3166-1 alpha-2; "" for what is no country (UTO, UNO)
    nationality: str
    person: str  # given names and surname
    number: str
    born: str
    expires: str
    sex: str  # M, F or ""
    a_number: str = ""  # on US permanent resident and work permit cards
    receipt: str = ""  # likewise
    clean: bool = True  # nothing but fillers stands behind the name: OCR told < from K


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where the parts of a format stand: (line, from, to), check digits as (line, place)."""

    kind: str
    length: int
    lines: int
    codes: str  # the first letters of its document codes
    name: tuple[int, int]  # line, from
    number: tuple[int, int]
    born: tuple[int, int]
    sex: tuple[int, int]
    expires: tuple[int, int]
    nationality: tuple[int, int]
    whole: tuple[tuple[int, int, int], ...]  # what the composite check digit covers
    composite: tuple[int, int] | None


_TD3 = _Layout(
    kind="TD3",
    length=44,
    lines=2,
    codes="P",
    name=(0, 5),
    number=(1, 0),
    born=(1, 13),
    sex=(1, 20),
    expires=(1, 21),
    nationality=(1, 10),
    whole=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
    composite=(1, 43),
)
_TD2 = replace(
    _TD3,
    kind="TD2",
    length=36,
    codes="IACP",
    whole=((1, 0, 10), (1, 13, 20), (1, 21, 35)),
    composite=(1, 35),
)
_TD1 = _Layout(
    kind="TD1",
    length=30,
    lines=3,
    codes="IAC",
    name=(2, 0),
    number=(0, 5),
    born=(1, 0),
    sex=(1, 7),
    expires=(1, 8),
    nationality=(1, 15),
    whole=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    composite=(1, 29),
)
_MRV_A = replace(_TD3, kind="MRV-A", codes="V", whole=(), composite=None)
_MRV_B = replace(_MRV_A, kind="MRV-B", length=36)
_LAYOUTS = (_TD3, _MRV_A, _TD2, _MRV_B, _TD1)


def find_zone(lines: Iterable[str]) -> Zone | None:
    """The first machine-readable zone among the lines of a page whose check digits hold."""
    candidates = [line for line in map(zone_line, lines) if line]
    for at in range(len(candidates)):
        for layout in _LAYOUTS:
            zone = _read(layout, candidates[at : at + layout.lines])
            if zone:
                return zone
    return None


def zone_line(line: str) -> str:
    """A line as a zone has it, "" where it cannot be one: capitals, digits and <, no blanks."""
    text = strip_marks(line).replace("«", "<<").replace("‹", "<").replace(" ", "").upper()
    text = _AROUND.sub("", text)
    text = _NOT_ZONE.sub("<", text) if text.count("<") >= 3 else text
    return text if _ZONE_LINE.fullmatch(text) else ""


def check_digit(text: str) -> str:
    """The ICAO 9303 check digit of capitals, digits and "<"."""
    return str(sum(_VALUES[char] * _WEIGHTS[at % 3] for at, char in enumerate(text)) % 10)


def _read(layout: _Layout, lines: Sequence[str]) -> Zone | None:
    if len(lines) < layout.lines or lines[0][:1] not in layout.codes:
        return None
    for fitted in _fitted(layout, lines):
        zone = _checked(layout, _put_right(layout, fitted))
        if zone:
            return zone
    return None


def _fitted(layout: _Layout, lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The lines at their exact length: as read, with the noise in fillers put right, and without
    what was read before a line.
    """
    noisy = [_NOISY_FILLING.sub(lambda run: "<" * len(run[0]), line) for line in lines]
    late = [line[max(0, len(line) - layout.length) :] for line in noisy]
    for version in dict.fromkeys(map(tuple, (lines, noisy, late))):
        fitted = tuple(_sized(layout, at, line) for at, line in enumerate(version))
        if all(len(line) == layout.length for line in fitted):
            yield fitted


def _sized(layout: _Layout, at: int, line: str) -> str:
    """A line brought to its length where only fillers, or what is not checked, are concerned."""
    if at == layout.name[0] or not layout.composite:
        return line[: layout.length].ljust(layout.length, "<")
    missing = layout.length - len(line)
    return _refilled(line, missing) if missing else line


def _refilled(line: str, missing: int) -> str:
    """Puts fillers into, or takes them out of, a line's longest run of fillers."""
    runs = sorted(re.finditer(r"<+", line), key=lambda run: run.end() - run.start())
    if not runs or abs(missing) > 4:
        return line
    run = runs[-1]
    size = run.end() - run.start() + missing
    return line[: run.start()] + "<" * size + line[run.end() :] if size > 0 else line


def _put_right(layout: _Layout, lines: Sequence[str]) -> tuple[str, ...]:
    """Digits where only digits can stand, letters where only letters can."""
    rows = [list(line) for line in lines]

    def put(line: int, first: int, last: int, signs: Mapping[int, int]) -> None:
        rows[line][first:last] = "".join(rows[line][first:last]).translate(signs)

    for line, first in (layout.born, layout.expires):
        put(line, first, first + 7, _TO_DIGIT)
    put(layout.number[0], layout.number[1] + 9, layout.number[1] + 10, _TO_DIGIT)
    put(0, 2, 5, _TO_LETTER)
    put(layout.nationality[0], layout.nationality[1], layout.nationality[1] + 3, _TO_LETTER)
    put(layout.name[0], layout.name[1], layout.length, _TO_LETTER)
    if layout.composite:
        put(layout.composite[0], layout.composite[1], layout.composite[1] + 1, _TO_DIGIT)
    line, first = layout.number
    number = "".join(rows[line][first : first + 9])
    rows[line][first : first + 9] = _shaped(number, rows[line][first + 9], "".join(rows[0][2:5]))
    return tuple("".join(row) for row in rows)


def _shaped(number: str, check: str, country: str) -> str:
    """A number whose check digit fails, in a shape its country uses, if it then holds."""
    if check_digit(number) == check:
        return number
    zeros = number.translate(_ZEROS)
    likely = [zeros] if _COMMON_SHAPE.fullmatch(zeros) else []
    for shape in table("papers")["passport_numbers"].get(country, ()):
        made = "".join(map(_as_wanted, number, shape))
        likely += [made] if all(map(_fits, made, shape)) else []
    return next((made for made in likely if check_digit(made) == check), number)


def _as_wanted(char: str, want: str) -> str:
    return char.translate({"9": _TO_DIGIT, "A": _TO_LETTER}.get(want, {}))


def _fits(char: str, want: str) -> bool:
    return char.isdigit() if want == "9" else char.isalpha() if want == "A" else char == want


def _checked(layout: _Layout, lines: Sequence[str]) -> Zone | None:
    number = _number(layout, lines)
    born, expires = (_dated(lines, place) for place in (layout.born, layout.expires))
    person = _person(lines[layout.name[0]][layout.name[1] :])
    if not (number and born and expires and _composite_holds(layout, lines)):
        return None
    sex = lines[layout.sex[0]][layout.sex[1]]
    line, first = layout.nationality
    zone = Zone(
        kind=layout.kind,
        code=lines[0][:2].strip("<"),
        country=country_of_code(lines[0][2:5]),
        nationality=country_of_code(lines[line][first : first + 3]),
        person=person,
        number=number,
        born=_born(born, expires),
        expires=_day(2000, expires),
        sex=sex if sex in "MF" else "",
        a_number=_card_a_number(layout, lines, number),
        receipt=_card_receipt(layout, lines),
        clean=not _NOISE.search(lines[layout.name[0]]),
    )
    return zone if zone.born and zone.expires else None


def _number(layout: _Layout, lines: Sequence[str]) -> str:
    """The document number; longer ones of cards run on into the optional part."""
    line, first = layout.number
    number, check = lines[line][first : first + 9], lines[line][first + 9]
    if check != "<":
        return number.strip("<") if check_digit(number) == check else ""
    if layout.kind != "TD1":
        return ""
    rest = lines[line][first + 10 :].split("<", 1)[0]
    whole = number + rest[:-1]
    return whole if len(rest) > 1 and check_digit(whole) == rest[-1] else ""


def _dated(lines: Sequence[str], place: tuple[int, int]) -> str:
    line, first = place
    digits, check = lines[line][first : first + 6], lines[line][first + 6]
    return digits if digits.isdigit() and check_digit(digits) == check else ""


def _composite_holds(layout: _Layout, lines: Sequence[str]) -> bool:
    if not layout.composite:
        return True
    covered = "".join(lines[line][first:last] for line, first, last in layout.whole)
    line, place = layout.composite
    return check_digit(covered) == lines[line][place]


def _born(digits: str, expires: str) -> str:
    """The last such day before the document expires: nobody is born after that."""
    century = 2000 if digits < expires else 1900
    return _day(century, digits)


def _day(century: int, digits: str) -> str:
    """YYMMDD as ISO 8601; "" for a day that does not exist."""
    day = calendar_day(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    return day.isoformat() if day else ""


def _person(zone: str) -> str:
    """SURNAME<<GIVEN<NAMES<<<< in reading order; "" where it is not like a name."""
    surname, mark, rest = _FILLING.sub("<<", zone).partition("<<")
    given = rest.split("<<", 1)[0]
    if not mark or not given.strip("<"):
        return ""
    return read_name(f"{given} {surname}".replace("<", " "))


def _is_us_card(layout: _Layout, lines: Sequence[str]) -> bool:
    return layout.kind == "TD1" and lines[0][2:5] == "USA"


def _card_a_number(layout: _Layout, lines: Sequence[str], number: str) -> str:
    """On US cards the number is the A-number, where a receipt number stands behind it."""
    card = _is_us_card(layout, lines) and _card_receipt(layout, lines)
    return f"A{number}" if card and re.fullmatch(r"\d{9}", number) else ""


def _card_receipt(layout: _Layout, lines: Sequence[str]) -> str:
    if not _is_us_card(layout, lines):
        return ""
    letters, digits = lines[0][15:18], lines[0][18:28].translate(_TO_DIGIT)
    return letters + digits if letters.isalpha() and digits.isdigit() else ""
