"""What the commands that read stored runs have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from simengine.runs.find import RESULTS

Function = TypeVar("Function", bound=Callable[..., Any])


def results_option(*names: str) -> Callable[[Function], Function]:
    """The option that says where runs lie, under these names."""
    return click.option(
        *names,
        "results",
        type=click.Path(path_type=Path, file_okay=False),
        default=RESULTS,
        show_default=True,
        help="The folder the runs lie in.",
    )
