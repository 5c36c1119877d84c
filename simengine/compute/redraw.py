"""The same futures on a finer clock: drawn with shorter steps, beside how they come out as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, Announce, check_engine, make_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.redrawn import Redrawn
from simengine.compute.settings import whole
from simengine.compute.workers import as_they_come, usable_executor
from simengine.engines.path_results import PathResults
from simengine.errors import Problem, WrongUsageError
from simengine.language.types import TRUTH
from simengine.loading import finer
from simengine.model.model import Model
from simengine.plan.invariants import INVARIANTS
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.status import Status

PAIRS = 10_000
FEWEST_PARTS, MOST_PARTS = 2, 100


@dataclass(frozen=True, slots=True)
class _Task:
    """Some paths of both plans, the coarse first."""

    plans: tuple[Plan, Plan]
    engine: str
    paths: range


def redraw(
    model: Model,
    parts: int,
    paths: int = PAIRS,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Announce = quiet,
) -> Redrawn:
    """Draws `paths` futures on both clocks, with the same parameters and the same clocks of events.

    The noise of drivers belongs to steps, so it is another on the finer clock.

    Raises:
        SimengineError: for settings that mean nothing, a scenario that has no finer clock, or a worker that dies.
    """
    parts, paths = whole("refine", parts), whole("paths", paths)
    if not FEWEST_PARTS <= parts <= MOST_PARTS:
        raise WrongUsageError(f"a step is cut into {FEWEST_PARTS} to {MOST_PARTS} parts (got {parts})")
    if paths < 1:
        raise WrongUsageError(f"paths must be at least 1 (got {paths})")
    check_engine(engine)
    refined = finer(model, parts)
    plans = make_plan(model, seed), make_plan(refined.model, seed)
    for plan in plans:
        make_engine(engine, plan, announce)
    piece = max(1, ENGINES[engine].piece // parts)
    tasks = [_Task(plans, engine, range(paths)[start : start + piece]) for start in range(0, paths, piece)]
    found: dict[int, tuple[PathResults, PathResults]] = {}
    with closing(as_they_come(_draw, tasks, usable_executor(executor, plans[0]))) as drawn:
        for done, (task, pair) in enumerate(drawn, 1):
            found[task.paths.start] = pair
            if progress:
                progress(Progress(plans[0].name, 2 * paths * done // len(tasks), 2 * paths, 0, 0, 0))
    pairs = [pair for _, pair in sorted(found.items())]
    return _redrawn(model, plans[0], parts, paths, pairs, refined.warnings)


def _draw(task: _Task) -> tuple[PathResults, PathResults]:
    coarse, fine = (make_engine(task.engine, plan).simulate(task.paths) for plan in task.plans)
    return coarse, fine


def _redrawn(
    model: Model,
    plan: Plan,
    parts: int,
    paths: int,
    pairs: list[tuple[PathResults, PathResults]],
    otherwise: tuple[Problem, ...],
) -> Redrawn:
    ok = [(coarse.status == Status.OK) & (fine.status == Status.OK) for coarse, fine in pairs]

    def both(of: Callable[[PathResults], NDArray[np.generic]]) -> NDArray[np.generic]:
        sides = ([of(pair[side])[rows] for pair, rows in zip(pairs, ok, strict=True)] for side in (0, 1))
        return np.stack([np.concatenate(side) for side in sides])

    # Invariants are read as measures are, but are no answers.
    read = [at for at, cell in enumerate(plan.measures) if not cell.name.startswith(INVARIANTS)]
    measures, questions = tuple(plan.measures[at].name for at in read), tuple(one.name for one in plan.questions)
    return Redrawn(
        plan.name, plan.clock.step, parts, paths,
        classes=tuple(name for name, _ in plan.classes),
        measure_names=measures,
        question_names=questions,
        truths=frozenset(_truths(model, measures, plan)),
        units={name: plan.unit(name) for name in (*measures, *questions)},
        outcome=both(lambda results: results.outcome),  # type: ignore[arg-type]
        measures=both(lambda results: results.measures[:, read]),  # type: ignore[arg-type]
        questions=both(lambda results: results.questions),  # type: ignore[arg-type]
        otherwise=otherwise,
        figures=len(plan.likelihoods),
    )  # fmt: skip


def _truths(model: Model, measures: Sequence[str], plan: Plan) -> Iterator[str]:
    yield from (name for name in measures if model.at("measures", name, "expr").type == TRUTH)
    yield from (question.name for question in plan.questions if question.kind == "chance")
