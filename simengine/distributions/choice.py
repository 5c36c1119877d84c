"""`choice`: one of a few numbers or names, each with its probability."""

from __future__ import annotations

import re
from typing import Any, ClassVar, final

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import key_number, mapping, number, remedy, shown
from simengine.errors import did_you_mean
from simengine.language.numerals import NUMBER

NAME = re.compile(r"[^\W\d][\w .-]*")
TOLERANCE = 1.001e-9
"""How far the probabilities may be from 1 in sum; just enough for 0.333333333 three times."""


@final
class Choice(Distribution):
    """Each value, a number or a name, with its probability: `{labour: 0.6, tory: 0.4}` is compared as a regime is.

    Inversion takes the first value, from the smallest on, whose cumulated probability exceeds u; what the sum lacks to
    1 goes to the last. Names are in the order of the file, inside they are 0, 1, … Beside a choice of names `fixed`
    takes one of them for all paths.
    """

    tag = "choice"
    example: ClassVar[object] = {0: 0.5, 1: 0.3, 4: 0.2}
    instead = "leave out the values that can't be"
    values: tuple[float, ...]
    probabilities: tuple[float, ...]
    called: tuple[str, ...] = ()

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        given = mapping(value, "choice: {value: probability, …}, such as {0: 0.75, 1: 0.25} or {left: 0.6, right: 0.4}")
        numbers = {key: key_number(key) for key in given}
        names = [key for key, found in numbers.items() if found is None]
        for name in names:
            _check_name(name, alone=len(names) == len(numbers))
        return {
            "values": tuple(float(at) if found is None else found for at, found in enumerate(numbers.values())),
            "probabilities": tuple(number(item, f"the probability of {key}") for key, item in given.items()),
            "called": tuple(names),
        }

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        share = {"type": "number", "minimum": 0, "maximum": 1, "description": "the probability of this value"}
        numbers, names = f"^{NUMBER.pattern}$", f"^{NAME.pattern}$"
        return {
            "type": "object",
            "patternProperties": {numbers: share, names: share},
            "additionalProperties": False,
            "errorMessage": "each choice is a number or a name with its probability: {0: 0.75, 1: 0.25}",
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
                which = f"the probability of {self.called[at] if self.called else shown(value)}"
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

    @property
    def names(self) -> tuple[str, ...]:
        return self.called

    def at_name(self, name: str) -> Choice:
        if not self.called:
            return super().at_name(name)
        if name not in self.called:
            raise ValueError(f"must be one of {', '.join(self.called)} (got {name!r}){did_you_mean(name, self.called)}")
        chances = tuple(float(one == name) for one in self.called)
        return self.build({"values": self.values, "probabilities": chances, "called": self.called})

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


def _check_name(key: object, alone: bool) -> None:
    """Raises ValueError for what is no name of a value, or one among numbers."""
    text = str(key)
    if text.lower() in ("true", "false"):
        raise ValueError(f"each choice must be a number or a name (got {shown(key)}); write 0 and 1 for no and yes")
    if not NAME.fullmatch(text):
        raise ValueError(f"each choice must be a number or a name (got {shown(key)}){remedy(key)}")
    if not alone:
        raise ValueError(f"either all choices are numbers or all are names (got {shown(key)} beside numbers)")
