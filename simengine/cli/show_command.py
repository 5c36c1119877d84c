"""`simengine show`."""

from __future__ import annotations

from pathlib import Path

import click

from simengine.cli.group import Command
from simengine.cli.inputs import one_file
from simengine.cli.output import note, say, say_document, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.loading import load, tables_of, validated
from simengine.model.model import Model
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.scenario.columns import with_columns
from simengine.scenario.places import told_place, written_at
from simengine.scenario.shapes import RULES, shortened
from simengine.scenario.underlay import overridings
from simengine.yaml.emit import to_yaml
from simengine.yaml.merge import merge_files

EXAMPLES = (
    ("simengine show early_grant.yaml", "the variant with all it takes from its base"),
    ("simengine show tram.yaml simulate.seed=7", "with a value changed"),
    ("simengine show early_grant.yaml > all.yaml", "in one file, to run or send"),
    ("simengine show tram.yaml --sources", "what each number rests on, the unfounded ones first"),
    ("simengine show tram.yaml --plan", "what a path computes, in order"),
    ("simengine show tram.yaml --program", "what the machine runs for it, line by line"),
    ("simengine show tram.yaml --graph -o tram.svg", "a diagram of who drives whom"),
    ("simengine show --kind stock", "what a process, distribution, function, section or trigger takes"),
    ("simengine show --schema -o scenario.schema.json", "for your editor, beside your scenarios"),
)
WAYS = ("--sources", "--plan", "--program", "--graph", "--schema", "--kind")
COMPANIONS = {"--all": ("--sources", "--graph"), "--json": ("--sources",), "--output": ("--graph", "--schema")}


@click.command("show", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, metavar="FILE [KEY=VALUE…]")
@click.option("--sources", is_flag=True, help="List every number with its source and confidence, and every mechanism.")
@click.option("--plan", is_flag=True, help="Print what will be computed on every path, in order.")
@click.option("--program", is_flag=True, help="Print the instructions of the machine, with their lines.")
@click.option("--graph", is_flag=True, help="Draw who drives whom, as an SVG.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema with which an editor checks. It needs no FILE.")
@click.option("--kind", metavar="NAME", help="Print the fields of a kind, with an example. It needs no FILE.")
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="With --sources: each 0, 1 and whole exponent inside an expression too."
    " With --graph: every formula by itself, those of one use too.",
)
@click.option("--json", "as_json", is_flag=True, help="With --sources: print all of it as JSON.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --graph and --schema: the file to write.",
)
@plugin_option
def command(
    words: tuple[str, ...],
    sources: bool,
    plan: bool,
    program: bool,
    graph: bool,
    schema: bool,
    kind: str | None,
    whole: bool,
    as_json: bool,
    output: Path | None,
    plugins: tuple[Path, ...],
) -> None:
    """Print a scenario as it is after extends, set and KEY=VALUE: one file that says all. Or show it another way.

    What is wrong in it is told on stderr, and the exit code is 2 then.
    """
    way = _one_way((sources, plan, program, graph, schema, kind is not None))
    _check_companions(way, {"--all": whole, "--json": as_json, "--output": output is not None})
    if way in ("--schema", "--kind") and words:
        raise click.UsageError(f"{way} is the same for all scenarios: leave {' '.join(words)} out")
    if way == "--schema":
        _show_schema(output, plugins)
        return
    if kind is not None:
        _show_kind(kind, plugins)
        return
    file, overrides = one_file(words)
    if way in ("", "--plan"):
        _show(file, overrides, way == "--plan", plugins)
        return
    model = load(file, overrides, plugins)
    if way == "--sources":
        _show_sources(model, whole, as_json)
    elif way == "--graph":
        _draw(model, whole, output)
    else:
        _show_program(model)


def _one_way(given: tuple[bool, ...]) -> str:
    """The option that says how to show it, "" if there is none."""
    chosen = [way for way, one in zip(WAYS, given, strict=True) if one]
    if len(chosen) > 1:
        raise click.UsageError(f"one of {', '.join(WAYS[:-1])} and {WAYS[-1]} (got {', '.join(chosen)})")
    return chosen[0] if chosen else ""


def _check_companions(way: str, given: dict[str, bool]) -> None:
    for option, ways in COMPANIONS.items():
        if given[option] and way not in ways:
            raise click.UsageError(f"{option} goes with {' and '.join(ways)}")


def _show(file: Path, overrides: tuple[str, ...], as_plan: bool, plugins: tuple[Path, ...]) -> None:
    merged = merge_files(file, RULES, overrides)
    if not as_plan:
        say_document(to_yaml(shortened(with_columns(merged.tree, tables_of(merged)).tree)))
        for section, own, template in overridings(merged.tree):
            over = f"{template.key} ({told_place(template.key_place)})"
            say_document(f"# {section}.{own.key} ({told_place(own.key_place)}) goes over {over}\n")
    model = validated(merged, plugins).model
    if as_plan:
        say_document(plan_text(make_plan(model)))


def _show_sources(model: Model, whole: bool, as_json: bool) -> None:
    from simengine.report.layout import terminal_width  # noqa: PLC0415 (only a ledger needs these)
    from simengine.report.ledger_text import ledger_json, ledger_text  # noqa: PLC0415
    from simengine.scenario.ledger import make_ledger  # noqa: PLC0415

    ledger = make_ledger(model.scenario)
    if as_json:
        say_json(ledger_json(ledger))
    else:
        say(ledger_text(ledger, terminal_width(), whole))


def _show_program(model: Model) -> None:
    from simengine.engines.machine.listing import program_text  # noqa: PLC0415 (only a program needs these)
    from simengine.engines.machine.plan_kernels import known_kernels, make_table  # noqa: PLC0415

    plan = make_plan(model)
    known = known_kernels(plan)
    table = make_table(plan, known)
    say_document(program_text(table, known, lambda dotted: told_place(written_at(model.scenario.tree, dotted))))


def _draw(model: Model, whole: bool, output: Path | None) -> None:
    from simengine.plan.graph import make_graph  # noqa: PLC0415 (only a diagram needs these)
    from simengine.report.graph_svg import graph_svg  # noqa: PLC0415

    _write(graph_svg(make_graph(model, whole)), output)


def _show_kind(name: str, plugins: tuple[Path, ...]) -> None:
    from simengine.processes._installed import every_process  # noqa: PLC0415 (only a kind needs these)
    from simengine.processes._plugins import find_plugin  # noqa: PLC0415
    from simengine.report.kind_text import kind_text  # noqa: PLC0415
    from simengine.report.layout import terminal_width  # noqa: PLC0415

    say(kind_text(name, every_process(map(find_plugin, plugins)), terminal_width()))


def _show_schema(output: Path | None, plugins: tuple[Path, ...]) -> None:
    from simengine.processes._installed import every_process  # noqa: PLC0415 (only a schema needs these)
    from simengine.processes._plugins import find_plugin  # noqa: PLC0415
    from simengine.scenario.editor_schema import schema_text  # noqa: PLC0415

    _write(schema_text(every_process(map(find_plugin, plugins))), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        say_document(text)
        return
    output.write_text(text, encoding="utf-8", newline="\n")
    note(f"wrote {output}")
