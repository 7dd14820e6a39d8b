"""Whether what a person wished of the exhibits came out as written, told where it may not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packet.filing.exhibits import exhibit_titles, file_packet, same_words
from packet.filing.labels import wished_label
from packet.keys import nearest
from packet.knowledge import Knowledge
from packet.model import Case, Document, Finding, Packet, Severity

_SLIP = 0.8  # this like a known title, a new one may be a slip of the pen


def check_wishes(
    documents: Sequence[Document], case: Case, knowledge: Knowledge
) -> tuple[Finding, ...]:
    """New exhibits that may be misspelt old ones, listed ones that do not exist, and letters that
    moved up."""
    packet = file_packet(documents, (), case, knowledge)
    planned = exhibit_titles(case, knowledge)
    titles = (*planned, *(exhibit.title for exhibit in packet.exhibits))
    return (*_opened(documents, planned), *_listed(case, titles), *_moved(packet))


def _opened(documents: Iterable[Document], planned: Sequence[str]) -> Iterator[Finding]:
    known = {same_words(title) for title in planned}
    for document in documents:
        title = " ".join(document.exhibit.split())
        if wished_label(title) or same_words(title) in known:
            continue
        if near := nearest(title, planned, _SLIP):
            yield Finding(
                code="exhibit-unknown",
                severity=Severity.WARNING,
                message=f"new exhibit {title!r}; did you mean {_either(near)}?",
                document=document.id,
                hint="correct exhibit: in its entry in plan.yaml, unless a new one is meant",
            )


def _listed(case: Case, titles: Sequence[str]) -> Iterator[Finding]:
    known = {same_words(title) for title in titles}
    for title in case.exhibits:
        if same_words(title) not in known:
            near = nearest(title, titles)
            meant = f"; did you mean {_either(near)}?" if near else ""
            yield Finding(
                code="exhibit-unknown",
                severity=Severity.WARNING,
                message=f"case.yaml lists the exhibit {title!r}, and there is none{meant}",
                hint="name it under exhibits: in case.yaml by its title in the index",
            )


def _moved(packet: Packet) -> Iterator[Finding]:
    for exhibit in packet.exhibits:
        for filed in exhibit.documents:
            wish = wished_label(filed.document.exhibit)
            if wish not in ("", exhibit.label):
                yield Finding(
                    code="exhibit-moved",
                    severity=Severity.INFO,
                    message=f"exhibit {wish}, {exhibit.title}, is now {exhibit.label}: "
                    "an exhibit before it lost its last document",
                    document=filed.document.id,
                    hint=f"a title does not move; write  exhibit: {exhibit.title}",
                )


def _either(titles: Iterable[str]) -> str:
    return " or ".join(f"{title!r}" for title in titles)
