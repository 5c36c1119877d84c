"""Where processes of one's own come from, for every command that may need them."""

from __future__ import annotations

from pathlib import Path

import click

plugin_option = click.option(
    "--plugin",
    "plugins",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A Python file with processes of your own. It is run: name only files you trust.",
)
