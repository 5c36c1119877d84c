"""Observations that no path comes near: named, with how far the nearest came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simengine.errors import SimengineError
from simengine.learning.readings import seen_and_errors
from simengine.learning.task import Floats, Judged, LearningTask
from simengine.plan.readings import LikelihoodPlan, Occurrence
from simengine.status import Status

FAR = 8.0
"""So many errors from the nearest of thousands of paths to a figure, which also lies beyond all of them by more than
their standard deviation: the model can't explain it. A figure among them may be as exact as it likes."""


def check_near(task: LearningTask, judged: list[Judged]) -> None:
    """SimengineError where no path meets the sharp observations, or comes near a figure."""
    status = np.concatenate([one.results.status for one in judged])
    element = np.concatenate([one.results.element for one in judged])
    ok = status == Status.OK
    if not ok.any():
        ended = np.bincount(element[element >= 0], minlength=len(task.plan.elements))
        name = task.plan.elements[int(ended.argmax())]
        raise SimengineError(
            f"of {len(status):,} prior futures of {task.plan.name} none gets as far as the last observation: "
            f"{int(ended.max()):,} end by {name} ({_word(status)}). Widen what it allows, or the priors"
        )
    read = [seen_and_errors(task.plan, one.results) for one in judged]
    seen, errors = (np.concatenate([both[at] for both in read]) for at in (0, 1))
    for at, one in enumerate(task.plan.likelihoods):
        _check_one(one, seen[ok, at], errors[ok, at])


def _check_one(one: LikelihoodPlan, seen: Floats, error: Floats) -> None:
    value, there = one.value, np.isfinite(seen) & (error > 0.0)
    if one.law == "lognormal":
        there &= seen > 0.0
    if not there.any():
        what = "has not occurred by then on any" if isinstance(one.seen, Occurrence) else "is no number on any"
        raise SimengineError(f"observe.{one.name}: what is observed {what} of {len(seen):,} prior futures")
    own, scale = seen[there], error[there]
    with np.errstate(over="ignore", invalid="ignore"):  # of values near the largest a square is infinite
        off = np.log(value / own) if one.law == "lognormal" else value - own
        away, spread = np.abs(off) / scale, float(off.std())
    nearest = int(away.argmin())
    beyond = max(float(off.min()), -float(off.max())) > spread
    if beyond and away[nearest] > FAR and one.law != "student_t":
        unit = f" {one.unit}" if one.unit else ""
        raise SimengineError(
            f"observe.{one.name}: no prior future comes near {value:g}{unit}: the nearest of {len(seen):,} has "
            f"{own[nearest]:.4g}{unit}, {away[nearest]:.1f} errors of {scale[nearest]:.3g} away. Look at the figure, "
            "its unit and its error, or widen the priors"
        )


def _word(status: NDArray[np.int8]) -> str:
    return Status(int(np.bincount(status[status != Status.OK]).argmax())).name.lower()
