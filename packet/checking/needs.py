"""Whether there is a document of each kind that the form asks for.

Only the kinds are looked at: that a document of the kind is there does not make it enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packet.knowledge import Form, Knowledge, Need
from packet.model import Case, Document, Finding, Severity


def check_needs(
    documents: Sequence[Document], case: Case, knowledge: Knowledge
) -> tuple[Finding, ...]:
    """A finding for each thing the form asks for of which no document is filed."""
    form = knowledge.forms.get(case.form)
    if form is None:
        return ()
    there = {document.type for document in documents if document.pages}
    return tuple(
        _missing(need, form, knowledge)
        for need in _applying(form, case)
        if need.sought and there.isdisjoint(need.types)
    )


def _applying(form: Form, case: Case) -> Iterator[Need]:
    """What the form asks of this case. A question not answered is taken as a no."""
    for need in form.needs:
        ours = not need.bases or case.basis in need.bases
        if ours and (not need.when or case.facts.get(need.id) == "yes"):
            yield need


def _missing(need: Need, form: Form, knowledge: Knowledge) -> Finding:
    titles = (knowledge.type(type_).title for type_ in need.types)
    doubt = "" if need.grounds.verified else " (its source is unverified: look it up first)"
    return Finding(
        code="evidence-missing",
        severity=Severity.WARNING if need.grounds.verified else Severity.INFO,
        message=f"Form {form.id} asks for: {need.item}; no document of this kind was found",
        hint=f"packet looked for: {_listed(titles)}; the whole list and its sources: "
        f"packet explain {form.id}{doubt}",
    )


def _listed(titles: Iterable[str]) -> str:
    *most, last = titles
    return f"{', '.join(most)} or {last}" if most else last
