"""Two halves of the paths: one to choose on, the other to tell on, with nothing that hangs together in both."""

from __future__ import annotations

import numpy as np

from simengine.runs.outcome_table import Integers, Truths

_FEW = 200  # clusters, whose sizes are minded


def first_half(n: int, clusters: Integers | None = None) -> Truths:
    """Which of n paths are the half to choose on, shape [n]: every other one, or whole clusters.

    Of few clusters, which may differ in size, each goes to the half that is smaller so far, the largest first.
    """
    if clusters is None:
        every_other: Truths = np.arange(n) % 2 == 0
        return every_other
    _, which, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    chosen: Truths = np.arange(len(sizes)) % 2 == 0
    if len(sizes) <= _FEW:
        chosen[:] = False
        more = 0  # in the first half than in the other
        for at in np.argsort(-sizes, kind="stable").tolist():
            chosen[at] = more <= 0
            more += int(sizes[at]) if more <= 0 else -int(sizes[at])
    return chosen[which]
