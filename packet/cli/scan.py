"""packet scan: read the evidence and write plan.yaml."""

from __future__ import annotations

from pathlib import Path

import click

from packet.cli import arguments
from packet.cli.running import exit_code, print_json, running, verb


@click.command("scan")
@arguments.folder
@arguments.form
@click.option("--fresh", is_flag=True, help="Propose anew; the old plan is kept beside it.")
@arguments.as_json
@arguments.strict
@verb
def command(folder: Path, form: str, fresh: bool, as_json: bool, strict: bool) -> int:
    """Read the evidence in DIR and write plan.yaml.

    Every page is read, documents are told apart, named and listed in plan.yaml with the reason.
    Pages that the plan already mentions stay as you left them.
    """
    from packet.cli.summary import scan_summary
    from packet.pipeline import scan

    with running(folder) as context:
        found = scan(context, form=form, fresh=fresh)
    if as_json:
        print_json(found.json)
    else:
        click.echo(scan_summary(found.json, folder))
    return exit_code(found.json["findings"], strict=strict)
