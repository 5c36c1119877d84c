"""How much of figures is left from where members began to move."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simengine.learning.weights import Floats


class Figures(NamedTuple):
    """Figures of members: what observations are compared with, [members, figures], and scores, [dice, members]."""

    seen: Floats
    scores: Floats

    def rows(self) -> tuple[Floats, ...]:
        """A row for each."""
        return (*self.seen.T, *self.scores)


def share_left(before: Figures, after: Figures, part: float) -> float:
    """The quantile `part`, over figures, of the squared correlation of what members have now with what they had.

    0 without figures that vary, and that all members have. Sums are rounded once.
    """
    found = [_squared_correlation(x, y) for x, y in zip(before.rows(), after.rows(), strict=True)]
    there = sorted(one for one in found if one == one)
    return there[min(len(there) - 1, int(part * len(there)))] if there else 0.0


def _squared_correlation(x: Floats, y: Floats) -> float:
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return math.nan
    x, y = _centred(x), _centred(y)
    xx, yy, xy = (math.fsum((one * other).tolist()) for one, other in ((x, x), (y, y), (x, y)))
    return xy * xy / (xx * yy) if xx > 0.0 and yy > 0.0 else math.nan


def _centred(x: Floats) -> Floats:
    size = float(np.abs(x).max())
    scaled = x / size if size > 0.0 else x
    return scaled - math.fsum(scaled.tolist()) / len(x)
