"""`simengine show`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import say_document
from simengine.plan.build import make_plan
from simengine.plan.text import plan_text
from simengine.scenario.emit import to_yaml
from simengine.scenario.load import validated
from simengine.scenario.merge import merge_files
from simengine.scenario.shapes import shortened

EXAMPLES = (
    ("simengine show early_grant.yaml", "the variant with all it takes from its base"),
    ("simengine show tram.yaml simulate.seed=7", "with a value changed"),
    ("simengine show early_grant.yaml > all.yaml", "in one file, to run or send"),
    ("simengine show tram.yaml --plan", "what a path computes, in order"),
)


@click.command("show", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--plan", "as_plan", is_flag=True, help="Print what will be computed on every path, in order.")
@plugin_option
def command(words: tuple[str, ...], as_plan: bool, plugins: tuple[Path, ...]) -> None:
    """Print a scenario as it is after extends, set and KEY=VALUE: one file that says all.

    What is wrong in it is told on stderr, and the exit code is 2 then.
    """
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    _show(files[0], overrides, as_plan, plugins)


def _show(file: Path, overrides: tuple[str, ...], as_plan: bool, plugins: tuple[Path, ...]) -> None:
    merged = merge_files(file, overrides)
    if not as_plan:
        say_document(to_yaml(shortened(merged.tree)))
    scenario = validated(merged, plugins).scenario
    if as_plan:
        say_document(plan_text(make_plan(scenario)))
