"""What the futures of a run say would be measured: each observation as it would have been seen on each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import ENGINES, check_engine, jobs_for
from simengine.compute.pieces import Pace
from simengine.compute.progress import Progress
from simengine.compute.recompute import Ends, check_same_ends
from simengine.compute.workers import Work, compute, workers
from simengine.engines.path_results import EventSteps, PathResults
from simengine.language.clock import Clock
from simengine.language.expression import Number
from simengine.plan.identity import identity_of
from simengine.plan.observed import Observed
from simengine.plan.plan import Plan
from simengine.plan.reach import ANYWHERE, Reach, Span
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence, QuestionPlan
from simengine.runs.outcome_table import Floats
from simengine.runs.store import Run
from simengine.status import Status

_SEEN, _ERROR = "seen.", "error."


def foreseen(run: Run, plan: Plan, wanted: Sequence[Observed], resources: Resources = ALONE) -> dict[str, Floats]:
    """What would be measured on each ok path of a run, shape [n]: what the path has, and an error drawn by its law.

    `plan` is that of the whole scenario, of which the run knows a part; of a fact it is 1 or 0. An event that hasn't
    come counts as if it came when it was looked for. Nobody publishes what can't be, such as a count below 0: an error
    that leads there ends at the nearest that can (`plan.reach`). SimengineError if a path doesn't come out as it is
    stored.
    """
    table = run.outcome_table(check=False)
    rows = np.flatnonzero(table.ok)
    reading = _reading_plan(plan, run.plan, wanted)
    seen = {one.name: np.full(len(rows), np.nan) for one in wanted}
    errors = {one.name: np.full(len(rows), np.nan) for one in wanted}
    check_engine(run.manifest.engine)
    kind = ENGINES[run.manifest.engine]
    jobs = jobs_for(run.manifest.engine, resources.jobs)
    pace = Pace(kind, len(rows), jobs)
    pieces = pace.pieces_of_paths(table.path[rows].tolist())
    work, done = Work(identity_of(reading), run.manifest.engine, reading), 0
    with (
        workers(jobs, threads=kind.threads) as pool,
        closing(compute(work, pieces, resources.executor or pool, jobs, resources.announce)) as computed,
    ):
        for piece, results in pace.watched(computed):
            some = slice(piece.start, piece.start + len(piece.paths))
            ends = Ends(np.full(len(piece.paths), Status.OK, np.int16), table.outcome[rows[some]])
            check_same_ends(run, results, ends)
            for one in wanted:
                seen[one.name][some], errors[one.name][some] = _read(reading, results, one)
            done += len(piece.paths)
            if resources.progress:
                resources.progress(Progress(run.name, done, len(rows), 0, 0, 0))
    measured = {one.name: _measured(one, seen[one.name], errors[one.name], run.manifest.seed) for one in wanted}
    reach = Reach(plan)
    return {one.name: np.clip(measured[one.name], *_ends(reach, one)) for one in wanted}


def _ends(reach: Reach, one: Observed) -> Span:
    """Between which ends what is measured lies: a date after the start, anything else where a path can have it."""
    if isinstance(one.plan, ObservationPlan):
        return ANYWHERE
    return (0.0, math.inf) if isinstance(one.plan.seen, Occurrence) else reach.of(one.plan.seen)


def _reading_plan(plan: Plan, of_run: Plan, wanted: Sequence[Observed]) -> Plan:
    """The whole scenario's plan with what the run was learnt from, which answers what the observations read."""
    known = {*(one.name for one in of_run.observations), *(one.name for one in of_run.likelihoods)}
    questions = []
    for one in wanted:
        read = one.plan
        if isinstance(read, LikelihoodPlan):
            seen = Number(0.0) if isinstance(read.seen, Occurrence) else read.seen
            questions.append(QuestionPlan(_SEEN + one.name, "", "", "value", read.step, seen, None))
            questions.append(QuestionPlan(_ERROR + one.name, "", "", "value", read.step, read.error, None))
        else:
            questions.append(QuestionPlan(_SEEN + one.name, "", "", "value", read.step, read.expr, None))
    return replace(
        plan,
        observations=tuple(one for one in plan.observations if one.name in known),
        likelihoods=tuple(one for one in plan.likelihoods if one.name in known),
        members=of_run.members,
        questions=tuple(questions),
    )


def _read(plan: Plan, results: PathResults, one: Observed) -> tuple[Floats, Floats]:
    """What each path has, and the error there."""
    places = {question.name: at for at, question in enumerate(plan.questions)}
    seen = results.questions[:, places[_SEEN + one.name]]
    read = one.plan
    if isinstance(read, ObservationPlan):
        return ((seen >= read.low) & (seen <= read.high)).astype(np.float64), np.zeros(len(seen))
    if isinstance(read.seen, Occurrence):
        seen = _times(results.events[read.seen.event], read.seen.number, read.step, plan.clock)
    return seen, results.questions[:, places[_ERROR + one.name]]


def _times(events: EventSteps, number: int, last: int, clock: Clock) -> Floats:
    """When an event occurred for the `number`-th time on each path, in years, in the middle of the step before it is
    logged; the last step where it hasn't by then.
    """
    starts, ends = events.offsets[:-1] + number - 1, events.offsets[1:]
    has = starts < ends
    steps = np.full(len(starts), last, dtype=np.float64)
    steps[has] = np.minimum(events.steps[starts[has]] - 0.5, last)
    return steps / clock.per_year


def _measured(one: Observed, seen: Floats, error: Floats, seed: int) -> Floats:
    """What would be measured: an error by the law of the figure, drawn from a stream of its own."""
    read = one.plan
    if isinstance(read, ObservationPlan):
        return seen
    random = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, *read.name.encode()])))
    noise = random.standard_normal(len(seen))
    if read.law == "student_t" and math.isfinite(read.freedom):
        noise *= np.sqrt(read.freedom / random.chisquare(read.freedom, len(seen)))
    return seen * np.exp(error * noise) if read.law == "lognormal" else seen + error * noise
