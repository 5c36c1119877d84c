"""`simengine sweep`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from simengine.cli.drawing_options import MANY, as_of_option, settings_options
from simengine.cli.endings import ended_well, tell_endings
from simengine.cli.group import Command
from simengine.cli.inputs import cluster_option, one_file
from simengine.cli.interrupts import INTERRUPTED, interruptible
from simengine.cli.output import note, say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display, tell_done
from simengine.cli.result_options import FOLDER
from simengine.compute.axes import Listed, read_axis
from simengine.compute.cluster import connected
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.settings import Settings
from simengine.compute.sweep import DESIGNS, SAMPLE, Design, Shown
from simengine.compute.workers import workers
from simengine.errors import ScenarioError, WrongUsageError
from simengine.loading import Loaded, known_by, load_with_warnings
from simengine.report.layout import fill, terminal_width
from simengine.report.numbers import counted
from simengine.results.sweep import Asked, Prepared, run_sweep
from simengine.results.swept import Swept
from simengine.runs.find import RESULTS
from simengine.runs.store import Run

EXAMPLES = (
    ("simengine sweep tram.yaml parameters.budget=200,250,300", "a run for each value"),
    ("simengine sweep tram.yaml parameters.budget=200:400:9", "nine from 200 to 400"),
    ("simengine sweep tram.yaml events.grant_given.latest=2026-06:2028-06:5", "dates, in months"),
    ("simengine sweep tram.yaml parameters.budget=200:400 parameters.grant=0,80", "every combination"),
    ("simengine sweep tram.yaml parameters.budget=200:400 --design sobol --points 16 --scrambles 4", "an average"),
    ("simengine sweep tram.yaml --cross worlds/ policies/", "each policy in each world"),
)

_WORDS = "FILE [KEY=A,B,C | KEY=LOW:HIGH[:N]]… | FILE --cross WORLDS POLICIES [KEY=VALUE]…"
_PICTURES = (".png", ".svg")
_MOST_TOLD = 5  # runs that did not end well


@click.command("sweep", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar=_WORDS)
@click.option(
    "--design", type=click.Choice(DESIGNS), default="grid", show_default=True, help="How points are taken from them."
)
@click.option(
    "--points",
    type=MANY,
    metavar="N",
    help=f"How many points a sample has; of a grid, each KEY=LOW:HIGH.  [default: {SAMPLE}; 5, or all dates]",
)
@click.option("--scrambles", type=MANY, default=1, metavar="R", help="How many samples, for the error of averages.")
@click.option(
    "--cross",
    nargs=2,
    type=FOLDER,
    metavar="WORLDS POLICIES",
    help="Two folders of files that are laid over FILE: each policy, and none, in each world.",
)
@click.option("--figure", metavar="NAME", help="The class, measure or question to print.  [default: the answer]")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Draw it: .png and .svg.")
@settings_options(
    "How many futures a point.  [default: what the scenario says]", "How many paths share one draw of the parameters."
)
@as_of_option
@cluster_option
@click.option("--out", type=FOLDER, default=RESULTS, show_default=True, help="The folder to store the sweep in.")
@click.option("--name", default="", metavar="NAME", help="What to call the sweep, and its folder.")
@click.option("--force", is_flag=True, help="Replace runs of the sweep that differ.")
@click.option("--dry-run", is_flag=True, help="Say how many runs it would be and how long it would take; draw nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    design: str,
    points: int | None,
    scrambles: int,
    cross: tuple[Path, Path] | None,
    figure: str | None,
    plot: Path | None,
    settings: Settings,
    as_of: str,
    cluster: str | None,
    out: Path,
    name: str,
    force: bool,
    dry_run: bool,
    as_json: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Run a scenario at many points, all on the same futures, and set them beside one another.

    The runs lie in one folder, OUT/NAME, with one table of all figures, sweep.csv and sweep.parquet. What is there is
    not drawn again: an interrupted sweep goes on, and one with more values draws only those. The table has the points
    that are asked for, in this order; runs of others stay, and are there when they are asked for again. The first point
    is what others are compared with; of a sample it is the scenario as it is.
    """
    file, typed = one_file(words)
    if cross and (design, points, scrambles) != ("grid", None, 1):
        raise click.UsageError("--cross takes what lies in its folders: leave --design, --points and --scrambles out")
    if plot and not plot.parent.is_dir():
        raise click.UsageError(f"no folder {plot.parent} for the picture: make it, or name another")
    if cluster and ctx.params["jobs"]:
        raise click.UsageError("one of --cluster and --jobs, which is about this computer")
    axes = () if cross else tuple(read_axis(word) for word in typed)
    loaded = _load_of_cross(file, typed, plugins) if cross else load_with_warnings(file, (), plugins)
    for problem in loaded.warnings:
        note(problem.text)
    model = known_by(loaded.model, as_of) if as_of else loaded.model
    asked = Asked(axes, Design(design, points, scrambles), (file, *cross) if cross else None, plugins)
    prepared = Prepared.of(model, asked, settings, out, name, force)
    prepared.check(figure, drawn=plot is not None)
    if dry_run:
        say(prepared.estimate(settings, force, tell_done))
        return 0
    try:
        own = workers(settings.jobs, threads=ENGINES[settings.engine].threads)
        with interruptible(), connected(cluster) if cluster else own as pool:
            found = run_sweep(prepared, settings, force, pool, str(ctx.obj or ""), _show)
    except KeyboardInterrupt:
        note("\nsimengine: interrupted; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    return _tell(found, figure, plot, as_json=as_json)


def _load_of_cross(file: Path, typed: Sequence[str], plugins: Sequence[Path]) -> Loaded:
    """The scenario of a cross, with one value a key. UsageError for what would be a sweep."""
    try:
        return load_with_warnings(file, typed, plugins)
    except ScenarioError:
        several = [word for word in typed if not _is_one_value(word)]
        if several:
            advice = "write one value, KEY=VALUE, or sweep over it without --cross"
            raise click.UsageError(
                f"a cross takes no KEY=A,B and no KEY=LOW:HIGH (got {several[0]}): {advice}"
            ) from None
        raise


def _is_one_value(word: str) -> bool:
    try:
        axis = read_axis(word)
    except WrongUsageError:
        return True  # what is wrong with it is told of the value
    return isinstance(axis, Listed) and len(axis.values) == 1


@contextmanager
def _show(label: str) -> Iterator[Shown]:
    with make_display(label) as display:
        yield Shown(display, display.announce)


def _tell(found: Swept, figure: str | None, plot: Path | None, *, as_json: bool) -> int:
    if as_json:
        say_json(found.json())
    else:
        say(found.figure_text(figure))
        reused = sum(run.reused for run in found.runs)
        drawn = len(found.runs) - reused
        there = f"{drawn} drawn, {reused} were there" if reused else f"{drawn} drawn"
        others = found.sweep.beside(found.folder)
        told = [
            f"{found.folder}:",
            f"{there if drawn else 'all were there already, unchanged'};",
            *([f"{counted(len(others), 'run')} of other points stay there;"] if others else []),
            "all figures: sweep.csv",
        ]
        say("\n" + "\n".join(fill(told, terminal_width(), gap=1, indent=4)))
    if plot is not None:
        files = found.picture(figure).save(plot.with_suffix("") if plot.suffix in _PICTURES else plot)
        (note if as_json else say)(", ".join(map(str, files)))
    _tell_endings(found.runs)
    return 0 if all(map(ended_well, found.runs)) else 1


def _tell_endings(runs: Sequence[Run]) -> None:
    """How the paths of some runs ended: of those in which paths failed or none is left, else of the first."""
    wrong = [run for run in runs if run.manifest.counts["failed"] or not run.manifest.counts["ok"]]
    told = wrong[:_MOST_TOLD] or runs[:1]
    for run in told:
        tell_endings(run)
    if len(wrong) > len(told):
        note(f"and {counted(len(wrong) - len(told), 'more run')} in which paths failed or none is left")
