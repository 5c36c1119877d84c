"""What the commands have in common that look for what goes with a class of a stored run."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from simengine.cli.plugin_option import plugin_option
from simengine.cli.result_options import json_option, write_option
from simengine.cli.results_option import results_option
from simengine.cli.stored_run import stored_run
from simengine.processes._plugins import find_plugin
from simengine.runs.store import Run

OF_A_CHANCE = "A class, or a question or truth.  [default: the answer]"
OF_ANY = "A class, a question or a measure.  [default: the answer]"


@dataclass(frozen=True, slots=True)
class Asked:
    """A run, which of its classes is meant, by when, and how what comes of it is told."""

    run: Run
    of: str
    by: str
    as_json: bool
    folder: Path | None


def class_options(by: str, of: str = OF_A_CHANCE) -> Callable[[Callable[[Asked], int]], Callable[..., int]]:
    """The argument and options of a command that is Asked; `by` is what its date means, `of` what it is asked of."""
    options = [
        click.argument("run", metavar="RUN"),
        click.option("--of", default="", metavar="CLASS" if of == OF_A_CHANCE else "NAME", help=of),
        click.option("--by", default="", metavar="DATE", help=by),
        json_option,
        write_option,
        results_option("--results"),
        plugin_option,
    ]

    def with_options(command: Callable[[Asked], int]) -> Callable[..., int]:
        @functools.wraps(command)
        def called(
            run: str, of: str, by: str, as_json: bool, folder: Path | None, results: Path, plugins: tuple[Path, ...]
        ) -> int:
            found = stored_run(run, results, [find_plugin(plugin) for plugin in plugins])
            return command(Asked(found, of, by, as_json, folder))

        return functools.reduce(lambda function, option: option(function), reversed(options), called)

    return with_options
