"""Amounts of money: "1234.56" for US dollars, "EUR 1234.56" for any other currency."""

from __future__ import annotations

import re
from decimal import Decimal

_SIGNS = {"$": "USD", "US$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP"}
_SIGNS |= {"GBP": "GBP", "CAD": "CAD", "MXN": "MXN", "R$": "BRL", "BRL": "BRL", "INR": "INR"}
_SIGNS |= {
    "₹": "INR",
    "Rs.": "INR",
    "CHF": "CHF",
    "AUD": "AUD",
    "¥": "JPY",
    "JPY": "JPY",
    "₫": "VND",
}
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<minus>-|\()?\s?(?P<before>{_SIGN})?\s?(?P<minus2>-)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2}|\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2}"
    r"|\d{1,3}(?:,\d{3})+|\d+)"
    rf"\)?(?![\d%]|[.,]\d)\s?(?P<after>{_SIGN})?(?!\w)"
)


def read_amount(text: str, currency: str = "USD") -> str:
    """The amount a text begins with, as "1234.56" or "EUR 1234.56"; "" where it begins with none.

    A bare whole number is an amount only with a currency sign or thousands separators.
    `currency` is what a sign-less amount is in; "" leaves such amounts out.
    """
    match = _AMOUNT.match(text.strip())
    if not match:
        return ""
    sign = match["before"] or match["after"] or ""
    number = match["number"]
    unit = _SIGNS[sign] if sign else currency
    if not unit or not (sign or "," in number or "." in number):
        return ""
    value = Decimal(_plain_number(number))
    minus = "-" if match["minus"] or match["minus2"] else ""
    return f"{'' if unit == 'USD' else unit + ' '}{minus}{value:.2f}"


def _plain_number(number: str) -> str:
    """1,234.56 and 1.234,56 as 1234.56."""
    if re.search(r",\d{2}$", number):
        return number.replace(".", "").replace(",", ".")
    return number.replace(",", "")
