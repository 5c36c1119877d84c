"""`simengine init`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import say
from simengine.errors import SimengineError

STARTER = Path(__file__).with_name("starter")
FILES = ("tram.yaml", "early_grant.yaml")
EXAMPLES = (
    ("simengine init tram", "make a folder tram with a scenario and a variant of it"),
    ("simengine init .", "write them here"),
)


@click.command("init", cls=Command, examples=EXAMPLES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a starter scenario with comments, valid as written, and a variant that extends it.

    Nothing is overwritten.
    """
    there = [str(folder / name) for name in FILES if (folder / name).exists()]
    if there:
        raise SimengineError(f"not overwritten: {' and '.join(there)}; name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_bytes((STARTER / name).read_bytes())
        say(f"wrote {folder / name}")
    _next(folder)


def _next(folder: Path) -> None:
    base, variant = (Path(name).stem for name in FILES)
    where = f'"{folder}"' if " " in str(folder) else str(folder)
    say(f"\nRead {folder / FILES[0]}, then")
    lines = (
        (f"simengine validate {where}", "see that all is well, also after you changed something"),
        (f"simengine run {where}", "draw the futures of both"),
        (f"simengine compare {base} {variant}", "see what the early grant changes"),
    )
    size = max(len(line) for line, _ in lines)
    for line, purpose in lines:
        say(f"  {line.ljust(size)}  {purpose}")
