"""The command line: a thin shell over the pipeline. Only click is loaded until a verb runs."""

from __future__ import annotations

import difflib
import importlib
from typing import Any

import click

from packet import __version__

VERBS = {
    "demo": "Make a fictional sample case and build it.",
    "new": "Make a new case folder with a commented case.yaml.",
    "scan": "Read the evidence and write plan.yaml.",
    "build": "Make the filing: scan what is new, write out/, prove it.",
    "check": "List all findings; write nothing.",
    "explain": "Say what a finding, a document type or a form means.",
    "doctor": "Show versions, OCR languages, and what is missing.",
}


class Verbs(click.Group):
    """One module a verb, imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"packet.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], VERBS, 1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="packet")
def main(**_: Any) -> None:
    """Turn a folder of evidence into a USCIS filing.

    Put your scans, photos and PDFs in a folder and run "packet build FOLDER". packet reads every
    page, works out which documents are there, and makes exhibits, cover sheets, an index, one PDF
    a document for uploading, and one packet for mailing. What it found stands in plan.yaml: change
    a line there, run "packet build" again, and the filing follows.

    Nothing leaves this computer, and your files are never changed. packet gives no legal advice.
    """
