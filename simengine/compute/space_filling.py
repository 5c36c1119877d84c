"""Points that fill a box evenly, by SciPy's quasi-Monte Carlo; nothing else of simengine imports SciPy.

What it gives may change with its version: whoever uses points stores them.
"""

from __future__ import annotations

import warnings
from typing import Literal

from simengine.errors import SimengineError

Filling = Literal["lhs", "sobol"]


def unit_points(kind: Filling, points: int, dimensions: int, seed: tuple[int, ...]) -> list[tuple[float, ...]]:
    """`points` points of the unit box of so many dimensions, scrambled by this seed.

    `lhs` is a Latin hypercube (McKay, Beckman, Conover 1979, Technometrics 21, 239–245): each of `points` equal parts
    of every side has one. `sobol` is Sobol's sequence (1967) scrambled after Owen (1995) as SciPy does it; a longer one
    begins with the shorter one's points. SimengineError if SciPy is not installed.
    """
    try:
        import numpy as np  # noqa: PLC0415 (with SciPy, which is slow)
        from scipy.stats import qmc  # noqa: PLC0415
    except ImportError as error:
        advice = "`pip install scipy`, or take --design grid (design='grid')"
        raise SimengineError(f"the design {kind} is drawn by SciPy, which is not installed: {advice}") from error
    random = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of Sobol points that are no power of two: the text tells it
        engine = (qmc.LatinHypercube if kind == "lhs" else qmc.Sobol)(dimensions, rng=random)
        return [tuple(point) for point in engine.random(points).tolist()]
