"""One figure on the paths of several plans, all with the same dice; where figures have an error, members are learnt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from simengine.analysis.contrast import Column
from simengine.compute.conditioning import Conditioned, Wish, condition
from simengine.compute.draw import Resources
from simengine.compute.engine_kinds import ENGINES, Announce
from simengine.compute.figures import computed_figure
from simengine.compute.pieces import Piece
from simengine.compute.progress import Progress
from simengine.compute.settings import DEFAULTS, effort_of
from simengine.compute.workers import Work, as_they_come, simulate, usable_executor
from simengine.errors import SimengineError
from simengine.plan.identity import identity_of
from simengine.plan.past import past_digest
from simengine.plan.plan import Plan
from simengine.runs.files import remove_tree
from simengine.runs.learnt import Effort
from simengine.runs.outcome_table import Floats
from simengine.runs.sampling import Sampling
from simengine.scenario.answer import Answer

_PRIOR, _UNKNOWN = "prior", "unknown"
KEPT = ".why"
"""What was learnt for a difference lies here, among results, until it is told: an interrupted start goes on there."""
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """With what paths are computed: so many `paths`, an engine, an executor of `jobs`, and who is told.

    Members are learnt with so much `effort`; those that runs in `results` have learnt are taken from there.
    """

    paths: int
    engine: str
    results: Path
    jobs: int
    executor: Executor | None
    progress: Callable[[Progress], None] | None
    announce: Announce
    effort: Effort


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Some paths of a plan, and the figure that is read off them."""

    work: Work
    figure: Answer
    piece: Piece


def columns_of(
    name: str, plans: Mapping[Key, Plan], figure: Answer, means: Means, needed: Collection[Key]
) -> tuple[dict[Key, Column], dict[Key, str]]:
    """The figure of each plan; and why it is on no path of those whose members can't be learnt.

    SimengineError where those of a plan that is `needed` can't, or a worker dies.
    """
    ready, learnt, wrong = dict[Key, Plan](), dict[str, Conditioned](), dict[Key, str]()
    for at, (key, plan) in enumerate(plans.items(), 1):
        try:
            known = _learnt(plan, means, learnt, f"{at} of {len(plans)}") if plan.likelihoods else None
        except SimengineError as error:
            if key in needed:
                raise
            wrong[key] = error.message
            continue
        ready[key] = replace(plan, members=known.members) if known else plan
    found = _computed(name, ready, figure, means)
    columns = {key: Column(np.full(means.paths, np.nan), None, _UNKNOWN) for key in wrong}
    for key in ready:
        past = past_digest(plans[key]) if plans[key].likelihoods else _PRIOR
        known = learnt.get(past)
        sampling = known.sampling if known else Sampling.of_nested(plans[key].nested)
        worth = known.told.worth_of_each if known else 0.0
        columns[key] = Column(found[key], sampling.clusters(np.arange(means.paths)), past, worth)
    _forget({past_digest(plan) for plan in plans.values() if plan.likelihoods}, means)
    return columns, wrong


def _learnt(plan: Plan, means: Means, learnt: dict[str, Conditioned], which: str) -> Conditioned:
    """What a plan's members show; plans with the same past share them."""
    past = past_digest(plan)
    if past not in learnt:
        effort = effort_of(
            replace(DEFAULTS, effective=means.effort.effective, effort=means.effort.effort), plan, means.paths
        )
        if effort is None:
            raise ValueError("nothing to learn from")

        def tell(text: str) -> None:
            if text.endswith("…"):  # that one of many is done is no news
                means.announce(f"scenario {which}: {text}")

        wish, resources = Wish(plan, means.engine, means.paths, effort), Resources(None, means.jobs, tell)
        learnt[past] = condition(wish, means.results, _kept(means, past), resources)
    return learnt[past]


def _kept(means: Means, past: str) -> Path:
    """Where what is learnt of a past is kept."""
    return means.results / KEPT / f"{past}-{means.effort.effective}-{means.effort.effort}-{means.paths}-{means.engine}"


def _forget(pasts: Collection[str], means: Means) -> None:
    """Removes what was kept; what can't be removed stays, and does no harm."""
    for past in pasts:
        with suppress(OSError):
            remove_tree(_kept(means, past))
    with suppress(OSError):  # another difference may have something there, or nothing was learnt
        (means.results / KEPT).rmdir()


def _computed(name: str, plans: Mapping[Key, Plan], figure: Answer, means: Means) -> dict[Key, Floats]:
    total, done = means.paths * len(plans), 0
    found = {key: np.full(means.paths, np.nan) for key in plans}
    owners: dict[int, Key] = {}
    tasks: list[_Task] = []
    for key, plan in plans.items():
        work = Work(identity_of(plan), means.engine, plan)
        tasks += [_Task(work, figure, piece) for piece in _pieces(means, len(owners))]
        owners[len(owners)] = key
    executor = usable_executor(means.executor, next(iter(plans.values())))
    with closing(as_they_come(_column, tasks, executor, means.jobs)) as computed:
        for task, values in computed:
            start = task.piece.start
            found[owners[task.piece.block]][start : start + len(values)] = values
            done += len(values)
            if means.progress:
                means.progress(Progress(name, done, total, 0, 0, 0))
    return found


def _pieces(means: Means, block: int) -> Sequence[Piece]:
    length = ENGINES[means.engine].piece
    paths = range(means.paths)
    return [Piece(block, start, paths[start : start + length]) for start in range(0, len(paths), length)]


def _column(task: _Task) -> Floats:
    """The figure on some paths."""
    return computed_figure(task.figure, task.work.plan, simulate(task.work, task.piece))
