"""`simengine check`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import engine_option, one_file
from simengine.cli.output import say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.whole_number import WholeNumber
from simengine.compute.ask import Resources
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.redraw import FEWEST_PARTS, MOST_PARTS, PAIRS, redraw
from simengine.compute.try_mechanisms import PATHS
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.loading import load
from simengine.results.checked import Checked, wanted_classes
from simengine.results.refined import Refined

EXAMPLES = (
    ("simengine check tram.yaml", "does each mechanism move what it says, and what is out of balance?"),
    ("simengine check tram.yaml --class early", "and what does it do to this outcome?"),
    ("simengine check tram.yaml --paths 10000", "with more futures, to see small effects"),
    ("simengine check tram.yaml --refine 4", "how far do the answers move with four times the steps a year?"),
    ("simengine check tram.yaml --json", "for a program"),
)
MANY = WholeNumber(min=1)


@click.command("check", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--class", "outcome", metavar="NAME", help="Also what each does to this outcome class.")
@click.option(
    "--refine",
    type=WholeNumber(min=FEWEST_PARTS, max=MOST_PARTS),
    metavar="N",
    help="Cut each step into N, and tell how far the answers move.",
)
@click.option(
    "--paths", type=MANY, metavar="N", help=f"How many pairs of futures.  [default: {PATHS}; with --refine {PAIRS}]"
)
@engine_option
@click.option(
    "--jobs", type=MANY, metavar="J", help="How many threads (reference: processes) work at once.  [default: one a CPU]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@plugin_option
def command(
    words: tuple[str, ...],
    outcome: str | None,
    refine: int | None,
    paths: int | None,
    engine: str,
    jobs: int | None,
    as_json: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Try whether the mechanisms of a scenario act as they say and what is out of balance, or whether steps are short.

    The same futures are drawn with each parameter that a mechanism raises low and high, everything else left as it is.
    A mechanism acts as stated if the number it is on moves the way it says. The exit code is 1 if one acts against it,
    or if an invariant breaks.

    On a sample of futures it is then looked what is out of balance: drivers that start away from the level they are
    pulled to, terms of min and max that never bind, hazards that name what they don't feel, classes no path reaches,
    measures that are nearly one parameter, and priors that decide a class by themselves.

    With --refine N they are drawn with N steps in the place of each, with the same parameters and the same clocks of
    events, and what in the file means something else on the finer clock is listed.
    """
    file, overrides = one_file(words)
    model = load(file, overrides, plugins)
    if refine is not None and outcome is not None:
        raise click.UsageError("--refine tells of every class: leave out --class")
    classes = wanted_classes(model, () if outcome is None else (outcome,))
    with (
        workers(jobs or cpus(), threads=ENGINES[engine].threads) as pool,
        make_display(model.scenario.name) as display,
    ):
        found: Checked | Refined
        if refine is not None:
            pairs = paths or PAIRS
            found = Refined.of(redraw(model, refine, pairs, None, engine, pool, display, display.announce))
        else:
            resources = Resources(pool, None, display, display.announce)
            found = Checked.of_model(model, paths, None, engine, classes, resources)
    if as_json:
        say_json(found.json())
    else:
        say(str(found))
    return 1 if isinstance(found, Checked) and found.failed else 0
