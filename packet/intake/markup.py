"""Draw the simple markup that its program left to each viewer to draw: highlights, boxes, ink."""

from __future__ import annotations

from packet.doors.pdf import Dictionary, Name, Pdf, array_of, dictionary_of, number_of
from packet.intake.appearances import colour, give_appearance

_CURVE = 0.5523  # of the radius: where the handles of a quarter circle stand


def draw_markup(pdf: Pdf, annotation: Dictionary) -> None:
    """Give a markup annotation without an appearance one, where its kind is a simple one."""
    drawn = _drawn(annotation)
    if not drawn:
        return
    highlight = annotation.get("/Subtype") == Name.Highlight
    state = Dictionary(
        CA=number_of(annotation, "/CA", 1),
        ca=number_of(annotation, "/CA", 1),
        BM=Name.Multiply if highlight else Name.Normal,
    )
    resources = Dictionary(ExtGState=Dictionary(G=state))
    rect = array_of(annotation, "/Rect")
    give_appearance(pdf, annotation, f"/G gs {drawn}".encode(), rect, resources)


def _drawn(annotation: Dictionary) -> str:
    """Drawing operators on the page's own canvas; "" for a kind that is not drawn here."""
    kind = annotation.get("/Subtype")
    stroke = colour(array_of(annotation, "/C"), fill=False) or "0 0 0 RG"
    pen = f"{stroke} {number_of(dictionary_of(annotation, '/BS'), '/W', 1):g} w"
    quads = _quads(annotation)
    if kind == Name.Highlight:
        fill = colour(array_of(annotation, "/C"), fill=True) or "1 1 0 rg"
        bands = (f"{x0} {y0} {x1 - x0} {y1 - y0} re f" for x0, y0, x1, y1 in quads)
        return f"{fill} {' '.join(bands)}"
    if kind in (Name.Underline, Name.Squiggly):
        return f"{pen} {' '.join(f'{x0} {y0 + 1} m {x1} {y0 + 1} l S' for x0, y0, x1, _ in quads)}"
    if kind == Name.StrikeOut:
        middles = ((x0, (y0 + y1) / 2, x1) for x0, y0, x1, y1 in quads)
        return f"{pen} {' '.join(f'{x0} {y} m {x1} {y} l S' for x0, y, x1 in middles)}"
    if kind in (Name.Square, Name.Circle):
        return _framed(annotation, pen, round_=kind == Name.Circle)
    if kind == Name.Line:
        ends = [float(value) for value in array_of(annotation, "/L")]
        return f"{pen} {_path(ends)} S" if len(ends) == 4 else ""
    if kind == Name.Ink:
        strokes = (map(float, stroke) for stroke in array_of(annotation, "/InkList"))
        return f"{pen} 1 J 1 j {' '.join(f'{_path(list(points))} S' for points in strokes)}"
    return ""


def _framed(annotation: Dictionary, pen: str, *, round_: bool) -> str:
    x0, y0, x1, y1 = _ordered([float(value) for value in array_of(annotation, "/Rect")])
    inset = number_of(dictionary_of(annotation, "/BS"), "/W", 1) / 2
    x0, y0, x1, y1 = x0 + inset, y0 + inset, x1 - inset, y1 - inset
    fill = colour(array_of(annotation, "/IC"), fill=True)
    shape = _ellipse(x0, y0, x1, y1) if round_ else f"{x0} {y0} {x1 - x0} {y1 - y0} re"
    return f"{fill} {pen} {shape} {'B' if fill else 'S'}"


def _ellipse(x0: float, y0: float, x1: float, y1: float) -> str:
    x, y, a, b = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    p, q = a * _CURVE, b * _CURVE
    return (
        f"{x1} {y} m {x1} {y + q} {x + p} {y1} {x} {y1} c {x - p} {y1} {x0} {y + q} {x0} {y} c "
        f"{x0} {y - q} {x - p} {y0} {x} {y0} c {x + p} {y0} {x1} {y - q} {x1} {y} c"
    )


def _path(points: list[float]) -> str:
    pairs = list(zip(points[::2], points[1::2], strict=False))
    return " ".join(f"{x} {y} {'l' if index else 'm'}" for index, (x, y) in enumerate(pairs))


def _quads(annotation: Dictionary) -> list[tuple[float, float, float, float]]:
    numbers = [float(value) for value in array_of(annotation, "/QuadPoints")]
    quads = (numbers[start : start + 8] for start in range(0, len(numbers) - 7, 8))
    return [(min(q[::2]), min(q[1::2]), max(q[::2]), max(q[1::2])) for q in quads]


def _ordered(rect: list[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = rect
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
