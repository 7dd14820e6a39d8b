"""The two files that describe the rest: report.html for the person, manifest.json for programs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from packet.building.outputs import MAIL
from packet.building.report import Review, render_report
from packet.context import Context
from packet.knowledge import Knowledge
from packet.manifest import manifest_json
from packet.model import Finding, Json, Output, Packet, Page, Source
from packet.versions import engine_versions

REPORT = "report.html"
MANIFEST = "manifest.json"


def describe(
    packet: Packet,
    sources: tuple[Source, ...],
    pages: tuple[Page, ...],
    findings: tuple[Finding, ...],
    outputs: tuple[Output, ...],
    knowledge: Knowledge,
    context: Context,
    candidate: Path,
) -> Json:
    """Write both into the folder `candidate`; the manifest's value."""
    versions = engine_versions()
    review = Review(
        packet=packet,
        sources=sources,
        pages=pages,
        findings=findings,
        outputs=outputs,
        leaves=next(output.leaves for output in outputs if output.path == MAIL),
        knowledge=knowledge,
        versions=versions,
    )
    html = render_report(review, context.office).encode()
    (candidate / REPORT).write_bytes(html)
    report = Output(path=REPORT, sha256=hashlib.sha256(html).hexdigest(), bytes=len(html))
    manifest = manifest_json(packet, sources, findings, (*outputs, report), versions)
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (candidate / MANIFEST).write_text(text, encoding="utf-8")
    return manifest
