"""What a driver or formula was on the same paths of two runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class TwinValues:
    """The values `before` in BASE and `after` in OTHER on n paths at the K+1 steps, [n, K+1]; NaN where there is none.

    `draws` are the numbers of what the paths hang together by, None where each stands alone.
    """

    base: str
    other: str
    name: str
    title: str
    unit: str
    dates: tuple[str, ...]
    years: tuple[float, ...]
    draws: NDArray[np.int64] | None
    before: NDArray[np.float64]
    after: NDArray[np.float64]
