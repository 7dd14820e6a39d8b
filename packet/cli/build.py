"""packet build: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from packet.cli import arguments
from packet.cli.running import exit_code, print_json, running, verb


@click.command("build")
@arguments.folder
@arguments.form
@arguments.as_json
@arguments.strict
@verb
def command(folder: Path, form: str, as_json: bool, strict: bool) -> int:
    """Make the filing from the evidence in DIR.

    Scans what is new, writes everything in DIR/out, then reads what was written again and proves
    that no page was lost. A build that does not pass its proof is not published: the last good
    out/ stays.
    """
    return build_and_tell(folder, form=form, as_json=as_json, strict=strict)


def build_and_tell(folder: Path, *, form: str, as_json: bool, strict: bool) -> int:
    from packet.cli.summary import build_summary
    from packet.pipeline import build

    with running(folder) as context:
        built = build(context, form=form)
    if as_json:
        print_json(built.manifest)
    else:
        click.echo(build_summary(built.manifest, folder / "out", fresh=built.fresh))
    return exit_code(built.manifest["findings"], strict=strict)
