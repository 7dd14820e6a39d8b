"""Who issued a paper: the agency that always does, a label, a letterhead, a company's name."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from packet.model import Page
from packet.understanding.anchors import Anchored, Run
from packet.understanding.folding import fold, strip_marks, tokens
from packet.understanding.tables import table

_TOP = 0.28  # of the page's height: where a letterhead stands
_LONGEST = 70
_SMALL = frozenset({"of", "the", "and", "for", "de", "del", "la", "y", "e", "do", "da"})
_STRANGE = re.compile(r"[\[\]{}<>=_~^\\]|\([^)]*$")
_LETTERS = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|^\d+\s+\w|\bP\.?\s?O\.?\s+Box\b|@|www\.|https?:|\.com\b"
    r"|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}",
    re.IGNORECASE,
)
_TRAILING_BOX = re.compile(r"^(?:[a-z]|\d{1,2}[a-z]?)\s+(?=[A-Z])")


def agency(type_: str) -> str:
    """The agency that issues every paper of this type; "" where others do."""
    return str(table("papers")["issuers"].get(type_, ""))


def read_organization(text: str) -> str:
    """A labelled organization in readable case; "" for what cannot be one."""
    name = _TRAILING_BOX.sub("", text).strip(" ,;:|*-–—")
    name = re.split(r"\s[·•|]\s", name)[0]
    if not _fit(name) or _ADDRESS.search(name):
        return ""
    return readable_organization(name)


def sure_organization(text: str) -> str:
    """As `read_organization`, and with a word that only organizations have."""
    name = read_organization(text)
    return name if name and _has_word(name, "organizations") else ""


def letterhead(page: Page, anchored: Anchored, titles: Iterable[str]) -> str:
    """The organization at the top of a page: a well-known one, one by its words, or large print.

    `titles` are the names of the document itself, which stand in large print too.
    """
    top = [run for run in anchored.runs if run.box[1] < _TOP * page.height]
    known = next((brand for run in top for brand in _brands_in(run.text)), "")
    if known:
        return known
    spoken = [fold(title) for title in titles]
    heads = [run for run in top if not _is_title(run.text, spoken)]
    named = [run for run in sorted(heads, key=_size) if len(run.atoms) <= 9]
    companies = [run for run in named if _company_pattern().fullmatch(run.text)]
    return next(filter(None, (sure_organization(run.text) for run in (*companies, *named))), "")


def company_in(lines: Iterable[str], *, least: int) -> str:
    """The company that a text names most with its legal form, "… by Acme Freight, Inc. since", if
    it does so `least` times.
    """
    matches = filter(None, map(_company_pattern().search, lines))
    named = Counter(readable_organization(match[1]) for match in matches if _fit(match[1]))
    company, times = next(iter(named.most_common(1)), ("", 0))
    return company if times >= least else ""


def readable_organization(name: str) -> str:
    """ "ACME CORP" as "Acme Corp"; acronyms and legal forms stay; mixed case stays as it is."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    return " ".join(_readable_word(word, first=at == 0) for at, word in enumerate(name.split()))


def _readable_word(word: str, *, first: bool) -> str:
    bare = word.strip(".,()")
    if word.strip(",()") in _acronyms() or bare in _acronyms() or not _LETTERS.search(word):
        return word
    if bare.lower() in _SMALL and not first:
        return word.lower()
    vowels = re.search(r"[AEIOUYÁÉÍÓÚÜÖÄ]", bare)
    if len(bare) <= 4 and not vowels and bare not in {"CORP", "LTD", "DR", "ST", "MR"}:
        return word
    parts = re.split(r"([-&/.])", word.lower())
    return "".join(part[:1].upper() + part[1:] for part in parts)


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for entry in table("words")[name] for word in tokens(entry))


@functools.cache
def _acronyms() -> frozenset[str]:
    return frozenset(table("words")["acronyms"])


@functools.cache
def _folded(name: str) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """The entries of a list, folded, by their first word."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for words in map(tokens, table("words")[name]):
        by_first.setdefault(words[0], set()).add(words)
    return {first: frozenset(entries) for first, entries in by_first.items()}


@functools.cache
def _brands() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Brands by their first word, longest first."""
    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for brand in sorted(table("words")["brands"], key=len, reverse=True):
        words = tokens(brand)
        by_first[words[0]] = (*by_first.get(words[0], ()), (words, brand))
    return by_first


@functools.cache
def _company_pattern() -> re.Pattern[str]:
    forms = "|".join(
        re.escape(form).replace(r"\ ", r"\s").replace(r"\.", r"\.?")
        for form in sorted(table("words")["legal_forms"], key=len, reverse=True)
    )
    return re.compile(
        r"(?<![\w&])((?:[A-Z0-9][\w&'’.-]*,?\s+(?:(?:of|and|&|the)\s+)?){1,5}"
        rf"(?i:{forms})\.?)(?![\w])"
    )


def _brands_in(text: str) -> list[str]:
    said = tokens(text)
    if not 0 < len(said) <= 6:
        return []
    likely = _brands().get(said[0], ())
    return [brand for words, brand in likely if said[: len(words)] == words]


def _has_word(name: str, kind: str) -> bool:
    said = tokens(name)
    known = _folded(kind)
    return any(
        said[at : at + len(words)] == words
        for at, word in enumerate(said)
        for words in known.get(word, ())
    )


def _could_be_name(name: str) -> bool:
    letters = len(_LETTERS.findall(name))
    return (
        3 <= len(name) <= _LONGEST
        and letters >= 0.6 * len(name.replace(" ", ""))
        and strip_marks(name)[:1].isalnum()
        and not name[:1].islower()
        and not _STRANGE.search(name)
        and not name.endswith((":", "?"))
        and len(name.split()) <= 10
    )


def _fit(name: str) -> bool:
    """Whether a text may be an organization's name: none of it is a word of forms."""
    said = tokens(name)
    return (
        _could_be_name(name)
        and not _words("not_organizations").intersection(said)
        and (len(said) > 2 or any(word not in _words("organizations") for word in said))
    )


def _is_title(text: str, titles: Sequence[str]) -> bool:
    said = fold(text)
    return any(said == title or title in said for title in titles)


def _size(run: Run) -> tuple[float, float]:
    """Largest print first, in steps of two points; then from the top."""
    return (-round(run.height / 2), run.box[1])
