"""`empirical`: one of the values that were seen, each as probable as any other."""

from __future__ import annotations

from typing import Any, ClassVar, final

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import number, shown

MOST = 10_000
_FINE = 200
FORM = "empirical: [3.1, 2.7, …], or columns of a CSV file: {csv: data/oil.csv, value: kbarrel}"


@final
class Empirical(Distribution):
    """Draws one of `values`, of which there are n, each with probability 1/n; a value that stands twice has 2/n.

    Inversion takes the value at place floor(u·n) of those in rising order, so a rank correlation follows them.
    """

    tag = "empirical"
    example: ClassVar[object] = [3.1, 2.7, 2.9, 4.4]
    instead = "leave out the values that can't be"
    of_values = True
    values: tuple[float, ...]

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"write {FORM} (got {shown(value)})")  # noqa: TRY004  # a user's mistake
        return {"values": tuple(number(item, f"value {at}") for at, item in enumerate(value, 1))}

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": MOST}

    def check(self) -> None:
        if len(self.values) < 2:
            raise ValueError(f"two or more values are needed (got {len(self.values)}); one is written as fixed")
        if len(self.values) > MOST:
            raise ValueError(f"{len(self.values):,} values, and at most {MOST:,} are read: take some of them")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        count = len(constants)
        place = int(u * count)
        return constants[place if place < count else count - 1]

    def prepare(self) -> tuple[float, ...]:
        """The values in rising order."""
        return tuple(sorted(self.values))

    def cuts(self) -> tuple[float, ...]:
        """None for many values: ranks that are so fine correlate as continuous ones do, to 1/n²."""
        rising = self.constants
        if len(rising) > _FINE:
            return ()
        return tuple(at / len(rising) for at in range(1, len(rising)) if rising[at - 1] < rising[at])

    def bounds(self) -> tuple[float, float]:
        return (min(self.values), max(self.values))

    def expectation(self) -> float:
        total = 0.0
        for value in self.values:
            total += value / len(self.values)
        return total

    def chance_of(self, value: float) -> float:
        return self.values.count(value) / len(self.values)
