"""Form numbers, editions and tax years of government forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from packet.understanding.dates import Order, read_date

_USCIS = re.compile(
    r"(?<![\w-])(?P<form>(?:I|N|G|AR|EOIR|DS|FS)-\d{1,4}[A-Z]{0,3})(?![\w-])"
    r"(?:,?\s+(?P<supplement>Supplement\s+[A-Z]{1,2})(?!\w))?"
)
_CASE_TYPE = re.compile(r"(?:Form\s+)?([IN])-?(\d{3}[A-Z]?)(?![\w])")
_EDITION = re.compile(r"(?i)\bedition(?:\s+date)?\W{0,3}(\d{2}/\d{2}/\d{2,4})")
_OLD_EDITION = re.compile(r"(?i)\bform\s+[A-Z]+-\d+[A-Z]*\W{1,4}(\d{2}/\d{2}/\d{2,4})")
_FOOTER = re.compile(
    r"(?i)\bform\s+[A-Z]+-\d.*(?:edition|page\s+\d+|\d\d/\d\d/\d\d)|edition.*\bform\b"
)
_IRS = re.compile(
    r"(?i)(?<![\w-])(?P<form>W-?2c?(?![\w-])|W-2G|1099-?(?:INT|DIV|MISC|NEC|R|G|B|K|S|C|A|Q|SA|OID|PATR|LTC"
    r"|CONSOLIDATED)(?!\w)|SSA-1099|RRB-1099|1040-?(?:SR|NR-EZ|NR|X|EZ|A|PR|SS|ES|V)?(?![\w-])"
    r"|1041|1065|1120-?[SFH]?(?!\w)|4868|8879)"
)
_YEAR = re.compile(r"(?<![\d/.,$#-])((?:19[89]|20[0-4])\d)(?![\d/,%-]|\.\d)")
_SPLIT_YEAR = re.compile(r"(?<!\d)(20)\s(\d\d)(?!\d)")
_NOT_ITS_YEAR = re.compile(
    r"(?i)copyright|©|\(c\)|rev\.|revised|omb|expires|edition|irs\.gov|prior|printed|due|instructions"
)
_TAX_WORDS = re.compile(
    r"(?i)w-?\s?2|1099|1040|wage and tax|income tax return|tax year|tax period|calendar year"
    r"|tax return for|transcript"
)


def uscis_form_number(pages: Sequence[Sequence[str]]) -> str:
    """ "I-130", "I-485 Supplement J": what the footers say, else the first page's heading.

    `pages` holds the lines of each page. A form that a page only mentions is not its number.
    """
    footers = Counter(name for page in pages for name in _named(_footer_lines(page)))
    if footers:
        return max(footers, key=lambda name: footers[name])
    heading = [line for line in pages[0][:25] if re.search(r"(?i)\bform\b|^\W*[A-Z]+-\d+", line)]
    return next(iter(_named(heading)), "") if pages else ""


def form_in(text: str) -> str:
    """ "I-130" for a notice's case type, "I130 - PETITION FOR ALIEN RELATIVE"."""
    match = _CASE_TYPE.match(text)
    return f"{match[1]}-{match[2]}" if match else ""


def irs_form_number(pages: Sequence[Sequence[str]], family: str) -> str:
    """ "1099-INT", "1040", "W-2": the family's form that the pages name first and most."""
    counts: Counter[str] = Counter()
    for page in pages:
        for line in page:
            for match in _IRS.finditer(line):
                name = _irs_name(match["form"])
                if family in name:
                    counts[name] += 1
    return max(counts, key=lambda name: counts[name], default="")


def edition(lines: Iterable[str]) -> str:
    """A USCIS form's edition date, ISO 8601; "" where none is printed."""
    for line in lines:
        match = _EDITION.search(line) or _OLD_EDITION.search(line)
        day = read_date(match[1], Order.MONTH_FIRST) if match else None
        if day:
            return day.isoformat()
    return ""


def tax_year(lines: Sequence[str]) -> str:
    """The year a tax paper is for: beside its form's name, else the one year that stands alone."""
    lines = [_SPLIT_YEAR.sub(r"\1\2", line) for line in lines if not _NOT_ITS_YEAR.search(line)]
    beside = Counter(
        year for line in lines if _TAX_WORDS.search(line) for year in _YEAR.findall(line)
    )
    alone = Counter(line.strip() for line in lines if _YEAR.fullmatch(line.strip()))
    return _sole(beside) or _sole(alone)


def year_in(text: str) -> str:
    """The year a labelled value is or ends in: "2023", "Dec. 31, 2023"."""
    years = set(_YEAR.findall(text)) or set(re.findall(r"(?:[-/])(20[0-4]\d)(?!\d)", text))
    return years.pop() if len(years) == 1 else ""


def _sole(counts: Counter[str]) -> str:
    """The commonest, if nothing is as common."""
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _footer_lines(page: Sequence[str]) -> list[str]:
    marks = re.compile(
        r"(?i)\bform\s+[A-Z]+-\d.*(?:edition|page\s+\d+|\d\d/\d\d/\d\d)|edition.*form"
    )
    return [line for line in page if marks.search(line)]


def _named(lines: Iterable[str]) -> list[str]:
    found = []
    for line in lines:
        match = _USCIS.search(line)
        if match:
            found.append(" ".join(filter(None, (match["form"], match["supplement"]))))
    return found


def _irs_name(said: str) -> str:
    name = said.upper()
    name = re.sub(r"^W2", "W-2", name)
    name = "W-2c" if name == "W-2C" else name
    return re.sub(r"^(1099|1040|1120)-?([A-Z].*)$", r"\1-\2", name)
