"""What the loop of one call writes, a place a path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.plan.plan import Plan


@dataclass(slots=True, eq=False)
class Output:
    """What the loop writes: a place a path; `records` int64[…, 2] of occurrences."""

    status: NDArray[np.int64]
    element: NDArray[np.int64]
    step: NDArray[np.int64]
    outcome: NDArray[np.int64]
    measures: NDArray[np.float64]
    answers: NDArray[np.float64]
    clamps: NDArray[np.int64]
    kept: NDArray[np.float64]
    records: NDArray[np.int64]
    keep_rows: NDArray[np.int64]
    rolled: NDArray[np.uint64]
    dice: NDArray[np.int64]
    late: NDArray[np.int64]
    count: int = 0

    @staticmethod
    def make(plan: Plan, n: int, last: int, kept: int, room: int) -> Output:
        """Room for n paths."""
        return Output(
            status=np.empty(n, dtype=np.int64),
            element=np.empty(n, dtype=np.int64),
            step=np.empty(n, dtype=np.int64),
            outcome=np.empty(n, dtype=np.int64),
            measures=np.full((len(plan.measures), n), np.nan),
            answers=np.full((len(plan.questions), n), np.nan),
            clamps=np.zeros(len(plan.counted), dtype=np.int64),
            kept=np.full((n, last + 1, kept), np.nan),
            records=np.empty((room * n + 1, 2), dtype=np.int64),
            keep_rows=np.empty(0, dtype=np.int64),
            rolled=np.empty((0, 0), dtype=np.uint64),
            dice=np.empty(0, dtype=np.int64),
            late=np.empty(0, dtype=np.int64),
        )
