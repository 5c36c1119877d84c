"""`simengine run --until sign:NAME`: a base and its variants, drawn until it is known which way they differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from simengine.analysis.summary import summarise
from simengine.analysis.targets import signs_of
from simengine.cli.endings import ended_well, tell_endings
from simengine.cli.interrupts import INTERRUPTED, WORDS
from simengine.cli.output import note, say
from simengine.cli.progress import make_display
from simengine.compute.draw import Resources
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.run_together import Together, run_together
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.compute.workers import workers
from simengine.report.layout import terminal_width
from simengine.report.summary_text import LEGEND, classes_text
from simengine.report.tables import write_tables
from simengine.report.until_text import sign_lines


def run_until_signs(
    wanted: Sequence[Wanted], asked: Sequence[str], settings: Settings, out: Path, force: bool, command: str
) -> int:
    """Draws them together and tells the differences; the exit code."""
    if len(wanted) < 2:
        raise click.UsageError("--until sign:NAME is about a difference: name a base and others, or their folder")
    until = signs_of(wanted[0].model, asked)
    try:
        with (
            workers(settings.jobs, threads=ENGINES[settings.engine].threads) as pool,
            make_display(", ".join(one.name for one in wanted)) as display,
        ):
            resources = Resources(pool, settings.jobs, display.announce)
            together = Together(wanted, settings, out, force, resources, display, command, write_tables)
            done = run_together(together, until)
    except KeyboardInterrupt:
        note(f"\n{WORDS}; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    for run in done:
        say(classes_text(summarise(run.outcome_table()), terminal_width()))
        say(f"\n{run.folder}\n")
        tell_endings(run)
    say("\n".join(sign_lines(done[0].name, done[1:], terminal_width())))
    say(f"\n{LEGEND}")
    known = all(sign.known or sign.alike for run in done if run.manifest.signs for sign in run.manifest.signs.signs)
    return 0 if known and all(map(ended_well, done)) else 1
