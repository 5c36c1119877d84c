"""Figures that were published, beside what one path has of each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simengine.engines.path_results import PathEnd
from simengine.language.expression import Node
from simengine.learning.readings import reading_plan
from simengine.plan.plan import Plan
from simengine.plan.readings import LikelihoodPlan, Occurrence, QuestionPlan
from simengine.story.records import Sighting


def read_figures(plan: Plan) -> tuple[QuestionPlan, ...]:
    """What is asked of a path for its figures: of each what is seen, then its error."""
    return reading_plan(plan).questions


def sightings(plan: Plan, end: PathEnd, read: Sequence[float]) -> Iterator[Sighting]:
    """The figures, the furthest off first; `read` are the answers to `read_figures`."""
    found = [
        _sighting(plan, figure, _here(plan, end, figure.seen, figure.step, seen), error)
        for figure, seen, error in zip(plan.likelihoods, read[::2], read[1::2], strict=True)
    ]
    yield from sorted(found, key=lambda one: -math.inf if math.isnan(one.off) else -one.off)


def _here(plan: Plan, end: PathEnd, seen: Node | Occurrence, step: int, read: float) -> float:
    """When an event occurred, in years: the middle of the step before it was logged; NaN if it hasn't by `step`.

    Of anything else it is what was read.
    """
    if not isinstance(seen, Occurrence):
        return read
    steps = end.events[seen.event]
    came = steps[seen.number - 1] if len(steps) >= seen.number else math.inf
    return (came - 0.5) / plan.clock.per_year if came <= step else math.nan


def _sighting(plan: Plan, figure: LikelihoodPlan, here: float, error: float) -> Sighting:
    off = here - figure.value
    if figure.law == "lognormal":
        off = math.log(here / figure.value) if here > 0.0 else math.nan
    date, errors = plan.clock.label(figure.step), abs(off / error) if error > 0.0 else math.nan
    unit = "years after the start" if isinstance(figure.seen, Occurrence) else figure.unit
    return Sighting(figure.step, date, figure.name, unit, figure.value, here, errors)
