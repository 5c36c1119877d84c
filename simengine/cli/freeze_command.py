"""`simengine freeze`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import say
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.processes._plugins import find_plugin
from simengine.results.frozen import Frozen

EXAMPLES = (
    ("simengine freeze tram", "its forecasts of today, into forecasts/"),
    ("simengine freeze tram -o ministry/tram_june.yaml", "into this file; its hash goes into the next one beside it"),
)


@click.command("freeze", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SHEET.yaml",
    help="The file to write, which must not be there.  [default: forecasts/RUN_DATE.yaml]",
)
@results_option("--results")
@plugin_option
def command(run: str, output: Path | None, results: Path, plugins: tuple[Path, ...]) -> None:
    """Write the forecasts of a run's questions into a sheet, to be scored when the answers are known.

    The hash that is printed is that of all it says, and stands in the next sheet of the folder: tell it to others, and
    no letter can be changed unseen. It does not prove when the sheet was made, nor that there was no other.
    """
    say(str(Frozen.of(stored_run(run, results, [find_plugin(plugin) for plugin in plugins]), output)))
