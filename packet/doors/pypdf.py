"""The door to pypdf: the finished PDFs, read again by a library that did not write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    Destination,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from packet.errors import Unusable

__all__ = [
    "VERSION",
    "ArrayObject",
    "Destination",
    "DictionaryObject",
    "IndirectObject",
    "PageObject",
    "PdfObject",
    "PdfReader",
    "StreamObject",
    "open_strict",
    "stored_bytes",
]

VERSION = f"pypdf {pypdf.__version__}"


@contextmanager
def open_strict(path: Path) -> Iterator[PdfReader]:
    """Read a PDF that must be without fault. Raises Unusable, also for what is found later."""
    try:
        with path.open("rb") as stream:
            yield PdfReader(stream, strict=True)
    except (
        PyPdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise Unusable(f"it cannot be read again: {error}") from error


def stored_bytes(stream: StreamObject) -> bytes:
    """A stream's bytes as they stand in the file, not decoded."""
    data = stream._data
    return data if isinstance(data, bytes) else bytes(data)
