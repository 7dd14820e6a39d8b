"""Links of the sheets. Their templates write `GOTO` and a label; here each becomes what it means in
the file it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from packet.doors.pdf import Array, Dictionary, Name, Object, Pdf, String, array_of, dictionary_of

GOTO = "https://packet.invalid/goto/"


def redirect(pdf: Pdf, target: Callable[[str], Mapping[str, Object] | None]) -> None:
    """Give each link to a label what `target` says, such as a /Dest or an action.

    Links without target and all other annotations are dropped.
    """
    for page in pdf.pages:
        if "/Annots" not in page.obj:
            continue
        kept = [
            link
            for annotation in array_of(page.obj, "/Annots")
            if (link := _redirected(annotation, target)) is not None
        ]
        if kept:
            page.obj.Annots = Array([pdf.make_indirect(link) for link in kept])
        else:
            del page.obj["/Annots"]


def inside(pdf: Pdf, pages: Mapping[str, int]) -> Callable[[str], Mapping[str, Object] | None]:
    """Targets on pages (from 1) of the same file, by label."""

    def target(label: str) -> Mapping[str, Object] | None:
        number = pages.get(label)
        return {"/Dest": destination(pdf, number)} if number else None

    return target


def beside(files: Mapping[str, str]) -> Callable[[str], Mapping[str, Object] | None]:
    """Targets in other files, by label; paths are relative to the file with the link."""

    def target(label: str) -> Mapping[str, Object] | None:
        if label not in files:
            return None
        action = Dictionary(
            S=Name.GoToR, F=String(files[label]), D=Array([0, Name.Fit]), NewWindow=True
        )
        return {"/A": action}

    return target


def destination(pdf: Pdf, number: int) -> Array:
    """The whole page `number`, from 1."""
    return Array([pdf.pages[number - 1].obj, Name.Fit])


def _redirected(
    annotation: Object, target: Callable[[str], Mapping[str, Object] | None]
) -> Dictionary | None:
    label = _label(annotation)
    entries = target(label) if label else None
    if entries is None:
        return None
    return Dictionary(
        {
            "/Type": Name.Annot,
            "/Subtype": Name.Link,
            "/Rect": annotation["/Rect"],
            "/Border": Array([0, 0, 0]),
            "/F": 4,
            **entries,
        }
    )


def _label(annotation: Object) -> str:
    action = dictionary_of(annotation, "/A")
    uri = str(action.get("/URI", "")) if action is not None else ""
    return unquote(uri.removeprefix(GOTO)) if uri.startswith(GOTO) else ""
