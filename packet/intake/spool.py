"""Copy an original into the case's cache while hashing it: it is opened once, and only here."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from packet.errors import Unusable

_CHUNK = 1 << 20
_MOST_BYTES = 2_000_000_000
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def measure(path: Path) -> tuple[str, int]:
    """The SHA-256 in hex and the number of bytes of a regular file. Raises Unusable."""
    digest = hashlib.sha256()
    size = 0
    with _steady(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def spool(path: Path, copy: Path) -> str:
    """Copy a regular file to `copy` and return the SHA-256 of what was copied, in hex.

    Raises Unusable, also if the file changes meanwhile.
    """
    digest = hashlib.sha256()
    with _steady(path) as stream, copy.open("xb") as target:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


@contextmanager
def _steady(path: Path) -> Iterator[BinaryIO]:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise Unusable(
            "it cannot be opened", "give yourself permission to read it, then run packet again"
        ) from error
    with os.fdopen(descriptor, "rb") as stream:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Unusable("it is not a regular file", "remove it from the case folder")
        if before.st_size > _MOST_BYTES:
            raise Unusable("it is larger than 2 GB", "split it into smaller files")
        try:
            yield stream
        except OSError as error:
            raise Unusable("it cannot be read to its end", "copy it again") from error
        after = os.fstat(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unusable(
            "it was being changed while it was read",
            "wait until it is complete, then run packet again",
        )
