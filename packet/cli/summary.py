"""What a run tells a person. Everything is read from the JSON of the contract, so that a person and
a program are told the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from packet.model import Json

_MARKS = {"error": ("x", "red"), "warning": ("!", "yellow"), "info": ("-", None)}
_SHOWN = 20


def scan_summary(found: Json, *, plan: Path) -> str:
    """The documents found, unsure ones first in their own list, then what needs a person."""
    documents = sorted(found["documents"], key=lambda one: one["confidence"])
    unsure = [one for one in documents if one["confidence"] < 0.8]
    lines = [_counts(found), ""]
    if unsure:
        lines += ["Look at these first:", *_documents(unsure), ""]
    sure = [one for one in found["documents"] if one["confidence"] >= 0.8]
    if sure:
        lines += ["Documents:", *_documents(sure), ""]
    lines += [*_findings(found["findings"]), f"The plan is in {plan}. Change what is wrong there."]
    return "\n".join(lines)


def build_summary(manifest: Json, out: Path, *, fresh: bool) -> str:
    """The exhibits, what needs a person, and where everything is."""
    form = manifest.get("form", "")
    basis = f" ({manifest['basis']})" if manifest.get("basis") else ""
    lines = [
        f"{manifest['case']}: {_counts(manifest)}{f', Form {form}{basis}' if form else ''}",
        "",
    ]
    by_id = {one["id"]: one for one in manifest["documents"]}
    for exhibit in manifest.get("exhibits", []):
        lines.append(click.style(f"Exhibit {exhibit['label']}  {exhibit['title']}", bold=True))
        lines += _documents([by_id[id_] for id_ in exhibit["documents"]])
    lines += ["", *_findings(manifest["findings"])]
    upload = [one for one in manifest["outputs"] if one["path"].startswith("upload/")]
    mail = next((one for one in manifest["outputs"] if one["path"] == "mail/packet.pdf"), None)
    if not fresh:
        lines.append("Nothing has changed since the last build; out/ was checked and is whole.")
    lines.append(f"Made in {out}:")
    lines.append(f"  upload/          {_many(len(upload), 'PDF')} to upload, one a document")
    if mail:
        lines.append(f"  mail/packet.pdf  {_many(len(mail['pages']), 'page')} to print and mail")
    lines.append("  index.pdf        the exhibit index")
    lines.append("  report.html      open this first: every page, every reason, every finding")
    return "\n".join(lines)


def findings_summary(findings: list[Json]) -> str:
    return "\n".join(_findings(findings)).rstrip() or "No findings."


def _counts(found: Json) -> str:
    used = sum(len(one["pages"]) for one in found["documents"])
    bad = sum(one["status"] == "quarantined" for one in found["sources"])
    reasons = Counter(one["reason"] for one in found["excluded_pages"])
    parts = [
        _many(len(found["documents"]), "document"),
        f"{_many(used, 'page')} from {_many(len(found['sources']) - bad, 'file')}",
    ]
    if reasons:
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        parts.append(f"{_many(sum(reasons.values()), 'page')} left out ({why})")
    if bad:
        parts.append(f"{_many(bad, 'file')} could not be used")
    return "; ".join(parts)


def _documents(documents: Iterable[Json]) -> Iterator[str]:
    for one in documents:
        label = one.get("exhibit", one["type"])
        sure = f"{one['confidence']:.0%}"
        title = click.style(one["title"], fg="yellow") if one["confidence"] < 0.8 else one["title"]
        pages = _many(len(one["pages"]), "page")
        yield f"  {label:<6} {title}  [{pages}, {sure}]"
        if one.get("because") and one["confidence"] < 0.8:
            other = f"; or {one['alternative']}" if one.get("alternative") else ""
            yield f"         {one['because']}{other}"


def _findings(findings: list[Json]) -> Iterator[str]:
    serious = [one for one in findings if one["severity"] != "info"]
    if not serious:
        return
    yield "Needs you:"
    for one in sorted(serious, key=lambda one: one["severity"] != "error")[:_SHOWN]:
        mark, colour = _MARKS[one["severity"]]
        yield f"  {click.style(mark, fg=colour, bold=True)} {one['message']}"
        if one.get("hint"):
            yield f"      {one['hint']}  (packet explain {one['code']})"
    if len(serious) > _SHOWN:
        yield f"  … and {len(serious) - _SHOWN} more in out/report.html"
    yield ""


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
