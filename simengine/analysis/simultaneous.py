"""Intervals that hold all at once: of several, each at 95 %, some miss sooner than one does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simengine.analysis.compare import Comparison, Of
from simengine.analysis.paired import Difference
from simengine.analysis.probability import t95, t_quantile
from simengine.numerics.inverse_normal import normal_quantile


@dataclass(frozen=True, slots=True)
class Simultaneous:
    """So many intervals hold the truth at once in 95 % of runs or more if each is so many `times` as wide."""

    intervals: int
    times: float


def simultaneous(comparisons: Sequence[Comparison]) -> Simultaneous:
    """For the differences of all classes, one by one and together, in all comparisons.

    Bonferroni's correction, for intervals: O. J. Dunn (1961), Multiple comparisons among means, Journal of the American
    Statistical Association 56, 52–64. It asks nothing of how they depend on each other. Of intervals by Student's t all
    are widened as that with the fewest degrees of freedom must be.
    """
    found = [d for comparison in comparisons for d in chances_of(comparison).values()]
    freedom = min((d.freedom for d in found), default=math.inf)
    z = -normal_quantile(0.025 / max(1, len(found)))
    return Simultaneous(len(found), t_quantile(z, freedom) / t95(freedom))


def chances_of(comparison: Comparison) -> Mapping[tuple[Of, str], Difference]:
    """The differences of the classes, one by one and together; without classes, those of the questions.

    Of classes that are all unlike, none is subtracted: that makes no family of the questions.
    """
    if comparison.classes:
        return {key: d for key, d in comparison.figures.items() if key[0] in ("class", "together")}
    return {("question", name): d for name, d in comparison.questions.items()}
