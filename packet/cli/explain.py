"""packet explain: what a word means, with its source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from packet.cli.running import verb
from packet.errors import UsageError

if TYPE_CHECKING:
    from packet.knowledge import Code, DocumentType, Form, Grounds

_GRADES = {
    "P": "the rule's own text",
    "Q": "quoted from the agency's page",
    "S": "as others sum it up",
    "M": "unverified: check it before you rely on it",
}


@click.command("explain")
@click.argument("word")
@verb
def command(word: str) -> int:
    """Say what WORD means: a finding's code, a document type, or a form and its checklist."""
    from packet.keys import nearest
    from packet.knowledge import load_knowledge

    knowledge = load_knowledge()
    known = [*knowledge.codes, *knowledge.types, *knowledge.forms]
    folded = {name.casefold().replace("-", ""): name for name in known}
    name = folded.get(word.casefold().replace("-", "").replace("form ", ""), "")
    if name in knowledge.codes:
        lines = _code(knowledge.codes[name])
    elif name in knowledge.types:
        lines = _type(knowledge.types[name])
    elif name in knowledge.forms:
        lines = _form(knowledge.forms[name])
    else:
        near = nearest(word, known)
        also = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"packet knows no {word!r}{also}")
    click.echo("\n".join(lines))
    return 0


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, 88, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _grounds(grounds: Grounds) -> str:
    date = f", {grounds.date}" if grounds.date else ""
    return f"Source: {grounds.source}{date}; {_GRADES[grounds.grade]}"


def _code(code: Code) -> Iterator[str]:
    yield f"{code.code} ({code.severity}): {code.title}\n"
    yield _wrap(code.meaning)
    yield _wrap(f"What to do: {code.step}")
    if code.grounds:
        yield _wrap(_grounds(code.grounds))


def _type(type_: DocumentType) -> Iterator[str]:
    yield f"{type_.id}: {type_.title} (group {type_.group})\n"
    yield _wrap(type_.what)
    yield _wrap(type_.why)
    if type_.confusers:
        yield _wrap(f"Not to be confused with: {', '.join(type_.confusers)}")
    if type_.fields:
        yield _wrap(f"Fields read: {', '.join(type_.fields)}")
    yield _wrap(f"Cover sheet: {'yes' if type_.cover else 'no, it explains itself'}")


def _form(form: Form) -> Iterator[str]:
    yield f"Form {form.id}: {form.title}\n"
    for id_, words in form.bases.items():
        yield _wrap(f"basis {id_}: {words}")
    yield "\nWhat it asks for (not legal advice; check the form's own instructions):"
    for need in form.needs:
        when = f" (when: {need.when})" if need.when else ""
        only = f" [{', '.join(need.bases)}]" if need.bases else ""
        yield _wrap(f"- {need.item}{when}{only}", "  ")
        if need.types:
            yield _wrap(f"types: {', '.join(need.types)}", "      ")
        yield _wrap(_grounds(need.grounds), "      ")
