"""Copy an original into the case's cache while hashing it: it is opened once, and only here."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

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
    with _steady(path) as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()


def spool(path: Path, copy: Path, sha256: str) -> None:
    """Copy a regular file that has the digest `sha256` to `copy`.

    Raises Unusable, also if the file changes meanwhile or has changed.
    """
    digest = hashlib.sha256()
    with _steady(path) as stream, copy.open("xb") as target:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != sha256:
        raise _changing()


@contextmanager
def _steady(path: Path) -> Iterator[BufferedReader]:
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
        raise _changing()


def _changing() -> Unusable:
    return Unusable(
        "it was being changed while it was read",
        "wait until it is complete, then run packet again",
    )
