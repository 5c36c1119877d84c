"""What `simengine run` tells of runs: what came of one, and what several say together."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from simengine.analysis.summary import summarise
from simengine.cli.output import note, say
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.report.layout import terminal_width
from simengine.report.numbers import duration
from simengine.report.summary_text import LEGEND, classes_text
from simengine.runs.find import RESULTS
from simengine.runs.store import Run


def shortest(run: Run) -> str:
    """What to call a run in a command: its name, if it lies where the commands look."""
    name = run.folder.name
    return shlex.quote(name if run.folder == RESULTS / name else str(run.folder))


def how_drawn(done: Run, wanted: Wanted, seconds: float) -> str:
    """What came of its paths: were they there, or drawn?"""
    if done.reused and not wanted.until and wanted.paths < done.manifest.paths:
        return f"{done.manifest.paths:,} paths are there (the scenario asks for {wanted.paths:,})"
    if done.reused:
        return "was there already, unchanged"
    drawn = f"drawn in {duration(seconds)}"
    more = done.manifest.paths - done.kept
    return f"{done.kept:,} were there, {more:,} {drawn}" if done.kept else drawn


def tell_together(runs: Sequence[Run]) -> None:
    """The first screen of several runs, the first of which others are set against.

    Of runs that can't be compared, being of other clocks, seeds or with nothing left to count, each by itself.
    """
    from simengine.results.comparison import Compared  # noqa: PLC0415 (only where several were drawn)

    try:
        say(str(Compared.between(*runs).screen()))
    except SimengineError as error:
        note(f"not set against each other: {error}")
        for run in runs:
            say(classes_text(replace(summarise(run.outcome_table()), title=run.manifest.title), terminal_width()))
            say(f"\n{run.folder}\n")
        say(LEGEND)
