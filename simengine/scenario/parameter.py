"""A parameter, and what experts say of one, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from simengine.distributions import Distribution, Law
from simengine.language.fields import Confidence, Element, Record, Texts


class Expert(Record):
    """What one expert says of a parameter."""

    law: Distribution
    source: Texts = Field((), description="ids of sources with paragraph, such as S2 ¶22")
    confidence: Confidence | None = Field(None, description="datum, base_rate, elicited or lever")
    note: str | None = Field(None, description="anything a reader should know")


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
    like: str | None = Field(None, description="an independent draw from the distribution of this parameter")
    stream: str | None = Field(None, description="name of its random numbers, if not its own")

    @property
    def asks(self) -> bool:
        """Whether each path asks one of its experts."""
        return bool(self.experts) and self.pool == "linear"
