"""Where the pages of the mail packet stand."""

from __future__ import annotations

from filings import case, document, knowledge
from hypothesis import given
from hypothesis import strategies as st

from packet.filing import file_packet
from packet.filing.layout import lay_out_mail, page_spans, sheet_name
from packet.model import Leaf, Packet

KNOWLEDGE = knowledge()
rows = st.lists(
    st.tuples(st.sampled_from(sorted(KNOWLEDGE.types)), st.integers(1, 4)), min_size=1, max_size=15
)


def packet_of(rows: list[tuple[str, int]]) -> Packet:
    documents = [document(n, type_, pages=pages) for n, (type_, pages) in enumerate(rows, 1)]
    return file_packet(documents, (), case(), KNOWLEDGE)


def test_the_order_of_a_packet() -> None:
    packet = packet_of([("employment-letter", 2), ("passport", 1)])
    assert [(leaf.sheet or "page", leaf.label) for leaf in lay_out_mail(packet, {"index": 2})] == [
        ("letter", ""),
        ("index", ""),
        ("index", ""),
        ("exhibit", "A"),
        ("page", "A-1"),
        ("exhibit", "B"),
        ("cover", "B-1"),
        ("page", "B-1"),
        ("page", "B-1"),
    ]


def test_a_letter_of_the_person_takes_the_place_of_ours() -> None:
    leaves = lay_out_mail(packet_of([("cover-letter", 1)]), {})
    assert [leaf.sheet for leaf in leaves] == ["index", "exhibit", ""]


@given(rows)
def test_every_page_stands_exactly_once(rows: list[tuple[str, int]]) -> None:
    packet = packet_of(rows)
    leaves = lay_out_mail(packet, {})
    standing = [leaf.evidence for leaf in leaves if leaf.evidence]
    assert sorted(standing) == sorted(
        ref for filed in packet.documents for ref in filed.document.refs
    )


@given(rows, st.integers(1, 5), st.integers(1, 3))
def test_spans_are_where_the_leaves_are(
    rows: list[tuple[str, int]], index: int, cover: int
) -> None:
    packet = packet_of(rows)
    counts = {"index": index} | {
        sheet_name("cover", filed.label): cover for filed in packet.documents
    }
    leaves = lay_out_mail(packet, counts)
    spans = page_spans(leaves)
    assert leaves.count(Leaf(sheet="index")) == index
    for exhibit in packet.exhibits:
        first, last = spans[exhibit.label]
        assert first == last == leaves.index(Leaf(sheet="exhibit", label=exhibit.label)) + 1
        for filed in exhibit.documents:
            first, last = spans[filed.label]
            assert last - first + 1 == len(filed.document.pages) + cover * filed.cover
            assert {leaf.label for leaf in leaves[first - 1 : last]} == {filed.label}
            assert leaves[last - 1].evidence == filed.document.refs[-1]
