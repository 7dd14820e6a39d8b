"""The door to Jinja2: templates in, Typst markup or HTML out.

Templates are looked for in the office's own `templates` folder first, then in ours. They run in
an immutable sandbox; an undefined name is an error. What a template prints is always text: in
Typst each value becomes a string literal, in HTML it is escaped.
"""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from packet.errors import UsageError

_PACKAGE = Path(__file__).parent.parent


def template_folders(office: Path | None) -> tuple[Path, ...]:
    """Where templates are looked for, in order."""
    wheel = _PACKAGE / "templates"
    ours = wheel if wheel.is_dir() else _PACKAGE.parent / "templates"
    return (office / "templates", ours) if office else (ours,)


def template_text(name: str, office: Path | None) -> str:
    """The source of the template that `name` stands for. Raises UsageError."""
    for folder in template_folders(office):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise UsageError(f"template {name}: not found")


def template_names() -> frozenset[str]:
    """What an office may have a template of its own for."""
    return frozenset(path.name for path in template_folders(None)[-1].glob("*.j2"))


def stray_templates(office: Path) -> tuple[Path, ...]:
    """The office's templates that stand for none of ours and that none of its own names."""
    folder, ours = template_folders(office)[0], template_names()
    paths = sorted(path for path in folder.glob("*") if path.suffix in {".j2", ".typ", ".html"})
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file()]
    return tuple(
        path
        for path in paths
        if path.name not in ours and not any(path.name in text for text in texts)
    )


Renderer = Callable[[str, Mapping[str, Any]], str]


def typst_renderer(office: Path | None = None) -> Renderer:
    """What makes Typst markup of a template's name and values; templates are read once.

    In code mode print a value with `{{ value | code }}`, elsewhere `{{ value }}`. Raises
    UsageError naming the template, the line and what is wrong.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(office),
        undefined=StrictUndefined,
        finalize=_markup_literal,
        keep_trailing_newline=True,
    )
    environment.filters["code"] = _code_literal
    return functools.partial(_render, environment)


def render_html(name: str, values: Mapping[str, Any], office: Path | None = None) -> str:
    """HTML with every value escaped. Raises UsageError as `typst_renderer` does."""
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(office),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return _render(environment, name, values)


class _Literal(str):
    """Text that is a Typst literal already."""

    __slots__ = ()


def _quoted(value: object) -> str:
    """A Typst string literal. Control characters, which no font shows, become spaces."""
    printable = "".join(
        " " if character < " " or "\x7f" <= character < "\xa0" else character
        for character in str(value)
    )
    # The Typst escapes of a quote and a backslash are JSON's.
    return json.dumps(printable.encode("utf-8", "replace").decode(), ensure_ascii=False)


def _code_literal(value: object) -> str:
    return _Literal(value if type(value) in {int, float} else _quoted(value))


def _markup_literal(value: object) -> str:
    # The semicolon ends the embedded expression: what follows it, `(` or `.pdf`, stays text.
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, naming what is undefined
    return value if isinstance(value, _Literal) else f"#{_quoted(value)};"


def _loader(office: Path | None) -> BaseLoader:
    return ChoiceLoader([FileSystemLoader(folder) for folder in template_folders(office)])


def _render(
    environment: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, Any]
) -> str:
    try:
        return environment.get_template(name).render(values)
    except TemplateNotFound as error:
        raise UsageError(f"template {error.name or name}: not found") from error
    except TemplateSyntaxError as error:
        raise UsageError(
            f"template {error.name or name}:{error.lineno}: {error.message}"
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # a template may raise anything
        raise UsageError(f"template {_place(error, name)}: {_one_line(error)}") from error


def _place(error: Exception, name: str) -> str:
    """`cover.typ.j2:12`: Jinja2 puts template frames into the traceback."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(".j2")
    ]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else name


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
