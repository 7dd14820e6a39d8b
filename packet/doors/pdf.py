"""The door to pikepdf: everything that writes or rewrites a PDF goes through here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    Stream,
    String,
    parse_content_stream,
    unparse_content_stream,
)

from packet.errors import Unusable

__all__ = [
    "Array",
    "Dictionary",
    "Name",
    "Object",
    "Operator",
    "Page",
    "Pdf",
    "Stream",
    "String",
    "new_pdf",
    "open_pdf",
    "parse_content_stream",
    "save_pdf",
    "unparse_content_stream",
]


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


def new_pdf() -> Pdf:
    return Pdf.new()


def save_pdf(pdf: Pdf, path: Path) -> None:
    """Write compactly and deterministically: the same content gives the same bytes."""
    pdf.save(
        path,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        min_version="1.5",
    )
