"""The commands, from their click declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from reference.markdown import fenced, joined, paragraphs, prose, table
from simengine.cli.group import SECTIONS, Command, simengine

RANGE = re.compile(r"\s*\[x>=1\]")  # what click adds of its own


def commands() -> str:
    """Every command in the section it has in `simengine --help`."""
    context = click.Context(simengine, info_name="simengine")
    return joined(part for title, names in SECTIONS.items() for part in _section(context, title, list(names)))


def _section(context: click.Context, title: str, names: list[str]) -> Iterator[str]:
    yield f"## {title}"
    for name in names:
        command = simengine.get_command(context, name)
        if not isinstance(command, Command):
            raise TypeError(f"simengine {name} is no Command with examples")
        yield from _command(click.Context(command, info_name=name, parent=context), command)


def _command(context: click.Context, command: Command) -> Iterator[str]:
    yield f"### `simengine {command.name}`"
    yield fenced(" ".join(["simengine", str(command.name), *command.collect_usage_pieces(context)]))
    yield from paragraphs(command.help)
    records = [option.get_help_record(context) for option in command.params if isinstance(option, click.Option)]
    rows = [(f"`{record[0]}`", prose(RANGE.sub("", record[1]))) for record in records if record]
    yield table(("option", "what it does"), rows) if rows else ""
    size = max((len(line) for line, _ in command.examples), default=0)
    yield fenced("\n".join(f"$ {line.ljust(size)}  # {purpose}" for line, purpose in command.examples), "console")
