"""The worker's tasks of intake: the only code that opens a stranger's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from packet.errors import Unusable
from packet.intake.compare import changed_pages
from packet.intake.documents import clean_document
from packet.intake.facts import Facts
from packet.intake.kinds import PICTURES, USABLE, kind_of, other_kind
from packet.intake.pictures import clean_picture
from packet.workers import task


@task(seconds=180)
def prepare(source: str, target: str) -> dict[str, Any]:
    """Write the clean PDF of the file `source` to `target`. Returns Facts as JSON."""
    path, clean = Path(source), Path(target)
    kind = kind_of(path)
    try:
        if kind not in USABLE:
            raise other_kind(kind)
        if kind in PICTURES:
            return clean_picture(path, kind, clean).to_json()
        return clean_document(path, clean).to_json()
    except Unusable as error:
        clean.unlink(missing_ok=True)
        return Facts(kind=kind, error=error.reason, hint=error.hint).to_json()


@task(seconds=120)
def compare(source: str, normal: str, kind: str, first: int, last: int) -> list[int]:
    """The pages from `first` to `last` that look clearly different in the clean PDF."""
    return list(changed_pages(Path(source), Path(normal), kind, range(first, last + 1)))
