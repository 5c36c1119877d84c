"""The options of commands that draw futures."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

import click

from simengine.cli.inputs import engine_option
from simengine.cli.result_options import FOLDER
from simengine.cli.whole_number import WholeNumber
from simengine.compute.settings import Settings
from simengine.engines.system import cpus
from simengine.runs.find import RESULTS
from simengine.scenario.settings import LARGEST_SEED

MANY = WholeNumber(min=1)
Command: TypeAlias = Callable[..., int]

as_of_option = click.option(
    "--as-of",
    default="",
    metavar="DATE",
    help="Leave out what was observed but not known by the end of this, such as 2024-12; in a folder NAME@DATE.",
)


def check_seed(ctx: click.Context, option: click.Parameter, seed: int | None) -> int | None:
    """The seed, if it is one; its range is too long a number to stand in the help."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise click.BadParameter(f"{seed} is not in the range 0 to 2**128 - 1", ctx, option)
    return seed


seed_option = click.option(
    "--seed", type=WholeNumber(), callback=check_seed, metavar="S", help="The same seed, the same futures."
)
jobs_option = click.option(
    "--jobs", type=MANY, metavar="J", help="How many threads (reference: processes) work at once.  [default: one a CPU]"
)
_effective_option = click.option(
    "--effective",
    type=MANY,
    metavar="N",
    help="How many independent futures members that are learnt from figures with an error are to be worth.  "
    "[default: 1,000]",
)
_effort_option = click.option(
    "--effort", type=MANY, metavar="N", help="How many short simulations a member that may take.  [default: 3,000]"
)
out_option = click.option(
    "--out", type=FOLDER, default=RESULTS, show_default=True, help="The folder to store the runs in."
)


def settings_options(paths: str, nested: str = "") -> Callable[[Command], Command]:
    """What gives a command the options of how much to draw and how, told to it as one `settings`.

    `paths` is the help of --paths, `nested` that of --nested, which there is only with it.
    """
    options = [click.option("--paths", type=MANY, metavar="N", help=paths), seed_option]
    options += [click.option("--nested", type=MANY, metavar="M", help=nested)] if nested else []
    options += [_effective_option, _effort_option, engine_option, jobs_option]
    names = ("paths", "seed", *(["nested"] if nested else []), "engine", "effective", "effort")

    def given(command: Command) -> Command:
        @wraps(command)
        def with_settings(*words: Any, jobs: int | None, **found: Any) -> int:
            settings = Settings(jobs=jobs or cpus(), **{name: found.pop(name) for name in names})
            return command(*words, settings=settings, **found)

        for option in reversed(options):
            with_settings = option(with_settings)
        return with_settings

    return given
