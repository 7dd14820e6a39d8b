"""Set the value of a form field as PDF drawing operators, in fonts that are embedded."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from packet.doors.fonts import Face, characters, load_face, noto_sans, subset, system_fonts
from packet.doors.pdf import Array, Dictionary, Name, Object, Pdf, Stream

_LEAST, _MOST = 4.0, 12.0  # points: how small a value may be set, how large one of free size
_PADDING = 2.0
_LEADING = 1.15
_JOINING = ("L", "N", "EN", "AN", "ES", "ET", "CS", "ON", "WS", "BN", "B", "S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """How a field wants its value: `width`, `height` and `size` in points (size 0: choose)."""

    width: float
    height: float
    size: float = 0.0
    colour: str = "0 g"
    quadding: int = 0  # 0 left, 1 centred, 2 right
    multiline: bool = False
    comb: int = 0  # cells; 0: none


@dataclass(slots=True)
class Typesetter:
    """The fonts of one document. Call `embed` once at the end."""

    pdf: Pdf
    _faces: list[Face] = field(default_factory=list)
    _used: list[set[int]] = field(default_factory=list)
    _fonts: list[Object] = field(default_factory=list)
    _missing: set[str] = field(default_factory=set)
    _system: list[tuple[Path, frozenset[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if face := load_face(noto_sans()):
            self._add(face)

    def can_set(self, text: str) -> bool:
        """Whether a font has every character, and the script needs no joining or reordering."""
        return all(
            _is_space(c) or (_is_simple(c) and self._face_of(c) is not None) for c in clean(text)
        )

    def set_value(self, text: str, box: Box) -> tuple[bytes, bool]:
        """The operators that draw the text in (0, 0, width, height), and whether all of it fits."""
        text = clean(text)
        if len(text) <= box.comb:
            return _clipped(box, b"".join(self._cells(text, box))), True
        size, lines, fits = self._fit(text, box)
        return _clipped(box, b"".join(self._lines(lines, size, box))), fits

    def resources(self) -> Dictionary:
        """What the operators of `set_value` refer to."""
        fonts = {f"/P{index}": font for index, font in enumerate(self._fonts)}
        return Dictionary(Font=Dictionary(fonts))

    def embed(self) -> None:
        """Put the parts of the fonts that were used into the document."""
        for face, used, font in zip(self._faces, self._used, self._fonts, strict=True):
            _embed(self.pdf, face, used, font)

    def _face_of(self, character: str) -> int | None:
        for index, face in enumerate(self._faces):
            if ord(character) in face.glyphs:
                return index
        if character in self._missing:
            return None
        self._system = self._system or [(path, characters(path)) for path in system_fonts()]
        for path, covered in self._system:
            if ord(character) in covered and (found := load_face(path)) is not None:
                return self._add(found)
        self._missing.add(character)
        return None

    def _add(self, face: Face) -> int:
        self._faces.append(face)
        self._used.append(set())
        self._fonts.append(self.pdf.make_indirect(Dictionary()))
        return len(self._faces) - 1

    def _runs(self, text: str) -> Iterator[tuple[int, list[int]]]:
        """The text as (font, glyphs); a space takes the font before it."""
        font, glyphs = 0, list[int]()
        for character in text:
            wanted = self._face_of(character)
            if wanted is None or (character == " " and 32 in self._faces[font].glyphs):
                wanted = font
            if wanted != font and glyphs:
                yield font, glyphs
                glyphs = []
            font = wanted
            glyphs.append(self._faces[font].glyphs.get(ord(character), 0))
        if glyphs:
            yield font, glyphs

    def _width(self, text: str) -> float:
        """In thousandths of the font size."""
        return sum(
            self._faces[font].advances[glyph]
            for font, glyphs in self._runs(text)
            for glyph in glyphs
        )

    def _show(self, text: str, size: float, x: float, y: float) -> bytes:
        parts = [f"1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for font, glyphs in self._runs(text):
            self._used[font].update(glyphs)
            spelled = "".join(f"{glyph:04X}" for glyph in glyphs)
            parts.append(f"/P{font} {size:.2f} Tf <{spelled}> Tj")
        return (" ".join(parts) + "\n").encode()

    def _fit(self, text: str, box: Box) -> tuple[float, list[str], bool]:
        """The size, not larger than the field wants, at which the lines fit, and whether they do
        (the least size may still be too large)."""
        size = box.size or (_MOST if box.multiline else min(_MOST, box.height * 0.7))
        room = max(box.width - 2 * _PADDING, 1)
        while True:
            lines = self._wrapped(text, room * 1000 / size) if box.multiline else [_one_line(text)]
            tall = size * (_LEADING * len(lines) if box.multiline else 0.7)
            wide = max((self._width(line) for line in lines), default=0) * size / 1000
            fits = wide <= room + 0.5 and tall <= box.height + 0.5
            if fits or size <= _LEAST:
                return size, lines, fits
            size = max(_LEAST, size - 0.5)

    def _wrapped(self, text: str, room: float) -> list[str]:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if line and self._width(longer) > room:
                    lines.append(line)
                    line = word
                else:
                    line = longer
            lines.append(line)
        return lines

    def _lines(self, lines: list[str], size: float, box: Box) -> Iterator[bytes]:
        face = self._faces[0]
        if box.multiline:
            y = box.height - _PADDING - size * min(face.ascent, 950) / 1000
        else:
            y = (box.height - size * face.cap_height / 1000) / 2
        for line in lines:
            spare = box.width - 2 * _PADDING - self._width(line) * size / 1000
            yield self._show(line, size, _PADDING + max(spare, 0) * box.quadding / 2, y)
            y -= size * _LEADING

    def _cells(self, text: str, box: Box) -> Iterator[bytes]:
        cell = box.width / box.comb
        widest = max((self._width(character) for character in text), default=0) or 1000
        size = min(box.size or _MOST, box.height * 0.9, max(_LEAST, cell * 1000 / widest))
        empty = box.comb - len(text)
        first = (0, empty // 2, empty)[box.quadding]
        y = (box.height - size * self._faces[0].cap_height / 1000) / 2
        for index, character in enumerate(text, start=first):
            spare = cell - self._width(character) * size / 1000
            yield self._show(character, size, index * cell + spare / 2, y)


def clean(text: str) -> str:
    """The text composed, its line ends as \\n, without what prints nothing."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\t", " ").replace("\u00a0", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def _clipped(box: Box, drawn: bytes) -> bytes:
    inside = f"{_PADDING / 2:g} 0 {max(box.width - _PADDING, 0):.2f} {box.height:.2f}"
    return f"q {inside} re W n BT {box.colour}\n".encode() + drawn + b"ET Q\n"


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _is_space(character: str) -> bool:
    return character in " \n"


def _is_simple(character: str) -> bool:
    """Whether the character can be set by itself, left to right."""
    code = ord(character)
    joins = 0x0900 <= code <= 0x109F or 0x1780 <= code <= 0x18AF or 0x0E00 <= code <= 0x0FFF
    return (
        not joins
        and unicodedata.bidirectional(character) in _JOINING
        and not unicodedata.combining(character)
    )


def _embed(pdf: Pdf, face: Face, used: set[int], font: Object) -> None:
    program = Stream(pdf, subset(face, used | {0}))
    if not face.truetype:
        program.Subtype = Name.OpenType
    name = Name(f"/PACKET+{''.join(c for c in face.name if c.isascii() and c.isalnum())}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array(face.box),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.cap_height,
        StemV=80,
    )
    descriptor[Name.FontFile2 if face.truetype else Name.FontFile3] = program
    glyphs = sorted(used)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2 if face.truetype else Name.CIDFontType0,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([item for g in glyphs for item in (g, Array([face.advances[g]]))]),
        DW=0,
    )
    if face.truetype:
        descendant.CIDToGIDMap = Name.Identity
    font.Type = Name.Font
    font.Subtype = Name.Type0
    font.BaseFont = name
    font.Encoding = Name("/Identity-H")
    font.DescendantFonts = Array([pdf.make_indirect(descendant)])
    font.ToUnicode = Stream(pdf, _to_unicode(face, used))


def _to_unicode(face: Face, used: set[int]) -> bytes:
    pairs = sorted({glyph: code for code, glyph in face.glyphs.items() if glyph in used}.items())
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for block in blocks:
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{g:04X}> <{chr(c).encode('utf-16-be').hex().upper()}>" for g, c in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()
