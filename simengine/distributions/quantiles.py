"""`quantiles`: what an expert says about a quantity, such as its 5 %, 50 % and 95 % points."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, ClassVar, Self, final

from pydantic import Field

from simengine.distributions import _metalog
from simengine.distributions._distribution import Distribution
from simengine.distributions._infeasible import explanation
from simengine.distributions._interval import check_interval
from simengine.distributions._line import from_line, to_line
from simengine.distributions._reading import key_number, mapping, number, shown
from simengine.language.numerals import NUMBER

FORM = "quantiles: {5%: …, 50%: …, 95%: …}"
FEWEST_POINTS = 3
EXACT = 1e-12


@final
class Quantiles(Distribution):
    """The metalog through 3 to 8 points (chance, value), one term for each point (Keelin 2016).

    With `lower` the logarithm of the distance from it is a metalog, with `upper` minus the logarithm of the distance to
    it, with both the logit of the place between them; so no draw lies outside. Points through which no rising curve of
    this kind goes are refused.
    """

    tag = "quantiles"
    example: ClassVar[object] = {"5%": 0.2, "50%": 1.0, "95%": 3.0}
    constant_count = 10
    is_through_points = True
    points: tuple[tuple[float, float], ...] = Field(description="(chance in (0, 1), value), both increasing")
    lower: float | None = Field(None, description="no value lies below")
    upper: float | None = Field(None, description="no value lies above")

    @classmethod
    def read(cls, value: object, lower: float | None = None, upper: float | None = None) -> Self:
        given = {"lower": lower, "upper": upper}
        ends = {name: None if bound is None else number(bound, name) for name, bound in given.items()}
        return cls.build({**cls.fields_of(value), **ends})

    @classmethod
    def fields_of(cls, value: object) -> dict[str, Any]:
        points = [(_chance(key), number(item, f"the value at {key}")) for key, item in mapping(value, FORM).items()]
        return {"points": tuple(sorted(points))}

    @classmethod
    def value_schema(cls) -> dict[str, Any]:
        value = {"type": "number", "description": "the value below which it lies with this chance"}
        pattern = rf"^\s*{NUMBER.pattern}\s*%\s*$"
        return {
            "type": "object",
            "patternProperties": {pattern: value},
            "additionalProperties": False,
            "errorMessage": "the points stand at percentages, such as 5%",
            "minProperties": FEWEST_POINTS,
            "maxProperties": _metalog.MOST_POINTS,
            "defaultSnippets": [{"label": "5 %, 50 %, 95 %", "body": {"5%": "$1", "50%": "$2", "95%": "$3"}}],
        }

    def check(self) -> None:
        count = len(self.points)
        if count < FEWEST_POINTS:
            advice = "else write uniform or normal"
            raise ValueError(f"three or more points are needed, such as {FORM} (got {count}); {advice}")
        if count > _metalog.MOST_POINTS:
            raise ValueError(f"at most {_metalog.MOST_POINTS} points (got {count}); leave out inner ones")
        for (before, low), (after, high) in pairwise(self.points):
            if before == after:
                raise ValueError(f"{_percent(after)} is given twice; remove one")
            if not low < high:
                pair = f"{shown(high)} at {_percent(after)} is not > {shown(low)} at {_percent(before)}"
                raise ValueError(f"values must increase with the percentages: {pair}")
        self._check_ends()

    def _check_ends(self) -> None:
        lower, upper = self.bounds()
        if self.lower is not None and self.upper is not None:
            check_interval(lower, upper, ("lower", "upper"))
        (first, lowest), (last, highest) = self.points[0], self.points[-1]
        if not lower < lowest:
            got = f"got {shown(lowest)} at {_percent(first)}, lower {shown(lower)}"
            raise ValueError(f"every point must lie above lower ({got}); move lower down, or remove it")
        if not highest < upper:
            got = f"got {shown(highest)} at {_percent(last)}, upper {shown(upper)}"
            raise ValueError(f"every point must lie below upper ({got}); move upper up, or remove it")

    @staticmethod
    def inverse(u: float, constants: tuple[float, ...]) -> float:
        return from_line(_metalog.value_at(u, constants[2:]), constants[0], constants[1])

    def prepare(self) -> tuple[float, ...]:
        """The two bounds and the eight coefficients."""
        lower, upper = self.bounds()
        chances = [chance for chance, _ in self.points]
        coefficients = _metalog.fit(chances, [to_line(value, lower, upper) for _, value in self.points])
        if _metalog.fall_of(coefficients):
            raise ValueError(explanation(self.points, lower, upper))
        constants = (lower, upper, *coefficients)
        sizes = [abs(size) for size in (lower, upper, self.points[0][1], self.points[-1][1])]
        largest = max(size for size in sizes if size < math.inf)
        for chance, value in self.points:
            if not abs(self.inverse(chance, constants) - value) <= EXACT * largest:
                raise ValueError(f"no curve meets {_percent(chance)} exactly, its neighbour is too close; leave it out")
        return constants

    def bounds(self) -> tuple[float, float]:
        return (-math.inf if self.lower is None else self.lower, math.inf if self.upper is None else self.upper)

    def expectation(self) -> float | None:
        """Of the unbounded law: the integral of each term over (0, 1)."""
        if self.lower is not None or self.upper is not None:
            return None
        a0, _, a2, _, _, b1, _, b3 = self.constants[2:]
        return a0 + a2 / 12.0 + 0.5 * b1 + b3 / 12.0


def _chance(key: object) -> float:
    text = str(key).strip()
    percentage = key_number(text.removesuffix("%").strip())
    if percentage is None or not text.endswith("%"):
        advice = ""
        if percentage is not None and 0.0 < percentage < 100.0:
            advice = f"; write {shown(percentage * 100.0 if percentage < 1.0 else percentage)}%"
        raise ValueError(f"the points stand at percentages, such as 5% (got {shown(key)}){advice}")
    chance = percentage / 100.0
    if not 0.0 < chance < 1.0:
        raise ValueError(f"a percentage must lie between 0% and 100% (got {text}); an end is written as lower or upper")
    return chance


def _percent(chance: float) -> str:
    return f"{100.0 * chance:.10g}%"
