"""`simengine show`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import note, say_document
from simengine.loading import load, validated
from simengine.model.model import Model
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.scenario.places import told_place, written_at
from simengine.scenario.shapes import RULES, shortened
from simengine.yaml.emit import to_yaml
from simengine.yaml.merge import merge_files

EXAMPLES = (
    ("simengine show early_grant.yaml", "the variant with all it takes from its base"),
    ("simengine show tram.yaml simulate.seed=7", "with a value changed"),
    ("simengine show early_grant.yaml > all.yaml", "in one file, to run or send"),
    ("simengine show tram.yaml --plan", "what a path computes, in order"),
    ("simengine show tram.yaml --program", "what the machine runs for it, line by line"),
    ("simengine show tram.yaml --graph -o tram.svg", "a diagram of who drives whom"),
)


@click.command("show", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--plan", "as_plan", is_flag=True, help="Print what will be computed on every path, in order.")
@click.option("--program", "as_program", is_flag=True, help="Print the instructions of the machine, with their lines.")
@click.option("--kernel", "as_kernel", is_flag=True, hidden=True)
@click.option("--graph", "as_graph", is_flag=True, help="Draw who drives whom, as an SVG.")
@click.option("--all", "whole", is_flag=True, help="With --graph: every formula by itself, those of one use too.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="With --graph: the file to write."
)
@plugin_option
def command(
    words: tuple[str, ...],
    as_plan: bool,
    as_program: bool,
    as_kernel: bool,
    as_graph: bool,
    whole: bool,
    output: Path | None,
    plugins: tuple[Path, ...],
) -> None:
    """Print a scenario as it is after extends, set and KEY=VALUE: one file that says all.

    What is wrong in it is told on stderr, and the exit code is 2 then.
    """
    files, overrides = sort_words(words)
    if len(files) > 1:
        raise click.UsageError(f"one scenario at a time (got {', '.join(map(str, files))})")
    if as_kernel:
        raise click.UsageError("--kernel is now --program")
    if as_plan + as_program + as_graph > 1:
        raise click.UsageError("one of --plan, --program and --graph")
    if not as_graph and (whole or output):
        raise click.UsageError("--all and --output go with --graph")
    if as_graph:
        _draw(load(files[0], overrides, plugins), whole, output)
    elif as_program:
        _show_program(load(files[0], overrides, plugins))
    else:
        _show(files[0], overrides, as_plan, plugins)


def _draw(model: Model, whole: bool, output: Path | None) -> None:
    from simengine.plan.graph import make_graph  # noqa: PLC0415 (only a diagram needs these)
    from simengine.report.graph_svg import graph_svg  # noqa: PLC0415

    picture = graph_svg(make_graph(model, whole))
    if output is None:
        say_document(picture)
        return
    output.write_text(picture, encoding="utf-8", newline="\n")
    note(f"wrote {output}")


def _show(file: Path, overrides: tuple[str, ...], as_plan: bool, plugins: tuple[Path, ...]) -> None:
    merged = merge_files(file, RULES, overrides)
    if not as_plan:
        say_document(to_yaml(shortened(merged.tree)))
    model = validated(merged, plugins).model
    if as_plan:
        say_document(plan_text(make_plan(model)))


def _show_program(model: Model) -> None:
    from simengine.engines.machine.listing import program_text  # noqa: PLC0415 (only a program needs these)
    from simengine.engines.machine.plan_kernels import known_kernels, make_table  # noqa: PLC0415

    plan = make_plan(model)
    known = known_kernels(plan)
    table = make_table(plan, known)
    say_document(program_text(table, known, lambda dotted: told_place(written_at(model.scenario.tree, dotted))))
