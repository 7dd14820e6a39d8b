"""The rules that hold the house up, held by a test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import packet

ROOT = Path(packet.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

# Library -> the one place that may import it.
DOORS = {
    "pikepdf": "doors/pdf.py",
    "pypdf": "doors/pypdf.py",
    "pypdfium2": "doors/pdfium.py",
    "PIL": "doors/images.py",
    "pi_heif": "doors/images.py",
    "img2pdf": "doors/images.py",
    "tesserocr": "doors/tesseract.py",
    "ocrmypdf": "doors/textlayer.py",
    "py3langid": "doors/language.py",
    "typst": "doors/typst.py",
    "fontTools": "doors/fonts.py",
    "jinja2": "doors/jinja.py",
    "ruamel": "doors/yaml.py",
    "click": "cli/",
    "rapidfuzz": "understanding/",
}
STAGES = ("intake", "reading", "understanding", "plan", "filing", "building", "checking")
# Stages think; they do not touch disk, clock or documents.
PURE = (
    *("understanding/", "filing/", "model.py", "words.py", "manifest.py"),
    *("building/facts.py", "building/placing.py"),
    *("checking/accepting.py", "checking/agreement.py", "checking/legibility.py"),
    "checking/needs.py",
)
IMPURE_MODULES = {"os", "shutil", "subprocess", "time", "socket", "tempfile", "random"}
CLOCK = {"now", "today", "utcnow"}
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_has_one_door(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        door = DOORS.get(name.split(".")[0])
        assert door is None or here.startswith(door), f"{here} imports {name}; its door is {door}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_reaches_for_the_network(path: Path) -> None:
    assert not NETWORK & set(imports(path))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(ROOT).as_posix().startswith(PURE)],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_thinking_is_pure(path: Path) -> None:
    found = {name.split(".")[0] for name in imports(path)}
    assert not found & IMPURE_MODULES
    named = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not named & CLOCK, "a stage that thinks has no clock"
    doors = {name for name in imports(path) if name.startswith("packet.doors")}
    assert doors <= {"packet.doors.yaml"}, "a stage that thinks opens no document"


@pytest.mark.parametrize("place", range(len(STAGES)), ids=STAGES)
def test_the_walk_has_one_direction(place: int) -> None:
    later = {f"packet.{stage}" for stage in STAGES[place + 1 :]} | {"packet.cli", "packet.pipeline"}
    for path in (ROOT / STAGES[place]).rglob("*.py"):
        reached = {".".join(name.split(".")[:2]) for name in imports(path)}
        assert not reached & later, path


def test_what_is_private_stays_at_home() -> None:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                private = [name.name for name in node.names if re.match("_[^_]", name.name)]
                assert not private, f"{path} takes {private} of {node.module}"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from packet.cli import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; "
        "print(*[name for name in sys.modules if '.' not in name])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not set(DOORS) - {"click"} & set(loaded)
    assert "numpy" not in loaded
