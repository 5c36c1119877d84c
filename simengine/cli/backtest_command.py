"""`simengine backtest`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.drawing_options import settings_options
from simengine.cli.group import Command
from simengine.cli.inputs import one_file
from simengine.cli.interrupts import INTERRUPTED, WORDS, interruptible
from simengine.cli.output import note
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.result_options import FOLDER, json_option, tell, write_option
from simengine.compute.settings import Settings
from simengine.loading import load_with_warnings
from simengine.report.past_text import past_sentence
from simengine.results.backtested import BackTest, Order
from simengine.results.stored_scores import scores_file, scores_in
from simengine.runs.find import RESULTS

EXAMPLES = (
    ("simengine backtest tram.yaml", "at the start, and at dates when figures became known"),
    ("simengine backtest tram.yaml --origin 2025-06 --origin 2025-12", "at the ends of these months"),
    ("simengine backtest tram.yaml --answers answers.yaml", "questions, too, that have been answered"),
    ("simengine backtest tram.yaml --write figures", "with a table and a picture of the bands"),
    ("simengine backtest tram.yaml --json", "for a program"),
)


@click.command("backtest", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--origin", "origins", multiple=True, metavar="DATE", help="Look ahead from the end of this; or again.")
@click.option(
    "--answers",
    "answers",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ANSWERS.yaml",
    help="What came of the scenario's questions, as for `score`.",
)
@settings_options("How many futures an origin.  [default: what the scenario says]")
@click.option("--out", type=FOLDER, default=RESULTS, show_default=True, help="The folder to store the runs in.")
@click.option("--force", is_flag=True, help="Replace runs of the origins that differ.")
@write_option
@json_option
@click.option("--quiet", "-q", is_flag=True, help="Tell only where the scores lie, and what they come to.")
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    origins: tuple[str, ...],
    answers: tuple[Path, ...],
    settings: Settings,
    out: Path,
    force: bool,
    folder: Path | None,
    as_json: bool,
    quiet: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Ask a model what it would have said at several dates, and score that by what came.

    At each origin it knows the observations that were known by then, and no others; what became known later is
    forecast, with the error it is measured with (a count never below 0), and scored: by series (its dates are one
    vote) and horizon. What was known by `tuned_until`, under `report` in the scenario, is in sample. The runs are
    stored as NAME@ORIGIN, and the scores beside them in `scores`, where `compare` and `report` find them: those of a
    scenario of this name, or of one whose report names this as `scored_by`.
    """
    file, overrides = one_file(words)
    loaded = load_with_warnings(file, overrides, plugins)
    for problem in loaded.warnings:
        note(problem.text)
    try:
        with interruptible(), make_display(loaded.model.scenario.name) as display:
            order = Order(settings, out, force, display, display.announce, str(ctx.obj or ""))
            found = BackTest.of(loaded.model, origins, answers, order)
    except KeyboardInterrupt:
        note(f"\n{WORDS}; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    short = f"{scores_file(out, found.scenario)}: {past_sentence(scores_in(found.table()))}" if quiet else None
    tell(found, folder, short, as_json=as_json)
    return 0
