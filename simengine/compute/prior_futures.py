"""What a conditioned run was before it was learnt: prior futures, and what they and its members have of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.drawn_table import drawn_table
from simengine.compute.engine_kinds import ENGINES, check_engine, jobs_for, make_engine, quiet
from simengine.compute.futures import parameters_of
from simengine.compute.pieces import Pace
from simengine.compute.progress import Progress
from simengine.compute.read_futures import ReadFutures
from simengine.compute.workers import Work, compute, workers
from simengine.engines.path_results import PathResults
from simengine.engines.system import cpus
from simengine.errors import SimengineError
from simengine.language.expression import Slot
from simengine.learning.readings import reading_plan, reading_questions, seen_and_errors
from simengine.plan.identity import identity_of
from simengine.plan.past import last_step, past_of
from simengine.plan.plan import Plan
from simengine.plan.readings import QuestionPlan
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sampling import INDEPENDENT
from simengine.runs.store import Run
from simengine.status import Status

MOST = 8_000
"""Prior futures that are wanted at most; as many as the run has paths, where these are fewer."""
_TIMES = 10
"""So many times as many are drawn at most, where sharp observations leave few of them."""
_FIRST = 1 << 61
"""From here on they are numbered, so that none has the chance of a path or a member."""


def varying(plan: Plan) -> tuple[str, ...]:
    """The parameters of a plan that can differ between paths."""
    return tuple(one.name for one in plan.parameters if one.distribution.varies)


def prior_futures(run: Run, table: OutcomeTable, resources: Resources = ALONE) -> ReadFutures:
    """Futures of a conditioned run's scenario that know its sharp observations, but no figure with an error.

    They run to the end of the clock, on the run's engine; the same of a run at every call. SimengineError where sharp
    observations leave none.
    """
    plan, wanted = run.plan, min(MOST, run.manifest.paths)
    asking = _asking(plan)
    found: list[PathResults] = []
    for batch in range(_TIMES):
        found += draw_all(asking, run, range(_FIRST + batch * wanted, _FIRST + (batch + 1) * wanted), resources)
        if sum(int((one.status == Status.OK).sum()) for one in found) >= wanted:
            break
    shown = np.concatenate([one.path for one in found])
    drawn = replace(drawn_table(run, table, found), sampling=INDEPENDENT, asked=shown.astype(np.uint64))
    drawn = replace(drawn, experts=table.experts, learnt=None)
    if np.count_nonzero(drawn.ok) < 2:
        raise SimengineError(f"{run.name}: of {drawn.paths:,} prior futures none meets the sharp observations")
    first, last = len(plan.questions), len(plan.questions) + 2 * len(plan.likelihoods)
    both = [seen_and_errors(plan, one, first) for one in found]
    seen, errors = (np.concatenate([pair[side] for pair in both])[drawn.ok] for side in (0, 1))
    values = np.concatenate([one.questions[:, last:] for one in found])[drawn.ok]
    return ReadFutures(drawn, seen, errors, {name: values[:, at] for at, name in enumerate(varying(plan))})


def member_futures(run: Run, table: OutcomeTable, resources: Resources = ALONE) -> ReadFutures:
    """The ok paths of a conditioned run, computed again up to the last observation.

    SimengineError if they don't come out as they are stored.
    """
    plan, paths = run.plan, table.path[table.ok].tolist()
    kind, past = ENGINES[run.manifest.engine], replace(reading_plan(past_of(plan)), members=plan.members)
    engine, last = make_engine(run.manifest.engine, past, resources.announce or quiet), last_step(plan)
    pieces = [paths[start : start + kind.piece] for start in range(0, len(paths), kind.piece)]
    with ThreadPoolExecutor((resources.jobs or cpus()) if kind.threads else 1) as pool:
        results = list(pool.map(lambda piece: engine.simulate(piece, until=last), pieces))
    if any((one.status != Status.OK).any() for one in results):
        raise SimengineError(f"paths of {run.folder} do not come out as they are stored: run it again")
    both = [seen_and_errors(plan, one) for one in results]
    seen, errors = (np.concatenate([pair[side] for pair in both]) for side in (0, 1))
    drawn = parameters_of(run, paths)
    return ReadFutures(table, seen, errors, {name: drawn[name] for name in varying(plan)})


def _asking(plan: Plan) -> Plan:
    """The plan without figures, which answers what they read too, and then what each parameter is."""
    wanted = set(varying(plan))
    parameters = tuple(
        QuestionPlan(f"parameter {one.name}", "", "", "value", plan.clock.steps, Slot(one.slot, one.name), None)
        for one in plan.parameters
        if one.name in wanted
    )
    questions = (*plan.questions, *reading_questions(plan), *parameters)
    return replace(plan, questions=questions, likelihoods=(), members=None)


def draw_all(plan: Plan, run: Run, paths: range, resources: Resources) -> Sequence[PathResults]:
    """The results of some paths, in their order."""
    check_engine(run.manifest.engine)
    kind = ENGINES[run.manifest.engine]
    jobs = jobs_for(run.manifest.engine, resources.jobs)
    pace, found = Pace(kind, len(paths), jobs), dict[int, PathResults]()
    work = Work(identity_of(plan), run.manifest.engine, plan)
    with (
        workers(jobs, threads=kind.threads) as pool,
        closing(
            compute(work, pace.pieces_of_paths(paths), resources.executor or pool, jobs, resources.announce)
        ) as computed,
    ):
        done = 0
        for piece, results in pace.watched(computed):
            found[piece.start] = results
            done += len(piece.paths)
            if resources.progress:
                resources.progress(Progress(run.name, done, len(paths), 0, 0, 0))
    return [found[start] for start in sorted(found)]
