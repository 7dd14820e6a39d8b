"""packet demo: a fictional case, made and built."""

from __future__ import annotations

from pathlib import Path

import click

from packet.cli.running import verb
from packet.errors import OutputError


@click.command("demo")
@click.argument(
    "folder",
    metavar="[DIR]",
    default="packet-demo",
    type=click.Path(file_okay=False, path_type=Path),
)
@verb
def command(folder: Path) -> int:
    """Make a fictional sample case in DIR (scans, photos, a bundle) and build it."""
    from packet.cli.build import build_and_tell
    from packet.demo import make_case

    if not _made_before(folder):
        if folder.exists() and any(folder.iterdir()):
            raise OutputError(f"{folder} is not empty; name a new folder: packet demo NEWFOLDER")
        click.echo(f"Making a fictional case in {folder} …", err=True)
        make_case(folder)
    code = build_and_tell(folder, form="", as_json=False, strict=False)
    click.echo(f"\nOpen {folder / 'out' / 'report.html'} in your browser.")
    return code


def _made_before(folder: Path) -> bool:
    """Whether the sample lies there already: then it is only built again."""
    from packet.demo import sample_files

    return all((folder / "documents" / file.name).exists() for file in sample_files())
