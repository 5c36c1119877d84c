"""How far what was learnt moved each parameter, in standard deviations of its prior."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import cluster_count, standard_error_of_mean, t95
from simengine.compute.futures import parameters_of
from simengine.distributions import Law
from simengine.distributions._law import within
from simengine.numerics import normal_cdf
from simengine.plan.wider import wider
from simengine.runs.outcome_table import Floats
from simengine.runs.store import Run

_MOST, _LEAST = 3, 0.25
_GRID = np.linspace(-6.0, 6.0, 481)


@dataclass(frozen=True, slots=True)
class Moved:
    """A parameter's mean after learning on the scale on which its prior is normal, N(0, 1); half a 95 % interval."""

    name: str
    mean: float
    half: float
    can_be_wider: bool


def moved_most(run: Run) -> tuple[Moved, ...]:
    """The parameters that moved most, at most three: by a quarter of a standard deviation, and surely."""
    found = [one for one in moved(run) if abs(one.mean) > max(_LEAST, one.half)]
    return tuple(sorted(found, key=lambda one: (-abs(one.mean), one.name))[:_MOST])


def moved(run: Run) -> tuple[Moved, ...]:
    """Each parameter with a continuous law. SimengineError if its paths can't be computed again."""
    laws = {one.name: one.distribution for one in run.plan.parameters}
    table = run.outcome_table(check=False)
    paths = table.path[table.ok]
    clusters = table.sampling.clusters(paths)
    found = []
    for name, values in parameters_of(run, paths.tolist()).items():
        law = laws[name]
        if law.varies and not law.is_one_value and not law.names and not law.cuts():
            scores = normal_scores(law, values)
            count = cluster_count(len(scores), clusters)
            half = t95(count - 1) * standard_error_of_mean(scores, clusters)
            found.append(Moved(name, float(scores.mean()), half, wider(law) is not None))
    return tuple(found)


def normal_scores(law: Law, values: Floats) -> Floats:
    """Φ⁻¹(F(x)) of values drawn from a law, shape [n], to a few thousandths: by its quantiles on a grid."""
    rising = np.maximum.accumulate([law.quantile(within(normal_cdf(float(z)))) for z in _GRID])
    apart = np.concatenate([[True], np.diff(rising) > 0.0])
    return np.interp(values, rising[apart], _GRID[apart]) if apart.sum() > 1 else np.full(len(values), math.nan)
