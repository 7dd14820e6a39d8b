"""Whether the last build still holds: what it was made from, and that out/ is still whole.

A memo, not a cache of decisions: when anything it was made from differs, everything is decided
anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from packet.cache import digest_file
from packet.context import Context
from packet.doors.jinja import template_folders
from packet.model import Case, Json, Source
from packet.versions import engine_versions

_CODE = Path(__file__).parent
_NAME = "built.json"


def inputs(context: Context, case: Case, sources: Iterable[Source]) -> str:
    """A digest of all that a build is made from: sources, plan, case, templates, code, engines."""
    digest = hashlib.sha256(repr(case).encode())
    for source in sources:
        digest.update(repr((source.path, source.sha256, source.error)).encode())
    for name, version in engine_versions().items():
        digest.update(f"{name}={version}\0".encode())
    for path in _files(context):
        digest.update(f"{path.name}={digest_file(path)}\0".encode())
    return digest.hexdigest()


def still_holds(context: Context, inputs: str, out: Path) -> Json | None:
    """The manifest of the last build, if it was made from `inputs` and out/ is as it left it."""
    try:
        memo = json.loads((context.cache.root / _NAME).read_text(encoding="utf-8"))
        if memo != {"inputs": inputs, "manifest": digest_file(out / "manifest.json")}:
            return None
        manifest: Json = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        whole = all(digest_file(out / one["path"]) == one["sha256"] for one in manifest["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if whole else None


def remember(context: Context, inputs: str, out: Path) -> None:
    """Note what the out/ just published was made from."""
    memo = {"inputs": inputs, "manifest": digest_file(out / "manifest.json")}
    made = context.cache.room(".json")
    made.write_text(json.dumps(memo), encoding="utf-8")
    made.replace(context.cache.root / _NAME)


def _files(context: Context) -> Iterator[Path]:
    for name in ("case.yaml", "plan.yaml"):
        if (path := context.case / name).is_file():
            yield path
    folders = [_CODE, *template_folders(context.office), context.office]
    for folder in dict.fromkeys(folder for folder in folders if folder):
        yield from sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in {".py", ".yaml", ".j2", ".typ"} and path.is_file()
        )
