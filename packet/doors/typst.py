"""The door to Typst: markup in, PDF or PNG bytes out.

Compilation sees no file but the fonts it is given and reaches no network: packages are refused.
The same markup and fonts give the same bytes on every machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typst

from packet.errors import UsageError

_NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens
_PROXIES = ("all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")
_UNKNOWN = "\uffff"  # a noncharacter: no font has it


class BrokenMarkupError(UsageError):
    """Typst markup that does not compile. `line` counts from 1, 0 where unknown."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


def compile_pdf(source: str, fonts: Sequence[Path] = (), scratch: Path | None = None) -> bytes:
    """A PDF, set in Typst's own fonts and those of the font files.

    `scratch` is a folder for what must be put down meanwhile; the system's where nothing in the
    source is private. Raises BrokenMarkupError.
    """
    return compile_marked(source, "", fonts, scratch)[0]


def compile_marked(
    source: str, mark: str, fonts: Sequence[Path] = (), scratch: Path | None = None
) -> tuple[bytes, tuple[Any, ...]]:
    """A PDF, and the values of its metadata elements labelled `<mark>`, in order.

    Raises BrokenMarkupError.
    """
    with _compiler(source, fonts, scratch) as compiler:
        made = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
        assert isinstance(made, bytes)
        values = json.loads(compiler.query(f"<{mark}>", field="value")) if mark else ()
    return made, tuple(values)


def compile_png(
    source: str, ppi: float = 100.0, fonts: Sequence[Path] = (), scratch: Path | None = None
) -> tuple[bytes, ...]:
    """A PNG a page. Raises BrokenMarkupError."""
    with _compiler(source, fonts, scratch) as compiler:
        return _pages(compiler.compile(format="png", ppi=ppi))


def unprintable(
    characters: Iterable[str], fonts: Sequence[Path] = (), scratch: Path | None = None
) -> frozenset[str]:
    """Those of the characters for which Typst would draw an empty box.

    Typst does not say so itself, but in its SVG they are drawn as a noncharacter is.
    """
    asked = sorted(one for one in set(characters) if unicodedata.category(one)[0] in "LMNPS")
    if not asked:
        return frozenset()
    source = "#pagebreak()\n".join(
        f"#{json.dumps(one, ensure_ascii=False)};\n" for one in (_UNKNOWN, *asked)
    )
    with _compiler(source, fonts, scratch) as compiler:
        drawn = [
            re.findall(rb'href="#(\w+)"', page) for page in _pages(compiler.compile(format="svg"))
        ]
    box = drawn[0][0]
    return frozenset(one for one, glyphs in zip(asked, drawn[1:], strict=True) if box in glyphs)


def _pages(made: bytes | list[bytes] | None) -> tuple[bytes, ...]:
    assert made is not None
    return (made,) if isinstance(made, bytes) else tuple(made)


@contextlib.contextmanager
def _compiler(source: str, fonts: Sequence[Path], scratch: Path | None) -> Iterator[typst.Compiler]:
    """A compiler that sees a folder with nothing in it but the source."""
    with tempfile.TemporaryDirectory(prefix="typst-", dir=scratch) as folder, _offline(), _told():
        root, cases = Path(folder, "root"), Path(folder, "fonts")
        root.mkdir()
        cases.mkdir()
        for number, font in enumerate(fonts):
            shutil.copyfile(font, cases / f"{number}{font.suffix}")
        main = root / "main.typ"
        main.write_text(source, encoding="utf-8", newline="\n")
        yield typst.Compiler(
            input=str(main),
            root=str(root),
            font_paths=[str(cases)],
            ignore_system_fonts=True,
            package_path=str(root),
            package_cache_path=str(root),
        )


@contextlib.contextmanager
def _offline() -> Iterator[None]:
    """Typst fetches packages by itself and has no switch for that, but it heeds the proxies."""
    before = {name: os.environ.get(name) for name in _PROXIES}
    os.environ.update(dict.fromkeys(_PROXIES, _NOWHERE))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        place = re.search(r"^error: .*?main\.typ:(\d+)", error.diagnostic, re.DOTALL | re.MULTILINE)
        reason = " ".join(error.message.split())
        if "package" in reason:
            reason = "packages from the network are refused; write what you need in the template"
        raise BrokenMarkupError(reason, int(place[1]) if place else 0) from error
