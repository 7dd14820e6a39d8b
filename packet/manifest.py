"""The JSON of the contract: what `packet scan --json` prints and what manifest.json holds.

Pure: values in, plain JSON out. No clock time and no absolute path stands in it. What was not
read is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from packet.model import (
    Document,
    Excluded,
    Filed,
    Finding,
    Json,
    Leaf,
    Output,
    Packet,
    Source,
)

SCHEMA = "packet/1"


def scan_json(
    sources: Sequence[Source],
    documents: Sequence[Document],
    excluded: Sequence[Excluded],
    findings: Sequence[Finding],
) -> Json:
    """What was found, in the contract's shape."""
    return {
        "schema": SCHEMA,
        "sources": [_source(source) for source in sources],
        "documents": [_document(document) for document in documents],
        "excluded_pages": [_excluded(one) for one in excluded],
        "findings": [finding_json(finding) for finding in findings],
    }


def manifest_json(
    packet: Packet,
    sources: Sequence[Source],
    findings: Sequence[Finding],
    outputs: Sequence[Output],
    tool: Mapping[str, str],
) -> Json:
    """The audit trail: the scan, plus where every page now stands in every file."""
    made = scan_json(
        sources, [filed.document for filed in packet.documents], packet.excluded, findings
    )
    for entry, filed in zip(made["documents"], packet.documents, strict=True):
        entry |= {
            "exhibit": filed.label,
            "cover": filed.cover,
            "files": [*_files(filed, outputs)],
        }
    case = packet.case
    return {
        "schema": made.pop("schema"),
        "tool": dict(tool),
        "case": case.name,
        **_without_gaps({"form": case.form, "basis": case.basis}),
        "profile": case.profile,
        "exhibits": [
            {
                "label": exhibit.label,
                "title": exhibit.title,
                "documents": [filed.document.id for filed in exhibit.documents],
            }
            for exhibit in packet.exhibits
        ],
        **made,
        "outputs": [_output(output) for output in outputs],
    }


def finding_json(finding: Finding) -> Json:
    """A finding, its place left out where it has none."""
    where = _without_gaps(
        {"source": finding.source, "page": finding.page, "document": finding.document}
    )
    told: Json = {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "where": where,
    }
    return told | _without_gaps({"hint": finding.hint, "accepted": finding.accepted})


def _source(source: Source) -> Json:
    return {
        "path": source.path,
        "sha256": source.sha256,
        "pages": source.pages,
        "status": source.status,
    } | _without_gaps(
        {
            "error": source.error,
            "hint": source.hint,
            "kind": source.kind,
            "notes": list(source.notes),
            "removed": list(source.removed),
        }
    )


def _document(document: Document) -> Json:
    return {
        "id": document.id,
        "type": document.type,
        "confidence": round(document.confidence, 3),
        "title": document.title,
        "because": document.because,
        "pages": [
            {
                "source": page.ref.source,
                "page": page.ref.page,
                "type": page.type,
                "confidence": round(page.confidence, 3),
                "role": page.role.value,
            }
            for page in document.pages
        ],
        "fields": dict(document.fields),
        "author": document.author.value,
    } | _without_gaps({"language": document.language, "alternative": document.alternative})


def _excluded(one: Excluded) -> Json:
    place: Json = {"source": one.ref.source, "page": one.ref.page, "reason": one.reason.value}
    return place | _without_gaps({"because": one.because})


def _files(filed: Filed, outputs: Iterable[Output]) -> Iterable[Json]:
    refs = set(filed.document.refs)
    for output in outputs:
        pages = [
            number
            for number, leaf in enumerate(output.leaves, 1)
            if leaf.evidence in refs or (leaf.sheet == "cover" and leaf.label == filed.label)
        ]
        if pages:
            yield {
                "path": output.path,
                "sha256": output.sha256,
                "bytes": output.bytes,
                "pages": pages,
            }


def _output(output: Output) -> Json:
    made: Json = {"path": output.path, "sha256": output.sha256, "bytes": output.bytes}
    if output.leaves:
        made["pages"] = [_leaf(number, leaf) for number, leaf in enumerate(output.leaves, 1)]
    return made


def _leaf(number: int, leaf: Leaf) -> Json:
    if leaf.evidence is None:
        return {"page": number} | _without_gaps({"sheet": leaf.sheet, "exhibit": leaf.label})
    return {
        "page": number,
        "source": leaf.evidence.source,
        "source_page": leaf.evidence.page,
        "exhibit": leaf.label,
    }


def _without_gaps(values: Json) -> Json:
    return {key: value for key, value in values.items() if value not in ("", 0, None, [], {})}
