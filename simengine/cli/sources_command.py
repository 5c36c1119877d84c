"""`simengine sources`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import say, say_json
from simengine.loading import load
from simengine.report.layout import terminal_width
from simengine.report.ledger_text import ledger_json, ledger_text
from simengine.scenario.ledger import make_ledger

EXAMPLES = (
    ("simengine sources tram.yaml", "what each number rests on, the unfounded ones first"),
    ("simengine sources tram.yaml --all", "with every 0 and 1 inside an expression"),
    ("simengine sources tram.yaml --json", "for a program, with the place of each number"),
    ("simengine sources tram.yaml --check", "does each mechanism move what it says?"),
)


@click.command("sources", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--all", "everything", is_flag=True, help="List each 0, 1 and whole exponent inside an expression too.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--check", is_flag=True, help="Try what the mechanisms say they raise, and print what it moves.")
@click.option("--class", "outcome", metavar="NAME", help="With --check: also what it does to this outcome class.")
@click.option(
    "--paths", type=click.IntRange(min=1), metavar="N", help="With --check: pairs of futures.  [default: 1000]"
)
@click.option("--engine", metavar="NAME", help="With --check: what computes, as for run.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="J", help="With --check: processes at once.  [default: CPUs]"
)
@plugin_option
def command(
    words: tuple[str, ...],
    everything: bool,
    as_json: bool,
    check: bool,
    outcome: str | None,
    paths: int | None,
    engine: str | None,
    jobs: int | None,
    plugins: tuple[Path, ...],
) -> int:
    """List every number of a scenario with its unit, confidence and source: parameters, fields of drivers, literals in
    expressions, effects, bounds, histories. What has neither source nor confidence comes first.

    The register of mechanisms follows: each claim, the elements that carry its tag, and what it raises.

    With --check the register is tried instead: the same futures are drawn with each parameter low and high. The exit
    code is 1 if a mechanism acts against what it states.
    """
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    model = load(files[0], overrides, plugins)
    if check:
        from simengine.cli.register_check import Check, tell_check  # noqa: PLC0415 — only a check needs an engine

        return tell_check(model, Check(outcome, paths, engine, jobs), as_json=as_json)
    for name, given in (("--class", outcome), ("--paths", paths), ("--engine", engine), ("--jobs", jobs)):
        if given is not None:
            raise click.UsageError(f"{name} goes with --check")
    ledger = make_ledger(model.scenario)
    if as_json:
        say_json(ledger_json(ledger))
    else:
        say(ledger_text(ledger, terminal_width(), everything))
    return 0
