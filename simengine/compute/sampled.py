"""What came of a sample of paths whose plan has probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simengine.plan.probes import Extreme, Pull, Rate
from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms of an extreme on all paths and steps: whether each ever was the value, its smallest and largest."""

    extreme: Extreme
    binds: tuple[bool, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Speed:
    """The hazard of an event on all paths and steps: whether it `varies` along any path, its smallest and largest.

    It is the same whatever the `unfelt` of the names it moves with are, in so many `states` that came about.
    """

    rate: Rate
    varies: bool
    low: float
    high: float
    unfelt: tuple[str, ...] = ()
    states: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """Where a driver begins on each path, and what it is fed then; all of shape [n]."""

    pull: Pull
    initial: Floats
    level: Floats
    speed: Floats
    volatility: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """`paths` were drawn without observations; what follows is of the n that came to their end.

    `outcome` indexes `classes`; `parameters`, `measures` and `broken` (whether an invariant broke) have an array of
    shape [n] by name. Parameters that don't vary are left out.
    """

    scenario: str
    paths: int
    classes: tuple[str, ...]
    outcome: Integers
    parameters: Mapping[str, Floats]
    measures: Mapping[str, Floats]
    broken: Mapping[str, Floats]
    terms: tuple[Terms, ...]
    speeds: tuple[Speed, ...]
    beginnings: tuple[Beginning, ...]
