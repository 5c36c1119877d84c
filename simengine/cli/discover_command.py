"""`simengine discover`."""

from __future__ import annotations

import click

from simengine.cli.class_options import Asked, class_options
from simengine.cli.group import Command
from simengine.cli.result_options import tell
from simengine.results.run_discovery import Discovery

EXAMPLES = (
    ("simengine discover tram", "in which futures does the answer come true?"),
    ("simengine discover tram --of late --by 2028", "for another class, by what is known at the end of 2028"),
    ("simengine discover tram --write figures", "with a table and a picture"),
)


@click.command("discover", cls=Command, examples=EXAMPLES)
@class_options("What is known by then.  [default: a quarter of the time]")
def command(asked: Asked) -> int:
    """Tell in which futures a class happens: at most three conditions on parameters, events and levels by a date.

    They are found on one half of the futures, by peeling and pasting (PRIM), and told on the other; where they are no
    better than shuffled labels would make them, nothing is found. What the class itself reads is told apart. The exit
    code is 1 if nothing is found.
    """
    found = Discovery.of_run(asked.run, asked.of, asked.by)
    tell(found, asked.folder, as_json=asked.as_json)
    return int(found.found is None)
