"""`simengine ask`."""

from __future__ import annotations

import math
from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.output import say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.cli.progress import make_display
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.cli.whole_number import WholeNumber
from simengine.compute.ask import Resources
from simengine.processes._plugins import find_plugin
from simengine.results.run_answers import Answers
from simengine.results.run_forced import Forced

EXAMPLES = (
    ("simengine ask tram \"P(occurred(grant_given) | class == 'late')\"", "how often, where it ends so?"),
    ('simengine ask tram "mean(cost | not occurred(foes_win))"', "of a driver at the end: computed again"),
    ('simengine ask tram "P(class == \'late\')" "q95(cost)"', "several at once"),
    ("simengine ask tram \"P(class == 'late' | occurred(foes_win)) - P(class == 'late')\"", "what they differ by"),
    ("simengine ask tram --forced early_grant", "how often does what a variant forces happen by itself?"),
)


@click.command("ask", cls=Command, examples=EXAMPLES)
@click.argument("run", metavar="RUN")
@click.argument("expressions", nargs=-1, metavar="EXPRESSION…")
@click.option("--forced", multiple=True, metavar="OTHER", help="Look for what another run forces; again for several.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@click.option("--jobs", type=WholeNumber(min=1), metavar="N", help="How many workers compute.  [default: as run]")
@results_option("--results")
@plugin_option
def command(
    run: str,
    expressions: tuple[str, ...],
    forced: tuple[str, ...],
    as_json: bool,
    jobs: int | None,
    results: Path,
    plugins: tuple[Path, ...],
) -> int:
    """Ask a stored run for a probability, a mean or a quantile that its scenario doesn't name, with its 95 % interval.

    An EXPRESSION is P(condition), mean(number), median(number), q05(number) or quantile(number, 0.05), each with a
    condition behind `|` if only some paths are to count; or several of these joined by + - * /. Inside stands what a
    measure may be, and `class == 'NAME'` and the names of questions. What isn't stored is computed again.

    With --forced: the share of the run's futures in which what another forces (an event by a date, or none) happens by
    itself, and the classes there, beside those where it is forced. The exit code is 1 if something has no answer.
    """
    if bool(expressions) == bool(forced):
        raise click.UsageError("ask one or more expressions, or --forced OTHER")
    found, *others = (stored_run(text, results, [find_plugin(plugin) for plugin in plugins]) for text in (run, *forced))
    if others:
        return _show(Forced.of(found, others), as_json)
    with make_display(found.name) as display:
        answers = Answers.of(found, expressions, Resources(None, jobs, display, display.announce))
    return _show(answers, as_json)


def _show(result: Answers | Forced, as_json: bool) -> int:
    """Prints it; the exit code."""
    if as_json:
        say_json(result.json())
    else:
        say(str(result))
    if isinstance(result, Forced):
        return int(all(one.share is None for one in result.scenarios))
    return int(any(math.isnan(answer.estimate) for answer in result))
