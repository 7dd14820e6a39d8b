"""packet check: all findings, nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from packet.cli import arguments
from packet.cli.running import exit_code, print_json, running, verb


@click.command("check")
@arguments.folder
@arguments.form
@arguments.as_json
@arguments.strict
@verb
def command(folder: Path, form: str, as_json: bool, strict: bool) -> int:
    """List everything in DIR that needs a person. Writes neither plan.yaml nor out/."""
    from packet.cli.summary import findings_summary
    from packet.manifest import finding_json
    from packet.pipeline import check

    with running(folder) as context:
        findings = check(context, form=form)
    listed = [finding_json(finding) for finding in findings]
    if as_json:
        print_json({"schema": "packet/1", "findings": listed})
    else:
        click.echo(findings_summary(listed))
    return exit_code(listed, strict=strict)
