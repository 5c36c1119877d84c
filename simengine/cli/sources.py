"""`simengine sources`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import say, say_json
from simengine.report.layout import terminal_width
from simengine.report.ledger import ledger_json, ledger_text
from simengine.scenario.ledger import make_ledger
from simengine.scenario.load import load

EXAMPLES = (
    ("simengine sources tram.yaml", "what each number rests on, the unfounded ones first"),
    ("simengine sources tram.yaml --all", "with every 0 and 1 inside an expression"),
    ("simengine sources tram.yaml --json", "for a program, with the place of each number"),
)


@click.command("sources", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--all", "everything", is_flag=True, help="List each 0, 1 and whole exponent inside an expression too.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@plugin_option
def command(words: tuple[str, ...], everything: bool, as_json: bool, plugins: tuple[Path, ...]) -> None:
    """List every number of a scenario with its unit, confidence and source: parameters, fields of drivers, literals in
    expressions, effects, bounds, histories. What has neither source nor confidence comes first.

    The register of mechanisms follows: each claim, and the elements that carry its tag.
    """
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    ledger = make_ledger(load(files[0], overrides, plugins))
    if as_json:
        say_json(ledger_json(ledger))
    else:
        say(ledger_text(ledger, terminal_width(), everything))
