"""`simengine validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from simengine.cli.group import Command
from simengine.cli.inputs import sort_words
from simengine.cli.output import say, say_json
from simengine.cli.plugin_option import plugin_option
from simengine.errors import Problem, ScenarioError, on_command_line
from simengine.loading import load_with_warnings
from simengine.report.numbers import counted

EXAMPLES = (
    ("simengine validate tram.yaml", "one file"),
    ("simengine validate tram", "every scenario of a folder"),
    ("simengine validate tram.yaml parameters.budget=300", "with a value changed"),
    ("simengine validate tram --json", "for a program: a list of problems"),
)


@click.command("validate", cls=Command, examples=EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="FILE|DIR… [KEY=VALUE…]")
@click.option(
    "--json", "as_json", is_flag=True, help="Print a list of problems with file, line, column, path, message."
)
@plugin_option
def command(words: tuple[str, ...], as_json: bool, plugins: tuple[Path, ...]) -> int:
    """Show every mistake of every file, and warnings, each as FILE:LINE:COLUMN: PATH: MESSAGE.

    Nothing is computed. The exit code is 2 if there are errors; warnings are no errors.
    """
    files, overrides = sort_words(words)
    problems = _problems(files, overrides, plugins)
    errors = sum(not problem.warning for problem in problems)
    if as_json:
        say_json([_record(problem) for problem in problems])
    else:
        for problem in problems:
            say(problem.text)
        say(_summary(len(files), errors, len(problems) - errors))
    return 2 if errors else 0


def _problems(files: Sequence[Path], overrides: Sequence[str], plugins: Sequence[Path]) -> list[Problem]:
    """What is wrong in all the files; what several of them take from one base is told once."""
    found: dict[Problem, None] = {}
    for file in files:
        try:
            found |= dict.fromkeys(load_with_warnings(file, overrides, plugins).warnings)
        except ScenarioError as error:
            found |= dict.fromkeys(error.problems)
    return list(found)


def _summary(files: int, errors: int, warnings: int) -> str:
    parts = [counted(number, what) for number, what in ((errors, "error"), (warnings, "warning")) if number]
    return f"{counted(files, 'file')}: {', '.join(parts) or 'all is well'}"


def _record(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place.file if place else None,
        "line": place.line or None if place else None,
        "column": place.column or None if place else None,
        "path": problem.path,
        "message": on_command_line(problem.message),
        "severity": "warning" if problem.warning else "error",
    }
