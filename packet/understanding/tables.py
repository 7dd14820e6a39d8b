"""The tables of packet/data that reading fields needs, each read once."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from packet.doors.yaml import read_yaml

_DATA = Path(__file__).parent.parent / "data"


@functools.cache
def table(name: str) -> Any:
    """data/`name`.yaml as dicts, lists and text. Callers do not change it."""
    return read_yaml(_DATA / f"{name}.yaml")
