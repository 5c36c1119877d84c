"""The mechanisms, tried: each parameter that one raises is held low and then high, on the same futures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, replace

import numpy as np

from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, check_engine, make_engine, quiet
from simengine.compute.paired_trial import Trial
from simengine.compute.run import Progress
from simengine.compute.workers import usable_executor
from simengine.engines.path_results import PathResults
from simengine.errors import SimengineError
from simengine.model.model import Model
from simengine.plan.hold import hold_parameter
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.runs.outcome_table import Floats, Integers
from simengine.scenario.schema import Act, Scenario
from simengine.status import Status

PATHS = 1000
Levels = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Task:
    """One parameter of a plan at two values, and the names whose numbers are wanted."""

    plan: Plan
    engine: str
    raised: str
    levels: Levels
    targets: tuple[str, ...]
    paths: int


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The numbers of each target, [2, n, targets], and the classes, [2, n], of the pairs that are ok."""

    values: Floats
    outcome: Integers


def try_mechanisms(
    model: Model,
    paths: int = PATHS,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Announce = quiet,
) -> tuple[Trial, ...]:
    """Tries every `acts` of a scenario's mechanisms, in their order, on `paths` pairs of paths.

    A parameter is put at the low and at the high of its `levels` on every path; all else is drawn as ever, so the two
    paths of a pair differ by nothing but that value and what follows from it. Observations are left out: which paths
    they exclude depends on the parameter, and the pairs left would no longer tell what it does.

    Raises:
        SimengineError: if no mechanism has `acts`, for settings that mean nothing, or when a worker process dies.
    """
    if paths < 1:
        raise SimengineError(f"paths must be at least 1 (got {paths})")
    scenario = model.scenario
    acts = [(name, act) for name, mechanism in scenario.mechanisms.items() for act in mechanism.acts]
    if not acts:
        raise SimengineError(f"no mechanism of {scenario.name} says what it raises: give it acts")
    bare = replace(make_plan(model, seed, nested=1), observations=(), questions=())
    check_engine(engine)
    make_engine(engine, bare, announce)  # what takes long happens here once, not in every worker
    tasks = _tasks(scenario, [act for _, act in acts], bare, engine, paths)
    found, executor = {}, usable_executor(executor, bare)
    for done, (key, pairs) in enumerate(zip(tasks, _try_all([*tasks.values()], executor), strict=True), 1):
        found[key] = tasks[key], pairs
        if progress:
            progress(Progress(scenario.name, 2 * paths * done, 2 * paths * len(tasks), 0, 0, 0))
    return tuple(_trial(name, act, *found[_raised_between(scenario, act)]) for name, act in acts)


def _tasks(
    scenario: Scenario, acts: Sequence[Act], plan: Plan, engine: str, paths: int
) -> dict[tuple[str, Levels], _Task]:
    """Acts that raise a parameter between the same values share a task."""
    wanted: dict[tuple[str, Levels], dict[str, None]] = {}
    for act in acts:
        wanted.setdefault(_raised_between(scenario, act), {})[act.on] = None
    return {
        (name, levels): _Task(plan, engine, name, levels, tuple(targets), paths)
        for (name, levels), targets in wanted.items()
    }


def _raised_between(scenario: Scenario, act: Act) -> tuple[str, Levels]:
    return act.raised, act.levels(scenario.parameters[act.raised].distribution)


def _trial(mechanism: str, act: Act, task: _Task, pairs: _Pairs) -> Trial:
    plan, values = task.plan, pairs.values[:, :, task.targets.index(act.on)]
    classes = tuple(name for name, _ in plan.classes)
    about = (mechanism, act.raised, act.on, act.push, task.levels, plan.unit(act.on), task.paths)
    return Trial(*about, values, pairs.outcome, classes)


def _try_all(tasks: Sequence[_Task], executor: Executor | None) -> Iterator[_Pairs]:
    if executor is None:
        yield from map(_try_task, tasks)
        return
    try:
        yield from executor.map(_try_task, tasks)
    except BrokenExecutor as error:
        raise SimengineError("a worker process ended before its time: was it short of memory?") from error


def _try_task(task: _Task) -> _Pairs:
    """Both arms of one parameter, some paths at a time: kept step by step they take memory."""
    keep = tuple(name for name in task.targets if name in _kept(task.plan))
    low, high = (make_engine(task.engine, hold_parameter(task.plan, task.raised, value)) for value in task.levels)
    piece = ENGINES[task.engine].piece
    chunks = [range(start, min(start + piece, task.paths)) for start in range(0, task.paths, piece)]
    parts = [_pairs(task, low.simulate(chunk, keep), high.simulate(chunk, keep)) for chunk in chunks]
    return _Pairs(
        np.concatenate([part.values for part in parts], axis=1),
        np.concatenate([part.outcome for part in parts], axis=1),
    )


def _kept(plan: Plan) -> set[str]:
    return {cell.name for cell in (*plan.once, *plan.drivers, *plan.look)}


def _pairs(task: _Task, low: PathResults, high: PathResults) -> _Pairs:
    ok = (low.status == Status.OK) & (high.status == Status.OK)
    columns, kept = [], 0
    for name in task.targets:
        if name in _kept(task.plan):
            columns.append(_means(low.kept[ok, :, kept], high.kept[ok, :, kept]))
            kept += 1
        else:
            columns.append(np.stack([_number(task.plan, name, results)[ok] for results in (low, high)]))
    outcome = np.stack([results.outcome[ok].astype(np.int64) for results in (low, high)])
    return _Pairs(np.stack(columns, axis=-1), outcome)


def _means(low: Floats, high: Floats) -> Floats:
    """Means over the steps, shape [2, n], from values of shape [n, K+1]: the steps at which both arms have a number."""
    known = np.isfinite(low) & np.isfinite(high)
    steps = np.count_nonzero(known, axis=1)
    sums = np.stack([np.where(known, arm, 0.0).sum(axis=1) for arm in (low, high)])
    return np.where(steps > 0, sums / np.maximum(steps, 1), np.nan)


def _number(plan: Plan, name: str, results: PathResults) -> Floats:
    """A measure of each path, or how often an event occurred on it."""
    measures = [cell.name for cell in plan.measures]
    if name in measures:
        values = results.measures[:, measures.index(name)]
        return np.where(np.isfinite(values), values, np.nan)
    events = [event.name for event in plan.events]
    return np.diff(results.events[events.index(name)].offsets).astype(np.float64)
