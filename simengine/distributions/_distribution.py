"""What a distribution is.

One file holds one family: a final subclass of `Distribution` in a module of this package whose name does not start with
an underscore; it is found by itself.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import ValidationError, model_validator

from simengine.distributions import _reading
from simengine.distributions._law import LARGEST_CHANCE, SMALLEST_CHANCE, Law


class Distribution(Law):
    """What a parameter may be: a law from which every path draws one value by inversion of one uniform number.

    A subclass declares its `tag`, its pydantic fields (floats, which a scenario gives by name, or as a list in their
    order if it is `listed`), and

    - `prepare()`: whatever can be computed once, as a flat tuple of floats; it may raise ValueError;
    - `inverse(u, constants)`: the quantile function as plain scalar code that every engine can call or compile. It uses
      `simengine.numerics`, + − × ÷ and `math.sqrt`, so that it has the same bits on every machine;
    - `check()`, and what a `Law` has: `bounds()`, `expectation()`, `chance_of()`, `cuts()`, `names`, `is_one_value`,
      `is_through_points`.
    """

    tag: ClassVar[str]
    example: ClassVar[object]
    """What may stand to the right of the tag."""
    listed: ClassVar[bool] = False
    of_values: ClassVar[bool] = False
    """Whether it is made of values one by one, which may stand in a column of a CSV file."""
    constant_count: ClassVar[int] = 0
    """How many numbers `prepare` gives; 0 where it depends on the fields, and then `inverse` may only index them."""
    instead: ClassVar[str]
    """What to do instead of giving `lower` and `upper`, which this family does not take."""

    @classmethod
    def read(cls, value: object, lower: float | None = None, upper: float | None = None) -> Self:
        """The distribution a scenario describes.

        `value` is what stands to the right of the tag (dict, list, number or text); `lower`, `upper` stand beside it.

        Raises:
            ValueError: in one line: what is wrong, what was given, what to do.
        """
        given = {"lower": lower, "upper": upper}
        wrong = " and ".join(name for name, bound in given.items() if bound is not None)
        if wrong:
            raise ValueError(f"{wrong} can't stand beside {cls.tag}, only beside quantiles; {cls.instead}")
        return cls.build(cls.fields_of(value))

    def at_name(self, name: str) -> Self:
        """The same law with all its chance on one of its names. Raises ValueError: it has none, or not this one."""
        raise ValueError(f"fixed must be a number (got {_reading.shown(name)}){_reading.remedy(name)}")

    @classmethod
    def may_have(cls, bound: str) -> bool:
        """Whether `lower` or `upper` may stand beside the tag."""
        return bound in cls.model_fields

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        """The fields in what stands to the right of the tag. Raises ValueError."""
        return _reading.fields(cls.tag, cls.model_fields, value, listed=cls.listed)

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        """The JSON Schema of what `fields_of` reads, for editors; who overrides one overrides the other."""
        return _reading.schema(cls.model_fields, listed=cls.listed)

    @classmethod
    def build(cls, fields: dict[str, Any]) -> Self:
        """The distribution with these fields; pydantic's errors become one line. Raises ValueError."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ValueError(first["msg"].removeprefix("Value error, ")) from None

    @model_validator(mode="after")
    def _ready(self) -> Self:
        self.check()
        for u in (SMALLEST_CHANCE, LARGEST_CHANCE):
            if not math.isfinite(self.quantile(u)):
                raise ValueError(f"{self.tag} reaches beyond the largest number there is, 1.8e308; make it narrower")
        return self

    def check(self) -> None:
        """Raises ValueError if the fields don't go together."""

    @staticmethod
    @abstractmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        """The quantile at u, from `constants`."""

    @abstractmethod
    def prepare(self) -> tuple[float, ...]:
        """The numbers `inverse` wants. Raises ValueError if there are none."""

    @cached_property
    def constants(self) -> tuple[float, ...]:
        """What `prepare` gave."""
        return self.prepare()

    def quantile(self, u: float) -> float:
        return self.inverse(u, self.constants)
