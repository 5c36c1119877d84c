"""What came of raising one parameter: the same paths with it low and with it high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simengine.runs.outcome_table import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A mechanism's act, tried on `paths` pairs of paths; the n that are ok in both stand here, low first.

    `values`, shape [2, n], is the number it moves, in `unit` ("" if none): the mean of a driver or formula over the
    steps, a measure's value, how often an event occurred; NaN where there is none. `outcome`, shape [2, n], indexes
    `classes`. `levels` are the two values of the parameter.
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
