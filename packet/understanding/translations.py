"""Originals in another language with their translations: one document, each page with its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packet.model import Page, PageRef, Reading, Role
from packet.understanding.segment import Segment, Step
from packet.understanding.signatures import Signatures

ENGLISH = "en"

_ENOUGH_WORDS = 30  # of three letters or more: guesses at the language of fewer mislead
_ENOUGH_LETTERS = 60  # of another script, which may know no words between blanks
_LAST_LATIN = "\u024f"
_READ_WELL = 0.7
_CERTIFIES = 8.0  # of evidence for a translator's certificate
_OWN = frozenset({Role.ORIGINAL, Role.BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document in the making: its steps with their roles, its type as a place in Signatures."""

    steps: tuple[Step, ...]
    roles: tuple[Role, ...]
    type: int
    second: int
    sure: float
    type_share: float

    @property
    def pages(self) -> tuple[Page, ...]:
        return tuple(step.evidence.page for step in self.steps)


def drafts_of(
    segments: Sequence[Segment], steps: Sequence[Step], signatures: Signatures
) -> tuple[Draft, ...]:
    """Segments as drafts; what runs together as original, translation, certificate is one."""
    drafts = [_draft(segment, steps, signatures) for segment in segments]
    joined: list[Draft] = []
    for at, draft in enumerate(drafts):
        upcoming = drafts[at + 1] if at + 1 < len(drafts) else None
        if joined and _belongs(joined[-1], draft, upcoming, signatures):
            joined[-1] = _join(joined[-1], draft, signatures)
        else:
            joined.append(draft)
    return tuple(joined)


def is_foreign(page: Page) -> bool:
    """Whether a page is in a language other than English, as far as can be told."""
    if page.language in {"", ENGLISH} or page.confidence < _READ_WELL:
        return False
    if sum(len(word.text) > 2 and word.text.isalpha() for word in page.words) >= _ENOUGH_WORDS:
        return True
    letters = (sign for word in page.words for sign in word.text if sign.isalpha())
    return sum(letter > _LAST_LATIN for letter in letters) >= _ENOUGH_LETTERS


def originals(parts: Sequence[Reading], pages: Mapping[PageRef, Page]) -> tuple[Page, ...]:
    """A document's own pages without cover and translation; all where it has no others."""
    own = [part.ref for part in parts if part.role in _OWN] or [part.ref for part in parts]
    return tuple(pages[ref] for ref in own)


def language_of(parts: Sequence[Reading], pages: Mapping[PageRef, Page]) -> str:
    """The language of a document's originals, ISO 639-1; "" where it cannot be told.

    Another language than English is told only where a page is surely in it.
    """
    own = originals(parts, pages)
    foreign = [page.language for page in own if is_foreign(page)]
    if foreign:
        return max(foreign, key=foreign.count)
    return ENGLISH if any(page.language == ENGLISH for page in own) else ""


def _draft(segment: Segment, steps: Sequence[Step], signatures: Signatures) -> Draft:
    own = tuple(steps[segment.first : segment.end])
    return Draft(
        steps=own,
        roles=_roles(own, segment.type, signatures),
        type=segment.type,
        second=segment.second,
        sure=segment.sure,
        type_share=segment.type_share,
    )


def _roles(steps: Sequence[Step], type_: int, signatures: Signatures) -> tuple[Role, ...]:
    pages = [step.evidence.page for step in steps]
    if any(map(is_foreign, pages)):
        return tuple(_role_beside_foreign(step, signatures) for step in steps)
    if type_ == signatures.place("translation-certificate"):
        return tuple(
            Role.CERTIFICATE if _certifies(step, signatures) else Role.TRANSLATION for step in steps
        )
    card = len(steps) == 2 and type_ in signatures.looks.get("card", ())
    return (Role.ORIGINAL, Role.BACK) if card else (Role.ORIGINAL,) * len(steps)


def _role_beside_foreign(step: Step, signatures: Signatures) -> Role:
    page = step.evidence.page
    if is_foreign(page) or page.language != ENGLISH:
        return Role.ORIGINAL
    return Role.CERTIFICATE if _certifies(step, signatures) else Role.TRANSLATION


def _certifies(step: Step, signatures: Signatures) -> bool:
    """Whether a page is a translator's certificate, and not only the translation above one."""
    scores = step.evidence.scores
    place = signatures.place("translation-certificate")
    return bool(scores[place] >= _CERTIFIES and scores[place] >= scores.max() - 1.0)


def _belongs(before: Draft, draft: Draft, upcoming: Draft | None, signatures: Signatures) -> bool:
    certificate = signatures.place("translation-certificate")
    if Role.CERTIFICATE in before.roles:
        return False
    if draft.type == certificate:
        return _has_foreign(before) or _says_translation(before) or Role.TRANSLATION in before.roles
    kinds = {before.type, draft.type} - {signatures.other}
    if len(kinds) > 1 or _has_foreign(before) == _has_foreign(draft):
        return False
    if _has_foreign(draft):
        return _says_translation(before)
    certified = upcoming is not None and upcoming.type == certificate
    return certified or _says_translation(draft)


def _has_foreign(draft: Draft) -> bool:
    return any(map(is_foreign, draft.pages))


def _says_translation(draft: Draft) -> bool:
    return any("translat" in step.evidence.sight.compact for step in draft.steps)


def _join(before: Draft, draft: Draft, signatures: Signatures) -> Draft:
    unsaying = {signatures.other, signatures.place("translation-certificate")}
    kinds = sorted((before, draft), key=lambda one: (one.type in unsaying, -one.type_share))
    steps = (*before.steps, *draft.steps)
    return replace(
        kinds[0],
        steps=steps,
        roles=_roles(steps, kinds[0].type, signatures),
        sure=min(before.sure, draft.sure),
    )
