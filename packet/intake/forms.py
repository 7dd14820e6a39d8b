"""Make every value of a form visible before the form is flattened.

An appearance that shows the value is kept as it is; so is every barcode. A value that has none,
or whose appearance the form itself calls out of date, is set anew in an embedded font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from packet.doors.pdf import (
    Array,
    Dictionary,
    Name,
    Pdf,
    Stream,
    String,
    array_of,
    dictionary_of,
    drop,
    inherited,
    number_of,
    parse_content_stream,
)
from packet.intake.appearances import colour, give_appearance
from packet.intake.typesetting import Box, Typesetter

_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
PUSH_BUTTON, _COMBO = 1 << 16, 1 << 17
_LONGEST_NAME = 60
_TEXT_OPERATORS = frozenset({"Tj", "TJ", "'", '"'})
_BARCODE = re.compile(r"bar ?code|pdf417|qr ?code", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was found in a form: how many fields hold a value, the pages where values were set
    anew (or each viewer does so), and the names of fields whose value could not be shown whole."""

    values: int = 0
    drawn: tuple[int, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Widget:
    """A form field's place on a page."""

    obj: Any
    form: Dictionary

    def of(self, key: str) -> Any:
        return inherited(self.obj, key)

    @property
    def type(self) -> Any:
        return self.of("/FT")

    @property
    def flags(self) -> int:
        value = self.of("/Ff")
        return value if isinstance(value, int) else 0

    @property
    def name(self) -> str:
        own = self.obj.get("/TU") or self.of("/TU") or self.of("/T")
        text = " ".join(str(own).split()) if isinstance(own, String) else "unnamed"
        return text if len(text) <= _LONGEST_NAME else f"… {text[-_LONGEST_NAME:].lstrip()}"

    @property
    def is_barcode(self) -> bool:
        names = (str(self.of("/T") or ""), self.name)
        return "/PMD" in self.obj or any(_BARCODE.search(name) for name in names)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the value's box, in the direction of its text."""
        left, bottom, right, top = (float(v) for v in array_of(self.obj, "/Rect"))
        width, height = abs(right - left), abs(top - bottom)
        return (height, width) if self.turn in (90, 270) else (width, height)

    @property
    def turn(self) -> int:
        return int(number_of(dictionary_of(self.obj, "/MK"), "/R")) % 360

    @property
    def appearance(self) -> Any:
        return _item(dictionary_of(self.obj, "/AP"), "/N")

    @property
    def value(self) -> str:
        """The text that a reader of the form sees."""
        value = self.of("/V")
        if isinstance(value, Stream):
            return value.read_bytes().decode("utf-8", errors="replace")
        chosen = tuple(value) if isinstance(value, Array) else (value,)
        texts = [str(item) for item in chosen if isinstance(item, String)]
        if self.type == Name.Ch:
            names = self._option_names()
            texts = [names.get(text, text) for text in texts]
        text = "\n".join(texts)
        return "*" * len(text) if self.flags & _PASSWORD and self.type == Name.Tx else text

    def _option_names(self) -> dict[str, str]:
        options = self.of("/Opt")
        return {
            str(pair[0]): str(pair[1])
            for pair in (options if isinstance(options, Array) else ())
            if isinstance(pair, Array) and len(pair) == 2
        }


def fill_in(pdf: Pdf) -> Filled:
    """Give every field with a value an appearance that shows it. Changes `pdf`."""
    form = dictionary_of(pdf.Root, "/AcroForm")
    if form is None:
        return Filled()
    stale = bool(form.get("/NeedAppearances"))
    typesetter = Typesetter(pdf)
    values = 0
    drawn: set[int] = set()
    unseen: list[str] = []
    for number, widget in _widgets(pdf, form):
        if stale:  # each viewer draws its fields in its own way
            drawn.add(number)
        if widget.type == Name.Btn and not widget.flags & PUSH_BUTTON:
            state = _chosen_state(widget)
            values += bool(state != Name.Off)
            if _settle_button(pdf, widget, state):
                drawn.add(number)
        elif widget.type in (Name.Tx, Name.Ch) and widget.value.strip():
            values += not widget.is_barcode
            if _is_shown(widget, stale):
                continue
            drawn.add(number)
            if not _draw(typesetter, widget):
                unseen.append(f"{widget.name} (page {number})")
    typesetter.embed()
    return Filled(values=values, drawn=tuple(sorted(drawn)), unseen=tuple(dict.fromkeys(unseen)))


def _widgets(pdf: Pdf, form: Dictionary) -> Iterator[tuple[int, _Widget]]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in array_of(page.obj, "/Annots"):
            if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") != Name.Widget:
                continue
            if len(array_of(annotation, "/Rect")) == 4:
                yield number, _Widget(annotation, form)


def _chosen_state(widget: _Widget) -> Any:
    """The state of a check box or radio button: its field's value if that is its own, else what
    it shows."""
    value, states = widget.of("/V"), widget.appearance
    has_states = isinstance(states, Dictionary)
    if isinstance(value, Name) and (value in states if has_states else True):
        return value
    shown = widget.obj.get("/AS")
    return shown if isinstance(shown, Name) else Name.Off


def _settle_button(pdf: Pdf, widget: _Widget, state: Any) -> bool:
    """Make a check box or radio button show its state; whether it did not before."""
    if isinstance(widget.appearance, Dictionary):
        is_stale = bool(widget.obj.get("/AS") != state)
        widget.obj.AS = state
        return is_stale
    if state == Name.Off or isinstance(widget.appearance, Stream):
        return False
    _draw_cross(pdf, widget)
    return True


def _is_shown(widget: _Widget, stale: bool) -> bool:
    """Whether the widget's own appearance shows its value."""
    appearance = widget.appearance
    if not isinstance(appearance, Stream):
        return False
    if widget.is_barcode:
        return True
    operators = {str(step.operator) for step in parse_content_stream(appearance)}
    if "Do" in operators:  # a picture or a barcode stands for the value
        return True
    return bool(operators & _TEXT_OPERATORS) and not stale


def _draw(typesetter: Typesetter, widget: _Widget) -> bool:
    """Set the value anew; whether all of it can be seen. Keeps the old appearance if not."""
    text = widget.value
    if not typesetter.can_set(text):
        return False
    width, height = widget.size
    size, colour = _default_appearance(widget)
    cells = widget.of("/MaxLen")
    listed = widget.type == Name.Ch and not widget.flags & _COMBO
    multiline = listed or (widget.type == Name.Tx and bool(widget.flags & _MULTILINE))
    in_cells = widget.flags & _COMB and not multiline and isinstance(cells, int)
    box = Box(
        width=width,
        height=height,
        size=size,
        colour=colour,
        quadding=_quadding(widget),
        multiline=multiline,
        comb=cells if in_cells else 0,
    )
    drawn, fits = typesetter.set_value(text, box)
    _put(typesetter.pdf, widget, b"/Tx BMC\n" + drawn + b"EMC\n", typesetter.resources())
    return fits


def _draw_cross(pdf: Pdf, widget: _Widget) -> None:
    width, height = widget.size
    x, y = width * 0.2, height * 0.2
    strokes = f"q 1 w {x:.2f} {y:.2f} m {width - x:.2f} {height - y:.2f} l "
    strokes += f"{x:.2f} {height - y:.2f} m {width - x:.2f} {y:.2f} l S Q\n"
    _put(pdf, widget, strokes.encode(), Dictionary())
    drop(widget.obj, "/AS")


def _put(pdf: Pdf, widget: _Widget, drawn: bytes, resources: Dictionary) -> None:
    width, height = widget.size
    matrix = {
        90: (0, 1, -1, 0, height, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, width),
    }.get(widget.turn, (1, 0, 0, 1, 0, 0))
    give_appearance(
        pdf, widget.obj, _surround(widget) + drawn, (0, 0, width, height), resources, matrix
    )


def _surround(widget: _Widget) -> bytes:
    """The field's background and border."""
    looks = dictionary_of(widget.obj, "/MK")
    width, height = widget.size
    parts = []
    if paper := colour(array_of(looks, "/BG"), fill=True):
        parts.append(f"q {paper} 0 0 {width:.2f} {height:.2f} re f Q\n")
    stroke = number_of(dictionary_of(widget.obj, "/BS"), "/W", 1.0)
    if (line := colour(array_of(looks, "/BC"), fill=False)) and stroke > 0:
        inside = f"{width - stroke:.2f} {height - stroke:.2f}"
        parts.append(f"q {line} {stroke:g} w {stroke / 2:g} {stroke / 2:g} {inside} re S Q\n")
    return "".join(parts).encode()


def _default_appearance(widget: _Widget) -> tuple[float, str]:
    """The font size (0: to be chosen) and the colour operator that the field asks for."""
    given = widget.of("/DA") or widget.form.get("/DA") or ""
    text = str(given)
    size = re.search(r"(-?\d*\.?\d+)\s+Tf", text)
    colour = re.search(r"(?:\d*\.?\d+\s+){1,4}(?:g|rg|k)\b", text)
    points = float(size[1]) if size else 0.0
    return (points if 0 < points <= 72 else 0.0), (colour[0] if colour else "0 g")


def _quadding(widget: _Widget) -> int:
    value = widget.of("/Q")
    wanted = widget.form.get("/Q") if value is None else value
    return {1: 1, 2: 2}.get(wanted, 0) if isinstance(wanted, int) else 0


def _item(holder: Dictionary | None, key: str) -> Any:
    return holder.get(key) if holder is not None else None
