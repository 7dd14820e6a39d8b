"""What a worker found out about one file: plain values that survive JSON, and the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from packet.model import Finding, Json, Severity
from packet.words import sentence_case

SEVERITIES: Mapping[str, Severity] = {
    "restrictions-lifted": Severity.INFO,
    "active-content-removed": Severity.INFO,
    "form-flattened": Severity.INFO,
    "signature-not-kept": Severity.INFO,
    "page-size-changed": Severity.WARNING,
    "picture-changed": Severity.INFO,
    "file-repaired": Severity.WARNING,
    "form-value-missing": Severity.WARNING,
    "page-changed": Severity.WARNING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something intake did to a file that a person may want to know. `code` is a finding's."""

    code: str
    message: str  # a clause without the file's name, no full stop
    hint: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """About one file's bytes, whatever its name. `error` means that it cannot be used."""

    kind: str
    pages: int = 0
    error: str = ""
    hint: str = ""
    remarks: tuple[Remark, ...] = ()
    removed: tuple[str, ...] = ()
    taken: str = ""
    drawn: tuple[int, ...] = ()  # pages where packet drew form values itself

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """The inverse of `to_json`. Raises TypeError, ValueError or KeyError for anything else."""
        return cls(
            kind=str(data["kind"]),
            pages=int(data["pages"]),
            error=str(data["error"]),
            hint=str(data["hint"]),
            remarks=tuple(Remark(**remark) for remark in data["remarks"]),
            removed=tuple(map(str, data["removed"])),
            taken=str(data["taken"]),
            drawn=tuple(map(int, data["drawn"])),
        )


def findings_of(shown: str, facts: Facts) -> tuple[Finding, ...]:
    """The findings about a file that is shown as `shown`."""
    if facts.error:
        return (
            Finding(
                code="file-unusable",
                severity=Severity.ERROR,
                message=f"{shown} was left out: {facts.error}.",
                source=shown,
                hint=_sentence(facts.hint),
            ),
        )
    return tuple(
        Finding(
            code=remark.code,
            severity=SEVERITIES[remark.code],
            message=f"{shown}: {remark.message}.",
            source=shown,
            page=remark.page,
            hint=_sentence(remark.hint),
        )
        for remark in facts.remarks
    )


def _sentence(text: str) -> str:
    return f"{sentence_case(text).rstrip('.')}." if text else ""
