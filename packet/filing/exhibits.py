"""Which exhibit a document belongs to, and in what order all stands.

A person's wish wins over the form's exhibits, and those over the groups of document types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from packet.filing.labels import labels, rank, wished_label, wished_place
from packet.filing.names import file_stem
from packet.knowledge import Knowledge
from packet.model import Case, Document, Excluded, Exhibit, Filed, Packet, Role

FORM = "uscis-form"
_FRONT = ("cover-letter", FORM)
_FRONT_TITLE = "Forms"
_ON_TOP = ("G-1450", "G-1650", "G-1651", "G-1145")  # payment and notification: before the letter
_NO_DATE = "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An exhibit in the making. `types` are document types or groups in filing order."""

    title: str
    types: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


def file_packet(
    documents: Sequence[Document],
    excluded: Sequence[Excluded],
    case: Case,
    knowledge: Knowledge,
) -> Packet:
    """The filing: every document that has pages, in exactly one exhibit."""
    present = [document for document in documents if document.pages]
    drafts = _lettered(_placed(present, case, knowledge), knowledge)
    plan_order = {document.id: number for number, document in enumerate(present)}
    exhibits = []
    for letters, draft in drafts:
        by_plan = sorted(draft.documents, key=lambda document: plan_order[document.id])
        ordered = _ordered(by_plan, draft, case, knowledge)
        filed = tuple(
            _filed(f"{letters}-{number}", document, case, knowledge)
            for number, document in enumerate(ordered, 1)
        )
        exhibits.append(Exhibit(label=letters, title=draft.title, documents=filed))
    return Packet(case=case, exhibits=tuple(exhibits), excluded=tuple(excluded))


def exhibit_titles(case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The titles of the exhibits there would be if every type were present, in order."""
    return tuple(draft.title for draft in _planned(case, knowledge))


def _placed(documents: Iterable[Document], case: Case, knowledge: Knowledge) -> tuple[_Draft, ...]:
    """The exhibits that hold a document, in order. Wishes for a label are left for `_lettered`."""
    planned = tuple(_planned(case, knowledge))
    shells: dict[str, _Draft] = {}
    for shell in planned:
        shells.setdefault(same_words(shell.title), shell)
    members: dict[str, list[Document]] = {}
    for document in documents:
        wish = "" if wished_label(document.exhibit) else document.exhibit.strip()
        title = wish or _home(document, planned, knowledge)
        shells.setdefault(same_words(title), _Draft(title=title))
        members.setdefault(same_words(title), []).append(document)
    drafts = [
        replace(shell, documents=tuple(members[key]))
        for key, shell in shells.items()
        if key in members
    ]
    return tuple(sorted(drafts, key=lambda draft: _wanted(draft, case)))


def _planned(case: Case, knowledge: Knowledge) -> Iterator[_Draft]:
    """The exhibits there would be if every type were present, in order: the forms, what the form
    says, the groups."""
    form = knowledge.forms.get(case.form)
    said = form.exhibits if form else ()
    named = {type_ for exhibit in said for type_ in exhibit.types}
    yield _Draft(title=_FRONT_TITLE, types=tuple(one for one in _FRONT if one not in named))
    for exhibit in said:
        yield _Draft(title=exhibit.title, types=exhibit.types)
    for group in knowledge.groups:
        yield _Draft(title=group.title, types=(group.id,))


def _home(document: Document, planned: Iterable[_Draft], knowledge: Knowledge) -> str:
    """The title of the exhibit that names the document's type; else of the one with its group."""
    group = knowledge.type(document.type).group
    for name in (document.type, group):
        for draft in planned:
            if name in draft.types:
                return draft.title
    return knowledge.type(document.type).title


def _wanted(draft: _Draft, case: Case) -> tuple[int, int]:
    """Sorts exhibits: what the person listed in case.yaml stands before the rest, the forms first
    of all unless she listed them."""
    listed = [same_words(title) for title in case.exhibits]
    if same_words(draft.title) in listed:
        return 1, listed.index(same_words(draft.title))
    return (0 if draft.title == _FRONT_TITLE else 2), 0


def _lettered(drafts: Sequence[_Draft], knowledge: Knowledge) -> list[tuple[str, _Draft]]:
    """Each exhibit with its label; documents whose person named a label stand where it leads.

    A label means the exhibit that would bear it if nobody had named one, so a wish means the same
    whatever else is wished. Joining an exhibit changes no other's place; the exhibit that lost its
    last document is gone, and those behind it move up, as ever. A label that no exhibit would bear
    opens a new one, which keeps it.
    """
    homes = dict(zip(labels(), drafts, strict=False))
    members: dict[str, list[Document]] = {letters: [] for letters in homes}
    for letters, draft in homes.items():
        for document in draft.documents:
            members.setdefault(wished_label(document.exhibit) or letters, []).append(document)
    kept = (
        replace(draft, documents=tuple(members[letters]))
        for letters, draft in homes.items()
        if members[letters]
    )
    opened = [
        (letters, _Draft(title=knowledge.type(ones[0].type).title, documents=tuple(ones)))
        for letters, ones in members.items()
        if letters not in homes
    ]
    lettered = list(zip(labels(), kept, strict=False))
    return lettered + sorted(opened, key=lambda pair: rank(pair[0]))


def _ordered(
    documents: Iterable[Document], draft: _Draft, case: Case, knowledge: Knowledge
) -> tuple[Document, ...]:
    """By type, person, date, plan; a document with a wished place is put there."""
    groups = {group.id: group.types for group in knowledge.groups}

    def place(document: Document) -> tuple[int, int, int, str, str]:
        group = knowledge.type(document.type).group
        return (
            _type_rank(document, draft.types, group),
            _form_rank(document, case) or _index(groups.get(group, ()), document.type),
            *_person_rank(document, case),
            _date(document),
        )

    ranked, wished = [], []
    for document in documents:
        order = wished_place(document.exhibit) if document.order is None else document.order
        if order is None:
            ranked.append(document)
        else:
            wished.append((order, document))
    ranked.sort(key=place)
    for order, document in sorted(wished, key=lambda pair: pair[0]):
        ranked.insert(max(order - 1, 0), document)
    return tuple(ranked)


def _type_rank(document: Document, types: Sequence[str], group: str) -> int:
    if document.fields.get("form_number") in _ON_TOP and document.type == FORM:
        return -1
    return _index(types, document.type if document.type in types else group)


def _form_rank(document: Document, case: Case) -> int:
    """Orders USCIS forms: payment, the attorney's appearance, the form itself, the rest. 0 for
    what is none."""
    if document.type != FORM:
        return 0
    number = document.fields.get("form_number", "")
    return 1 + _index((*_ON_TOP, "G-28", case.form), number)


def _person_rank(document: Document, case: Case) -> tuple[int, str]:
    """Orders by the case's people, petitioner first as written there; strangers by name."""
    name = same_words(document.fields.get("person", ""))
    for number, person in enumerate(case.people):
        if name in {same_words(one) for one in (person.name, *person.also)}:
            return number, ""
    return len(case.people), name


def _date(document: Document) -> str:
    found = (document.fields.get(key) for key in ("date", "period", "tax_year"))
    return next(filter(None, found), _NO_DATE)


def _filed(label: str, document: Document, case: Case, knowledge: Knowledge) -> Filed:
    cover = document.cover
    if cover is None:
        cover = knowledge.type(document.type).cover or is_translated(document)
    return Filed(
        label=label,
        document=document,
        cover=cover,
        footer=document.type != FORM,
        stem=file_stem(label, document.title, knowledge.profiles[case.profile].name_length),
    )


def is_translated(document: Document) -> bool:
    """Whether it is in another language and its translation is among its pages."""
    roles = {page.role for page in document.pages}
    return document.language not in {"", "en"} and Role.TRANSLATION in roles


def _index(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def same_words(text: str) -> str:
    """What two spellings of a title or a name have in common."""
    return " ".join(text.split()).casefold()
