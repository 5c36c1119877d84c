"""`simengine discover`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.processes._plugins import find_plugin
from simengine.results.run_discovery import Discovery

EXAMPLES = (
    ("simengine discover tram", "in which futures does the answer come true?"),
    ("simengine discover tram --of late --by 2028", "for another class, by what is known at the end of 2028"),
    ("simengine discover tram --write figures", "with a table and a picture"),
)


@click.command("discover", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--of", default="", metavar="CLASS", help="A class, or a question or truth.  [default: the answer]")
@click.option("--by", default="", metavar="DATE", help="What is known by then.  [default: a quarter of the time]")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write a table and a picture into this folder.")  # fmt: skip
@results_option("--results")
@plugin_option
def command(
    run: str, of: str, by: str, as_json: bool, folder: Path | None, results: Path, plugins: tuple[Path, ...]
) -> int:
    """Tell in which futures a class happens: at most three conditions on parameters, events and levels by a date.

    They are found on one half of the futures, by peeling and pasting (PRIM), and told on the other; where they are no
    better than shuffled labels would make them, nothing is found. What the class itself reads is told apart. The exit
    code is 1 if nothing is found.
    """
    found = Discovery.of_run(stored_run(run, results, [find_plugin(plugin) for plugin in plugins]), of, by)
    if as_json:
        say_json(found.json())
    else:
        say(str(found))
    if folder is not None:
        (note if as_json else say)(", ".join(map(str, found.write(folder))))
    return int(found.found is None)
