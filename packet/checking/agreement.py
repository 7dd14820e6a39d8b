"""Whether what was read again from out/ agrees with the packet. Pure: facts in, problems out.

A problem is one line that says which file or page is wrong, and how.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from packet.building.binding import NUMBER
from packet.checking.printed import Printed
from packet.checking.rereading import FileFacts, PageFacts
from packet.filing.layout import page_spans
from packet.knowledge import Profile
from packet.model import Output, Packet, PageRef, Source
from packet.words import page_range

Originals = Mapping[PageRef, Sequence[PageFacts]]
"""How each page of evidence looks in the body it was proved in, or the bodies."""

_INFO = frozenset({"/Title", "/Subject"})
_NAME = re.compile(r"upload/([A-Za-z0-9_]+\.pdf)")


def account_for(
    packet: Packet, sources: Iterable[Source], outputs: Sequence[Output]
) -> Iterator[str]:
    """Every page of every ok source exactly once, in a document or excluded; every page of a
    document exactly once in the upload set, and once in the mail packet."""
    given = Counter(
        PageRef(source=source.path, page=number)
        for source in sources
        if source.ok
        for number in range(1, source.pages + 1)
    )
    filed = Counter(ref for one in packet.documents for ref in one.document.refs)
    yield from _differences(
        given, filed + Counter(one.ref for one in packet.excluded), "the packet"
    )
    for prefix, place in (("upload/", "the upload set"), ("mail/", "the mail packet")):
        there = Counter(
            leaf.evidence
            for output in outputs
            if output.path.startswith(prefix)
            for leaf in output.leaves
            if leaf.evidence
        )
        yield from _differences(filed, there, place)


def _differences(given: Counter[PageRef], there: Counter[PageRef], place: str) -> Iterator[str]:
    for ref in sorted(given.keys() | there.keys()):
        if given[ref] != there[ref]:
            yield f"{ref} stands {there[ref]} times in {place} instead of {given[ref]}"


def check_names(outputs: Sequence[Output], profile: Profile) -> Iterator[str]:
    """Upload file names that a filing system takes, no two alike; sizes under the limit."""
    uploads = [output for output in outputs if output.path.startswith("upload/")]
    seen: set[str] = set()
    for output in uploads:
        name = _NAME.fullmatch(output.path)
        fits = name is not None and len(name[1]) <= profile.name_length
        if not fits or output.path.casefold() in seen:
            yield f"{output.path}: not a name for an upload"
        seen.add(output.path.casefold())
        alone = sum(leaf.evidence is not None for leaf in output.leaves) == 1
        # A single page cannot be cut; a finding says that it is too large.
        if output.bytes > profile.max_bytes and not alone:
            yield f"{output.path}: {output.bytes} bytes, more than {profile.max_bytes}"


def check_file(output: Output, facts: FileFacts) -> Iterator[str]:
    """The right number of pages, and nothing in it but pages and links."""
    if len(facts["pages"]) != len(output.leaves):
        yield f"{output.path}: {len(facts['pages'])} pages instead of {len(output.leaves)}"
    for active in facts["active"]:
        yield f"{output.path}: holds {active}"
    for other in facts["others"]:
        yield f"{output.path}: holds an annotation on {other}"
    for key in facts["info"].keys() - _INFO:
        yield f"{output.path}: says {key} in its metadata"
    if not facts["info"].get("/Title"):
        yield f"{output.path}: has no title in its metadata"


def check_evidence(output: Output, facts: FileFacts, originals: Originals) -> Iterator[str]:
    """Every page of evidence draws exactly what its proved body draws."""
    for number, (leaf, page) in enumerate(zip(output.leaves, facts["pages"], strict=False), 1):
        if leaf.evidence and without_number(page) not in originals.get(leaf.evidence, ()):
            yield f"{output.path}: page {number} is not {leaf.evidence}"


def check_sheets(
    output: Output, facts: FileFacts, mail: Output, mail_facts: FileFacts
) -> Iterator[str]:
    """Sheets outside of the mail packet draw what they draw there."""
    there: dict[tuple[str, str], list[PageFacts]] = {}
    for leaf, page in zip(mail.leaves, mail_facts["pages"], strict=False):
        there.setdefault((leaf.sheet, leaf.label), []).append(without_number(page))
    place: Counter[tuple[str, str]] = Counter()
    for number, (leaf, page) in enumerate(zip(output.leaves, facts["pages"], strict=False), 1):
        key = leaf.sheet, leaf.label
        if leaf.sheet:
            same = there.get(key, [])[place[key] : place[key] + 1]
            place[key] += 1
            if not same or (page["contents"], page["forms"]) != (
                same[0]["contents"],
                same[0]["forms"],
            ):
                yield f"{output.path}: page {number} is not the mail packet's {leaf.sheet} sheet"


def check_mail(
    packet: Packet,
    output: Output,
    facts: FileFacts,
    printed: Printed,
    outline: Sequence[tuple[int, str, int]],
) -> Iterator[str]:
    """Labels, printed numbers, outline, and the index with its links and page numbers."""
    leaves = output.leaves
    count = len(leaves)
    if facts["labels"] != [str(number) for number in range(1, count + 1)]:
        yield f"{output.path}: its page labels are not 1 to {count}"
    if [tuple(entry) for entry in facts["outline"]] != list(outline):
        yield f"{output.path}: its outline does not lead to its exhibits and documents"
    bare = {filed.label for filed in packet.documents if not filed.footer}
    for number, (leaf, text) in enumerate(zip(leaves, printed["numbers"], strict=False), 1):
        if leaf.label in bare and leaf.evidence:
            continue
        if text.split()[-1:] != [str(number)]:
            yield f"{output.path}: page {number} is numbered {text or 'not at all'}"
    for sheet, texts in printed["sheets"].items():
        if not all(texts):
            yield f"{output.path}: a page of its {sheet} sheets is empty"
    yield from _check_index(packet, output, facts, printed)


def _check_index(
    packet: Packet, output: Output, facts: FileFacts, printed: Printed
) -> Iterator[str]:
    spans = page_spans(output.leaves)
    labels = {first: label for label, (first, _) in spans.items()}
    said: dict[str, list[str]] = {}
    for link, text in zip(facts["links"], printed["texts"], strict=True):
        if link["target"] not in labels:
            yield f"{output.path}: a link on page {link['page']} leads to no exhibit or document"
        elif output.leaves[link["page"] - 1].sheet == "index":
            said.setdefault(labels[link["target"]], []).append(text.replace("-", "–"))
    for exhibit in packet.exhibits:
        if exhibit.label not in said:
            yield f"{output.path}: no link in the index leads to exhibit {exhibit.label}"
    for filed in packet.documents:
        expected = page_range(*spans.get(filed.label, (0, 0)))
        if expected not in _unwrapped(said.get(filed.label, ())):
            yield f"{output.path}: the index does not say that {filed.label} is on {expected}"


def _unwrapped(texts: Iterable[str]) -> list[str]:
    """The links' texts; a link that was broken into two lines after its dash is one again."""
    whole: list[str] = []
    for text in texts:
        if whole and whole[-1].endswith("–"):
            whole[-1] += text
        else:
            whole.append(text)
    return whole


def check_index_file(
    output: Output, facts: FileFacts, packet: Packet, outputs: Sequence[Output]
) -> Iterator[str]:
    """The links of the index on its own lead to files of the upload set, to each document."""
    files = {one.path for one in outputs}
    reached = {link["file"] for link in facts["links"]}
    for path in sorted(reached - files):
        yield f"{output.path}: a link leads to {path or 'a page'}, which is no file"
    for filed in packet.documents:
        own = {one.path for one in outputs if one.path != output.path and _holds(one, filed.label)}
        if not own & reached:
            yield f"{output.path}: no link leads to {filed.label}"


def _holds(output: Output, label: str) -> bool:
    return output.path.startswith("upload/") and output.leaves[0].label == label


def without_number(page: PageFacts) -> PageFacts:
    """The page as it was before its number in the mail packet was printed on it."""
    if NUMBER not in page["forms"]:
        return page
    forms = {name: digest for name, digest in page["forms"].items() if name != NUMBER}
    return {**page, "forms": forms, "contents": page["contents"][1:-1]}
