"""The contract's JSON, from values made by hand."""

from __future__ import annotations

import json

from packet.manifest import manifest_json, scan_json
from packet.model import (
    Case,
    Document,
    Excluded,
    Exhibit,
    Filed,
    Finding,
    Leaf,
    Output,
    Packet,
    PageRef,
    Reading,
    Reason,
    Severity,
    Source,
)

FIRST = PageRef(source="documents/scan.pdf", page=1)
SECOND = PageRef(source="documents/scan.pdf", page=2)
DOCUMENT = Document(
    id="d-0123456789",
    type="pay-stub",
    title="Pay stub, Acme Corp",
    pages=(Reading(ref=FIRST, type="pay-stub", confidence=0.91234),),
    fields={"issuer": "Acme Corp"},
    confidence=0.97,
    because='says "Pay period"',
)
LEFT_OUT = Excluded(ref=SECOND, reason=Reason.BLANK)
SOURCES = (
    Source(path="documents/scan.pdf", sha256="aa", bytes=10, pages=2, kind="pdf"),
    Source(
        path="documents/broken.pdf",
        sha256="bb",
        bytes=5,
        pages=0,
        kind="pdf",
        error="damaged PDF: it cannot be opened",
    ),
)
FINDING = Finding(
    code="file-unusable",
    severity=Severity.ERROR,
    message="documents/broken.pdf: damaged",
    source="documents/broken.pdf",
)


def test_scan_json_has_the_contracts_shape() -> None:
    found = scan_json(SOURCES, [DOCUMENT], [LEFT_OUT], [FINDING])
    assert found["schema"] == "packet/1"
    assert found["sources"][1] == {
        "path": "documents/broken.pdf",
        "sha256": "bb",
        "pages": 0,
        "status": "quarantined",
        "error": "damaged PDF: it cannot be opened",
        "kind": "pdf",
    }
    (document,) = found["documents"]
    assert document["pages"] == [
        {
            "source": "documents/scan.pdf",
            "page": 1,
            "type": "pay-stub",
            "confidence": 0.912,
            "role": "original",
        }
    ]
    assert "language" not in document, "what was not read is left out"
    assert found["excluded_pages"] == [
        {"source": "documents/scan.pdf", "page": 2, "reason": "blank"}
    ]
    assert found["findings"][0]["where"] == {"source": "documents/broken.pdf"}
    assert "hint" not in found["findings"][0]


def test_manifest_says_where_every_page_stands() -> None:
    filed = Filed(
        label="A-1", document=DOCUMENT, cover=True, footer=True, stem="A1_Pay_Stub_Acme_Corp"
    )
    packet = Packet(
        case=Case(name="smith", form="I-130"),
        exhibits=(Exhibit(label="A", title="Employment", documents=(filed,)),),
        excluded=(LEFT_OUT,),
    )
    upload = Output(
        path="upload/A1_Pay_Stub_Acme_Corp.pdf",
        sha256="cc",
        bytes=9,
        leaves=(Leaf(sheet="cover", label="A-1"), Leaf(evidence=FIRST, label="A-1")),
    )
    mail = Output(
        path="mail/packet.pdf",
        sha256="dd",
        bytes=20,
        leaves=(
            Leaf(sheet="index"),
            Leaf(sheet="exhibit", label="A"),
            Leaf(sheet="cover", label="A-1"),
            Leaf(evidence=FIRST, label="A-1"),
        ),
    )
    report = Output(path="report.html", sha256="ee", bytes=1)
    made = manifest_json(packet, SOURCES, [], [upload, mail, report], {"packet": "0.1.0"})
    (document,) = made["documents"]
    assert (document["exhibit"], document["cover"]) == ("A-1", True)
    assert [(file["path"], file["pages"]) for file in document["files"]] == [
        ("upload/A1_Pay_Stub_Acme_Corp.pdf", [1, 2]),
        ("mail/packet.pdf", [3, 4]),
    ]
    assert made["outputs"][1]["pages"][3] == {
        "page": 4,
        "source": "documents/scan.pdf",
        "source_page": 1,
        "exhibit": "A-1",
    }
    assert "pages" not in made["outputs"][2]
    assert made["exhibits"] == [
        {"label": "A", "title": "Employment", "documents": ["d-0123456789"]}
    ]
    assert json.loads(json.dumps(made)) == made
