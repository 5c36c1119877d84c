"""Answers to what is asked of a run: each statistic with the error that is right for how its paths were made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.analysis.asked_formula import Figures, joined
from simengine.analysis.probability import Proportion, cluster_count, proportion, spread
from simengine.analysis.quantiles import Quantile, estimate_quantile
from simengine.compute.asked_values import AskedValues
from simengine.language.asked import Asked
from simengine.language.expression import Arithmetic, Name, Node
from simengine.plan.asked import unit_of_asked
from simengine.runs.outcome_table import Integers

Of = Literal["chance", "mean", "quantile", "difference", "formula"]
"""A difference is one of two probabilities."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one text: an `estimate` in its `unit` ("" of a chance, and where there is none), with 95 % ends.

    It is over `n` of the `counted` paths, those that have a value, and these are of `paths` ok ones; of a formula they
    are those that some statistic of it counts. A quantile has no `se`. What could not be had is NaN, or infinite where
    an end isn't known, and `reason` says why. On `undecided` paths a probability hangs on a comparison with what has no
    value there, such as the time of an event that didn't occur: they are `undecided_as` "false", "true" or both.
    """

    text: str
    of: Of
    unit: str
    estimate: float
    se: float
    low: float
    high: float
    n: int
    counted: int
    paths: int
    reason: str = ""
    undecided: int = 0
    undecided_as: str = ""

    @property
    def missing(self) -> int:
        """The counted paths without a value."""
        return self.counted - self.n


def answer(asked: Asked, found: Sequence[AskedValues], draws: Integers | None, worth: float = 0.0) -> Answer:
    """The answer to one text from the values of its statistics; `draws` and `worth` are as for `proportion`."""
    first, paths = found[0], len(found[0].counted)
    counted = int(np.count_nonzero(np.any([one.counted for one in found], axis=0)))
    n = int(np.count_nonzero(np.any([one.counted & ~np.isnan(one.values) for one in found], axis=0)))
    parts = [_estimate(one, draws, worth) for one in found]
    undecided = _undecided(found)
    if asked.formula is None:
        (part,) = parts
        of: Of = first.statistic.kind or "mean"
        reason = _reason(first, part, draws)
        return Answer(asked.text.strip(), of, first.unit, *part.figures, n, counted, paths, reason, *undecided)
    reason = next((why for why in (_lacking(*pair) for pair in zip(found, parts, strict=True)) if why), "")
    if reason:
        figures: Figures = (math.nan, math.nan, math.nan, math.nan)
    else:
        figures, reason = joined(asked.formula, found, [part.figures for part in parts], draws)
    unit = unit_of_asked(asked, [(one.statistic, one.unit) for one in found])
    of = "difference" if _is_difference(asked.formula, found) else "formula"
    return Answer(asked.text.strip(), of, unit, *figures, n, counted, paths, reason, *undecided)


def _undecided(found: Sequence[AskedValues]) -> tuple[int, str]:
    """On how many paths what has no value decides, and as what they count."""
    number = int(np.count_nonzero(np.any([one.undecided for one in found], axis=0)))
    held = {bool(value) for one in found for value in np.unique(one.values[one.undecided])}
    return number, " or ".join(str(value).lower() for value in sorted(held))


def _is_difference(formula: Node, found: Sequence[AskedValues]) -> bool:
    """Whether a formula is one probability less another."""
    match formula:
        case Arithmetic(op="-", left=Name(), right=Name()):
            return all(one.statistic.kind == "chance" for one in found)
    return False


@dataclass(frozen=True, slots=True)
class _Part:
    """The estimate of one statistic, and over how many paths it is."""

    figures: Figures
    n: int


def _estimate(one: AskedValues, draws: Integers | None, worth: float) -> _Part:
    values, clusters = one.values[one.counted], None if draws is None else draws[one.counted]
    if one.statistic.kind == "chance":
        chance: Proportion = proportion(values, clusters, worth)
        return _Part((chance.p, chance.se, chance.low, chance.high), chance.n)
    if one.statistic.kind == "quantile":
        found: Quantile = estimate_quantile(values, one.statistic.level, clusters)
        return _Part((found.value, math.nan, found.low, found.high), found.n)
    mean = spread(values, clusters)
    return _Part((mean.mean, mean.se, mean.low, mean.high), mean.n)


def _lacking(one: AskedValues, part: _Part) -> str:
    """Why a statistic has no estimate."""
    if part.n:
        return ""
    counted = int(np.count_nonzero(one.counted))
    if not len(one.counted):
        return "no path of the run counts"
    if counted:
        return f"{one.statistic.text} has no value on any of {_paths(counted)}"
    return f"the condition of {one.statistic.text} holds on none of {len(one.counted):,} paths"


def _reason(one: AskedValues, part: _Part, draws: Integers | None) -> str:
    """Why a statistic by itself has no estimate or no error."""
    value, se, low, high = part.figures
    if lacking := _lacking(one, part):
        return lacking
    if not math.isfinite(value):
        return f"{one.statistic.text} is infinite on some path"
    if one.statistic.kind == "quantile":
        ends = [name for name, end in (("below", low), ("above", high)) if math.isinf(end)]
        return f"{_paths(part.n)}: too few to bound it {' and '.join(ends)}" if ends else ""
    if math.isnan(se):
        known = one.counted & ~np.isnan(one.values)
        alone = draws is not None and cluster_count(part.n, draws[known]) < part.n
        return f"{'one draw of the parameters' if alone else 'one path'} tells no error"
    return ""


def _paths(number: int) -> str:
    return "one path" if number == 1 else f"{number:,} paths"
