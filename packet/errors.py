"""What stops a run, each with the exit code of the contract. One bad file never does: that is
`Unusable`, which intake turns into a quarantined source."""

from __future__ import annotations


class PacketError(Exception):
    """Stops the run. `str(error)` is one line a person understands and ends in the next step."""

    exit_code = 70


class UsageError(PacketError):
    """Bad usage, or an invalid case.yaml or plan.yaml (the message has file:line:column)."""

    exit_code = 2


class NothingToDoError(PacketError):
    """There is no usable source at all."""

    exit_code = 3


class MissingDependencyError(PacketError):
    """A dependency is missing; the message ends in the command that installs it."""

    exit_code = 4


class OutputError(PacketError):
    """An output cannot be written, or did not pass its proof; the previous out/ stays."""

    exit_code = 5


class Unusable(PacketError):  # noqa: N818 - a verdict on one file, not on the run
    """One file or page cannot be used. `reason` and `hint` are one line each."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason, hint)
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        return self.reason


class WorkerDied(PacketError):  # noqa: N818
    """A worker process crashed, hung or ran out of memory on its task; it has been replaced."""
