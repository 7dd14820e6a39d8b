"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from packet.errors import Unusable

PICTURES = frozenset({"jpeg", "png", "tiff", "heif", "webp", "gif", "bmp"})
USABLE = PICTURES | {"pdf"}

_HEAD = 1 << 16
_PDF_WITHIN = 1024  # readers accept a PDF that starts this late

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"%!", "postscript"),
    (b"\0\0\0\x0cjP  ", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"8BPS", "photoshop"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)

_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", "word"),
    (b"xl/", "excel"),
    (b"ppt/", "powerpoint"),
    (b"opendocument.text", "opendocument"),
    (b"opendocument.spreadsheet", "opendocument"),
    (b"opendocument", "opendocument"),
    (b"epub+zip", "ebook"),
)

_IN_OLE: tuple[tuple[str, str], ...] = (
    ("__substg1.0_", "outlook"),
    ("__nameid_version", "outlook"),
    ("WordDocument", "word"),
    ("Workbook", "excel"),
    ("PowerPoint Document", "powerpoint"),
)

_PRINT = "open it, print it to a PDF, and put the PDF in its place"
_SAVE = "open it, save it as PDF, and put the PDF in its place"
_AS_JPEG = "save it as JPEG or PDF and put that in its place"

_ELSE: dict[str, tuple[str, str]] = {
    "empty": ("it is empty (0 bytes)", "copy or scan the document again"),
    "word": ("it is a Word document", _SAVE),
    "excel": ("it is an Excel workbook", _SAVE),
    "powerpoint": ("it is a PowerPoint presentation", _SAVE),
    "opendocument": ("it is an OpenDocument file", _SAVE),
    "rtf": ("it is a rich text document", _SAVE),
    "ole": ("it is an old Office file", _SAVE),
    "outlook": ("it is an Outlook message", _PRINT),
    "email": ("it is an e-mail message", _PRINT),
    "html": ("it is a web page", _PRINT),
    "svg": ("it is an SVG drawing", _PRINT),
    "xml": ("it is an XML file", _PRINT),
    "ebook": ("it is an e-book", _PRINT),
    "postscript": ("it is a PostScript file", "save it as PDF and put the PDF in its place"),
    "text": ("it is a plain text file", _PRINT),
    "zip": ("it is a ZIP archive", "unpack it and put the files themselves into the case folder"),
    "archive": ("it is an archive", "unpack it and put the files themselves into the case folder"),
    "avif": ("it is an AVIF picture", _AS_JPEG),
    "jpeg2000": ("it is a JPEG 2000 picture", _AS_JPEG),
    "photoshop": ("it is a Photoshop file", _AS_JPEG),
    "video": ("it is a video", "file its transcript or still pictures as PDF instead"),
    "audio": ("it is a sound recording", "file its transcript as PDF instead"),
    "program": ("it is a program", "remove it from the case folder"),
    "unknown": (
        "it is neither a PDF nor a picture that packet knows",
        "open it in the program that made it, save it as PDF, and put the PDF in its place",
    ),
}


def kind_of(path: Path) -> str:
    """pdf, jpeg, png, tiff, heif, webp, gif or bmp; else what was found instead."""
    with path.open("rb") as stream:
        return kind_of_bytes(stream.read(_HEAD))


def kind_of_bytes(head: bytes) -> str:
    """As `kind_of`, for the first 64 KiB of a file."""
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            refine = _REFINE.get(kind)
            return refine(head) if refine else kind
    if head[4:8] == b"ftyp":
        return _container(head)
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video"}.get(head[8:12], "unknown")
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    return _text(head)


def other_kind(kind: str) -> Unusable:
    """Why a file of this kind cannot be filed, and what to do."""
    return Unusable(*_ELSE.get(kind, _ELSE["unknown"]))


def _zip(head: bytes) -> str:
    return next((kind for mark, kind in _IN_ZIP if mark in head), "zip")


def _ole(head: bytes) -> str:
    return next((kind for mark, kind in _IN_OLE if mark.encode("utf-16-le") in head), "ole")


def _container(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}:
        return "heif"
    return "audio" if head[8:11] == b"M4A" else "video"


def _text(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n")[:4096].lower()
    if "<svg" in start and start.startswith("<"):
        return "svg"
    if re.match(r"<!doctype html|<html|<head|<body", start) or "<html" in start[:1024]:
        return "html"
    if start.startswith("<?xml"):
        return "xml"
    headers = re.findall(
        r"^(received|from|to|subject|date|mime-version|return-path):", start, re.MULTILINE
    )
    return "email" if len(set(headers)) >= 3 else "text"


def _decoded(head: bytes) -> str | None:
    """The bytes as text; None where they are none (control characters, mostly)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return None if controls else head.decode("utf-8", errors="replace")


_REFINE: Mapping[str, Callable[[bytes], str]] = {"zip": _zip, "ole": _ole}
