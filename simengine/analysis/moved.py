"""How far what was learnt moved each parameter, in standard deviations of its prior."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import cluster_count, standard_error_of_mean, t95
from simengine.distributions import Law
from simengine.distributions._law import within
from simengine.numerics import normal_cdf
from simengine.plan.plan import ParameterPlan
from simengine.plan.wider import wider
from simengine.runs.outcome_table import Floats, OutcomeTable

_MOST, _LEAST = 3, 0.25
_GRID = np.linspace(-6.0, 6.0, 481)


@dataclass(frozen=True, slots=True)
class Moved:
    """A parameter's mean after learning on the scale on which its prior is normal, N(0, 1); half a 95 % interval."""

    name: str
    mean: float
    half: float
    can_be_wider: bool


def moved_most(found: Sequence[Moved]) -> tuple[Moved, ...]:
    """The parameters that moved most, at most three: by a quarter of a standard deviation, and surely."""
    surely = [one for one in found if abs(one.mean) > max(_LEAST, one.half)]
    return tuple(sorted(surely, key=lambda one: (-abs(one.mean), one.name))[:_MOST])


def moved(parameters: Sequence[ParameterPlan], table: OutcomeTable, values: Mapping[str, Floats]) -> tuple[Moved, ...]:
    """Each parameter with a continuous law; `values` has what it is on each ok path of the table, shape [n]."""
    clusters = table.sampling.clusters(table.path[table.ok])
    found = []
    for one in parameters:
        law = one.distribution
        if law.varies and not law.is_one_value and not law.names and not law.cuts() and len(values[one.name]):
            scores = normal_scores(law, values[one.name])
            count = cluster_count(len(scores), clusters)
            half = t95(count - 1) * standard_error_of_mean(scores, clusters)
            found.append(Moved(one.name, float(scores.mean()), half, wider(law) is not None))
    return tuple(found)


def normal_scores(law: Law, values: Floats) -> Floats:
    """Φ⁻¹(F(x)) of values drawn from a law, shape [n], to a few thousandths: by its quantiles on a grid."""
    rising = np.maximum.accumulate([law.quantile(within(normal_cdf(float(z)))) for z in _GRID])
    apart = np.concatenate([[True], np.diff(rising) > 0.0])
    return np.interp(values, rising[apart], _GRID[apart]) if apart.sum() > 1 else np.full(len(values), math.nan)
