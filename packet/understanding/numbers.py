"""Numbers of documents: receipts, A-numbers, passports, certificates. A Social Security number
is never one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_RECEIPT = re.compile(
    r"(?<![A-Za-z0-9])(IOE|MSC|NBC|EAC|VSC|WAC|CSC|LIN|NSC|SRC|TSC|YSC|PSC|Z[A-Z]{2})[ -]?"
    r"(\d{10}|\d{2}[ -]\d{3}[ -]\d{5})(?!\d)"
)
_A_NUMBER = re.compile(r"(?<![A-Za-z0-9])A\s?[#-]?\s?(\d{3}[ -]?\d{3}[ -]?\d{2,3})(?!\d|-\d)")
_USCIS_NUMBER = re.compile(r"A?[ #-]*(\d{3}[ -]?\d{3}[ -]?\d{3}|\d{8})(?!\d)")
_SSN = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}|[Xx*]{3}-?[Xx*]{2}-?\d{4}")
_PHONE = re.compile(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
_DATE_LIKE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}[ -]?[A-Za-z]{3,9}[ -]?\d{4}")
_MONEY_LIKE = re.compile(r"\$|\d[\d,]*\.\d{2}$")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/.-]{2,29}")


def receipt_number(text: str) -> str:
    """The first USCIS receipt number of a text, "IOE0912345678"; "" for none."""
    match = _RECEIPT.search(text)
    return match[1] + re.sub(r"\D", "", match[2]) if match else ""


def a_number(text: str) -> str:
    """The first A-number of a text as "A012345678", nine digits; "" for none."""
    match = _A_NUMBER.search(text)
    return _nine(match[1]) if match else ""


def uscis_number(text: str) -> str:
    """A labelled USCIS or A-number, with or without its A, as "A012345678"."""
    match = _USCIS_NUMBER.match(text.strip())
    return _nine(match[1]) if match and not _SSN.match(text.strip()) else ""


def _nine(digits: str) -> str:
    return "A" + re.sub(r"\D", "", digits).zfill(9)


def identifier(text: str) -> str:
    """A labelled number of any other kind: a word of letters and at least three digits."""
    text = text.strip(" #:.№°º")
    words = text.split()
    if not words or _unfit(text):
        return ""
    word = words[0].strip(".,;:()")
    digits = sum(char.isdigit() for char in word)
    if digits < 3 and all(part.strip(".-").isdigit() for part in words[:4]):
        word = "-".join(words[:4]) if len(words) <= 4 else ""
        digits = sum(char.isdigit() for char in word)
    return word if digits >= 3 and _IDENTIFIER.fullmatch(word) and not _unfit(word) else ""


def _unfit(text: str) -> bool:
    """Whether a value is, or begins with, something that is no document's number."""
    word = text.split()[0].strip(".,;:()")
    return bool(
        _SSN.match(text)
        or _PHONE.match(text)
        or _DATE_LIKE.fullmatch(word)
        or _DATE_LIKE.fullmatch(text)
        or _MONEY_LIKE.search(text)
    )


def _shaped(shape: str) -> Callable[[str], str]:
    pattern = re.compile(shape)

    def read(text: str) -> str:
        match = pattern.match(text.strip(" #:.№°º"))
        return "" if not match or _SSN.match(text) else re.sub(r"\s", "", match[0])

    return read


_SEVIS = _shaped(r"N\d{10}(?!\d)")
_LOCATOR = _shaped(r"(?=[A-Z0-9]*[A-Z0-9])[A-Z0-9]{6}(?![A-Za-z0-9])|\d[\d -]{8,16}\d(?![\d/])")
_READERS: Mapping[str, Callable[[str], str]] = {
    "passport": _shaped(r"(?:[A-Z]{0,3}\s?\d{6,9}[A-Z]?|[A-Z]\d{2}[A-Z]\d{5})(?![A-Za-z0-9])"),
    "visa": _shaped(r"\d{8,14}(?!\d)"),
    "green-card": uscis_number,
    "ead-card": receipt_number,
    "i94-record": _shaped(r"\d{9}[A-Z0-9]\d(?![A-Za-z0-9])"),
    "i20": _SEVIS,
    "ds2019": _SEVIS,
    "receipt-notice": receipt_number,
    "approval-notice": receipt_number,
    "biometrics-notice": receipt_number,
    "interview-notice": receipt_number,
    "rfe-notice": receipt_number,
    "labor-condition-application": _shaped(r"I-\d{3}-\d{5}-\d{6}(?!\d)"),
    "labor-certification": _shaped(r"[A-Z]-\d{3,5}-\d{5}(?:-\d{6})?(?!\d)"),
    "patent": _shaped(r"(?:US\s?)?(?:RE|D)?\d{1,2},?\d{3},?\d{3}(?:\s?[ABS]\d)?(?![\d,])"),
    "travel-record": lambda text: _LOCATOR(text) or identifier(text),
    "drivers-license": _shaped(
        r"(?=[A-Z0-9-]{6,})(?=(?:[A-Z-]*\d){3})[A-Z0-9][A-Z0-9-]{5,15}(?!\w)"
    ),
}
_ANYWHERE: Mapping[str, Callable[[str], str]] = {
    "ead-card": receipt_number,
    "green-card": a_number,
    "receipt-notice": receipt_number,
    "approval-notice": receipt_number,
    "biometrics-notice": receipt_number,
    "interview-notice": receipt_number,
    "rfe-notice": receipt_number,
    "i20": lambda text: _first(r"(?<!\w)N\d{10}(?!\d)", text),
    "ds2019": lambda text: _first(r"(?<!\w)N\d{10}(?!\d)", text),
    "labor-condition-application": lambda text: _first(r"(?<!\w)I-\d{3}-\d{5}-\d{6}(?!\d)", text),
}


def has_shape(type_: str) -> bool:
    """Whether the numbers of a type have a shape of their own."""
    return type_ in _READERS


def labelled_number(type_: str, text: str) -> str:
    """The number a value holds, in the shape that a document of this type has; else ""."""
    return _READERS.get(type_, identifier)(text)


def number_anywhere(type_: str, text: str) -> str:
    """A number whose shape alone says what it is, wherever it stands; else ""."""
    read = _ANYWHERE.get(type_)
    return read(text) if read else ""


def _first(shape: str, text: str) -> str:
    match = re.search(shape, text)
    return match[0] if match else ""
