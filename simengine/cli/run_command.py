"""`simengine run`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import click
from click.core import ParameterSource

from simengine.analysis.summary import Summary, summarise
from simengine.analysis.targets import precision_of
from simengine.cli.drawing_options import as_of_option, out_option, settings_options
from simengine.cli.endings import ended_well, tell_endings
from simengine.cli.group import Command
from simengine.cli.inputs import cluster_option
from simengine.cli.interrupts import INTERRUPTED, WORDS
from simengine.cli.load_all import load_all
from simengine.cli.output import note, say
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display, tell_done
from simengine.cli.run_signs import run_until_signs
from simengine.cli.run_telling import how_drawn, shortest, tell_together
from simengine.cli.stored_run import note_spoiled_tables
from simengine.cli.until_option import signs_in, until_option
from simengine.compute.cluster import Cluster, connected
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.compute.workers import workers
from simengine.errors import on_command_line
from simengine.loading import known_by
from simengine.report.layout import terminal_width
from simengine.report.numbers import counted, duration
from simengine.report.summary_text import LEGEND, classes_text
from simengine.report.tables import write_tables
from simengine.report.until_text import until_lines
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run

EXAMPLES = (
    ("simengine run tram.yaml", "as many paths as the scenario says under simulate"),
    ("simengine run tram --paths 1000000", "every scenario of a folder"),
    ("simengine run tram.yaml parameters.budget=300", "with a value changed, into a folder of its own"),
    ("simengine run tram.yaml parameters.budget=300 --name rich", "and called as you like"),
    ("simengine run tram.yaml --as-of 2026-12", "with what was known by the end of 2026 only"),
    ("simengine run tram --force", "draw again what was edited since"),
    ("simengine run tram.yaml --until answer=0.005", "until the answer is known to half a percentage point"),
    ("simengine run tram --until sign:answer", "until it is known which way each variant moves it"),
    ("simengine run tram --dry-run", "how long would it take?"),
    ("simengine run tram --paths 1e8 --cluster tcp://10.0.0.7:8786", "on the workers of a cluster"),
    ("simengine run tram.yaml --profile", "and what takes the time?"),
)


@click.command("run", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE|DIR… [KEY=VALUE…]")
@settings_options(
    "How many futures to draw.  [default: what the scenario says, or more that are there]",
    "How many paths share one draw of the parameters. So `summary` tells what we don't know from what is chance.",
)
@until_option
@as_of_option
@cluster_option
@out_option
@click.option("--name", default="", metavar="NAME", help="What to call the run, and its folder.")
@click.option("--force", is_flag=True, help="Replace a run of the same name that differs; mend one that is damaged.")
@click.option("--dry-run", is_flag=True, help="Say what would be drawn and how long it would take, and draw nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Of several scenarios tell only where their runs lie.")
@click.option("--profile", is_flag=True, help="Draw some, store none, and print which lines of FILE take the time.")
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    settings: Settings,
    until: Mapping[str, str],
    as_of: str,
    cluster: str | None,
    out: Path,
    name: str,
    force: bool,
    dry_run: bool,
    quiet: bool,
    profile: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Draw the futures of scenarios and store each run in a folder of its own, OUT/NAME.

    All files are checked before any is drawn. A run that is there already, unchanged, is not drawn again; to one of
    fewer paths the others are added; one that was interrupted goes on where it stopped. The exit code is 1 if more
    than 0.1 % of the paths that are not excluded failed, or if what --until asks for is not known in the end.
    """
    if profile:
        _check_profile(ctx, settings.engine, dry_run)
    _check_together(
        cluster, "--jobs" * bool(ctx.params["jobs"]) or "--dry-run" * dry_run or "--profile" * profile, until
    )
    settings = replace(settings, name=name)
    models = [known_by(model, as_of) if as_of else model for model in load_all(words, plugins)]
    if name and len(models) > 1:
        raise click.UsageError(f"--name is for one run (got {', '.join(model.scenario.name for model in models)})")
    signs = signs_in(until)
    targets = [precision_of(model, until) if until and not signs else None for model in models]
    pairs = zip(models, targets, strict=True)
    wanted = [Wanted.of(model, replace(settings, until=target), out) for model, target in pairs]
    if signs and dry_run:
        raise click.UsageError("one of --until sign:NAME and --dry-run")
    if signs:
        return run_until_signs(wanted, signs, settings, out, force, str(ctx.obj or ""))
    if dry_run:
        _print_estimates(wanted, settings, force=force)
        return 0
    if profile:
        from simengine.cli.profile_table import tell_profiles  # noqa: PLC0415 — brings the machine

        tell_profiles(wanted, settings.paths)
        return 0
    return _run_all(wanted, _Order(settings, out, force, str(ctx.obj or ""), cluster, quiet))


def _check_together(cluster: str | None, here: str, until: Mapping[str, str]) -> None:
    """A usage error for options that exclude each other; `here` is the first of those about this computer."""
    if cluster and here:
        raise click.UsageError(f"one of --cluster and {here}, which is about this computer")
    if until and (cluster or here == "--profile"):
        raise click.UsageError(f"one of --until and {'--cluster' if cluster else '--profile'}")


def _check_profile(ctx: click.Context, engine: str, dry_run: bool) -> None:
    if dry_run:
        raise click.UsageError("one of --dry-run and --profile")
    if ctx.get_parameter_source("engine") is ParameterSource.COMMANDLINE and ENGINES[engine] is not ENGINES["machine"]:
        raise click.UsageError(f"a profile is the machine's: leave --engine {engine} out")


def _print_estimates(wanted: Sequence[Wanted], settings: Settings, *, force: bool) -> None:
    from simengine.results.estimate import Estimate, estimates_text  # noqa: PLC0415 (only a dry run needs these)

    estimates = [Estimate.of(one, settings, force=force, announce=tell_done) for one in wanted]
    say(estimates_text(estimates, on_command_line))
    total = sum(one.seconds for one in estimates)
    say(f"all together about {duration(total)} with {counted(settings.jobs, 'job')}" if total else "nothing to draw")


@dataclass(frozen=True, slots=True)
class _Order:
    """What holds for all the scenarios of one command."""

    settings: Settings
    out: Path
    force: bool
    command: str
    cluster: str | None
    quiet: bool


def _run_all(wanted: Sequence[Wanted], order: _Order) -> int:
    """Draws them one after the other, with one set of workers; the exit code."""
    for one in wanted:
        one.existing(force=order.force)  # refuses before anything is drawn
    well, done = True, list[Run]()
    try:
        with _workers(wanted, order) as pool:
            for number, one in enumerate(wanted, 1):
                label = one.name if len(wanted) == 1 else f"{one.name} ({number} of {len(wanted)})"
                drawn = _run_one(one, order, pool, label, alone=len(wanted) == 1)
                done.append(drawn)
                well &= _tell_precision(drawn, one) and ended_well(drawn)
    except KeyboardInterrupt:
        note(f"\n{WORDS}; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    if len(done) == 1:
        say(LEGEND)
    elif not order.quiet:
        tell_together(done)
    return 0 if well else 1


def _workers(wanted: Sequence[Wanted], order: _Order) -> AbstractContextManager[Executor | Cluster | None]:
    """A cluster, or threads or processes of our own; a single block of work is no reason to start processes."""
    if order.cluster:
        return connected(order.cluster)
    kind = ENGINES[order.settings.engine]
    alone = not kind.threads and all(one.paths <= kind.block for one in wanted)
    return workers(1 if alone else order.settings.jobs, threads=kind.threads)


def _run_one(wanted: Wanted, order: _Order, pool: Executor | Cluster | None, label: str, *, alone: bool) -> Run:
    """Draws or finds one run, and tells what came of it: of one among several a line, and whether it went ill."""
    began, laid = time.monotonic(), list[Summary]()

    def lay_tables(folder: Path, table: OutcomeTable) -> None:
        display.announce("summing up …")
        laid.append(write_tables(folder, table))

    with make_display(label) as display:
        done = run(
            wanted.model,
            replace(order.settings, until=wanted.until),
            order.out,
            order.force,
            pool,
            display,
            order.command,
            lay_tables,
            display.announce,
            wanted.plan,
        )
    how = how_drawn(done, wanted, time.monotonic() - began)
    if alone:
        summary = laid[0] if laid else summarise(done.outcome_table())
        say(classes_text(replace(summary, title=wanted.model.scenario.title), terminal_width()))
        more = f"; measures and questions: simengine summary {shortest(done)}" if summary.outcome else ""
        say(f"\n{done.folder}: {how}{more}\n")
    else:
        note(f"{done.folder}: {how}")
    if alone or not ended_well(done):
        tell_endings(done)
    note_spoiled_tables(done)
    return done


def _tell_precision(done: Run, wanted: Wanted) -> bool:
    """How well a run knows what it was drawn for, and whether that is enough."""
    if wanted.until is None:
        return True
    reached = wanted.until.reached(done.outcome_table(check=False))
    tell = say if reached.met else note
    tell("\n".join(until_lines(reached, done.manifest)) + "\n")
    return reached.met
