"""What a run changes in a driver or formula over time, from pairs of paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simengine.analysis.paired import Difference, paired_mean
from simengine.analysis.probability import spread
from simengine.compute.twin_values import TwinValues


@dataclass(frozen=True, slots=True)
class Level:
    """A date: the means in BASE and in OTHER, their difference, and the quantiles of what differs within a pair."""

    date: str
    year: float
    base: float
    other: float
    difference: Difference
    quantiles: Mapping[float, float]


@dataclass(frozen=True, slots=True)
class Twins:
    """What OTHER changes in a driver or formula, in its `unit`: its `levels` at each step, over `pairs` of paths."""

    base: str
    other: str
    name: str
    title: str
    unit: str
    pairs: int
    levels: tuple[Level, ...]


def twins_of(found: TwinValues) -> Twins:
    """The differences of what was computed; a pair counts at a date if both its paths have a value there."""
    about = found.base, found.other, found.name, found.title, found.unit, len(found.before)
    return Twins(*about, tuple(_level(found, k) for k in range(len(found.dates))))


def _level(found: TwinValues, k: int) -> Level:
    both = ~np.isnan(found.before[:, k] + found.after[:, k])
    base, other = found.before[both, k], found.after[both, k]
    draws = None if found.draws is None else found.draws[both]
    means = (float(base.mean()), float(other.mean())) if len(base) else (np.nan, np.nan)
    within = spread(other - base, draws).quantiles
    return Level(found.dates[k], found.years[k], *means, paired_mean(base, other, draws), within)
