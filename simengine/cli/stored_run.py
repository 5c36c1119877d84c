"""The run that a word of a command line means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.cli.output import note
from simengine.errors import Setting, Worded, listed
from simengine.runs.find import find_run
from simengine.runs.store import Run, open_run

if TYPE_CHECKING:
    from simengine.processes._plugins import Plugin


def stored_run(text: str, results: Path, plugins: Sequence[Plugin] = ()) -> Run:
    """A finished run by its folder or name; tables of it that are not as they were written are told."""
    run = open_run(find_run(text, results), plugins)
    note_spoiled_tables(run)
    return run


def note_spoiled_tables(run: Run) -> None:
    """Tells which of a run's tables are not as they were written."""
    spoiled = [file.name for file in run.spoiled_tables()]
    if spoiled:
        what = f"{listed(spoiled)} in {run.folder} {'is' if len(spoiled) == 1 else 'are'} not as written"
        how = "figures are read from the paths, which are checked apart; to have the tables anew run it again with "
        note(Worded(f"{what} (saved by another program, or gone): {how}", Setting("force")))
