"""The door to pikepdf: everything that writes or rewrites a PDF goes through here."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    OutlineItem,
    Page,
    Pdf,
    Stream,
    String,
    parse_content_stream,
)

from packet.errors import Unusable

__all__ = [
    "VERSION",
    "Array",
    "Dictionary",
    "Name",
    "Object",
    "OutlineItem",
    "Page",
    "Pdf",
    "Stream",
    "String",
    "array_of",
    "bind_pages",
    "damage_is_unusable",
    "decoded_picture",
    "dictionary_of",
    "drop",
    "inherited",
    "join_pages",
    "number_of",
    "open_pdf",
    "parse_content_stream",
    "save_pdf",
]

VERSION = f"pikepdf {pikepdf.__version__}, qpdf {pikepdf.__libqpdf_version__}"

_DEEPEST = 50  # levels of a page or field tree; deeper ones are damaged or hostile


@contextmanager
def open_pdf(path: Path) -> Iterator[Pdf]:
    """Open a PDF with the empty password, never by mmap. Raises Unusable."""
    try:
        pdf = pikepdf.open(path, access_mode=pikepdf.AccessMode.stream)
    except pikepdf.PasswordError as error:  # not a PdfError
        raise Unusable(
            "it is locked with a password",
            "open it with its password, print it to a new PDF, and put that in its place",
        ) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise Unusable(
            "damaged PDF: it cannot be opened", "export or scan the document again"
        ) from error
    with pdf:
        yield pdf


@contextmanager
def damage_is_unusable(
    reason: str = "damaged PDF: its contents contradict each other",
) -> Iterator[None]:
    """Around work on a stranger's PDF: what a damaged one makes pikepdf raise is Unusable."""
    try:
        yield
    except (
        pikepdf.PdfError,
        pikepdf.DeletedObjectError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise Unusable(reason, "export or scan the document again") from error


def save_pdf(pdf: Pdf, path: Path) -> None:
    """Write compactly and deterministically: the same content gives the same bytes."""
    pdf.save(
        path,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        min_version="1.5",
    )


def bind_pages(parts: Iterable[tuple[bytes, int]], path: Path) -> int:
    """Write one PDF from one-page PDFs, each with the clockwise turn it is displayed with.

    Returns the number of pages.
    """
    with Pdf.new() as whole:
        for data, turn in parts:
            with Pdf.open(io.BytesIO(data)) as part:
                whole.pages.append(part.pages[0])
            whole.pages[-1].obj.Rotate = turn
        save_pdf(whole, path)
        return len(whole.pages)


def dictionary_of(holder: Any, key: str) -> Dictionary | None:
    """The dictionary at `key`, or None where something else or nothing stands there."""
    value = _at(holder, key)
    return value if isinstance(value, Dictionary) else None


def array_of(holder: Any, key: str) -> tuple[Any, ...]:
    """The items of the array at `key`; none where something else or nothing stands there."""
    value = _at(holder, key)
    return tuple(value) if isinstance(value, Array) else ()


def number_of(holder: Any, key: str, default: float = 0) -> float:
    """The number at `key`, or `default`."""
    value = _at(holder, key)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return float(value) if is_number else default


def drop(holder: Any, *keys: str) -> None:
    """Remove the keys from a dictionary or stream, where they are."""
    for key in keys:
        if key in holder:
            del holder[key]


def inherited(node: Any, key: str) -> Any:
    """The value at `key` of a page or form field, or of the nearest parent that has it."""
    for _ in range(_DEEPEST):
        value = _at(node, key)
        if value is not None:
            return value
        node = _at(node, "/Parent")
    return None


def _at(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, (Dictionary, Stream)) else None


def join_pages(parts: Iterable[tuple[Path, Sequence[int]]], made: Path) -> None:
    """Write the pages (1-based) of the files, in order, as one PDF.

    Streams flow from file to file as they are, so memory does not grow with their size. Nothing
    but the pages and what they are drawn from comes along. Raises Unusable.
    """
    chosen = [
        word
        for path, pages in parts
        for word in (str(path.absolute()), ",".join(map(str, pages)))
        if pages
    ]
    as_they_are = ("--empty", "--static-id", "--stream-data=preserve")
    job = pikepdf.Job(["packet", *as_they_are, "--pages", *chosen, "--", str(made)])
    try:
        job.run()
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise Unusable("damaged PDF: its pages cannot be copied") from error
    except OSError as error:
        raise Unusable(f"the disk does not let it be copied ({error.strerror})") from error


def decoded_picture(stream: Stream) -> Any:
    """An image XObject's pixels as a Pillow image; the bytes of a JPEG where it is one.

    Raises Unusable for what cannot be decoded without loss of meaning.
    """
    try:
        if stream.get("/Filter") == pikepdf.Name.DCTDecode:
            return stream.read_raw_bytes()
        return pikepdf.PdfImage(stream).as_pil_image()
    except (
        pikepdf.PdfError,
        pikepdf.models.image.UnsupportedImageTypeError,
        NotImplementedError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise Unusable("a picture that cannot be decoded") from error
