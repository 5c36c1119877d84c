"""`simengine show`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import plugin_option, sort_words
from simengine.cli.output import note, say_document
from simengine.plan.build import make_plan
from simengine.plan.plan import Plan
from simengine.plan.text import plan_text
from simengine.scenario.emit import to_yaml
from simengine.scenario.load import load, validated
from simengine.scenario.merge import merge_files
from simengine.scenario.schema import Scenario
from simengine.scenario.shapes import shortened

EXAMPLES = (
    ("simengine show early_grant.yaml", "the variant with all it takes from its base"),
    ("simengine show tram.yaml simulate.seed=7", "with a value changed"),
    ("simengine show early_grant.yaml > all.yaml", "in one file, to run or send"),
    ("simengine show tram.yaml --plan", "what a path computes, in order"),
    ("simengine show tram.yaml --kernel", "what the compiled engine makes of it"),
    ("simengine show tram.yaml --graph -o tram.svg", "a diagram of who drives whom"),
)


@click.command("show", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE [KEY=VALUE…]")
@click.option("--plan", "as_plan", is_flag=True, help="Print what will be computed on every path, in order.")
@click.option("--kernel", "as_kernel", is_flag=True, help="Print the source that is compiled, and its numbers.")
@click.option("--graph", "as_graph", is_flag=True, help="Draw who drives whom, as an SVG.")
@click.option("--all", "whole", is_flag=True, help="With --graph: every formula by itself, those of one use too.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="With --graph: the file to write."
)
@plugin_option
def command(
    words: tuple[str, ...],
    as_plan: bool,
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
    if as_plan + as_kernel + as_graph > 1:
        raise click.UsageError("one of --plan, --kernel and --graph")
    if not as_graph and (whole or output):
        raise click.UsageError("--all and --output go with --graph")
    if as_graph:
        _draw(load(files[0], overrides, plugins), whole, output)
    elif as_kernel:
        _show_kernel(make_plan(load(files[0], overrides, plugins)))
    else:
        _show(files[0], overrides, as_plan, plugins)


def _draw(scenario: Scenario, whole: bool, output: Path | None) -> None:
    from simengine.plan.graph import make_graph  # noqa: PLC0415 (only a diagram needs these)
    from simengine.report.graph import graph_svg  # noqa: PLC0415

    picture = graph_svg(make_graph(scenario, whole))
    if output is None:
        say_document(picture)
        return
    output.write_text(picture, encoding="utf-8", newline="\n")
    note(f"wrote {output}")


def _show(file: Path, overrides: tuple[str, ...], as_plan: bool, plugins: tuple[Path, ...]) -> None:
    merged = merge_files(file, overrides)
    if not as_plan:
        say_document(to_yaml(shortened(merged.tree)))
    scenario = validated(merged, plugins).scenario
    if as_plan:
        say_document(plan_text(make_plan(scenario)))


def _show_kernel(plan: Plan) -> None:
    """The text, and below it, as comments, the numbers it is called with."""
    from simengine.batch.engines import check_engine  # noqa: PLC0415 (only a kernel needs these)
    from simengine.engines.kernel.module import make_kernel  # noqa: PLC0415
    from simengine.processes import processes  # noqa: PLC0415

    check_engine("compiled", plan)
    kernel = make_kernel(plan, processes())
    numbers = [(f"c[{index}]", repr(value)) for index, value in enumerate(kernel.numbers.tolist())]
    widths = [max((len(row[column]) for row in numbers), default=0) for column in range(2)]
    table = [
        f"# {name:{widths[0]}}  {value:{widths[1]}}  {place}"
        for (name, value), place in zip(numbers, kernel.places, strict=True)
    ]
    say_document("\n".join([kernel.text, "", "# The numbers of this model", *table]))
