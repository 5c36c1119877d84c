"""The group of all commands, which imports a command only when it is called for."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import click

import simengine as package
from simengine.errors import what_there_is
from simengine.report.layout import fill, wrapped

SECTIONS = {
    "Write a scenario": {
        "init": "Write a starter scenario with comments.",
        "validate": "Show every mistake of every file.",
        "check": "Try whether its mechanisms act as they say.",
        "show": "Print it whole, or its sources, plan, program, graph.",
    },
    "Run it": {
        "run": "Draw the futures of scenarios and store them.",
        "sweep": "Draw one scenario at many points, side by side.",
        "list": "List the stored runs.",
    },
    "Read the results": {
        "summary": "Print the probabilities, measures and questions of a run.",
        "explain": "Tell what moves a run's answer, and what to find out.",
        "ask": "Ask a run what its scenario doesn't: P(a | b), mean(x).",
        "discover": "Tell in which futures a class happens, in few conditions.",
        "signposts": "Tell what to watch: what moves the chance of a class.",
        "report": "Write a page to read, print and send: one HTML file.",
        "open": "Play what-if in a page on this computer.",
        "compare": "Print and draw what differs from a base, pair by pair.",
        "export": "Write a run into files for other programs.",
        "story": "Tell one future in dated lines, and what decided it.",
    },
    "Forecast": {
        "weigh": "Weigh hypotheses that exclude one another by what was seen.",
        "freeze": "Write a run's forecasts into a sheet, with a hash.",
        "score": "Compare sheets with what came, and with one another.",
        "backtest": "Ask what a model would have said then, and score it.",
    },
}
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EXAMPLES = (
    ("simengine init tram", "a scenario and a variant of it to begin with"),
    ("simengine run tram --paths 1000", "draw the futures of both"),
    ("simengine compare tram early_grant", "and see what the variant changes"),
)


class Examples:
    """Adds a section of examples to the help of a command: pairs of a command line and what it is for."""

    examples: Sequence[tuple[str, str]] = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        """Write the examples below the options."""
        with formatter.section("Examples"):
            for line in example_lines(self.examples, formatter.width - 2):
                formatter.write(f"  {line}\n")


def example_lines(examples: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """A line an example with its purpose beside it; below it where they have no room, and the rest of a long line.

    A line that goes on ends with a backslash, as a shell has it.
    """
    size = max((len(line) for line, _ in examples), default=0)
    beside = all(size + 2 + len(purpose) <= width for _, purpose in examples)
    for line, purpose in examples:
        if beside:
            yield f"{line.ljust(size)}  {purpose}"
            continue
        words = re.findall(r'"[^"]*"|\S+', line)  # what is quoted stays together
        lines = [line] if len(line) <= width else fill(words, width - 2, gap=1, indent=4)
        yield from (f"{part} \\" for part in lines[:-1])
        yield lines[-1]
        yield from (f"        {part}" for part in wrapped(purpose, width - 8))


class Command(Examples, click.Command):
    """A command whose help has examples."""

    def __init__(self, name: str | None, examples: Sequence[tuple[str, str]] = (), **settings: Any) -> None:
        super().__init__(name, context_settings=CONTEXT, **settings)
        self.examples = examples
        self.short_help = next((section[name] for section in SECTIONS.values() if name in section), None)


class Group(Examples, click.Group):
    """The commands in sections, each in a module of its name, `…_command`."""

    examples = EXAMPLES

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's)
        """All commands, in the order of their sections."""
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"simengine.cli.{cmd_name}_command").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command a user means, or say which one is near."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            known = self.list_commands(ctx)
            ctx.fail(f"no command {args[0]!r}{what_there_is(args[0], known)}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section a kind of work, without importing the commands."""
        size = max(len(name) for name in self.list_commands(ctx))
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(size), text) for name, text in section.items()])


@click.command(cls=Group, context_settings=CONTEXT, subcommand_metavar="COMMAND …")
@click.version_option(package.__version__, "-V", "--version", prog_name="simengine", message="%(prog)s %(version)s")
def simengine() -> None:
    """Forecasts from a text file that says what you believe: the outcomes you named, how probable each is, and what one
    changed assumption does to them. COMMAND --help tells more of each.
    """
