"""People's names: those of the case first, in the case's spelling, then names that are labelled."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from packet.model import Case, Person
from packet.understanding.folding import fold, strip_marks, tokens
from packet.understanding.tables import table

_ALIKE = 88.0  # rapidfuzz ratio for a word that OCR may have misread
_ALIKE_LENGTH = 6  # shorter words must be equal
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?,?")
_SLIPS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "|": "l"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A person of the case and one of the names they go by, as folded words."""

    person: Person
    words: tuple[str, ...]


def person_in(text: str, case: Case) -> str:
    """The case's person named in a short text (a label's value, a line), as the case spells it."""
    if not case.people:
        return ""
    said = _words(text)
    return next((known.person.name for known in _known(case) if _named(said, known.words)), "")


def people_named(lines: Sequence[str], case: Case) -> tuple[str, ...]:
    """The case's people whom a text names, the most often named first."""
    counts: Counter[str] = Counter()
    people = tuple(_known(case))
    for line in lines if people else ():
        said = _words(line)
        named = {known.person.name for known in people if _named(said, known.words)}
        counts.update(sorted(named, key=lambda name: _place(said, name)))
    return tuple(name for name, _ in counts.most_common())


def read_name(text: str) -> str:
    """A labelled name in reading order and readable case; "" for what is not like a name.

    "GARCÍA LÓPEZ, JUAN" becomes "Juan García López".
    """
    text = _without_titles(re.sub(r"\(.*?\)", " ", text).strip(" .,;:*"))
    surname, comma, given = text.partition(",")
    if comma and tokens(given)[:1] and tokens(given)[0] not in _set("suffixes"):
        text = f"{given.strip()} {surname.strip()}"
    words = text.replace(",", " ").split()
    if not _like_name(words):
        return ""
    return readable_name(" ".join(words))


def as_printed(name: str, lines: Iterable[str]) -> str:
    """A name from a machine-readable zone in the page's own spelling, accents and all.

    A K or C that the page does not print at a word's end was a filler.
    """
    printed = {fold(word): word for line in lines if "<" not in line for word in line.split()}

    def spelled(word: str) -> str:
        plain = fold(word)
        bare = plain[:-1] if plain not in printed and plain[-1:] in {"k", "c"} else plain
        seen = printed.get(bare, "")
        return readable_name(seen) if seen else word

    return " ".join(map(spelled, name.split()))


def leading_name(text: str) -> str:
    """The name a sentence begins with: "Mr. Daniel Reyes has been employed" gives two words."""
    words: list[str] = []
    for word in _without_titles(text.lstrip(" ,.:")).split():
        bare = word.strip(".,;()")
        if not bare[:1].isupper() and strip_marks(bare).casefold() not in _set("particles"):
            break
        words.append(word)
        if word[-1] in ",;)":
            break
    return read_name(" ".join(words))


def is_part(text: str) -> bool:
    """Whether a value may be a surname, or given names: letters, no word of forms and trade."""
    words = text.replace(",", " ").split()
    return 1 <= len(words) <= 4 and all(
        _NAME_WORD.fullmatch(word)
        and (word[0].isupper() or word in _set("particles"))
        and strip_marks(word).casefold().strip(".") not in _set("not_names")
        for word in words
    )


def join_name(given: str, surname: str) -> str:
    """A name from its two labelled halves; "" if the whole is not like a name."""
    return read_name(f"{given.strip(' ,')} {surname.strip(' ,')}") if given and surname else ""


def readable_name(name: str) -> str:
    """Words in capitals, or a name in small letters, as people write names; the rest stays."""
    words = name.split()
    return " ".join(
        _capitalized(word, first=at == 0)
        if name.islower() or (word.isupper() and (name.isupper() or len(word) > 2))
        else word
        for at, word in enumerate(words)
    )


def _capitalized(word: str, *, first: bool) -> str:
    plain = strip_marks(word).casefold().strip(".,")
    if plain in _set("particles") and not first:
        return word.lower()
    if plain in {"ii", "iii", "iv"}:
        return word.upper()
    parts = re.split(r"([-'’])", word.lower())
    shown = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"Mc{shown[2:3].upper()}{shown[3:]}" if re.match(r"Mc[^\W\d_]{3}", shown) else shown


def _without_titles(text: str) -> str:
    words = text.split()
    while len(words) > 1 and strip_marks(words[0]).casefold().strip(".") in _set("titles"):
        words = words[1:]
    return " ".join(words)


def _like_name(words: Sequence[str]) -> bool:
    """Two to six words of letters, none of them a word of forms and trade."""
    folded = [strip_marks(word).casefold().strip(".,") for word in words]
    long = [word for word in folded if len(word) > 1 and word not in _set("particles")]
    return (
        2 <= len(words) <= 6
        and len(long) >= 2
        and all(_NAME_WORD.fullmatch(word) and len(word) <= 20 for word in words)
        and not any(word in _set("not_names") for word in folded)
        and all(
            word[0].isupper() or folded[at] in _set("particles") for at, word in enumerate(words)
        )
        and any(char in "aeiouyаеиоуыэюя" for char in "".join(folded))
    )


@functools.cache
def _set(name: str) -> frozenset[str]:
    return frozenset(table("words")[name])


def _known(case: Case) -> Iterator[_Known]:
    for person in case.people:
        for name in (person.name, *person.also):
            words = _words(name)
            if len(words) >= 2:
                yield _Known(person=person, words=words)


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    words = tokens(text.replace("'", "").replace("’", "").replace("<", " "))
    return tuple(word for word in words if word not in _set("titles"))


def _place(said: Sequence[str], name: str) -> int:
    words = _words(name)
    return next((at for at, word in enumerate(said) if word in words), len(said))


def _named(said: Sequence[str], name: tuple[str, ...]) -> bool:
    """Whether neighbouring words of `said` are this name, in any order, middle names aside."""
    if len(said) < 2:
        return False
    sizes = range(min(len(name) + 1, len(said)), 1, -1)
    return any(
        _same(said[at : at + size], name) for size in sizes for at in range(len(said) - size + 1)
    )


def _same(said: Sequence[str], name: tuple[str, ...]) -> bool:
    """Every word said is one of the name's (one slip or initials allowed), both ends among them."""
    left = list(enumerate(name))
    whole = slips = 0
    matched: set[int] = set()
    for word in said:
        at, kind = _matching(word, left)
        if at < 0:
            return False
        left = [pair for pair in left if pair[0] != at]
        matched.add(at)
        whole += kind != "initial"
        slips += kind == "slip"
    ends = 0 in matched and (
        len(name) - 1 in matched or (len(name) > 3 and len(name) - 2 in matched)
    )
    return ends and whole >= 2 and slips <= 1


def _matching(word: str, left: Iterable[tuple[int, str]]) -> tuple[int, str]:
    """The place of the name's word that this word is, and how well."""
    left = tuple(left)
    for at, known in left:
        if word == known or word.translate(_SLIPS) == known.translate(_SLIPS):
            return at, "whole"
    for at, known in left:
        if len(word) == 1 and at > 0 and known.startswith(word):
            return at, "initial"
    for at, known in left:
        long = min(len(word), len(known)) >= _ALIKE_LENGTH
        if long and at > 0 and fuzz.ratio(word, known) >= _ALIKE:
            return at, "slip"
    return -1, ""
