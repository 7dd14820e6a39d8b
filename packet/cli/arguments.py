"""Arguments that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

folder: Decorator = click.argument(
    "folder",
    metavar="[DIR]",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
form: Decorator = click.option(
    "--form", metavar="FORM", default="", help="The form this filing is for, such as I-130."
)
as_json: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for other programs."
)
strict: Decorator = click.option(
    "--strict", is_flag=True, help="End with exit code 1 on warnings too."
)
