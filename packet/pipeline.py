"""The whole walk, on one screen.

  files -> intake -> reading -> understanding -> plan.yaml -> filing -> building -> checking -> out/

Values go from stage to stage. Intake reads the originals, `scan` writes plan.yaml, `build`
publishes out/ in one step after its proof; nothing else touches the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from packet import memo, plan
from packet.building.describing import describe
from packet.building.outputs import write_outputs
from packet.building.publish import publish
from packet.building.sheets import check_templates
from packet.checking.accepting import accept
from packet.checking.legibility import check_legibility
from packet.checking.needs import check_needs
from packet.checking.verify import prove
from packet.context import Context
from packet.errors import NothingToDoError, OutputError
from packet.filing import check_wishes, file_packet
from packet.intake import changed, take_in
from packet.knowledge import Knowledge, load_knowledge
from packet.manifest import scan_json
from packet.model import Case, Finding, Json, Page, Proposal, Source
from packet.reading import read
from packet.understanding import judge, language_of, read_alone, understand


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a run begins with: the case, its sources, and the plan as the person left it."""

    case: Case
    knowledge: Knowledge
    sources: tuple[Source, ...]
    plan: plan.Plan
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was found, the person's words over the machine's."""

    sources: tuple[Source, ...]
    pages: tuple[Page, ...]
    proposal: Proposal
    findings: tuple[Finding, ...]

    @property
    def json(self) -> Json:
        found = self.proposal
        return scan_json(self.sources, found.documents, found.excluded, self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What stands in out/; not `fresh` where the last build still holds."""

    manifest: Json
    fresh: bool


def scan(context: Context, *, form: str = "", fresh: bool = False) -> Scan:
    """Read the evidence and write plan.yaml. With `fresh`, propose anew and keep the old plan."""
    return _scan(context, _begin(context, form), fresh=fresh)


def check(context: Context, *, form: str = "") -> tuple[Finding, ...]:
    """All findings; writes neither plan.yaml nor out/."""
    return _find(context, _begin(context, form)).findings


def build(context: Context, *, form: str = "") -> Built:
    """Write out/, prove it, publish it. Raises OutputError where the proof fails."""
    out = context.case / "out"
    start = _begin(context, form)
    case, knowledge, sources = start.case, start.knowledge, start.sources
    if manifest := memo.still_holds(context, memo.inputs(context, case, sources), out):
        return Built(manifest=manifest, fresh=False)
    check_templates(knowledge, context)
    found = _scan(context, start)
    # Now, not at the end: a plan edited while out/ is being made must be built again.
    made_from = memo.inputs(context, case, sources)
    packet = file_packet(found.proposal.documents, found.proposal.excluded, case, knowledge)
    candidate = context.cache.room("-out")
    outputs, remarks = write_outputs(packet, sources, found.pages, knowledge, context, candidate)
    if problems := prove(packet, sources, found.pages, knowledge, context, candidate, outputs):
        raise OutputError(
            "what was written did not pass its proof, so the last good out/ stays as it was:\n  "
            + "\n  ".join(problems)
        )
    findings = (*found.findings, *accept(remarks, case.accepted))
    manifest = describe(
        packet, sources, found.pages, findings, outputs, knowledge, context, candidate
    )
    _still_the_same(context, sources)
    publish(candidate, out)
    memo.remember(context, made_from, out)
    return Built(manifest=manifest, fresh=True)


def _begin(context: Context, form: str) -> Start:
    """Read case.yaml and plan.yaml, take in the files. Raises UsageError, NothingToDoError."""
    knowledge = load_knowledge(context.office)
    case = plan.load_case(context.case, knowledge, form=form)
    settled = plan.load_plan(context.case / "plan.yaml", knowledge)
    sources, findings = take_in(context)
    if not any(source.ok for source in sources):
        why = "".join(f"\n  {finding.message}; {finding.hint}" for finding in findings)
        raise NothingToDoError(
            f"no file in {context.case} can be used; put scans, photos or PDFs there{why}"
        )
    return Start(case=case, knowledge=knowledge, sources=sources, plan=settled, findings=findings)


def _scan(context: Context, start: Start, *, fresh: bool = False) -> Scan:
    path, was = context.case / "plan.yaml", start.plan.text
    if fresh and was:
        plan.keep_old(path)
        start = replace(start, plan=plan.parse_plan("", start.knowledge))
    found = _find(context, start)
    known = plan.covered(start.plan, start.sources)
    text = plan.extend(start.plan.text, found.proposal, known)
    if text != was:
        _still_the_same(context, start.sources)
        plan.write_plan(path, text, was=was)
    return found


def _find(context: Context, start: Start) -> Scan:
    """Read the pages, understand them, and let the plan's words stand over the machine's."""
    knowledge, case = start.knowledge, start.case
    pages = read(start.sources, context)
    by_ref = {page.ref: page for page in pages}
    known = plan.covered(start.plan, start.sources)
    whole = understand(pages, knowledge, case)
    proposal = plan.settle(
        start.plan,
        whole=whole,
        fresh=understand(pages, knowledge, case, settled=known) if known else whole,
        sources=start.sources,
        knowledge=knowledge,
        alone=lambda ref: read_alone(by_ref[ref], knowledge),
        language=lambda parts: language_of(parts, by_ref),
    )
    documents = proposal.documents
    findings = (
        *start.findings,
        *proposal.findings,
        *judge(documents, by_ref, knowledge),
        *check_legibility(documents, by_ref),
        *check_wishes(documents, case, knowledge),
        *check_needs(documents, case, knowledge),
    )
    return Scan(
        sources=start.sources,
        pages=pages,
        proposal=proposal,
        findings=accept(findings, case.accepted),
    )


def _still_the_same(context: Context, sources: tuple[Source, ...]) -> None:
    """What was read must still be what lies there. Raises OutputError."""
    if paths := changed(context, sources):
        raise OutputError(
            f"{', '.join(paths)} changed while packet was working; nothing was written. "
            "Run the same command again"
        )
