"""What a PDF could do by itself, and its removal: what is left can only be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from packet.doors.pdf import Array, Dictionary, Name, Pdf, Stream, dictionary_of, drop

_MEDIA = "pictures that move, sound or 3D models"
_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "an action that starts a program",
    "/SubmitForm": "an action that sends the form's data",
    "/ImportData": "an action that loads data",
    "/GoToE": "links into attached files",
    "/GoToR": "links to other files",
    "/Rendition": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/RichMediaExecute": _MEDIA,
}
_ANNOTATIONS = {
    "/RichMedia": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/Screen": _MEDIA,
    "/3D": _MEDIA,
    "/FileAttachment": "attached files",
}
_KEYS = {
    "/JavaScript": "JavaScript",
    "/AA": "actions that start by themselves",
    "/EmbeddedFiles": "attached files",
    "/EF": "attached files",
    "/XFA": "XFA form data",
}
_ROOT = frozenset({"/Type", "/Pages", "/OCProperties", "/Lang", "/Version"})
_PAGE = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Rotate"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    }
)
_STREAM = ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI", "/PieceInfo", "/Metadata", "/AF")
_DEEPEST = 12


def find_active(pdf: Pdf) -> tuple[str, ...]:
    """The kinds of active or hidden content anywhere in the document, one line each."""
    found = {kind for obj in pdf.objects for kind in _kinds(obj, 0)}
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:
        found.add("an action that starts when the file is opened")
    if dictionary_of(pdf.Root, "/Perms") is not None:
        found.add("usage rights")
    return tuple(sorted(found))


def remove_active(pdf: Pdf) -> None:
    """Leave the pages and what they are drawn from. Annotations must have been flattened."""
    _keep_only(pdf.Root, _ROOT)
    for page in pdf.pages:
        _keep_only(page.obj, _PAGE)
    for obj in pdf.objects:
        if isinstance(obj, Stream):
            drop(obj, *_STREAM)
    drop(pdf.trailer, "/Info")


def _kinds(obj: Any, depth: int) -> Iterator[str]:
    if isinstance(obj, Array) and depth < _DEEPEST:
        for item in obj:
            if isinstance(item, Dictionary | Array) and not item.is_indirect:
                yield from _kinds(item, depth + 1)
    if not isinstance(obj, Dictionary | Stream) or depth >= _DEEPEST:
        return
    for key in obj.keys():  # noqa: SIM118 - items() stumbles over names that are not UTF-8
        value = obj[key]
        if key in _KEYS:
            yield _KEYS[key]
        if isinstance(value, Name):
            table = {"/S": _ACTIONS, "/Subtype": _ANNOTATIONS}.get(key, {})
            word = value.unparse(resolved=True).decode("latin-1")  # hashable, whatever it holds
            if word in table:
                yield table[word]
        elif isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from _kinds(value, depth + 1)


def _keep_only(holder: Any, keys: frozenset[str]) -> None:
    drop(holder, *(key for key in holder if key not in keys))
