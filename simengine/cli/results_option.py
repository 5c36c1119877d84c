"""What the commands that read stored runs have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from simengine.cli.result_options import FOLDER
from simengine.runs.find import RESULTS

Function = TypeVar("Function", bound=Callable[..., Any])


def results_option(*names: str) -> Callable[[Function], Function]:
    """The option that says where runs lie, under these names."""
    return click.option(
        *names,
        "results",
        type=FOLDER,
        default=RESULTS,
        show_default=True,
        help="The folder the runs lie in.",
    )
