"""How what came is told: as text or JSON, and in files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import click

from simengine.cli.output import note, say, say_json

FOLDER = click.Path(path_type=Path, file_okay=False)
json_option = click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
write_option = click.option(
    "--write", "folder", type=FOLDER, metavar="DIR", help="Write a table and a picture into this folder."
)


class Told(Protocol):
    """A record that has its text, the same for programs, and its files."""

    def json(self) -> Any: ...

    def write(self, folder: str | Path, /) -> tuple[Path, ...]: ...


def tell(found: Told, folder: Path | None, text: str | None = None, *, as_json: bool) -> None:
    """Prints what was found, or another `text` of it, and writes its files if a folder is named."""
    if as_json:
        say_json(found.json())
    else:
        say(str(found) if text is None else text)
    if folder is not None:
        (note if as_json else say)(", ".join(map(str, found.write(folder))))
