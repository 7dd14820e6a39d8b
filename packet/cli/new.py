"""packet new: a case folder to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from packet.cli.running import verb
from packet.errors import OutputError


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--form", metavar="FORM", required=True, help="Such as I-130 or N-400.")
@click.option(
    "--basis", metavar="BASIS", default="", help="Such as spouse; see packet explain FORM."
)
@verb
def command(folder: Path, form: str, basis: str) -> int:
    """Make a new case folder DIR with a commented case.yaml and the form's checklist."""
    from packet.knowledge import load_knowledge
    from packet.plan import new_case

    text = new_case(form, basis, load_knowledge())
    path = folder / "case.yaml"
    try:
        (folder / "documents").mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
        path.chmod(0o600)
    except FileExistsError as error:
        raise OutputError(f"{path} is already there; edit it, or choose another folder") from error
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(
        f"Made {path}.\nNext: answer its questions, put the evidence into "
        f"{folder / 'documents'}, and run: packet build {shlex.quote(str(folder))}"
    )
    return 0
