"""What discovery finds, as frozen records: conditions, how often it happens where they hold, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.analysis.probability import Proportion
from simengine.explain.columns import Of


@dataclass(frozen=True, slots=True)
class Condition:
    """A number of at least `low` and at most `high`; of an event, a choice or a regime, whether it `holds`.

    `again` is the share of resamples in which the same is bounded on the same side, `without` the chance where the
    others hold and it may not.
    """

    of: Of
    name: str
    title: str
    unit: str
    by: str
    value: str
    low: float
    high: float
    again: float
    without: Proportion

    @property
    def holds(self) -> bool:
        """Whether it is asked that something holds, not that it doesn't; of numbers it means nothing."""
        return self.low > 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """A box on the way of peeling, on the half that all is told on: its `density`, `coverage`, and conditions."""

    density: float
    coverage: float
    mass: float
    conditions: int


@dataclass(frozen=True, slots=True)
class Found:
    """Conditions under which the chance is the `density`; they hold in `mass` of all futures, in `coverage` of hits.

    `score` is the correlation of the conditions with the hits on the half they were found on.
    """

    conditions: tuple[Condition, ...]
    density: Proportion
    coverage: Proportion
    mass: Proportion
    score: float


@dataclass(frozen=True, slots=True)
class Read:
    """What the class itself reads, with its best single bound: no discovery, and left out of the others."""

    condition: Condition
    density: Proportion
    coverage: Proportion


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a chance of `scenario` is high: `found`, or `nothing` and why.

    `base` is the chance on the half that is told on, of `told_on` futures. `looked` columns of `elements` were looked
    at, up to the date `by`. Under shuffled labels the best box has a score of `by_chance` or less in 95 %. `trail` is
    the way of peeling, `read` what the class reads itself.
    """

    scenario: str
    title: str
    of: str
    names: tuple[str, ...]
    by: str
    base: Proportion
    chosen_on: int
    told_on: int
    looked: int
    elements: int
    by_chance: float
    found: Found | None
    trail: tuple[Step, ...]
    read: tuple[Read, ...]
    nothing: str = ""
