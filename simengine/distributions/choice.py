"""`choice`: one of a few numbers, each with its probability."""

from __future__ import annotations

from typing import Any, ClassVar, final

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import key_number, mapping, number, shown
from simengine.language.numerals import NUMBER

TOLERANCE = 1.001e-9
"""How far the probabilities may be from 1 in sum; just enough for 0.333333333 three times."""


@final
class Choice(Distribution):
    """Each value with its probability.

    Inversion takes the first value, from the smallest on, whose cumulated probability exceeds u; what the sum lacks to
    1 goes to the last.
    """

    tag = "choice"
    example: ClassVar[object] = {0: 0.5, 1: 0.3, 4: 0.2}
    instead = "leave out the values that can't be"
    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        values, probabilities = [], []
        for key, item in mapping(value, "choice: {value: probability, …}, such as {0: 0.75, 1: 0.25}").items():
            found = key_number(key)
            if found is None:
                raise ValueError(f"each choice must be a number (got {shown(key)}); write 0 and 1 for no and yes")
            values.append(found)
            probabilities.append(number(item, f"the probability of {shown(found)}"))
        return {"values": tuple(values), "probabilities": tuple(probabilities)}

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        share = {"type": "number", "minimum": 0, "maximum": 1, "description": "the probability of this value"}
        pattern = f"^{NUMBER.pattern}$"
        return {
            "type": "object",
            "patternProperties": {pattern: share},
            "additionalProperties": False,
            "errorMessage": "each choice is a number with its probability: {0: 0.75, 1: 0.25}",
            "minProperties": 1,
        }

    def check(self) -> None:
        if not self.values or len(self.values) != len(self.probabilities):
            raise ValueError("choice is empty; write {value: probability, …}, such as {0: 0.75, 1: 0.25}")
        total = 0.0
        for at, (value, probability) in enumerate(zip(self.values, self.probabilities, strict=True)):
            if value in self.values[:at]:
                raise ValueError(f"{shown(value)} is given twice; add its probabilities up")
            if not 0.0 <= probability <= 1.0:
                which = f"the probability of {shown(value)}"
                raise ValueError(f"{which} must lie between 0 and 1 (got {shown(probability)})")
            total += probability
        if not abs(total - 1.0) <= TOLERANCE:
            raise ValueError(f"the probabilities must sum to 1 (these sum to {total:.10g})")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        for at in range(0, len(constants) - 1, 2):
            if u < constants[at]:
                return constants[at + 1]
        return constants[-1]

    def prepare(self) -> tuple[float, ...]:
        """Cumulated probability and value in turn; the last value stands alone. What can't be is left out."""
        possible = sorted((value, p) for value, p in zip(self.values, self.probabilities, strict=True) if p > 0.0)
        flat, total = [], 0.0
        for value, probability in possible[:-1]:
            total += probability
            flat += [total, value]
        return (*flat, possible[-1][0])

    def cuts(self) -> tuple[float, ...]:
        return self.constants[:-1:2]

    def bounds(self) -> tuple[float, float]:
        possible = [value for value, p in zip(self.values, self.probabilities, strict=True) if p > 0.0]
        return (min(possible), max(possible))

    def expectation(self) -> float:
        mean, total = 0.0, 0.0
        for value, probability in zip(self.values, self.probabilities, strict=True):
            mean, total = mean + value * probability, total + probability
        return mean / total

    def chance_of(self, value: float) -> float:
        return self.probabilities[self.values.index(value)] if value in self.values else 0.0
