"""`simengine ask`."""

from __future__ import annotations

import math
from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option
from simengine.cli.output import say, say_json
from simengine.cli.progress import make_display
from simengine.cli.results_option import results_option
from simengine.cli.whole_number import WholeNumber
from simengine.compute.ask import Resources
from simengine.processes._plugins import find_plugin
from simengine.results.run_answers import Answers
from simengine.runs.find import find_run
from simengine.runs.store import open_run

EXAMPLES = (
    ("simengine ask tram \"P(occurred(grant_given) | class == 'late')\"", "how often, where it ends so?"),
    ('simengine ask tram "mean(cost | not occurred(foes_win))"', "of a driver at the end: computed again"),
    ('simengine ask tram "P(class == \'late\')" "q95(cost)"', "several at once"),
    ("simengine ask tram \"P(class == 'late' | occurred(foes_win)) - P(class == 'late')\"", "what they differ by"),
)


@click.command("ask", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.argument("expressions", nargs=-1, required=True, metavar="EXPRESSION…")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@click.option("--jobs", type=WholeNumber(min=1), metavar="N", help="How many workers compute.  [default: as run]")
@results_option("--results")
@plugin_option
def command(
    run: str, expressions: tuple[str, ...], as_json: bool, jobs: int | None, results: Path, plugins: tuple[Path, ...]
) -> int:
    """Ask a stored run for a probability, a mean or a quantile that its scenario doesn't name, with its 95 % interval.

    An EXPRESSION is P(condition), mean(number), median(number), q05(number) or quantile(number, 0.05), each with a
    condition behind `|` if only some paths are to count; or several of these joined by + - * /. Inside stands what a
    measure may be, and `class == 'NAME'` and the names of questions. What isn't stored is computed again.

    The exit code is 1 if something has no answer.
    """
    found = open_run(find_run(run, results), [find_plugin(plugin) for plugin in plugins])
    with make_display(found.name) as display:
        answers = Answers.of(found, expressions, Resources(None, jobs, display, display.announce))
    if as_json:
        say_json(answers.json())
    else:
        say(str(answers))
    return int(any(math.isnan(answer.estimate) for answer in answers))
