"""`fixed`: one value, known or assumed."""

from __future__ import annotations

from typing import Any, final

from simengine.distributions._distribution import Distribution
from simengine.distributions._reading import number


@final
class Fixed(Distribution):
    """The same value on every path."""

    tag = "fixed"
    example = 2.5
    constant_count = 1
    is_one_value = True
    instead = "one number has no ends"
    value: float

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        return {"value": number(value, cls.tag)}

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        return {"type": "number"}

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        return constants[0]

    def prepare(self) -> tuple[float, ...]:
        return (self.value,)

    def bounds(self) -> tuple[float, float]:
        return (self.value, self.value)

    def expectation(self) -> float:
        return self.value

    def chance_of(self, value: float) -> float:
        return 1.0 if value == self.value else 0.0
