"""report.html: complete, self-contained, inert."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reviews import empty_review, knowledge, sample_review

from packet.building.report import Review, render_report
from packet.checking.accepting import accept
from packet.model import Finding, PageRef, Severity
from packet.plan import parse_plan
from packet.plan.spans import find_pages

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b[31m\u202efdp.exe{{ 7*7 }}"


class Elements(HTMLParser):
    """What a browser would see: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return sample_review(tmp_path_factory.mktemp("thumbnails"))


def test_every_page_stands_in_it_exactly_once(review: Review) -> None:
    figures = [
        attrs["id"] for tag, attrs in Elements(render_report(review)).tags if tag == "figure"
    ]
    assert sorted(figures) == sorted(f"page-{n}" for n in range(1, len(review.pages) + 1))


def test_it_fetches_nothing_and_runs_nothing(review: Review) -> None:
    html = render_report(review)
    assert not re.search(
        r"https?://|url\(|@import|<script|<link|<iframe|javascript:", html, re.IGNORECASE
    )
    elements = Elements(html)
    assert all(source.startswith("data:image/jpeg;base64,") for source in elements.values("src"))
    assert all(link.startswith("#") for link in elements.values("href"))
    assert not [name for _, attrs in elements.tags for name in attrs if name.startswith("on")]
    policy = next(
        attrs["content"]
        for _, attrs in elements.tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "script-src" not in policy


def test_every_link_leads_somewhere(review: Review) -> None:
    elements = Elements(render_report(review))
    ids = elements.values("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in elements.values("href")} <= set(ids)


def test_the_same_review_gives_the_same_bytes_and_no_absolute_path(review: Review) -> None:
    html = render_report(review)
    assert html == render_report(review)
    assert str(Path(review.pages[0].thumbnail).parent) not in html


def test_what_strangers_wrote_stays_text(review: Review) -> None:
    plain = Elements(render_report(review))
    hostile = Elements(render_report(_hostile(review)))
    assert {tag for tag, _ in hostile.tags} == {tag for tag, _ in plain.tags}
    assert all(source.startswith("data:image/jpeg;") for source in hostile.values("src"))
    assert {name for _, attrs in hostile.tags for name in attrs} == {
        name for _, attrs in plain.tags for name in attrs
    }
    assert "<script>alert(1)</script>" in hostile.text
    assert "{{ 7*7 }}" in hostile.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", hostile.text)


def test_a_doubtful_document_is_named_first_with_its_alternative(review: Review) -> None:
    html = render_report(review)
    first = html[html.index("Look at these first") : html.index("</section>")]
    assert re.search(r"Employment letter[^<]*61\s%[^<]*or else offer letter", first)
    assert html.count('<article id="') == len(review.packet.documents)
    assert html.count('class="unsure"') == 1
    assert "it may also be “Offer letter”" in html


def test_findings_stand_by_severity_with_place_and_next_step(review: Review) -> None:
    text = " ".join(Elements(render_report(review)).text.split())
    order = [text.index(words) for words in ("Must be settled", "Should be looked", "Good to know")]
    assert order == sorted(order)
    assert "Compare the two pages." in text
    assert text.count("print it to PDF and put that in its place") == 1


def test_an_accepted_finding_says_so(review: Review) -> None:
    findings = accept(review.findings, {"photo-undated": "it is the wedding day"})
    html = render_report(replace(review, findings=findings))
    assert "Accepted by you: it is the wedding day" in html


def test_the_line_shown_for_a_page_left_out_brings_it_back(review: Review) -> None:
    elements = Elements(render_report(review))
    lines = re.findall(r"- \{type: other, pages: .*\}", elements.text)
    assert len(lines) == len(review.packet.excluded)
    plan = parse_plan("documents:\n" + "".join(f"  {line}\n" for line in lines), knowledge())
    sources = {source.path: source for source in review.sources}
    found = [find_pages(entry.spans[0], sources).refs for entry in plan.documents]
    assert found == [(one.ref,) for one in review.packet.excluded]


def test_a_case_without_anything_still_has_a_report() -> None:
    text = Elements(render_report(empty_review())).text
    assert "No page was filed." in text
    assert "Findings" not in text


def test_no_page_is_called_certain_that_is_not(review: Review) -> None:
    packet = review.packet
    exhibit = packet.exhibits[0]
    filed = exhibit.documents[0]
    filed = replace(filed, document=replace(filed.document, confidence=0.9999))
    exhibit = replace(exhibit, documents=(filed, *exhibit.documents[1:]))
    packet = replace(packet, exhibits=(exhibit, *packet.exhibits[1:]))
    assert not re.search(r"100\s%", render_report(replace(review, packet=packet)))


def _hostile(review: Review) -> Review:
    """The same review in which every text that a stranger could have written is hostile."""
    packet = review.packet
    exhibits = tuple(
        replace(
            exhibit,
            title=HOSTILE,
            documents=tuple(
                replace(
                    filed,
                    document=replace(
                        filed.document,
                        title=HOSTILE,
                        because=HOSTILE,
                        fields={"person": HOSTILE, "number": HOSTILE},
                        language=HOSTILE,
                    ),
                )
                for filed in exhibit.documents
            ),
        )
        for exhibit in packet.exhibits
    )
    excluded = tuple(
        replace(one, ref=PageRef(source=HOSTILE, page=one.ref.page), because=HOSTILE)
        for one in packet.excluded
    )
    finding = Finding(
        code="x", severity=Severity.ERROR, message=HOSTILE, source=HOSTILE, page=1, hint=HOSTILE
    )
    return replace(
        review,
        packet=replace(
            packet, exhibits=exhibits, excluded=excluded, case=replace(packet.case, name=HOSTILE)
        ),
        sources=tuple(
            replace(one, path=HOSTILE, error=one.error and HOSTILE, notes=(HOSTILE,))
            for one in review.sources
        ),
        findings=(*review.findings, finding),
        versions={HOSTILE: HOSTILE},
    )
