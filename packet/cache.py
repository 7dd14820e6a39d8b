"""Slow, pure facts, kept by what they were made from.

An entry's name is its key (what it was made from, by which stage number) and the digest of its
own bytes. A torn, swapped or altered entry therefore does not match its name: it is a miss, never
an error. Entries appear by atomic rename. Decisions are never cached.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def digest_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """Files under `root` (the case's .packet folder), mode 0700."""

    root: Path

    def open(self) -> Cache:
        """Make the folders."""
        for folder in (self.root, self._kept, self._room):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def sweep(self) -> None:
        """Remove what an interrupted run left half made. Only the holder of the lock may."""
        for stray in self._room.iterdir():
            if stray.is_dir():
                shutil.rmtree(stray, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    stray.unlink()

    @property
    def _kept(self) -> Path:
        return self.root / "cache"

    @property
    def _room(self) -> Path:
        return self.root / "tmp"

    def _shelf(self, key: str) -> Path:
        """Looking an entry up lists its folder: with one in 256 each, that stays quick."""
        return self._kept / key[-2:]

    @staticmethod
    def key(stage: str, version: int, *parts: object) -> str:
        """The key of what `stage` makes from `parts` (their text counts)."""
        digest = hashlib.sha256("\0".join([str(version), *map(str, parts)]).encode())
        return f"{stage}-{digest.hexdigest()[:40]}"

    def find(self, key: str, suffix: str) -> Path | None:
        """The entry's file, or None. Its bytes have been checked against its name."""
        for path in self._shelf(key).glob(f"{key}.*{suffix}"):
            with contextlib.suppress(OSError):
                if path.name == f"{key}.{digest_file(path)[:32]}{suffix}":
                    return path
                path.unlink()
        return None

    def keep(self, key: str, suffix: str, made: Path) -> Path:
        """Move the file `made` (from `room`) into the cache and return where it now is."""
        shelf = self._shelf(key)
        shelf.mkdir(mode=0o700, exist_ok=True)
        target = shelf / f"{key}.{digest_file(made)[:32]}{suffix}"
        made.replace(target)
        return target

    def keep_bytes(self, key: str, suffix: str, data: bytes) -> Path:
        made = self.room(suffix)
        made.write_bytes(data)
        return self.keep(key, suffix, made)

    def room(self, suffix: str = "") -> Path:
        """A fresh path for a file in the making, inside the case."""
        return self._room / f"{os.getpid()}-{secrets.token_hex(8)}{suffix}"

    @contextlib.contextmanager
    def scratch(self, suffix: str = "") -> Iterator[Path]:
        """A fresh path whose file is removed at the end."""
        path = self.room(suffix)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
