"""`simengine summary`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simengine.analysis.experts import experts_json
from simengine.analysis.ignorance_splits import ignorance_splits_json
from simengine.analysis.summary import summary_json
from simengine.cli.group import Command
from simengine.cli.output import say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.report.layout import terminal_width
from simengine.report.summary_text import summary_text
from simengine.results.run_experts import ExpertSplits
from simengine.results.run_summary import Summary
from simengine.runs.find import find_sweep
from simengine.runs.store import Run
from simengine.runs.sweep_file import Sweep

if TYPE_CHECKING:
    from simengine.compute.ask import Resources
    from simengine.results.run_ignorance import IgnoranceSplits
    from simengine.results.run_learnt import WhatWasLearnt

EXAMPLES = (
    ("simengine summary tram", "the run of this name"),
    ("simengine summary results/tram", "or its folder, or a beginning that fits no other"),
    ("simengine summary tram --by expert", "what would come out if one expert were right"),
    ("simengine summary tram --by ignorance", "how much of it is what we don't know, how much is chance"),
    ("simengine summary tram --by learning", "what its figures with an error taught: before and after"),
    ("simengine summary tram --all", "with the measures that its report leaves out"),
    ("simengine summary tram --json", "for a program"),
    ("simengine summary tram_by_budget", "a sweep: the answer at every point"),
)
BY = (
    "Show each figure by the expert that a path asked, or how much of it is what we don't know, and not chance; or "
    "what was learnt from figures with an error."
)


@click.command("summary", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--by", type=click.Choice(["expert", "ignorance", "learning"]), help=BY)
@click.option("--again", is_flag=True, help="With --by learning: learn anew what weighing the futures can't tell.")
@click.option("--all", "everything", is_flag=True, help="All measures, not only those that the report names.")
@click.option("--figure", metavar="NAME", help="Of a sweep: the class, measure or question to print.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON.")
@plugin_option
@results_option("--results", "--out")
def command(
    run: str,
    by: str | None,
    again: bool,
    everything: bool,
    figure: str | None,
    as_json: bool,
    plugins: tuple[Path, ...],
    results: Path,
) -> None:
    """Print the answer, probabilities, measures and questions of a run, with their 95 % intervals; or a sweep's table.

    The interval tells how far the number of paths leaves a figure open, not whether the scenario is right.
    """
    if swept := find_sweep(run, results):
        if by or everything:
            raise click.UsageError(f"{run!r} is a sweep: --by and --all are for one of its runs, {run}/NAME")
        return _sweep(*swept, figure, as_json=as_json)
    if figure:
        raise click.UsageError(f"--figure is for sweeps: the summary of {run!r} has all figures")
    if again and by != "learning":
        raise click.UsageError("--again is for --by learning")
    stored = stored_run(run, results)
    if by == "ignorance":
        apart = _ignorance(stored, plugins)
        return say_json(ignorance_splits_json(apart)) if as_json else say(str(apart))
    if by == "learning":
        learnt = _learnt(stored, plugins, again=again)
        return say_json(learnt.json()) if as_json else say(str(learnt))
    table = stored.outcome_table()
    if by:
        splits = ExpertSplits.of(table)
        return say_json(experts_json(splits)) if as_json else say(str(splits))
    summary = Summary.of(table)
    if as_json:
        return say_json(summary_json(summary))
    return say(summary_text(summary, terminal_width(), everything=everything))


def _sweep(folder: Path, sweep: Sweep, figure: str | None, *, as_json: bool) -> None:
    from simengine.results.swept import Swept  # noqa: PLC0415 (needs what compares runs)

    found = Swept.stored(folder, sweep)
    if as_json:
        return say_json(found.json())
    return say(found.figure_text(figure))


def _ignorance(run: Run, plugins: Sequence[Path]) -> IgnoranceSplits:
    """What is told of a run's ignorance, with a bar while its futures are drawn on."""
    from simengine.results.run_ignorance import IgnoranceSplits  # noqa: PLC0415 (only where something is drawn)

    with _drawing(run, plugins) as (own, resources):
        return IgnoranceSplits.of(own, resources=resources)


def _learnt(run: Run, plugins: Sequence[Path], *, again: bool) -> WhatWasLearnt:
    """What a run has learnt, with a bar while prior futures are drawn."""
    from simengine.results.run_learnt import WhatWasLearnt  # noqa: PLC0415 (only where something is drawn)

    with _drawing(run, plugins) as (own, resources):
        return WhatWasLearnt.of(own, resources, again=again)


@contextmanager
def _drawing(run: Run, plugins: Sequence[Path]) -> Iterator[tuple[Run, Resources]]:
    """The run with its plug-ins, and what futures are drawn with: all threads, and a bar."""
    from simengine.cli.progress import make_display  # noqa: PLC0415 (all of this only where something is drawn)
    from simengine.compute.ask import Resources  # noqa: PLC0415
    from simengine.processes._plugins import find_plugin  # noqa: PLC0415

    own = replace(run, plugins=tuple(map(find_plugin, plugins)))
    with make_display(run.name) as display:
        yield own, Resources(None, None, display, display.announce)
