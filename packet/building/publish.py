"""The last step: a finished candidate takes the place of out/ in one go, or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from packet.errors import OutputError

_LINUX_EXCHANGE = 2  # renameat2's RENAME_EXCHANGE
_MACOS_SWAP = 2  # renamex_np's RENAME_SWAP
_HERE = -100  # AT_FDCWD
_LOCKED_BYTE = 1 << 20
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def publish(candidate: Path, out: Path) -> None:
    """Let the folder `candidate` become `out`; what `out` held is removed.

    `out` lies in the case folder, `candidate` somewhere in its .packet. A crash at any moment
    leaves the old `out` whole or the new one, at the latest when the case is locked again. Raises
    OutputError.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(f"{out} is not a folder; move it away and run packet again")
    try:
        _make_durable(candidate)
        recover(out)
        _replace(candidate, out)
        _sync(out.parent)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be replaced ({error.strerror}); close the files that are open from it "
            "and run packet again"
        ) from error
    for old in (candidate, _aside(out)):
        shutil.rmtree(old, ignore_errors=True)  # what stays is swept by the next run


def recover(out: Path) -> None:
    """Undo a publication that was interrupted between its two renames."""
    aside = _aside(out)
    if aside.is_dir() and not out.exists():
        aside.rename(out)
    shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def lock(case: Path) -> Iterator[None]:
    """Hold the case for one run, and mend what an interrupted one left of out/.

    The system frees the case however the run ends. Raises OutputError.
    """
    path = case / ".packet" / "lock"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OutputError(
            f"{path.parent} cannot be written ({error.strerror}); make the case folder writable"
        ) from error
    try:
        if not _locked(handle):
            raise OutputError(
                f"another packet run (pid {_holder(handle)}) is working on this case; "
                "wait for it to end"
            )
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode())
        recover(case / "out")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Whether this process now holds the lock, until the handle is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # A byte beyond the pid, which others must be able to read.
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 20).decode("ascii", "replace") or "unknown"


def _aside(out: Path) -> Path:
    return out.parent / ".packet" / "out.old"


def _replace(candidate: Path, out: Path) -> None:
    if not out.exists():
        candidate.rename(out)
    elif not _exchange(candidate, out):
        out.rename(_aside(out))
        candidate.rename(out)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders trade places in one step. False where the system cannot."""
    if os.name != "posix":
        return False
    names = os.fsencode(one), os.fsencode(other)
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        result = library.renameat2(_HERE, names[0], _HERE, names[1], _LINUX_EXCHANGE)
    elif hasattr(library, "renamex_np"):
        result = library.renamex_np(*names, _MACOS_SWAP)
    else:
        return False
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code))


def _make_durable(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Flush a file or a folder's entries to the disk; Windows cannot flush folders."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
