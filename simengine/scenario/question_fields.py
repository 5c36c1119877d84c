"""What stands in questions alone: how one is resolved, and what others' experience says of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simengine.language.fields import Real, Record, Texts
from simengine.language.numerals import NUMBER

LEVEL = re.compile(rf"\s*({NUMBER.pattern})\s*%\s*")
Points = tuple[tuple[float, float], ...]


class Resolve(Record):
    """How a question is answered, so that nobody can choose the answer once it is known."""

    source: Texts = Field((), description="where the answer will stand: a publisher, a table, a page")
    metric: str | None = Field(None, description="what is looked up there, with its unit")
    rule: str | None = Field(None, description="how it becomes the answer; what makes the question void")

    @model_validator(mode="after")
    def _something(self) -> Resolve:
        if not (self.source or self.metric or self.rule):
            raise PydanticCustomError("resolve", "says nothing: write {source: …, metric: …, rule: …}")
        return self


def _points(value: Any) -> Any:
    """(level, value) in the order of the levels, of `{5%: 1, 50%: 2}`."""
    if not isinstance(value, dict):
        return value
    found = sorted((_level(key), item) for key, item in value.items())
    for (before, low), (after, high) in pairwise(found):
        if before == after:
            raise PydanticCustomError("quantiles", "{level} is given twice; remove one", {"level": _percent(after)})
        if isinstance(low, int | float) and isinstance(high, int | float) and not low <= high:
            told = {"low": f"{low:g} at {_percent(before)}", "high": f"{high:g} at {_percent(after)}"}
            raise PydanticCustomError("quantiles", "values must not fall with the levels: {high} is below {low}", told)
    return tuple(found)


def _level(key: object) -> float:
    read = LEVEL.fullmatch(str(key))
    level = float(read.group(1)) / 100.0 if read else 0.0
    if not 0.0 < level < 1.0:
        told = {"key": str(key)}
        raise PydanticCustomError("level", "levels lie between 0% and 100%, such as 5% (got {key})", told)
    return level


def _percent(level: float) -> str:
    return f"{round(level * 100.0, 9):g}%"


_POINTS: dict[str, Any] = {
    "type": "object",
    "patternProperties": {rf"^{LEVEL.pattern}$": {"type": "number"}},
    "additionalProperties": False,
    "minProperties": 1,
    "errorMessage": "values at percentages, such as {5%: 1, 50%: 2, 95%: 4}",
}
Quantiles = Annotated[
    tuple[tuple[Real, Real], ...], BeforeValidator(_points), Field(min_length=1), WithJsonSchema(_POINTS)
]


class Reference(Record):
    """The forecast of who looks at nothing but how often such things come: a probability, or quantiles of a number."""

    probability: Real | None = Field(None, ge=0, le=1, description="how often it happens in the reference class")
    quantiles: Quantiles | None = Field(None, description="level: value; how the number lies in the reference class")
    reference_class: str = Field(alias="class", description="the cases it is taken from, and how many they are")
    source: Texts = Field((), description="ids of sources with paragraph, such as S2 ¶22")
    note: str | None = Field(None, description="anything a reader should know")

    @model_validator(mode="after")
    def _one(self) -> Reference:
        if (self.probability is None) == (self.quantiles is None):
            raise PydanticCustomError("reference", "needs one of probability, of a chance, and quantiles, of a number")
        return self
