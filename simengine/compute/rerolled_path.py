"""One path with some of its dice rolled anew, many times: the class it comes to each time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import ENGINES, Engine, make_engine, quiet
from simengine.compute.progress import Progress
from simengine.compute.workers import as_they_come, workers
from simengine.engines.path_results import PathResults
from simengine.engines.system import cpus
from simengine.plan.plan import Plan
from simengine.randomness.dice import NESTED, Die, rerolled
from simengine.runs.outcome_table import Integers
from simengine.status import Status

FAILED, EXCLUDED = -1, -2
"""What stands in the place of a class where a path came to none."""
_LEAST_CALL, _MOST_CALL = 256, 1_024  # paths: of more, each with other dice, the numbers would fill the memory


class RerolledPath:
    """A path of a plan, and what computes it under changes.

    Of a path that has learnt from observations only what comes after the last of them can be rolled anew: what a die
    showed before stays, and of a die that is in use then only the rest changes.
    """

    def __init__(self, plan: Plan, path: int, engine: str, resources: Resources = ALONE) -> None:
        self.plan, self.path = plan, path
        self._kind = ENGINES[engine]
        self._engine: Engine = make_engine(engine, plan, resources.announce or quiet)
        self._jobs = (resources.jobs or cpus()) if self._kind.threads else 1
        self._resources = resources
        self._tried = self._done = 0

    def own(self) -> int:
        """The index of the class that it comes to as it is; FAILED or EXCLUDED if to none."""
        return int(_ended(self._engine.simulate([self.path]))[0])

    def classes(self, changes: Sequence[Sequence[Die]], rolls: int) -> Integers:
        """The class after each of some sets of dice was rolled anew, `rolls` times each, shape [changes, rolls].

        No two sets of all calls show the same numbers.
        """
        first = self._tried
        self._tried += len(changes)
        total, found = len(changes) * rolls, np.empty(len(changes) * rolls, np.int64)
        size = min(self._kind.piece, _MOST_CALL, max(_LEAST_CALL, -(-total // (2 * self._jobs))))

        def compute(start: int) -> PathResults:
            rows = np.arange(start, min(start + size, total))
            return self._computed(changes, first, rows // rolls, rows % rolls)

        with (
            workers(self._jobs, threads=True) as pool,
            closing(as_they_come(compute, range(0, total, size), pool, self._jobs)) as drawn,
        ):
            for start, results in drawn:
                ended = _ended(results)
                found[start : start + len(ended)] = ended
                self._tell(len(ended))
        return found.reshape(len(changes), rolls)

    def _computed(
        self, changes: Sequence[Sequence[Die]], first: int, change: Integers, member: Integers
    ) -> PathResults:
        shown: dict[Die, NDArray[np.uint64]] = {}
        for at in np.unique(change).tolist():
            rows = change == at
            numbers = np.uint64(rerolled(move=first + at, member=0)) + member[rows].astype(np.uint64)
            for die in changes[at]:
                own = self.path // self.plan.nested if die.section in NESTED else self.path
                shown.setdefault(die, np.full(len(change), own, np.uint64))[rows] = numbers
        paths = [self.path] * len(change)
        if self.plan.members:
            return self._engine.simulate(paths, late=shown)
        return self._engine.simulate(paths, rolled=shown)

    def _tell(self, more: int) -> None:
        self._done += more
        if self._resources.progress:
            self._resources.progress(Progress(self.plan.name, self._done, self._done, 0, 0, 0, foreseen=True))


def _ended(results: PathResults) -> Integers:
    """The class of each path, FAILED or EXCLUDED."""
    excluded = np.where(results.status == Status.EXCLUDED, EXCLUDED, FAILED)
    return np.where(results.status == Status.OK, results.outcome, excluded).astype(np.int64)
