"""`simengine check`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import one_file, plugin_option
from simengine.cli.output import say, say_json
from simengine.cli.progress import make_display
from simengine.cli.whole_number import WholeNumber
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES
from simengine.compute.try_mechanisms import PATHS, try_mechanisms
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.loading import load
from simengine.report.mechanism_text import mechanism_json
from simengine.results.checked import Checked, wanted_classes

EXAMPLES = (
    ("simengine check tram.yaml", "does each mechanism move what it says?"),
    ("simengine check tram.yaml --class early", "and what does it do to this outcome?"),
    ("simengine check tram.yaml --paths 10000", "with more futures, to see small effects"),
    ("simengine check tram.yaml --json", "for a program"),
)
MANY = WholeNumber(min=1)


@click.command("check", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--class", "outcome", metavar="NAME", help="Also what each does to this outcome class.")
@click.option("--paths", type=MANY, default=PATHS, show_default=True, metavar="N", help="How many pairs of futures.")
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default=DEFAULT_ENGINE, show_default=True, help="What computes."
)
@click.option(
    "--jobs", type=MANY, metavar="J", help="How many threads (reference: processes) work at once.  [default: one a CPU]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@plugin_option
def command(
    words: tuple[str, ...],
    outcome: str | None,
    paths: int,
    engine: str,
    jobs: int | None,
    as_json: bool,
    plugins: tuple[Path, ...],
) -> int:
    """Try whether the mechanisms of a scenario act as they say.

    The same futures are drawn with each parameter that a mechanism raises low and high, everything else left as it is.
    A mechanism acts as stated if the number it is on moves the way it says. The exit code is 1 if one acts against it.
    """
    file, overrides = one_file(words)
    model = load(file, overrides, plugins)
    scenario = model.scenario
    classes = wanted_classes(model, () if outcome is None else (outcome,))
    with (
        workers(jobs or cpus(), threads=ENGINES[engine].threads) as pool,
        make_display(scenario.name) as display,
    ):
        trials = try_mechanisms(model, paths, None, engine, pool, display, display.announce)
    checked = Checked.of(scenario.name, trials, classes)
    if as_json:
        say_json(mechanism_json(checked.scenario, checked.acts))
    else:
        say(str(checked))
    return 1 if checked.against else 0
