"""The options of commands that draw futures."""

from __future__ import annotations

import click

from simengine.cli.result_options import FOLDER
from simengine.cli.whole_number import WholeNumber
from simengine.runs.find import RESULTS
from simengine.scenario.settings import LARGEST_SEED

MANY = WholeNumber(min=1)

effective_option = click.option(
    "--effective",
    type=MANY,
    metavar="N",
    help="How many independent futures members that are learnt from figures with an error are to be worth.  "
    "[default: 1,000]",
)
effort_option = click.option(
    "--effort", type=MANY, metavar="N", help="How many short simulations a member that may take.  [default: 3,000]"
)
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
    "--jobs", type=MANY, metavar="J", help="How many threads work at once.  [default: one a CPU]"
)
out_option = click.option(
    "--out", type=FOLDER, default=RESULTS, show_default=True, help="The folder to store the runs in."
)
