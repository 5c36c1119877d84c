"""What observations with an error are compared with, read off short paths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathResults
from simengine.language.expression import Number
from simengine.plan.plan import Plan
from simengine.plan.readings import LikelihoodPlan, Occurrence, QuestionPlan

Floats = NDArray[np.float64]


def reading_plan(plan: Plan) -> Plan:
    """A plan with the same paths whose answers are what its likelihoods read: of each what is seen, then its error."""
    questions = reading_questions(plan)
    return replace(plan, questions=questions, measures=(), classes=(), likelihoods=(), members=None, title="", units=())


def reading_questions(plan: Plan) -> tuple[QuestionPlan, ...]:
    """What is asked of a path to have what the likelihoods of a plan read: of each what is seen, then its error."""
    return tuple(question for seen in plan.likelihoods for question in _questions(seen))


def seen_and_errors(plan: Plan, results: PathResults, first: int = 0) -> tuple[Floats, Floats]:
    """What each path has of what the likelihoods of `plan` read, and the errors, each of shape [n, likelihoods].

    `results` are those of a plan whose answers are from the `first` on those of its `reading_questions`; NaN where a
    path ended before, or an event has not occurred.
    """
    n, count = len(results.path), len(plan.likelihoods)
    answers = results.questions[:, first : first + 2 * count].reshape(n, count, 2)
    seen, errors = answers[:, :, 0].copy(), answers[:, :, 1].copy()
    for at, one in enumerate(plan.likelihoods):
        if isinstance(one.seen, Occurrence):
            seen[:, at] = _times(plan, results, one.seen, one.step)
    return seen, errors


def _questions(seen: LikelihoodPlan) -> tuple[QuestionPlan, QuestionPlan]:
    what = Number(0.0) if isinstance(seen.seen, Occurrence) else seen.seen
    both = ((f"{seen.name} seen", what), (f"{seen.name} error", seen.error))
    first, second = (QuestionPlan(name, "", "", "value", seen.step, expr, None) for name, expr in both)
    return first, second


def _times(plan: Plan, results: PathResults, which: Occurrence, step: int) -> Floats:
    """When an event occurred for the so-many-th time, in years: the middle of the step before it was logged.

    NaN where that is after `step`.
    """
    found = results.events[which.event]
    place = found.offsets[:-1] + which.number - 1
    there = place < found.offsets[1:]
    there[there] = found.steps[place[there]] <= step
    times = np.full(len(results.path), np.nan)
    times[there] = (found.steps[place[there]] - 0.5) / plan.clock.per_year
    return times
