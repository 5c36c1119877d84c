"""What a command prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from typing import IO, Any

import click

from simengine.errors import on_command_line, shortened, visible, visible_json
from simengine.report.numbers import printable


def say(text: str) -> None:
    """Print a result, with signs that the terminal has."""
    click.echo(printable(visible(on_command_line(text)), _encoding(sys.stdout)))


def note(text: str) -> None:
    """Print what is not a result, on stderr."""
    click.echo(printable(visible(shortened(on_command_line(text))), _encoding(sys.stderr)), err=True)


def say_document(text: str) -> None:
    """Print a text that is to be read back, such as YAML: as UTF-8 wherever it goes to a file or a pipe."""
    click.echo(
        visible(text) if sys.stdout.isatty() else text.encode(errors="backslashreplace"), nl=not text.endswith("\n")
    )


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    say_document(visible_json(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)))


def _encoding(stream: IO[str]) -> str | None:
    return getattr(stream, "encoding", None)
