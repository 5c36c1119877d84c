"""`simengine signposts`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import note, say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.processes._plugins import find_plugin
from simengine.results.run_signposts import Signposts

EXAMPLES = (
    ("simengine signposts tram", "what to watch for the answer, quarter by quarter"),
    ("simengine signposts tram --of late --by 2028", "for another class, up to the end of 2028"),
    ("simengine signposts tram --write figures", "with a table and a picture"),
)


@click.command("signposts", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--of", default="", metavar="CLASS", help="A class, or a question or truth.  [default: the answer]")
@click.option("--by", default="", metavar="DATE", help="How far to look.  [default: two years on]")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write a table and a picture into this folder.")  # fmt: skip
@results_option("--results")
@plugin_option
def command(
    run: str, of: str, by: str, as_json: bool, folder: Path | None, results: Path, plugins: tuple[Path, ...]
) -> int:
    """Tell what to watch: which events, levels of drivers and answers, once seen, move the chance of a class the most.

    Looked at are the ends of quarters after the last observation, and at each what had not been seen before. Signposts
    are chosen on one half of the futures and told on the other, with 95 % intervals; those no clearer there than noise
    are left out. The exit code is 1 if there is none.
    """
    found = Signposts.of_run(stored_run(run, results, [find_plugin(plugin) for plugin in plugins]), of, by)
    if as_json:
        say_json(found.json())
    else:
        say(str(found))
    if folder is not None:
        (note if as_json else say)(", ".join(map(str, found.write(folder))))
    return int(not found.posts)
