"""case.yaml: what the filing is, in a person's words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from packet.doors.yaml import Node, parse_tree, quote, read_tree
from packet.errors import UsageError
from packet.keys import Keys, did_you_mean, nearest, one_line
from packet.knowledge import Form, Knowledge, Need
from packet.model import EMPTY, Case, Person

_LETTER_KEYS = ("office", "to", "date", "via", "salutation", "signature")
_WIDTH = 96
_SLIP = 0.8  # this like a known key, an unknown one is a mistake
_GRADES = MappingProxyType(
    {"P": "law", "Q": "USCIS' own words", "S": "secondary", "M": "unverified"}
)


def load_case(
    folder: Path, knowledge: Knowledge, *, form: str = "", basis: str = "", profile: str = ""
) -> Case:
    """Read case.yaml in a case folder; without one, a case with its name only.

    `form`, `basis` and `profile` stand above what the file says. Raises UsageError, with
    file:line:column for what the file says.
    """
    path = folder / "case.yaml"
    tree = read_tree(path) if path.exists() else parse_tree("", str(path))
    keys = Keys(tree)
    written = _chosen(keys, "form", forms_by_name(knowledge), "form")
    chosen = pick_form(form, knowledge).id if form else written
    plan = knowledge.forms.get(chosen)
    # A basis belongs to its form: that of another form says nothing about this one.
    own_basis = _chosen(keys, "basis", _bases(plan), "basis") if written in ("", chosen) else ""
    keys.find("basis")
    profiles = _names(knowledge.profiles)
    own_profile = _chosen(keys, "profile", profiles, "profile")
    keys.text("office")
    case = Case(
        name=folder.resolve().name,
        form=chosen,
        basis=_pick(basis, _bases(plan), "basis") if basis else own_basis,
        profile=_pick(profile, profiles, "profile") if profile else own_profile or "uscis",
        people=_people(keys),
        exhibits=keys.words("exhibits"),
        facts=_facts(keys, plan if written in ("", chosen) else None),
        letter=_letter(keys),
        accepted=_accepted(keys, knowledge),
    )
    keys.end()
    return case


def office_folder(folder: Path) -> Path | None:
    """The office's own folder that case.yaml names under `office`, if it does.

    Raises UsageError, with file:line:column, where there is no such folder.
    """
    path = folder / "case.yaml"
    named = Keys(read_tree(path)).find("office") if path.exists() else None
    if named is None:
        return None
    office = folder / Path(one_line(named.text)).expanduser()
    if not office.is_dir():
        raise named.error(f"office: there is no folder {office}")
    return office


def pick_form(word: str, knowledge: Knowledge) -> Form:
    """The form a person means by "i130" or "Form I-130". Raises UsageError."""
    return knowledge.forms[_pick(word, forms_by_name(knowledge), "form")]


def forms_by_name(knowledge: Knowledge) -> Mapping[str, str]:
    """Form ids by the way people may write them, in small letters and digits only."""
    return _names(knowledge.forms)


def new_case(form: str, basis: str, knowledge: Knowledge) -> str:
    """A commented case.yaml for a form, with its questions and its checklist.

    Raises UsageError for an unknown form or basis.
    """
    chosen = pick_form(form, knowledge)
    picked = _pick(basis, _bases(chosen), "basis") if basis else ""
    needs = [need for need in chosen.needs if not picked or picked in (need.bases or (picked,))]
    parts = (
        _opening(chosen, picked),
        _people_asked(chosen),
        _questions(needs),
        _rest(),
        _checklist(chosen, needs),
    )
    return "\n".join(line.rstrip() for part in parts for line in (*part, "")).rstrip() + "\n"


def _names(ids: Mapping[str, object]) -> Mapping[str, str]:
    return {_bare(id_): id_ for id_ in ids}


def _bare(word: str) -> str:
    return re.sub(r"[\W_]+|^\s*form\b", "", word.casefold())


def _bases(form: Form | None) -> Mapping[str, str]:
    return _names(form.bases) if form else {}


def _pick(word: str, names: Mapping[str, str], what: str) -> str:
    if _bare(word) not in names:
        raise UsageError(f"unknown {what} {word!r}; {did_you_mean(word, names.values())}")
    return names[_bare(word)]


def _chosen(keys: Keys, key: str, names: Mapping[str, str], what: str) -> str:
    value = keys.find(key)
    if value is None:
        return ""
    try:
        return _pick(one_line(value.text), names, what)
    except UsageError as error:
        raise value.error(str(error)) from error


def _people(keys: Keys) -> tuple[Person, ...]:
    people = keys.find("people")
    if people is None:
        return ()
    return tuple(
        person
        for role, value in people.pairs
        for one in (value.items if value.kind == "list" else (value,))
        if (person := _person(one_line(role.text), one))
    )


def _person(role: str, node: Node) -> Person | None:
    """One of the people; None where no name was written yet."""
    if node.kind == "text":
        name = one_line(node.text)
        return Person(role=role, name=name) if name else None
    keys = Keys(node)
    person = Person(
        role=role,
        name=keys.text("name"),
        also=keys.words("also"),
        born=keys.day("born"),
        country=keys.text("country"),
        a_number=keys.text("a_number"),
    )
    keys.end()
    return person if person.name else None


def _facts(keys: Keys, form: Form | None) -> Mapping[str, str]:
    """Answers, yes or no, to the questions of a form; to any where the form is not known."""
    value = keys.find("facts")
    if value is None:
        return EMPTY
    facts = Keys(value)
    asked = [key.text for key, _ in value.pairs]
    if form:
        asked = [need.id for need in form.needs if need.asked]
    answers = {id_: facts.truth(id_) for id_ in asked}
    facts.end()
    words = {True: "yes", False: "no"}
    return MappingProxyType(
        {id_: words[answer] for id_, answer in answers.items() if answer is not None}
    )


def _letter(keys: Keys) -> Mapping[str, str]:
    """What the cover letter says, line ends kept. An office's own template may ask for more than
    ours; only what looks like a slip of the pen is refused."""
    value = keys.find("letter")
    if value is None:
        return EMPTY
    letter = Keys(value)
    for key, _ in value.pairs:
        if key.text not in _LETTER_KEYS and nearest(key.text, _LETTER_KEYS, _SLIP):
            raise key.error(f"unknown key {key.text!r}; {did_you_mean(key.text, _LETTER_KEYS)}")
    said = {key.text: letter.find(key.text) for key, _ in value.pairs}
    return MappingProxyType({key: found.text.strip() for key, found in said.items() if found})


def _accepted(keys: Keys, knowledge: Knowledge) -> Mapping[str, str]:
    """Reasons by "code" or "code document-id"."""
    value = keys.find("accepted")
    if value is None:
        return EMPTY
    accepted = {}
    for key, reason in value.pairs:
        code, _, document = one_line(key.text).partition(" ")
        if code not in knowledge.codes:
            raise key.error(f"unknown finding {code!r}; {did_you_mean(code, knowledge.codes)}")
        if not one_line(reason.text):
            raise reason.error(f"say behind the colon why {key.text} is accepted")
        accepted[f"{code} {document}".strip()] = one_line(reason.text)
    return MappingProxyType(accepted)


def _opening(form: Form, basis: str) -> Iterator[str]:
    yield "# case.yaml: what this filing is. Write behind the colons; leave empty what you do not"
    yield "# know yet. Lines that start with # are only for you. Nothing here leaves your computer."
    yield ""
    yield f"form: {form.id}  # {form.title}"
    if form.bases:
        yield "# What the filing rests on, one of:"
        yield from (f"#   {id_}: {words}" for id_, words in form.bases.items())
        yield f"basis: {basis}"
    yield "# Where it goes: uscis (online account or mail) or eoir (immigration court)"
    yield "profile: uscis"


def _people_asked(form: Form) -> Iterator[str]:
    yield "# Who is in it. Names as in the passport; dates as year-month-day, like 1985-04-12."
    yield "people:"
    hints = (
        "  # other names used: [Ana Lopez, Ana L. Diaz]",
        "  # of birth",
        "  # if there is one",
    )
    for role in form.roles:
        also, country, a_number = hints
        hints = ("", "", "")
        yield f"  {role}:"
        yield "    name:"
        yield f"    also: []{also}"
        yield "    born:"
        yield f"    country:{country}"
        yield f"    a_number:{a_number}"


def _questions(needs: Sequence[Need]) -> Iterator[str]:
    asked = [need for need in needs if need.asked]
    if not asked:
        return
    yield "# What applies to you? After a yes, packet looks for a document of the kind that the"
    yield "# form then asks for, and says so if there is none. After a no, or nothing, it does not."
    yield "facts:"
    for need in asked:
        question = f"{need.when[:1].upper()}{need.when[1:]}?"
        yield from textwrap.wrap(question, _WIDTH, initial_indent="  # ", subsequent_indent="  # ")
        yield f"  {quote(need.id)}:"


def _rest() -> Iterator[str]:
    yield "# The order of the exhibits, by their titles, if you want another than packet's:"
    yield "exhibits: []"
    yield ""
    yield "# For the cover letter. A longer text starts with | and goes on indented below."
    yield "letter:"
    yield "  office:  # your own letterhead: name, address, telephone"
    yield "  to:  # the USCIS office and its address"
    yield "  date:  # as it is to stand in the letter; empty: a line to write on"
    yield "  via:  # how it is sent, such as: by FedEx"
    yield "  salutation:  # empty: Dear Officer:"
    yield "  signature:  # the name under the line to sign on"
    yield ""
    yield "# Findings you have looked at and accept, each with your reason:"
    yield "#   plan-page-gone: that scan was a mistake"
    yield "accepted:"


def _checklist(form: Form, needs: Sequence[Need]) -> Iterator[str]:
    yield f"# What {form.id} asks for, as far as packet knows. Not legal advice: the form's own"
    yield "# instructions decide. Each line names its source; [unverified]: look it up first."
    for need in needs:
        count = f" ({need.count})" if need.count else ""
        when = f", if {need.when}" if need.when else ""
        grade = _GRADES.get(need.grounds.grade, "unverified")
        date = f", as of {need.grounds.date}" if need.grounds.date else ""
        yield "#"
        yield from _wrapped("# [ ] ", f"{need.item}{count}{when}")
        yield from _wrapped("#     ", f"{need.grounds.source}{date} [{grade}]")


def _wrapped(lead: str, words: str) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent=lead, subsequent_indent="#     ")
