"""Whether an interval holds the truth as often as it says, within what chance allows."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

REPEATS = 3000
SLACK = 0.006  # what a 95 % interval for counts may honestly miss through their being whole numbers


def share_holding(
    truth: float, draw: Callable[[np.random.Generator], tuple[float, float]], repeats: int = REPEATS
) -> float:
    """How often, over so many draws with a fixed seed, `draw(random)` gives an interval that holds `truth`."""
    random = np.random.default_rng(20240630)
    intervals = (draw(random) for _ in range(repeats))
    return sum(low <= truth <= high for low, high in intervals) / repeats


def too_rare(share: float, tests: int, repeats: int = REPEATS) -> bool:
    """Whether a share of intervals under 95 % is more than chance explains, at 1 in 1000 over all `tests` together."""
    z = NormalDist().inv_cdf(1.0 - 0.001 / tests)
    return share < 0.95 - SLACK - z * math.sqrt(0.95 * 0.05 / repeats)
