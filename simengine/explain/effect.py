"""Effects: what a figure changes by if one parameter is put from a low point to a high one, all else as it was."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.analysis.probability import cluster_count, standard_error_of_mean
from simengine.explain.figure import Figure, most_of_share
from simengine.runs.outcome_table import Floats, Integers

_TENTH = 1.2815515655446004  # the normal quantile of 0.9
_BEND = _TENTH * _TENTH - 1.0


@dataclass(frozen=True, slots=True)
class Effect:
    """The figure at the high point less that at the low one, and the most it may be, up or down (`most`).

    On a share `changed` of the paths it is another. `below` and `above` are the figure at the low and at the high point
    less that of the run; `sd` is how far the figure itself lies from its mean, one standard deviation, for what the
    parameter may be (None: can't be told from two points).
    """

    difference: Figure
    changed: float
    most: float
    below: Figure
    above: Figure
    sd: float | None


def effect(
    arms: tuple[Floats, Floats],
    base: Floats,
    draws: Integers | None,
    z: float,
    *,
    chance: bool,
    cuts: tuple[float, ...] = (),
) -> Effect | None:
    """The effect from a figure's values with the parameter low and high, and as they are: shape [n], NaN of a path that
    does not count. None where no path counts in one of them. `cuts` are those of the parameter's law, if it has values.

    `most` is the smaller of two bounds, each one-sided at z: that of the share of paths that changed at all, times the
    widest that one can change; and |d| + z errors, where a few changes give no less an error than their bound.
    """
    pair = paired_chance if chance else paired_mean
    low, high = arms
    found = pair(low, high, draws)
    if math.isnan(found.d) or math.isnan(found.se):
        return None
    counts = ~(np.isnan(low) & np.isnan(high))
    moved = (~((low == high) | (np.isnan(low) & np.isnan(high))))[counts].astype(np.float64)
    numbers = None if draws is None else draws[counts]
    share, error = float(moved.mean()), standard_error_of_mean(moved, numbers)
    clusters = cluster_count(len(moved), numbers)
    bound = most_of_share(share, len(moved), error, clusters, z)
    values = np.concatenate([low[~np.isnan(low)], high[~np.isnan(high)]])
    wide = 1.0 if chance else float(np.ptp(values))
    error = max(found.se, wide * math.sqrt(bound / max(1, clusters)))
    most = min(bound * wide, abs(found.d) + z * error)
    below, above = (_figure(pair(base, arm, draws)) for arm in arms)
    if cuts:
        sd = None if len(cuts) > 1 else math.sqrt(max(0.0, found.d**2 - found.se**2) * cuts[0] * (1.0 - cuts[0]))
    else:
        sd = _sd(found.se, (below.value, above.value), _middle_error(arms, base, draws))
    return Effect(_figure(found), share, most, below, above, sd)


def _figure(found: Difference) -> Figure:
    return Figure(found.d, found.se, found.low, found.high, found.pairs)


def _sd(se: float, arms: tuple[float, float], bend_se: float) -> float:
    """The sd of E(figure | parameter), from its mean m and its values at the 10 % and the 90 % point.

    A parabola in the normal score z has f = a + b z + c (z² − 1) with a = m, so that b and c follow from the two, and
    Var f = b² + 2 c²; of both squares what their errors add is taken off. Of two values it is |d| √(p(1 − p)).
    """
    below, above = arms
    b, of_b = (above - below) / (2.0 * _TENTH), se / (2.0 * _TENTH)
    c, of_c = (above + below) / (2.0 * _BEND), bend_se / _BEND
    return math.sqrt(max(0.0, b * b - of_b * of_b) + 2.0 * max(0.0, c * c - of_c * of_c))


def _middle_error(arms: tuple[Floats, Floats], base: Floats, draws: Integers | None) -> float:
    """The standard error of the mean of both arms, less that of the run."""
    means = [np.where(np.isnan(one), 0.0, one - np.nanmean(one)) for one in (*arms, base)]
    counts = [int(np.count_nonzero(~np.isnan(one))) for one in (*arms, base)]
    n = len(base)
    residual = n * (0.5 * means[0] / counts[0] + 0.5 * means[1] / counts[1] - means[2] / counts[2])
    return standard_error_of_mean(residual, draws)
