"""What signposts say, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.analysis.probability import Proportion
from simengine.explain.watched import Of


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a number over `n` futures, with its standard error and 95 % interval."""

    mean: float
    se: float
    low: float
    high: float
    n: int


def value_of(found: Proportion | Mean) -> float:
    """The chance, or the mean."""
    return found.p if isinstance(found, Proportion) else found.mean


@dataclass(frozen=True, slots=True)
class Signpost:
    """Something seen for the first time between the date before and `by`, and what it does to the chance or the number.

    `sense` is "occurred", "yes", "no" (of a switch that is 0), "is" (a `regime`, or a number that is the only one
    there), "above" or "below" the `threshold`. Of all futures `at_risk` are those in which it had not been seen before;
    of these it is `seen` in a part. The chance is `base` on all of them, `if_seen` and `if_not` on the parts.
    It `moves` by mean |P(class | what is seen) − P(class)| (with its 95 %
    interval) and its entropy falls by `bits`, both on average over these. Of a number these are means, and `explains`
    is the share of its variance that falls away (each is NaN of the other). `same` are others that say the same.
    """

    by: str
    of: Of
    name: str
    title: str
    unit: str
    sense: str
    threshold: float
    regime: str
    at_risk: Proportion
    seen: Proportion
    base: Proportion | Mean
    if_seen: Proportion | Mean
    if_not: Proportion | Mean
    moves: float
    se: float
    low: float
    high: float
    bits: float
    explains: float
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signposts:
    """What to watch for an answer of `scenario`, by date, the most telling first; and what is not shown, and why.

    The answer is a chance, or a `number` in its `unit`; `base` is the chance, or the mean, on the half of the futures
    on which all is told, `overall` that on all futures. `looked` things were looked at, `failed` were chosen on one
    half and are no clearer than noise on the other. `read` is what the class itself reads, each at the date at which it
    tells the most: the class is made of it. `nothing` says why there is nothing to tell, or "".
    """

    scenario: str
    title: str
    of: str
    names: tuple[str, ...]
    since: str
    dates: tuple[str, ...]
    base: Proportion | Mean
    overall: Proportion | Mean
    chosen_on: int
    told_on: int
    looked: int
    failed: int
    posts: tuple[Signpost, ...]
    read: tuple[Signpost, ...]
    nothing: str = ""
    number: bool = False
    unit: str = ""
