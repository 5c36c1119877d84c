"""`poisson_count`: how often something happens in a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field

from simengine.language.clock import Clock
from simengine.language.expression import Node, Number
from simengine.language.fields import NonNegativeExpr
from simengine.numerics import exp
from simengine.numerics.room import room
from simengine.processes._process import Draw, Process, Row, past_values

LARGEST_MEAN = 600.0  # exp(−mean) is still far from underflow


@final
class PoissonCount(Process):
    """The count of a Poisson process of `rate` per year in the step that ends now; a count, not a level.

    By inversion of one uniform: the smallest n with P(N ≤ n) ≥ u, so that a higher rate on the same draws never gives
    fewer. It begins with its history's count for the period that ends at the start, else 0. A rate that is negative,
    or above 600 a step, ends the path as failed.
    """

    kind = "poisson_count"
    draws = (Draw.UNIFORM,)
    prepared = ("rate",)
    counts = True
    movable = False
    field_units: ClassVar[Mapping[str, str]] = {"rate": "1/year or own/year"}
    rate: NonNegativeExpr = Field(description="how often it happens in a year, on average")

    @staticmethod
    def prepare(dt: float, rate: float) -> tuple[float, float]:
        """The mean count of a step, and the probability of none."""
        mean = rate * dt
        return (mean, exp(-mean)) if 0.0 <= mean <= LARGEST_MEAN else (float("nan"), float("nan"))

    @staticmethod
    def step(x: float, dt: float, mean: float, none: float, uniform: float) -> float:
        count, chance, below = 0.0, none, none
        # Far in the tail the sum of chances stops growing below u: the chance of the next is lost in rounding.
        while below < uniform and chance > 0.0:
            count += 1.0
            chance *= mean / count
            if below + chance == below and count > mean:
                break
            below += chance
        return count if mean == mean else mean

    @staticmethod
    def step_rows(count: Row, n: int, dt: float, mean: Row, none: Row, uniform: Row) -> None:
        """The same inversion, a term at a time on all paths; one that is done has no chance left."""
        chance, below, left = room(n), room(n), 1
        for i in range(n):
            count[i], chance[i], below[i] = 0.0, none[i], none[i]
        while left > 0:
            left = 0
            for i in range(n):
                goes_on = (below[i] < uniform[i]) & (chance[i] > 0.0)
                further = count[i] + 1.0
                term = chance[i] * (mean[i] / further)
                lost = (below[i] + term == below[i]) & (further > mean[i])
                count[i] = further if goes_on else count[i]
                chance[i] = (0.0 if lost else term) if goes_on else 0.0
                below[i] = below[i] + term if goes_on & (not lost) else below[i]
                left += 1 if goes_on & (not lost) else 0
        for i in range(n):
            count[i] = count[i] if mean[i] == mean[i] else mean[i]

    def start(self, clock: Clock) -> Node:
        known = past_values(self.history, clock, counts=True)
        return Number(known[-1] if known else 0.0)
