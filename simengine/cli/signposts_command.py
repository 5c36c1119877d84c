"""`simengine signposts`."""

from __future__ import annotations

import click

from simengine.cli.class_options import OF_ANY, Asked, class_options
from simengine.cli.group import Command
from simengine.cli.result_options import tell
from simengine.results.run_signposts import Signposts

EXAMPLES = (
    ("simengine signposts tram", "what to watch for the answer, quarter by quarter"),
    ("simengine signposts tram --of late --by 2028", "for another class, up to the end of 2028"),
    ("simengine signposts tram --of cost", "for a measure: what moves its mean"),
    ("simengine signposts tram --write figures", "with a table and a picture"),
)


@click.command("signposts", cls=Command, examples=EXAMPLES)
@class_options("How far to look.  [default: two years on]", OF_ANY)
def command(asked: Asked) -> int:
    """Tell what to watch: which events, levels of drivers and answers, once seen, move a chance or a mean the most.

    Looked at are the ends of quarters after the last observation, and at each what had not been seen before. Signposts
    are chosen on one half of the futures and told on the other, with 95 % intervals; those no clearer there than noise
    are left out. The exit code is 1 if there is none.
    """
    found = Signposts.of_run(asked.run, asked.of, asked.by)
    tell(found, asked.folder, as_json=asked.as_json)
    return int(not found.posts)
