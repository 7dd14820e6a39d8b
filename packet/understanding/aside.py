"""Sheets that are no evidence: what only says "EXHIBIT B", a section's name or "Patch T"."""

from __future__ import annotations

import re

from packet.knowledge import Knowledge
from packet.model import Case, Page
from packet.understanding.folding import fold
from packet.understanding.sight import Sight

_MOST_WORDS = 14
_TITLE_WORDS = 7
_BIG = 17.0  # points
_MOST_INK = 0.06
_PATCH = re.compile(
    r"patch ?-?(?:code ?)?[t2]\b|patcht|(?:document )?separator (?:page|sheet)|page separator"
)
_LABEL = re.compile(
    r"(?:supporting )?(?:exhibit|appendix|attachment|annex|tab|section|part|enclosure|anexo|prueba)"
    r"s? *[:#-]? *(?:[a-z]{1,2}|\d{1,3}|[ivx]{1,5})(?:[-. ]?\d{1,3})?(?! ?\d)\b"
    r" *[:.–-]?(?P<name>.*)"
)


def section_titles(knowledge: Knowledge, case: Case) -> frozenset[str]:
    """What a sheet between sections may say, folded."""
    titles = [*case.exhibits, *(group.title for group in knowledge.groups)]
    titles += [part.title for form in knowledge.forms.values() for part in form.exhibits]
    return frozenset(fold(title) for title in titles)


def is_separator(page: Page, sight: Sight, sections: frozenset[str]) -> bool:
    """Whether a page only announces what follows it."""
    if not 0 < sight.words <= _MOST_WORDS or page.ink > _MOST_INK:
        return False
    text = fold(" ".join(run.text for run in sight.runs))
    if _PATCH.search(text):
        return sight.words <= _TITLE_WORDS
    label = _LABEL.fullmatch(text)
    if label:
        return not re.search(r"\d{3}", label["name"])
    return text.strip(" .:-") in sections or _big_title(page, text)


def _big_title(page: Page, text: str) -> bool:
    """A few capitalised words in large letters and nothing else."""
    words = [word for word in page.words if any(char.isalnum() for char in word.text)]
    large = all(word.box[3] - word.box[1] >= _BIG for word in words)
    named = all(word.text[:1].isupper() or len(word.text) <= 3 for word in words)
    plain = not any(char.isdigit() for char in text) and len({word.line for word in words}) <= 2
    sure = min((word.confidence for word in words), default=0.0) > 0.7
    return 1 < len(words) <= _TITLE_WORDS and large and named and plain and sure
