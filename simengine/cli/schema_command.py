"""`simengine schema`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option
from simengine.cli.output import note, say_document
from simengine.processes._installed import every_process
from simengine.processes._plugins import find_plugin
from simengine.scenario.editor_schema import schema_text

EXAMPLES = (
    ("simengine schema -o scenario.schema.json", "write it beside your scenarios"),
    ("simengine schema --plugin tide.py -o scenario.schema.json", "with a process of your own"),
)


@click.command("schema", cls=Command, examples=EXAMPLES)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@plugin_option
def command(output: Path | None, plugins: tuple[Path, ...]) -> None:
    """Print the JSON Schema of a scenario file, with which an editor completes, explains and checks as you type.

    An editor finds it by the first line of a scenario:
    # yaml-language-server: $schema=scenario.schema.json
    """
    text = schema_text(every_process(map(find_plugin, plugins)))
    if output is None:
        say_document(text)
        return
    output.write_text(text, encoding="utf-8", newline="\n")
    note(f"wrote {output}")
