"""Random numbers for a process, its walk through them, and p-values of what came out.

A suite collects p-values and calls `sound`: none may be below ALPHA divided by their number (Bonferroni), so a right
process fails for one seed in a thousand. The seed is fixed, and every suite has a control that must not be sound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simengine.processes import Process
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import step_normals, step_uniforms

Floats = NDArray[np.float64]
ALPHA = 1e-3
SEED = 20240630


def normals(name: str, paths: int, steps: int) -> Floats:
    """Standard normal numbers [paths, steps]."""
    return step_normals(stream_key(SEED, "drivers", name), 0, paths * steps, 0).reshape(paths, steps)


def uniforms(name: str, count: int) -> list[float]:
    """Uniform numbers in (0, 1)."""
    found: list[float] = step_uniforms(stream_key(SEED, "drivers", name), 0, count, 0).tolist()
    return found


def walk(
    kind: type[Process], value: float, dt: float, direct: Sequence[float], prepared: Sequence[float], noise: Floats
) -> Floats:
    """The values of many paths from one value with constant inputs; [paths, steps + 1], the start in column 0."""
    step, observe = kind.step, kind.observe
    ready = kind.prepare(dt, *prepared) if kind.prepare is not None else ()
    rows = []
    for draws in noise.tolist():
        state = kind.place(value)
        row = [observe(state)]
        for draw in draws:
            state = step(state, dt, *direct, *ready, draw)
            row.append(observe(state))
        rows.append(row)
    return np.array(rows)


def mean_p(x: Floats, mean: float, variance: float) -> float:
    """Whether x has this mean, its variance being known."""
    z = (float(np.mean(x)) - mean) / math.sqrt(variance / x.size)
    return float(2.0 * stats.norm.sf(abs(z)))


def variance_p(x: Floats, mean: float, variance: float) -> float:
    """Whether normal x of known mean has this variance."""
    tail = float(stats.chi2.cdf(float(np.sum((x - mean) ** 2)) / variance, x.size))
    return 2.0 * min(tail, 1.0 - tail)


def covariance_p(x: Floats, y: Floats, variances: tuple[float, float], covariance: float) -> float:
    """Whether two centred normal samples have this covariance; Var(XY) = σ²τ² + γ² (Isserlis 1918)."""
    error = math.sqrt((variances[0] * variances[1] + covariance**2) / x.size)
    return float(2.0 * stats.norm.sf(abs(float(np.mean(x * y)) - covariance) / error))


def median_p(x: Floats, median: float) -> float:
    """Whether half of x lies below a number."""
    return float(stats.binomtest(int(np.sum(x < median)), x.size).pvalue)


def law_p(x: Floats, law: object) -> float:
    """Whether x follows a law of scipy.stats (Kolmogorov–Smirnov)."""
    return float(stats.kstest(x, law.cdf).pvalue)  # type: ignore[attr-defined]


def sound(p_values: Sequence[float]) -> bool:
    """Whether none of the p-values is too small to be chance."""
    assert p_values
    assert all(0.0 <= p <= 1.0 for p in p_values)
    return min(p_values) > ALPHA / len(p_values)


def two_sided(z: float) -> float:
    """The chance that a standard normal number lies as far out as z."""
    return float(2.0 * stats.norm.sf(abs(z)))
