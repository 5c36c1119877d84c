"""What `simengine run` tells of several runs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simengine.analysis.summary import summarise
from simengine.cli.output import note, say
from simengine.errors import SimengineError
from simengine.report.layout import terminal_width
from simengine.report.summary_text import LEGEND, classes_text
from simengine.runs.store import Run


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
