"""Learning the members of a plan that has figures with an error, island by island.

Prior paths are weighed first; where they are worth too little, members are moved towards the observations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathResults
from simengine.learning.by_stages import move_island
from simengine.learning.by_weights import is_worth_weighing, weigh_island
from simengine.learning.island import Island
from simengine.learning.learnt import Learnt, Route
from simengine.learning.progress import Reached
from simengine.learning.stages import stages_of
from simengine.learning.task import LearningTask
from simengine.plan.past import last_step
from simengine.plan.plan import Plan

Progress = Callable[[int, int], None]
"""Told how many islands there are, and how many there are to be."""
_LOOK = 0.2
"""Seconds between two looks whether an island is found."""


class Effort(Protocol):
    """How many independent futures members are to be worth, and how many short simulations a member may take."""

    @property
    def effective(self) -> int: ...

    @property
    def effort(self) -> int: ...


class Checkpoints(Protocol):
    """Keeps arrays by name, for a start that was interrupted."""

    def read(self, name: str) -> dict[str, NDArray[Any]] | None:
        """What was written under a name; None if there is nothing."""

    def write(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keeps arrays under a name."""


def learn(
    plan: Plan,
    simulate: Callable[..., PathResults],
    wanted: Iterable[int],
    effort: Effort,
    *,
    jobs: int = 1,
    checkpoints: Checkpoints | None = None,
    progress: Progress | None = None,
    route: Route | None = None,
) -> Learnt:
    """The islands of the numbers asked for. `simulate` is that of an engine for `reading_plan(plan)`.

    Without a `route` it is by weights where prior paths are worth enough. Each island depends on the plan, the effort,
    the route and its number alone; so results don't show in how many threads, in which order or with which
    interruptions they were found.

    SimengineError where no path comes near an observation. What interrupts the wait, such as KeyboardInterrupt, ends
    all threads at their next simulation.
    """
    task = LearningTask.of(plan, simulate, effort.effective, effort.effort)
    by_weights = is_worth_weighing(task)  # and an observation that no path comes near ends it, by either route
    taken: Route = route or ("weights" if by_weights else "sequential")
    numbers, made = list(wanted), []
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        try:
            for found in [pool.submit(_found, task, number, taken, checkpoints) for number in numbers]:
                made.append(_awaited(found))
                if progress:
                    progress(len(made), len(numbers))
        finally:
            task.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
    return Learnt(last_step(plan), stages_of(plan), taken, tuple(made), task.covered)


def _awaited(found: Future[Island]) -> Island:
    """What a thread finds. It is looked for again and again: a wait without an end may not hear of Ctrl-C."""
    while not found.done():
        wait([found], _LOOK)
    return found.result()


def _found(task: LearningTask, number: int, route: Route, checkpoints: Checkpoints | None) -> Island:
    """An island: as it was kept, or made, from where an interrupted start had come to."""
    name = f"{route}-{number:04d}"
    kept = checkpoints.read(name) if checkpoints else None
    if kept is not None and "ancestor" in kept:
        return _read(task, number, kept)
    if route == "weights":
        island = weigh_island(task, number)
    else:
        reached = None if kept is None else Reached.read(kept)
        keep = None if checkpoints is None else lambda at: checkpoints.write(name, at.arrays())
        island = move_island(task, number, reached, keep)
    if checkpoints:
        checkpoints.write(name, _arrays(task, island))
    return island


def _arrays(task: LearningTask, island: Island) -> dict[str, NDArray[Any]]:
    """An island as arrays; a die by its place among those that are covered."""
    dice = {f"die-{task.covered.index(die)}": shown for die, shown in island.dice.items()}
    numbers = np.array([island.log_evidence, island.effective, float(island.simulations)])
    own = {"increments": island.increments, "ancestor": island.ancestor, "numbers": numbers, "seen": island.seen}
    return {**own, **dice}


def _read(task: LearningTask, number: int, arrays: dict[str, NDArray[Any]]) -> Island:
    dice = {task.covered[int(key[4:])]: shown for key, shown in arrays.items() if key.startswith("die-")}
    log_evidence, effective, simulations = arrays["numbers"].tolist()
    return Island(
        number,
        log_evidence,
        arrays["increments"],
        arrays["ancestor"],
        dice,
        effective,
        int(simulations),
        arrays["seen"],
    )
