"""File names: `C2_Employment_Letter_Acme_Corp_2024_03_15` from a label and any title at all."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_END = "_Part_12_of_34.pdf"

# Letters that do not decompose into a Latin letter and marks, as they are roughly spelled.
_SPELLINGS = """
ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ħ=h ŧ=t ŋ=ng ə=a ƒ=f

а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts
ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya ё=yo і=i ї=yi є=ye ґ=g ў=u ј=j љ=lj њ=nj ћ=c ђ=dj џ=dz
ѓ=gj ќ=kj ѕ=dz ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h ә=a

α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch
ψ=ps ω=o
"""
_LETTERS = {pair[0]: pair[2:] for pair in _SPELLINGS.split()}


def file_stem(label: str, title: str, most: int) -> str:
    """The name of the document `label` ("C-2") without ".pdf": only A-Z, a-z, 0-9 and _.

    Stems of different labels differ within their first characters, whatever the titles are, also
    where case is ignored. With all that may be added to it never longer than `most`, and never a
    name that Windows reserves.
    """
    front = label.replace("-", "")
    length = max(most - len(_LONGEST_END), len(front))
    words = [word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", to_ascii(title))]
    stem = "_".join([front, *(words or ["Document"])])
    if len(stem) <= length:
        return stem
    whole, _, rest = stem[: length + 1].rpartition("_")
    return whole if len(whole) > len(front) and rest else stem[:length].rstrip("_")


def to_ascii(text: str) -> str:
    """The text in ASCII letters: accents dropped, Cyrillic and Greek spelled out, roughly.

    Letters of other scripts become spaces.
    """
    return "".join(map(_spelled, unicodedata.normalize("NFC", text)))


def _spelled(character: str) -> str:
    if character.isascii():
        return "" if character == "'" else character
    if character == "’":
        return ""
    low = character.lower()
    spelled = _LETTERS.get(low)
    if spelled is None:
        plain = "".join(
            _LETTERS.get(one, one)
            for one in unicodedata.normalize("NFKD", low)
            if not unicodedata.combining(one)
        )
        spelled = plain if plain.isascii() else " "
    return spelled.capitalize() if character != low else spelled
