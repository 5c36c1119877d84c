"""Futures of a run drawn on, many times each, from the last observation: all that came before stays as it was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from simengine.compute.ask import ALONE, Resources
from simengine.compute.drawn_table import drawn_table
from simengine.compute.engine_kinds import ENGINES, Engine, Kind, make_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.settings import whole
from simengine.compute.workers import as_they_come, workers
from simengine.distributions import Distribution
from simengine.engines.path_results import PathResults
from simengine.engines.system import cpus
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError
from simengine.plan.members import Members, Numbers
from simengine.plan.plan import Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import Die
from simengine.runs.outcome_table import Integers, OutcomeTable
from simengine.runs.sampling import Sampling
from simengine.runs.store import Run
from simengine.status import Status

MEMBERS, REDRAWS = 1_000, 10
_FIRST = 1 << 62
"""From here on paths are numbered whose numbers decide of what comes later: no run has so many of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Redraws:
    """What became of some members of a run, `redraws` times each, as a run's table; a cluster is a member.

    All was drawn anew after `step`, but for the delays of the events `held`, by their paths, that were drawn before and
    not over then.
    """

    table: OutcomeTable
    step: int
    members: int
    redraws: int
    held: tuple[str, ...]


def redraw(
    run: Run,
    members: int = MEMBERS,
    redraws: int = REDRAWS,
    resources: Resources = ALONE,
) -> Redraws:
    """Draws `members` ok futures of a run, spread evenly over it, `redraws` times on from its last observation.

    Parameters stay, and without observations all else is drawn anew; a clock that runs then begins again, which is its
    law given that its event has not occurred so far. What stays though it ought to be drawn anew is a delay that was
    drawn by then and isn't over: it counts as known.

    SimengineError for numbers that mean nothing, paths that are nested, none that is ok, and as `Run.plan`.
    """
    members, redraws = whole("members", members), whole("redraws", redraws)
    for name, number in (("members", members), ("redraws", redraws)):
        if number < 2:
            raise WrongUsageError(f"{name} must be at least 2 (got {number})")
    table, plan = run.outcome_table(), run.plan
    chosen = _chosen(run, table, members)
    step = max((seen.step for seen in plan.observations), default=0)
    learnt, bare = plan.members, replace(plan, members=None)
    step = learnt.step if learnt else step
    engine = make_engine(run.manifest.engine, bare, resources.announce or quiet)
    task = _Task(bare, engine, step, redraws, learnt)
    held = _held(task, chosen)
    drawn = _draw_on(task, chosen, ENGINES[run.manifest.engine], resources)
    found = replace(drawn_table(run, table, drawn), sampling=_sampling(table.sampling, chosen, redraws))
    return Redraws(found, step, len(chosen), redraws, held)


def _sampling(of_run: Sampling, chosen: Integers, redraws: int) -> Sampling:
    """How redraws of chosen paths hang together: by their members, and these by the islands they are of."""
    ends = np.searchsorted(chosen, np.array(of_run.ends, np.int64)) * redraws
    return Sampling("members", redraws, tuple(ends.tolist()))


def _draw_on(task: _Task, chosen: Integers, kind: Kind, resources: Resources) -> list[PathResults]:
    """All members, some at a time; threads may share the work."""
    each = max(1, kind.piece // task.redraws)
    starts = range(0, len(chosen), each)

    def draw(start: int) -> PathResults:
        return _redrawn(task, chosen[start : start + each])

    found: dict[int, PathResults] = {}
    jobs, total = min(len(starts), resources.jobs or cpus()) if kind.threads else 1, len(chosen) * task.redraws
    with workers(jobs, threads=True) as pool, closing(as_they_come(draw, starts, pool, jobs)) as drawn:
        for start, one in drawn:
            found[start] = one
            if resources.progress:
                done = min(len(found) * each * task.redraws, total)
                resources.progress(Progress(task.plan.name, done, total, 0, 0, 0))
    return [found[start] for start in starts]


def _chosen(run: Run, table: OutcomeTable, members: int) -> Integers:
    """Ok paths, spread evenly."""
    if table.sampling.kind not in ("independent", "islands"):
        what = f"paths of {run.name} hang together ({table.sampling.kind}), and for members of those no error is known"
        raise SimengineError(Worded(f"{what}: run it again with ", Setting("nested", 1)))
    rows = np.flatnonzero(table.ok)
    if len(rows) < 2:
        raise SimengineError(f"of {table.paths:,} paths of {run.name} {len(rows)} are ok: nothing can be drawn on")
    members = min(members, len(rows))
    return table.path[rows[np.arange(members) * len(rows) // members]]


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is drawn, by what, the step up to which all stays as it was, and how often each member is drawn.

    Of a conditioned run `learnt` has what its members show up to there.
    """

    plan: Plan
    engine: Engine
    step: int
    redraws: int
    learnt: Members | None

    def dice(self, members: Integers) -> dict[Die, Numbers]:
        """What all dice of members show up to the step."""
        own: dict[Die, Numbers] = dict.fromkeys(dice_of(self.plan), members.astype(np.uint64))
        return own | self.learnt.rolled(members) if self.learnt else own


def _redrawn(task: _Task, members: Integers) -> PathResults:
    """Members, each as often as it is drawn: as they are up to the step, then under numbers that no path had."""
    times = task.redraws
    past = np.repeat(members, times)
    numbers = _FIRST + past * times + np.tile(np.arange(times), len(members))
    return task.engine.simulate(numbers.tolist(), rolled=task.dice(past), fresh=task.step)


def _held(task: _Task, members: Integers) -> tuple[str, ...]:
    """The events whose delay has been drawn for an occurrence by the step, and isn't over, on any member."""
    past = task.engine.simulate(members.tolist(), rolled=task.dice(members), until=task.step)
    if (past.status != Status.OK).any():
        raise SimengineError(f"paths of {task.plan.name} do not come out as they are stored: run it again")
    events = task.plan.events
    return tuple(
        f"events.{event.name}"
        for index, event in enumerate(events)
        if isinstance(event.delay, Distribution)
        and event.after is not None
        and (_times(past, event.after) > _times(past, index)).any()
    )


def _times(results: PathResults, event: int) -> Integers:
    """How often an event occurred on each path."""
    return np.diff(results.events[event].offsets).astype(np.int64)
