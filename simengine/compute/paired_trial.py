"""What came of raising one parameter: the same paths with it low and with it high."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A mechanism's act, tried on `paths` pairs of paths; the n that are ok in both stand here, low first.

    `values`, shape [2, n], is the number it moves, in `unit` ("" if none): the mean of a driver or formula over the
    steps, a measure's value, how often an event occurred; NaN where there is none. `outcome`, shape [2, n], indexes
    `classes`. `levels` are the two values of the parameter. `answers`, shape [2, n, questions], are those of the
    `questions`, each with whether it is a chance (1 or 0) and its unit; NaN where there is none.
    """

    mechanism: str
    raised: str
    on: str
    push: Literal["up", "down"]
    levels: tuple[float, float]
    unit: str
    paths: int
    values: Floats
    outcome: Integers
    classes: tuple[str, ...]
    questions: tuple[tuple[str, bool, str], ...] = ()
    answers: Floats = field(default_factory=lambda: np.empty((2, 0, 0)))
