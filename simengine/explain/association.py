"""How a figure goes with a parameter over the futures of a run, whatever makes it go so."""

from __future__ import annotations

import math

import numpy as np

from simengine.analysis.paired import paired_chance, paired_mean
from simengine.analysis.probability import Z95, cluster_count, t95
from simengine.explain.figure import Figure
from simengine.runs.outcome_table import Floats, Integers, Truths

FIFTH = 0.2


def association(
    values: Floats, parameter: Floats, draws: Integers | None, *, chance: bool, worth: float = 0.0
) -> Figure | None:
    """The mean of `values` in the top fifth of a parameter's draws less that in the bottom fifth; both shape [n].

    None of the values is NaN. `draws` tells what paths hang together by, and `worth` what one counts for where no value
    tells. None for a parameter without two fifths.
    """
    fifths = fifths_of(parameter)
    if fifths is None:
        return None
    bottom, top = (np.where(where, values, np.nan) for where in fifths)
    found = paired_chance(bottom, top, draws, (worth, worth)) if chance else paired_mean(bottom, top, draws)
    if draws is not None:  # of few clusters the error is not well known itself
        found = found.widened(t95(cluster_count(len(values), draws) - 1) / Z95)
    if math.isnan(found.d) or math.isnan(found.se):
        return None
    return Figure(found.d, found.se, found.low, found.high, found.base_paths + found.other_paths)


def fifths_of(parameter: Floats) -> tuple[Truths, Truths] | None:
    """Which draws lie in the bottom fifth and which in the top; values that are alike lie together.

    So of a parameter with few values a fifth may be more. None where the two would meet.
    """
    if not len(parameter):
        return None
    low, high = np.quantile(parameter, [FIFTH, 1.0 - FIFTH], method="inverted_cdf")
    if low == high:
        low, high = parameter.min(), parameter.max()
    return None if low == high else (parameter <= low, parameter >= high)
