"""Findings a person has looked at and accepted, with the reason that the report shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from packet.model import Finding, Severity


def accept(findings: Iterable[Finding], reasons: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings named in case.yaml by "code" or "code document-id" become information."""
    return tuple(_accepted(finding, reasons) for finding in findings)


def _accepted(finding: Finding, reasons: Mapping[str, str]) -> Finding:
    reason = reasons.get(f"{finding.code} {finding.document}") or reasons.get(finding.code)
    if not reason:
        return finding
    return replace(finding, severity=Severity.INFO, hint="", accepted=reason)
