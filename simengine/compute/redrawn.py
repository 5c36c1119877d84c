"""What came of drawing the same futures on two clocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.errors import Problem
from simengine.runs.outcome_table import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """Paths on the clock of their scenario and on one that cuts each step into `parts`.

    Of the n that are ok on both: `outcome` [2, n] indexes `classes`; `measures` and `questions` [2, n, …] have a number
    for each name of theirs, NaN where there is none. `truths` are the names whose numbers are 1 or 0, `units`
    those of the others. `otherwise` is what means something else on the finer clock. So many `figures` with an error
    were not learnt from.
    """

    scenario: str
    step: str
    parts: int
    paths: int
    classes: tuple[str, ...]
    measure_names: tuple[str, ...]
    question_names: tuple[str, ...]
    truths: frozenset[str]
    units: dict[str, str]
    outcome: NDArray[np.int16]
    measures: Floats
    questions: Floats
    otherwise: tuple[Problem, ...]
    figures: int = 0
