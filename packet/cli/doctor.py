"""packet doctor: what is installed, what is missing, and the command that installs it."""

from __future__ import annotations

import platform
import sys

import click

from packet.cli import arguments
from packet.cli.running import print_json, verb
from packet.errors import MissingDependencyError


@click.command("doctor")
@arguments.as_json
@verb
def command(as_json: bool) -> int:
    """Show versions, OCR languages, and what is missing."""
    from packet.versions import engine_versions, missing

    versions = engine_versions()
    languages = _languages()
    lacking = missing()
    if as_json:
        print_json(
            {
                "schema": "packet/1",
                "python": platform.python_version(),
                "versions": dict(versions),
                "ocr_languages": list(languages),
                "missing": list(lacking),
            }
        )
    else:
        click.echo(f"python {platform.python_version()} on {platform.platform()}")
        for name, version in versions.items():
            click.echo(f"{name} {version}")
        click.echo(f"OCR languages: {', '.join(languages) or 'none'}")
        for name in lacking:
            click.echo(f"missing: {name}; install it with: {_install(name)}")
        if not lacking:
            click.echo("Nothing is missing.")
    if lacking:
        raise MissingDependencyError(
            f"{', '.join(lacking)} missing; install with: {_install(' '.join(lacking))}"
        )
    return 0


def _install(names: str) -> str:
    return f"{sys.executable} -m pip install {names}"


def _languages() -> tuple[str, ...]:
    from packet.doors.tesseract import languages

    return languages()
