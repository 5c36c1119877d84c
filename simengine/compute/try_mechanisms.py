"""The mechanisms, tried: each parameter that one raises is held low and then high, on the same futures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, check_engine, make_engine, quiet
from simengine.compute.paired_trial import Trial
from simengine.compute.progress import Progress
from simengine.compute.settings import whole
from simengine.compute.workers import as_they_come, usable_executor
from simengine.engines.path_results import PathResults
from simengine.errors import SimengineError, WrongUsageError
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
    """Some paths of a plan with one parameter at two values, and the names whose numbers are wanted."""

    plan: Plan
    engine: str
    raised: str
    levels: Levels
    targets: tuple[str, ...]
    paths: range


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The numbers of each target, [2, n, targets], the classes, [2, n], and answers, [2, n, questions], of ok pairs."""

    values: Floats
    outcome: Integers
    answers: Floats


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
    paths = whole("paths", paths)
    if paths < 1:
        raise SimengineError(f"paths must be at least 1 (got {paths})")
    scenario = model.scenario
    acts = [(name, act) for name, mechanism in scenario.mechanisms.items() for act in mechanism.acts]
    if not acts:
        raise WrongUsageError(f"no mechanism of {scenario.name} says what it raises: give it acts")
    bare = replace(make_plan(model, seed, nested=1), observations=(), likelihoods=())
    check_engine(engine)
    make_engine(engine, bare, announce)  # what takes long happens here once, not in every worker
    keys = [_raised_between(scenario, act) for _, act in acts]
    tasks = _tasks([(key, act.on) for key, (_, act) in zip(keys, acts, strict=True)], bare, engine, paths)
    chunks = [one for task in tasks.values() for one in _chunks(task)]
    found: dict[tuple[str, Levels], dict[int, _Pairs]] = {key: {} for key in tasks}
    total = 2 * paths * len(tasks)
    with closing(as_they_come(_try_paths, chunks, usable_executor(executor, bare))) as tried:
        for done, (chunk, pairs) in enumerate(tried, 1):
            found[chunk.raised, chunk.levels][chunk.paths.start] = pairs
            if progress:
                progress(Progress(scenario.name, total * done // len(chunks), total, 0, 0, 0))
    joined = {key: _joined([pairs for _, pairs in sorted(parts.items())]) for key, parts in found.items()}
    return tuple(_trial(name, act, tasks[key], joined[key]) for (name, act), key in zip(acts, keys, strict=True))


def _tasks(
    acts: Sequence[tuple[tuple[str, Levels], str]], plan: Plan, engine: str, paths: int
) -> dict[tuple[str, Levels], _Task]:
    """Acts that raise a parameter between the same values share a task, whatever they act on."""
    wanted: dict[tuple[str, Levels], dict[str, None]] = {}
    for key, on in acts:
        wanted.setdefault(key, {})[on] = None
    return {
        (name, levels): _Task(plan, engine, name, levels, tuple(targets), range(paths))
        for (name, levels), targets in wanted.items()
    }


def _raised_between(scenario: Scenario, act: Act) -> tuple[str, Levels]:
    return act.raised, act.levels(scenario.parameters[act.raised].distribution)


def _trial(mechanism: str, act: Act, task: _Task, pairs: _Pairs) -> Trial:
    plan, values = task.plan, pairs.values[:, :, task.targets.index(act.on)]
    classes = tuple(name for name, _ in plan.classes)
    about = (mechanism, act.raised, act.on, act.push, task.levels, plan.unit(act.on), len(task.paths))
    questions = tuple((one.name, one.kind == "chance", one.unit) for one in plan.questions)
    return Trial(*about, values, pairs.outcome, classes, questions, pairs.answers)


def _chunks(task: _Task) -> Iterator[_Task]:
    """The task, some paths at a time: kept step by step they take memory, and Ctrl-C is to be heard between them."""
    piece, paths = ENGINES[task.engine].piece, task.paths
    yield from (replace(task, paths=paths[start : start + piece]) for start in range(0, len(paths), piece))


def _try_paths(task: _Task) -> _Pairs:
    """Both arms of one parameter."""
    keep = tuple(name for name in task.targets if name in _kept(task.plan))
    low, high = (make_engine(task.engine, hold_parameter(task.plan, task.raised, value)) for value in task.levels)
    return _pairs(task, low.simulate(task.paths, keep), high.simulate(task.paths, keep))


def _joined(parts: Sequence[_Pairs]) -> _Pairs:
    return _Pairs(
        np.concatenate([part.values for part in parts], axis=1),
        np.concatenate([part.outcome for part in parts], axis=1),
        np.concatenate([part.answers for part in parts], axis=1),
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
    answers = np.stack([results.questions[ok] for results in (low, high)])
    return _Pairs(np.stack(columns, axis=-1), outcome, answers)


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
