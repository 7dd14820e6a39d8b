"""Where every page of the mail packet stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packet.model import Exhibit, Filed, Leaf, Packet

OWN_LETTER = "cover-letter"  # the type of a letter the person wrote: ours then stays out


def sheet_name(sheet: str, label: str = "") -> str:
    """The name of a sheet made by packet: "letter", "index", "exhibit:C", "cover:C-2"."""
    return f"{sheet}:{label}" if label else sheet


def lay_out_mail(packet: Packet, counts: Mapping[str, int]) -> tuple[Leaf, ...]:
    """One leaf a page, in order; the page number in the mail packet is the leaf's place, from 1.

    `counts` holds how many pages each sheet takes, by `sheet_name`; one where it doesn't say.
    """
    return tuple(_leaves(packet, counts))


def page_spans(leaves: tuple[Leaf, ...]) -> Mapping[str, tuple[int, int]]:
    """First and last page, from 1, of every label: a document's cover sheet counts with it, an
    exhibit's span is its divider."""
    spans: dict[str, tuple[int, int]] = {}
    for number, leaf in enumerate(leaves, 1):
        if leaf.label:
            first, _ = spans.get(leaf.label, (number, number))
            spans[leaf.label] = (first, number)
    return spans


def _leaves(packet: Packet, counts: Mapping[str, int]) -> Iterator[Leaf]:
    if not any(filed.document.type == OWN_LETTER for filed in packet.documents):
        yield from _sheets("letter", "", counts)
    yield from _sheets("index", "", counts)
    for exhibit in packet.exhibits:
        yield from _exhibit(exhibit, counts)


def _exhibit(exhibit: Exhibit, counts: Mapping[str, int]) -> Iterator[Leaf]:
    yield from _sheets("exhibit", exhibit.label, counts)
    for filed in exhibit.documents:
        yield from _document(filed, counts)


def _document(filed: Filed, counts: Mapping[str, int]) -> Iterator[Leaf]:
    if filed.cover:
        yield from _sheets("cover", filed.label, counts)
    for ref in filed.document.refs:
        yield Leaf(evidence=ref, label=filed.label)


def _sheets(sheet: str, label: str, counts: Mapping[str, int]) -> Iterator[Leaf]:
    leaf = Leaf(sheet=sheet, label=label)
    yield from [leaf] * counts.get(sheet_name(sheet, label), 1)
