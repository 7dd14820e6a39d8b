"""Countries by code and name. What packet writes is ISO 3166-1 alpha-2, as in case.yaml."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from packet.understanding.folding import fold
from packet.understanding.tables import table

_STYLE = re.compile(
    r"^(?:the )?(?:republic of (?:the )?|republica d[aeo]l? |republique (?:de la |d[eu] |d')"
    r"|republik |kingdom of (?:the )?|reino de |government of (?:the )?|gobierno de )"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Countries:
    codes: Mapping[str, str]  # "MEX" -> "MX"
    names: Mapping[str, str]  # "estados unidos mexicanos" -> "MX"
    shown: Mapping[str, str]  # "MX" -> "Mexico"


@functools.cache
def _countries() -> _Countries:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    for alpha2, entry in table("countries").items():
        zone_codes, *known = entry.split("; ")
        codes |= dict.fromkeys(zone_codes.split(), alpha2)
        names |= {fold(name): alpha2 for name in known}
        shown[alpha2] = known[0]
    return _Countries(codes=codes, names=names, shown=shown)


def country_of_code(code: str) -> str:
    """ "MX" for "MEX", "DE" for the "D<<" of German passports; "" for what is no country's code."""
    return _countries().codes.get(code.strip("<"), "")


def country_named(text: str) -> str:
    """ "MX" for "Estados Unidos Mexicanos", "Mexico", "MEX" or "MX"; "" for anything else."""
    known = _countries()
    word = text.strip(" ().,:;")
    if word in known.shown:
        return word
    name = fold(word)
    return (
        known.codes.get(word, "")
        or known.names.get(name, "")
        or known.names.get(_STYLE.sub("", name), "")
    )


def country_name(alpha2: str) -> str:
    """ "Mexico" for "MX"; what is no code comes back as it is."""
    return _countries().shown.get(alpha2, alpha2)


@functools.cache
def _states() -> tuple[re.Pattern[str], Mapping[str, str]]:
    states = {fold(state): state for state in table("papers")["us_states"]}
    names = "|".join(sorted(states, key=len, reverse=True))
    heading = rf"(?:(?:the )?(?:state|commonwealth) of )?({names})(?: driver.*| identification.*)?"
    return re.compile(heading), states


def us_state(text: str) -> str:
    """ "California" for a heading like "STATE OF CALIFORNIA" or "California Driver License"."""
    heading, states = _states()
    match = heading.fullmatch(fold(text))
    return states[match[1]] if match else ""
