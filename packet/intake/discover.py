"""Find the originals of a case, and name them so that a person can safely be shown the name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packet.model import Finding, Severity

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_OUR_FILE = re.compile(r"case\.yaml|plan[^/]*\.yaml")
_OUR_FOLDERS = frozenset({"out", ".packet"})
_NUMBER = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A regular file of the case. `shown` is its path relative to the case, safe to show."""

    path: Path
    shown: str


def show_path(path: Path) -> str:
    """A relative path in POSIX form, unprintable characters and undecodable bytes escaped.

    Different paths have different texts: a backslash is doubled, all else that is escaped
    starts with a single one.
    """
    return "/".join("".join(map(_show, part)) for part in path.parts)


def _show(character: str) -> str:
    code = ord(character)
    if character == "\\":
        return "\\\\"
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as Python carries it
        return f"\\x{code - 0xDC00:02x}"
    if character.isprintable():
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def discover(case: Path) -> tuple[tuple[Original, ...], tuple[Finding, ...]]:
    """The originals in natural order (scan2 before scan10), and what was passed over.

    They are the files under `documents/` or, where there is no such folder, those of the case
    folder itself without packet's own. Hidden entries are left out silently; symbolic links,
    special files and the system's own with a finding. Nothing is followed out of the case.
    """
    documents = case / "documents"
    if documents.is_dir() and not documents.is_symlink():
        found = tuple(_walk(case, documents))
    else:
        found = tuple(_walk(case, case))
    originals = (entry for entry in found if isinstance(entry, Original))
    findings = (entry for entry in found if isinstance(entry, Finding))
    return (
        tuple(sorted(originals, key=lambda original: _natural(original.shown))),
        tuple(sorted(findings, key=lambda finding: _natural(finding.source))),
    )


def _natural(shown: str) -> tuple[object, ...]:
    parts = tuple(
        tuple(
            (0, int(piece), "") if index % 2 else (1, 0, piece.casefold())
            for index, piece in enumerate(_NUMBER.split(part))
            if piece
        )
        for part in shown.split("/")
    )
    return (parts, shown)


def _walk(case: Path, top: Path) -> Iterator[Original | Finding]:
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            yield _unreadable(show_path(folder.relative_to(case)))
            continue
        for entry in listed:
            path = Path(entry.path)
            if entry.name.startswith(".") or (folder == case and _is_ours(entry)):
                continue
            shown = show_path(path.relative_to(case))
            if entry.is_symlink():
                yield _link(shown)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif entry.name.casefold() in _SYSTEM_FILES:
                yield _system_file(shown)
            elif entry.is_file(follow_symlinks=False):
                yield Original(path=path, shown=shown)
            else:
                yield _special(shown)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir(follow_symlinks=False):
        return entry.name in _OUR_FOLDERS
    return _OUR_FILE.fullmatch(entry.name) is not None


def _link(shown: str) -> Finding:
    return Finding(
        code="link-skipped",
        severity=Severity.WARNING,
        message=f"{shown} is a link to another place and was not followed.",
        source=shown,
        hint="If it belongs to the filing, put the file itself into the case folder.",
    )


def _system_file(shown: str) -> Finding:
    return Finding(
        code="system-file-skipped",
        severity=Severity.INFO,
        message=f"{shown} is a file that Windows keeps for itself; it was passed over.",
        source=shown,
    )


def _special(shown: str) -> Finding:
    return Finding(
        code="special-skipped",
        severity=Severity.WARNING,
        message=f"{shown} is not a regular file (a pipe, a socket or a device) and was skipped.",
        source=shown,
        hint="Remove it from the case folder.",
    )


def _unreadable(shown: str) -> Finding:
    return Finding(
        code="folder-unreadable",
        severity=Severity.ERROR,
        message=f"The folder {shown} cannot be opened, so nothing in it was taken in.",
        source=shown,
        hint="Give yourself permission to read it, then run packet again.",
    )
