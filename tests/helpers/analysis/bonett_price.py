"""The interval of Bonett and Price, from shares of discordant pairs."""

import numpy as np

from simengine.analysis.paired import adjusted_interval


def bonett_price(gained: float, lost: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a difference for `n` pairs, `gained` by OTHER alone and `lost` by it."""
    counts = np.zeros((3, 3))
    counts[0, 1], counts[1, 0], counts[0, 0] = gained * n, lost * n, (1.0 - gained - lost) * n
    return adjusted_interval(counts)
