"""`simengine explain`."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from simengine.cli.drawing_options import jobs_option
from simengine.cli.group import Command
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.result_options import json_option, tell, write_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.cli.whole_number import WholeNumber
from simengine.compute.ask import Resources
from simengine.explain.influence import LEAST
from simengine.processes._plugins import find_plugin
from simengine.report.layout import terminal_width
from simengine.results.explained import Explanation
from simengine.results.explained_sweep import SweptExplanation
from simengine.results.explaining import PATHS
from simengine.results.kept_influence import FOLDER
from simengine.results.swept import Swept
from simengine.runs.find import find_sweep
from simengine.runs.sweep_file import Sweep

EXAMPLES = (
    ("simengine explain tram", "what moves its answer, and what is worth finding out"),
    ("simengine explain tram --of late", "the same of a class, a measure or a question"),
    ("simengine explain tram --paths 1000", "quicker, and less sure"),
    ("simengine explain tram --write figures", "with a table and a picture"),
    ("simengine explain tram --all --least 0.01", "every parameter; name only is what moves it by less than a point"),
    ("simengine explain tram --json", "for a program"),
    ("simengine explain tram_by_budget", "a sweep: what its keys move, and what matters at each point"),
)


@click.command("explain", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.option("--of", metavar="NAME", help="The class, question or measure to explain.  [default: the run's answer]")
@click.option(
    "--paths",
    type=WholeNumber(min=1),
    default=PATHS,
    show_default=True,
    metavar="N",
    help="How many paths are computed again, again and again.",
)
@click.option(
    "--least",
    type=float,
    default=LEAST,
    show_default=True,
    metavar="P",
    help="What moves the answer by less is name only: a probability, or standard deviations of a number.",
)
@click.option("--all", "everything", is_flag=True, help="All parameters and groups, not only the first.")
@click.option("--quiet", "-q", is_flag=True, help="Tell only where it is kept, for the report.")
@write_option
@json_option
@jobs_option
@results_option("--results")
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str,
    of: str | None,
    paths: int,
    least: float,
    everything: bool,
    quiet: bool,
    folder: Path | None,
    as_json: bool,
    jobs: int | None,
    results: Path,
    plugins: tuple[Path, ...],
) -> None:
    """Tell why a stored run answers as it does: what moves the answer, and what would be worth finding out.

    Each parameter is put at its 10 % and its 90 % point, each lever a little lower and higher, with all other chance
    kept; every die is rolled anew by itself, and how often the answer turns is its share of the variance. What each
    rests on stands beside it, and the parameters that do nothing are listed. What is found is kept in the run's folder:
    the same question is answered at once, and `simengine report` tells it.

    Of a sweep, by its stored futures, what each key does by itself, and what the answer goes with at each point.
    """
    explanation: Explanation | SweptExplanation
    text = None
    with_plugins = [find_plugin(plugin) for plugin in plugins]
    if over := find_sweep(run, results):
        _check_sweep(ctx, over[1])
        swept = Swept.stored(*over, with_plugins)
        with make_display(swept.folder.name) as display:
            explanation = SweptExplanation.of(swept.folder, swept.sweep, swept.runs, of, paths, display.announce)
    else:
        found = stored_run(run, results, with_plugins)
        with make_display(found.name) as display:
            explanation = Explanation.kept(found, of, paths, least, Resources(None, jobs, display, display.announce))
        if quiet:
            text = f"what moves {explanation.influence.headline.title}: kept in {found.folder / FOLDER}"
    if everything and not quiet:
        text = explanation.all_text(terminal_width())
    tell(explanation, folder, text, as_json=as_json)


def _check_sweep(ctx: click.Context, sweep: Sweep) -> None:
    """A sweep is told by its stored futures; what is about computing them again says nothing there."""
    if ctx.params["quiet"]:
        raise click.UsageError("of a sweep nothing is kept, so --quiet would tell and leave nothing")
    for name in ("least", "jobs"):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            one = f"simengine explain {ctx.params['run']}/{sweep.points[0].run} --{name} {ctx.params[name]}"
            raise click.UsageError(
                f"--{name} is about futures computed again, and a sweep is told by its stored ones; "
                f"leave it out, or explain one point: {one}"
            )
