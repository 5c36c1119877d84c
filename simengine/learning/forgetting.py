"""How much of figures is left from where members began to move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.learning.weights import Floats

_GRID = 1 << 15
"""Figures are counted in so many parts of their range, so that all sums are exact."""


def share_left(before: Floats, after: Floats, part: float) -> float:
    """The quantile `part`, over figures, of the squared correlation of what members have now with what they had.

    Both of shape [figures, members]. 0 without figures that vary; those that some member hasn't do not count.
    """
    there = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    if not there.any():
        return 0.0
    x, y = _counted(before[there]), _counted(after[there])
    xx, yy, xy = _moment(x, x), _moment(y, y), _moment(x, y)
    vary = (xx > 0.0) & (yy > 0.0)
    found = np.sort(xy[vary] * xy[vary] / (xx[vary] * yy[vary]))
    return float(found[min(len(found) - 1, int(part * len(found)))]) if len(found) else 0.0


def _counted(rows: Floats) -> NDArray[np.int64]:
    low = rows.min(axis=1, keepdims=True)
    width = np.maximum(rows.max(axis=1, keepdims=True) - low, 1e-300)
    counted: NDArray[np.int64] = np.floor((rows - low) / width * _GRID).astype(np.int64)
    return counted


def _moment(x: NDArray[np.int64], y: NDArray[np.int64]) -> Floats:
    """n²·covariance of each row."""
    n = x.shape[1]
    found: Floats = (n * (x * y).sum(axis=1) - x.sum(axis=1) * y.sum(axis=1)).astype(np.float64)
    return found
