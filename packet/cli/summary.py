"""What a run tells a person. Everything is read from the JSON of the contract, so that a person and
a program are told the same."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from packet.model import SURE, Author, Json, Reason
from packet.words import many, percent

_MARKS = {"error": ("x", "red"), "warning": ("!", "yellow"), "info": ("-", None)}
_SHOWN = 20  # findings on the screen after a build; the report has all


def scan_summary(found: Json, folder: Path) -> str:
    """The documents found, unsure ones first in their own list, then what needs a person."""
    documents = sorted(found["documents"], key=lambda one: one["confidence"])
    unsure = [one for one in documents if one["confidence"] < SURE]
    sure = [one for one in found["documents"] if one["confidence"] >= SURE]
    lines = [_counts(found), ""]
    if unsure:
        lines += ["Look at these first:", *_documents(unsure), ""]
    if sure:
        lines += ["Documents:", *_documents(sure), ""]
    lines += _findings(found["findings"], _SHOWN, "packet check shows all")
    lines += [
        f"The plan is in {folder / 'plan.yaml'}. Change there what is wrong.",
        f"Next: packet build {shlex.quote(str(folder))}",
    ]
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
    lines += ["", *_findings(manifest["findings"], _SHOWN, "the report shows all")]
    upload = [one for one in manifest["outputs"] if one["path"].startswith("upload/")]
    mail = next((one for one in manifest["outputs"] if one["path"] == "mail/packet.pdf"), None)
    if not fresh:
        lines.append("Nothing has changed since the last build; out/ was checked and is whole.")
    lines.append(f"Made in {out}:")
    lines.append(f"  upload/          {many(len(upload), 'PDF')} to upload, one a document")
    if mail:
        lines.append(f"  mail/packet.pdf  {many(len(mail['pages']), 'page')} to print and mail")
    lines.append("  index.pdf        the exhibit index")
    lines.append("  report.html      open this first: every page, every reason, every finding")
    return "\n".join(lines)


def findings_summary(findings: list[Json]) -> str:
    """Every finding, the serious ones first."""
    remarks = [one for one in findings if one["severity"] == "info"]
    lines = [*_findings(findings, len(findings), "")]
    if remarks:
        lines += ["For your information:", *(f"  - {one['message']}" for one in remarks)]
    return "\n".join(lines).rstrip() or "No findings."


def _counts(found: Json) -> str:
    used = sum(len(one["pages"]) for one in found["documents"])
    bad = sum(one["status"] == "quarantined" for one in found["sources"])
    reasons = Counter(one["reason"] for one in found["excluded_pages"])
    parts = [
        many(len(found["documents"]), "document"),
        f"{many(used, 'page')} from {many(len(found['sources']) - bad, 'file')}",
    ]
    if reasons:
        words = {Reason.USER.value: "by you"}
        why = ", ".join(f"{n} {words.get(reason, reason)}" for reason, n in sorted(reasons.items()))
        parts.append(f"{many(sum(reasons.values()), 'page')} left out ({why})")
    if bad:
        parts.append(f"{many(bad, 'file')} could not be used")
    return "; ".join(parts)


def _documents(documents: Iterable[Json]) -> Iterator[str]:
    for one in documents:
        label = f"{one['exhibit']:<6} " if "exhibit" in one else ""
        settled = one["author"] == Author.PERSON
        sure = "settled by you" if settled else percent(one["confidence"])
        doubtful = one["confidence"] < SURE
        title = click.style(one["title"], fg="yellow") if doubtful else one["title"]
        yield f"  {label}{title}  [{many(len(one['pages']), 'page')}, {sure}]"
        if doubtful:
            other = f"; could also be: {one['alternative']}" if "alternative" in one else ""
            yield f"         taken for: {one['type']}; {one['because']}{other}"


def _findings(findings: list[Json], most: int, rest: str) -> Iterator[str]:
    serious = [one for one in findings if one["severity"] != "info"]
    if not serious:
        return
    yield "Needs you:"
    for one in sorted(serious, key=lambda one: one["severity"] != "error")[:most]:
        mark, colour = _MARKS[one["severity"]]
        yield f"  {click.style(mark, fg=colour, bold=True)} {one['message']}"
        if one.get("hint"):
            yield f"      {one['hint']}  (packet explain {one['code']})"
    if len(serious) > most:
        yield f"  … and {len(serious) - most} more; {rest}"
    yield ""
