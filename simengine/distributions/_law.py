"""What a parameter's value is drawn from: one distribution, or what several experts say."""

from __future__ import annotations

from abc import abstractmethod
from itertools import pairwise
from typing import ClassVar

from simengine.language.fields import Record

SMALLEST_CHANCE = 2.0**-54
"""The smallest u a path can draw; the largest is `LARGEST_CHANCE`."""
LARGEST_CHANCE = 1.0 - 2.0**-53
HALVINGS = 60


class Law(Record):
    """A law of one number, by its quantiles.

    - `is_one_value`: all paths have the same value, whatever its fields say, so that nothing goes with it;
    - `is_through_points`: it is made of a few points, so that nobody has said how far its tails reach.
    """

    is_one_value: ClassVar[bool] = False
    is_through_points: ClassVar[bool] = False

    @abstractmethod
    def quantile(self, u: float) -> float:
        """The value below which a draw falls with chance u, 0 < u < 1; but for rounding it never falls as u grows."""

    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """The support; infinite where it has no end. Rounding may bring a draw onto a bound, never beyond it."""

    def asked(self, expert: int) -> Law:
        """The law by which a path draws that asks this expert."""
        return self

    @property
    def parts(self) -> tuple[Law, ...]:
        """The laws it is made of: itself, or those of several experts."""
        return (self,)

    def expectation(self) -> float | None:
        """The mean where it has a closed form, else None."""
        return None

    def chance_of(self, value: float) -> float | None:
        """The chance that a path draws this very value; None for a law without such values."""
        return None

    def chance_below(self, value: float) -> float:
        """The chance of a draw below a value."""
        least, most = self.bounds()
        if value <= least or value > most:
            return 0.0 if value <= least else 1.0
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.quantile(within(middle)) < value else (low, middle)
        return low

    def cuts(self) -> tuple[float, ...]:
        """The cumulated chances at which a law of a few values goes from one to the next; none if it is continuous."""
        return ()

    def few(self) -> tuple[float, ...]:
        """The values of a law of a few, rising; none if it is continuous, or has one only."""
        ends = (0.0, *self.cuts(), 1.0)
        return tuple(self.quantile(0.5 * (a + b)) for a, b in pairwise(ends)) if len(ends) > 2 else ()

    @property
    def names(self) -> tuple[str, ...]:
        """What its values 0, 1, … are called, if they have names."""
        return ()

    @property
    def varies(self) -> bool:
        """Whether paths can draw different values."""
        low, high = self.bounds()
        return low < high


def within(u: float) -> float:
    """A chance brought between those a path can draw."""
    return max(SMALLEST_CHANCE, min(u, LARGEST_CHANCE))
