"""Futures of a run drawn on, many times each, from the last observation: all that came before stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import ENGINES, Engine, Kind, make_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.settings import whole
from simengine.compute.workers import as_they_come, workers
from simengine.engines.path_results import PathResults
from simengine.engines.system import cpus
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError
from simengine.plan.plan import EventPlan, Plan
from simengine.plan.plan_dice import dice_of
from simengine.randomness.dice import STRETCH, Die, rerolled
from simengine.randomness.streams import CLOCK
from simengine.runs.outcome_table import Integers, OutcomeTable, Truths
from simengine.runs.sampling import Sampling
from simengine.runs.store import Run
from simengine.status import Status

MEMBERS, REDRAWS = 1_000, 10
_TRIES = 30
"""How often a clock is drawn anew until its event does not occur before the last observation, as it did not."""
_FEW = 0.01  # of the redraws, which may keep a clock without being told of

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Redraws:
    """What became of some members of a run, `redraws` times each, as a run's table; a cluster is a member.

    All was drawn anew after `step`, but for some dice of the elements `held`, by their paths: those that decide of both
    before and after, and could not be told apart.
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

    Parameters stay, and without observations all else is drawn anew. A clock whose event had not occurred by then is
    drawn until it has not occurred again: so its law is what it is, given that. What stays though its later part ought
    to be drawn anew is the noise of the dozen of steps in which the last observation lies, and the clock of an event
    that occurred and may again: these count as known.

    SimengineError for numbers that mean nothing, paths that are nested, none that is ok, and as `Run.plan`.
    """
    members, redraws = whole("members", members), whole("redraws", redraws)
    for name, number in (("members", members), ("redraws", redraws)):
        if number < 2:
            raise WrongUsageError(f"{name} must be at least 2 (got {number})")
    table, plan = run.outcome_table(), run.plan
    chosen = _chosen(run, table, members)
    step = max((seen.step for seen in plan.observations), default=0)
    engine = make_engine(run.manifest.engine, plan, resources.announce or quiet)
    drawn = _draw_on(_Task(plan, engine, step, redraws), chosen, ENGINES[run.manifest.engine], resources)
    held = frozenset[str]().union(*(one.held for one in drawn))
    found = _as_table(run, table, [one.results for one in drawn], redraws)
    return Redraws(found, step, len(chosen), redraws, tuple(sorted(held)))


def _draw_on(task: _Task, chosen: Integers, kind: Kind, resources: Resources) -> list[_Drawn]:
    """All members, some at a time; threads may share the work."""
    each = max(1, kind.piece // task.redraws)
    starts = range(0, len(chosen), each)

    def draw(start: int) -> _Drawn:
        part = _Part.of(task, chosen[start : start + each])
        return _Drawn(task.engine.simulate(part.paths.tolist(), rolled=part.rolled), part.held)

    found: dict[int, _Drawn] = {}
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
    if table.sampling.each > 1:
        what = f"paths of {run.name} hang together ({table.sampling.kind}), and for members of those no error is known"
        raise SimengineError(Worded(f"{what}: run it again with ", Setting("nested", 1)))
    rows = np.flatnonzero(table.ok)
    if len(rows) < 2:
        raise SimengineError(f"of {table.paths:,} paths of {run.name} {len(rows)} are ok: nothing can be drawn on")
    members = min(members, len(rows))
    return table.path[rows[np.arange(members) * len(rows) // members]]


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is drawn, by what, the step up to which all stays as it was, and how often each member is drawn."""

    plan: Plan
    engine: Engine
    step: int
    redraws: int


class _Drawn(NamedTuple):
    """What became of some members, and what of them is held."""

    results: PathResults
    held: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some members, each as often as it is drawn; the numbers of the dice that are rolled anew, and what is held."""

    paths: Integers
    rolled: Mapping[Die, list[int]]
    held: frozenset[str]

    @classmethod
    def of(cls, task: _Task, members: Integers) -> _Part:
        """The dice of members that decide only of what comes later, or are drawn so that they do."""
        redraws = task.redraws
        paths, fresh = np.repeat(members, redraws), _fresh(members, redraws, 0)
        noise = [die for die in dice_of(task.plan) if die.section in ("drivers", "correlations")]
        rolled = {die: fresh.tolist() for die in noise if STRETCH * die.part >= task.step}
        held = {f"{die.section}.{die.name}" for die in noise if 0 < task.step - STRETCH * die.part < STRETCH}
        past = task.engine.simulate(members.tolist(), until=task.step)
        if (past.status != Status.OK).any():
            raise SimengineError(f"paths of {task.plan.name} do not come out as they are stored: run it again")
        for die, event, occurred in _event_dice(task.plan, past):
            again = np.repeat(occurred, redraws)
            numbers, missing = _drawn_clocks(task, die, event, paths, ~again)
            rolled[die] = np.where(again | missing, paths.astype(np.uint64), numbers).tolist()
            if missing.mean() > _FEW or (occurred.any() and task.plan.events[event].recurs):
                held.add(f"events.{die.name}")
        return cls(paths, rolled, frozenset(held))


def _event_dice(plan: Plan, past: PathResults) -> Iterator[tuple[Die, int, Truths]]:
    """The dice of events, each with its event's place and on which paths it has occurred."""
    places = {event.name: index for index, event in enumerate(plan.events)}
    for die in dice_of(plan):
        if die.section == "events":
            place = places[die.name]
            yield die, place, _times(past, place) > _before_start(plan.events[place])


def _before_start(event: EventPlan) -> int:
    return sum(step <= 0 for step in event.at)


def _times(results: PathResults, event: int) -> Integers:
    """How often an event occurred on each path."""
    return np.diff(results.events[event].offsets).astype(np.int64)


def _drawn_clocks(task: _Task, die: Die, event: int, paths: Integers, wanted: Truths) -> tuple[Numbers, Truths]:
    """Numbers of a die with which its event occurs no sooner on the paths `wanted`, and where none was found.

    There it had not occurred up to the step; so nothing else is otherwise up to there either. A branch, which is only
    looked at when its event occurs, may be any.
    """
    members, missing = paths[:: task.redraws], wanted.copy()
    numbers = _fresh(members, task.redraws, 0)
    for tried in range(_TRIES):
        rows = np.flatnonzero(missing)
        if not len(rows):
            break
        numbers[rows] = _fresh(members, task.redraws, tried)[rows]
        if die.part != CLOCK or task.step == 0:
            return numbers, np.zeros_like(missing)
        until = task.engine.simulate(paths[rows].tolist(), rolled={die: numbers[rows].tolist()}, until=task.step)
        missing[rows] = _times(until, event) > _before_start(task.plan.events[event])
    return numbers, missing


def _fresh(members: Integers, redraws: int, tried: int) -> Numbers:
    """What dice show that are rolled anew, another number at each try, shape [members · redraws]."""
    moves = range(tried * redraws, (tried + 1) * redraws)
    return np.array([rerolled(member, move) for member in members.tolist() for move in moves], np.uint64)


def _as_table(run: Run, table: OutcomeTable, results: list[PathResults], redraws: int) -> OutcomeTable:
    """What came of the redraws, as columns of a table like the run's."""
    status = np.concatenate([one.status for one in results])
    measures = np.concatenate([one.measures for one in results])
    questions = np.concatenate([one.questions for one in results])
    names = [cell.name for cell in run.plan.measures]
    return replace(
        table,
        sampling=Sampling("members", redraws),
        path=np.arange(len(status)),
        ok=status == Status.OK,
        failed=status > Status.EXCLUDED,
        excluded=status == Status.EXCLUDED,
        outcome=np.concatenate([one.outcome for one in results]),
        measures={name: measures[:, names.index(name)] for name in table.measures},
        questions={one.name: questions[:, at] for at, one in enumerate(run.plan.questions)},
        invariants={},
        endings=(),
        experts={},
    )
