"""`simengine run`."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import click

from simengine.analysis.summary import summarise
from simengine.batch.blocks import PATHS_A_BLOCK
from simengine.batch.run import Settings, run
from simengine.batch.table import OutcomeTable
from simengine.batch.workers import ENGINES, workers
from simengine.cli.asked import Asked, ask, cpus, load_all
from simengine.cli.endings import ended_well, tell_endings
from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option
from simengine.cli.output import note, say
from simengine.cli.progress import duration, make_display
from simengine.cli.results import RESULTS
from simengine.report.layout import terminal_width
from simengine.report.tables import write_measures, write_outcomes, write_questions
from simengine.report.terminal import summary_text
from simengine.scenario.schema import LARGEST_SEED

INTERRUPTED = 130
EXAMPLES = (
    ("simengine run tram.yaml", "as many paths as the scenario says under simulate"),
    ("simengine run tram --paths 10000", "every scenario of a folder"),
    ("simengine run tram.yaml parameters.budget=300", "with a value changed, into a folder of its own"),
    ("simengine run tram --force", "draw again what was edited since"),
    ("simengine run tram --dry-run", "how long would it take?"),
)
FOLDER = click.Path(path_type=Path, file_okay=False)
MANY = click.IntRange(min=1)


def check_seed(ctx: click.Context, option: click.Parameter, seed: int | None) -> int | None:
    """The seed, if it is one; its range is too long a number to stand in the help."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise click.BadParameter(f"{seed} is not in the range 0 to 2**128 - 1", ctx, option)
    return seed


@click.command("run", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE|DIR… [KEY=VALUE…]")
@click.option("--paths", type=MANY, metavar="N", help="How many futures to draw.  [default: what the scenario says]")
@click.option("--seed", type=int, callback=check_seed, metavar="S", help="The same seed, the same futures.")
@click.option("--nested", type=MANY, metavar="M", help="How many paths share one draw of the parameters.")
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="reference", show_default=True, help="What computes."
)
@click.option("--jobs", type=MANY, metavar="J", help="How many processes work at once.  [default: one a CPU]")
@click.option("--out", type=FOLDER, default=RESULTS, show_default=True, help="The folder to store runs in.")
@click.option("--force", is_flag=True, help="Replace a run of the same name that differs.")
@click.option("--dry-run", is_flag=True, help="Say what would be drawn and how long it would take, and draw nothing.")
@plugin_option
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    paths: int | None,
    seed: int | None,
    nested: int | None,
    engine: str,
    jobs: int | None,
    out: Path,
    force: bool,
    dry_run: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Draw the futures of scenarios and store each run in a folder of its own, OUT/NAME.

    All files are checked before any is drawn. A run that is there already, unchanged, is not drawn again; one that was
    interrupted goes on where it stopped. The exit code is 1 if more than 0.1 % of the paths failed.
    """
    settings = Settings(paths, seed, nested, engine, jobs or cpus())
    asked = [ask(scenario, settings, out) for scenario in load_all(words, plugins)]
    if dry_run:
        from simengine.cli.dry_run import tell_estimates  # noqa: PLC0415 — only a dry run times the engine itself

        tell_estimates(asked, settings, force=force)
        return 0
    return _run_all(asked, _Order(settings, out, force, str(ctx.obj or "")))


@dataclass(frozen=True, slots=True)
class _Order:
    """What holds for all the scenarios of one command."""

    settings: Settings
    out: Path
    force: bool
    command: str


def _run_all(asked: Sequence[Asked], order: _Order) -> int:
    """Draws them one after the other, with one set of processes; the exit code."""
    for one in asked:
        one.existing(force=order.force)  # refuses before anything is drawn
    _let_termination_interrupt()
    well = True
    try:
        with workers(_processes(asked, order.settings.jobs)) as pool:
            for number, one in enumerate(asked, 1):
                label = one.name if len(asked) == 1 else f"{one.name} ({number} of {len(asked)})"
                well &= _run_one(one, order, pool, label)
    except KeyboardInterrupt:
        note("\nsimengine: interrupted; what is done is kept, and the same command goes on from there")
        return INTERRUPTED
    return 0 if well else 1


def _processes(asked: Sequence[Asked], jobs: int) -> int:
    """No process of its own for what is a single block of work."""
    return 1 if all(one.paths <= PATHS_A_BLOCK for one in asked) else jobs


def _run_one(asked: Asked, order: _Order, pool: Executor | None, label: str) -> bool:
    """Draws or finds one run, tells what came of it, and whether it went well."""
    began = time.monotonic()
    with make_display(label) as display:
        done = run(
            asked.scenario, order.settings, order.out, order.force, pool, display, order.command, finish=_lay_tables
        )
    summary = summarise(done.table())
    say(summary_text(replace(summary, title=asked.scenario.title, measures={}, questions={}), terminal_width()))
    how = "was there already, unchanged" if done.reused else f"drawn in {duration(time.monotonic() - began)}"
    say(f"{done.folder}: {how}; measures and questions: simengine summary {done.name}\n")
    tell_endings(done)
    return ended_well(done)


def _lay_tables(folder: Path, table: OutcomeTable) -> None:
    """Small tables beside the paths."""
    summary = summarise(table)
    write_outcomes(summary, folder / "outcomes.csv")
    write_measures(summary, folder / "measures.csv")
    write_questions(summary, folder / "questions.csv")


def _let_termination_interrupt() -> None:
    """A supervisor's SIGTERM ends a run as Ctrl-C does: nothing done is lost."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
