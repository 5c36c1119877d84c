"""A parameter, what experts say of one, and what one is later, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from simengine.distributions import Distribution, Law
from simengine.distributions._reading import number
from simengine.language.fields import Confidence, DateText, Element, Record, Texts


class Expert(Record):
    """What one expert says of a parameter."""

    law: Distribution
    source: Texts = Field((), description="ids of sources with paragraph, such as S2 ¶22")
    confidence: Confidence | None = Field(None, description="datum, base_rate, elicited or lever")
    note: str | None = Field(None, description="anything a reader should know")


def _number_or_name(value: Any) -> float | str:
    named = isinstance(value, str) and value[:1].isidentifier()
    return value if named else number(value, "what it is later")


_NumberOrName = Annotated[float | str, BeforeValidator(_number_or_name), WithJsonSchema({"type": ["number", "string"]})]


class Later(Record):
    """What a parameter is from a date on, on every path."""

    start: DateText = Field(alias="from", description="the date from which on it has the value")
    value: _NumberOrName = Field(description="a number, or one of the parameter's names")


class Parameter(Element):
    """What we do not know: one draw per path from a distribution."""

    distribution: Law
    experts: Mapping[str, Expert] = Field(
        default_factory=dict, description="name: distribution; what each of several experts says instead of one"
    )
    weights: Mapping[str, float] = Field(default_factory=dict, description="expert: weight; they sum to 1")
    pool: Literal["linear", "quantiles"] = Field(
        "linear", description="each path asks one expert, or (`quantiles`) their quantiles are averaged"
    )
    later: Later | None = Field(
        None, description="{from: DATE, value: NUMBER}; from this date on it has this value on every path"
    )
    like: str | None = Field(None, description="an independent draw from the distribution of this parameter")
    stream: str | None = Field(None, description="name of its random numbers, if not its own")

    @property
    def later_number(self) -> float | None:
        """What it is later, a name by its place; None without such. ValueError for a name it hasn't."""
        if self.later is None:
            return None
        value = self.later.value
        return float(self.distribution.names.index(value)) if isinstance(value, str) else value

    @property
    def asks(self) -> bool:
        """Whether each path asks one of its experts."""
        return bool(self.experts) and self.pool == "linear"
