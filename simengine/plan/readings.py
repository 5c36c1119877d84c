"""What is read off a path, as the plan has it: observations, sharp or with an error, and questions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from simengine.language.expression import Node


@dataclass(frozen=True, slots=True)
class ObservationPlan:
    """A path on which `low <= expr <= high` does not hold at `step` is excluded.

    It became known at the instant `known` (ISO).
    """

    name: str
    step: int
    expr: Node
    low: float
    high: float
    known: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The time in years at which an event (its index) occurred for the `number`-th time, from 1: NaN if it hasn't."""

    event: int
    number: int


@dataclass(frozen=True, slots=True)
class LikelihoodPlan:
    """A figure with an error: how likely `value` is, given what a path has.

    `seen` is what a path has, read at `step` after the note, like the answer of a question. `error` is read there too:
    the standard deviation of a normal law, the scale of Student's with `freedom` degrees, that of the logarithm of a
    lognormal one.
    The figure became known at the instant `known` (ISO). Of the variance of its error it shares, with the others of
    `agency`, the part `shared`.
    """

    name: str
    step: int
    seen: Node | Occurrence
    value: float
    law: Literal["normal", "student_t", "lognormal"]
    error: Node
    known: str
    freedom: float = math.inf
    unit: str = ""
    source: str = ""
    agency: str = ""
    shared: float = 0.0


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """An answer read at `step`: a truth as 1 or 0, or a number; NaN where `given` does not hold."""

    name: str
    text: str
    unit: str
    kind: Literal["chance", "value"]
    step: int
    expr: Node
    given: Node | None
