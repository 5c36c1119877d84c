"""One figure of a scenario at every point of a sweep: what its text and its picture show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.errors import WrongUsageError
from simengine.runs.sweep_file import Sweep, SweepPoint

if TYPE_CHECKING:
    from simengine.analysis.design_average import DesignAverage

_MOST_KEYS = 2  # of a picture


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its standard error and the ends of its 95 % interval."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure at a point, over `n` paths: a probability (`chance`) or a mean in its unit.

    `missing` are ok and have no value, others `failed` or were `excluded`. `change` is its difference to the same
    figure at the point that this one is compared with, if there is one.
    """

    point: SweepPoint
    of: str
    name: str
    title: str
    unit: str
    chance: bool
    found: Interval
    n: int
    change: Interval | None
    missing: int = 0
    failed: int = 0
    excluded: int = 0

    @property
    def paths(self) -> int:
        """How many were drawn."""
        return self.n + self.missing + self.failed + self.excluded

    @property
    def called(self) -> str:
        """What people read."""
        return self.title or self.name

    @property
    def gap(self) -> str:
        """Why it has no value or no interval, in a word or two; empty if it has both."""
        if math.isnan(self.found.value):
            return "no value" if self.n else "no path"
        if math.isnan(self.found.low):
            return "1 path" if self.n == 1 else "error not known"
        return ""


@dataclass(frozen=True, slots=True)
class SweepView:
    """A figure at the points of a sweep, `rows`, with its average over the samples if there are any.

    `paths` and `seed` are the first run's; `drawn` tells them in words, of all runs. `key_units` are those of the keys'
    values, where a picture is to have them.
    """

    folder: Path
    sweep: Sweep
    rows: tuple[Seen, ...]
    average: DesignAverage | None
    paths: int
    seed: int
    notes: tuple[str, ...]
    drawn: tuple[str, ...] = ()
    key_units: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What the figure is called."""
        return self.rows[0].called

    @property
    def unit(self) -> str:
        """Its unit; empty of a chance, and where there is none."""
        return self.rows[0].unit


def check_keys(sweep: Sweep) -> None:
    """WrongUsageError for a sweep over more keys than a picture has sides."""
    if len(sweep.keys) > _MOST_KEYS:
        told = ", ".join(sweep.keys)
        raise WrongUsageError(f"a picture is of one key or two (this sweep has {told}): the table has all of them")
