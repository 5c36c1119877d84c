"""Futures of a run with some dice changed: rolled anew, or held at a point of their law; all other dice are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.compute.ask import ALONE, Resources
from simengine.compute.engine_kinds import ENGINES, Engine, Kind, make_engine, quiet
from simengine.compute.figures import computed_figure
from simengine.compute.progress import Progress
from simengine.compute.workers import as_they_come, workers
from simengine.engines.system import cpus
from simengine.plan.hold import hold_parameter
from simengine.plan.plan import Plan
from simengine.randomness.dice import NESTED, Die, holding, rerolled
from simengine.randomness.streams import HELD_BITS
from simengine.runs.outcome_table import Floats, Integers
from simengine.scenario.answer import Answer

TRIES = 40
"""So often a die is rolled, at most, until the path counts again."""
_LEAST_CALL = 256  # paths: a call takes a moment, however few they are
Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rolled:
    """Dice that are rolled anew, all at once; no two changes of a run have the same number."""

    number: int
    dice: tuple[Die, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A parameter's die, held so that the parameter has its quantile at `u`."""

    die: Die
    u: float


@dataclass(frozen=True, slots=True)
class Put:
    """A parameter put at a value, whatever its die shows."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What is to be computed: members of the sample, each under one of some changes, in the order of these."""

    changes: Integers
    members: Integers

    def part(self, at: slice | Integers) -> _Rows:
        return _Rows(self.changes[at], self.members[at])

    @classmethod
    def of(cls, changes: int, members: Integers) -> _Rows:
        """Every member under every change."""
        return cls(np.repeat(np.arange(changes), len(members)), np.tile(members, changes))


@dataclass(slots=True, eq=False)
class Rerolling:
    """Computes a sample of paths under changes, and reads one figure off them: NaN on a path that does not count.

    Members of the sample are told by their place in it. Of a conditioned run dice are rolled that decide what comes
    after its last observation, from there on; parameters can be neither rolled nor held. What it gives depends on the
    plan, the sample and the changes alone, not on how many threads compute.
    """

    plan: Plan
    sample: Integers
    figure: Answer
    kind: Kind
    engine_name: str
    engine: Engine
    resources: Resources
    jobs: int
    pool: Executor | None
    done: int = 0
    foreseen: int = 0

    def own(self) -> Floats:
        """The figure on all members as they are, shape [n]."""
        return self._computed(self.engine, (), _Rows.of(1, np.arange(len(self.sample))), 0)

    def held(self, changes: Sequence[Held], members: Integers) -> Floats:
        """The figure of some members with each of some parameters held, shape [changes, n]."""
        found = self._computed(self.engine, changes, _Rows.of(len(changes), members), 0)
        return found.reshape(len(changes), len(members))

    def put(self, change: Put, members: Integers) -> Floats:
        """The figure with a parameter put at a value, shape [n]."""
        plan = hold_parameter(self.plan, change.name, change.value)
        engine = make_engine(self.engine_name, plan, quiet)
        return self._computed(engine, (), _Rows.of(1, members), 0)

    def rolled(self, changes: Sequence[Rolled], members: Integers) -> Floats:
        """The figure after each of some changes, shape [changes, n].

        The law is that of the dice given that the path counts: they are rolled again until it does, forty times at
        most; NaN where it never did.
        """
        rows = _Rows.of(len(changes), members)
        found = np.full(len(rows.members), np.nan)
        pending = np.arange(len(found))
        for stage in range(TRIES):
            if not len(pending):
                break
            values = self._computed(self.engine, changes, rows.part(pending), stage)
            found[pending] = values
            pending = pending[np.isnan(values)]
        return found.reshape(len(changes), len(members))

    def _computed(self, engine: Engine, changes: Sequence[Rolled | Held], rows: _Rows, stage: int) -> Floats:
        """The figure of rows, in their order: some at a time, where threads may share the work."""
        total, found = len(rows.members), np.empty(len(rows.members))
        size = min(self.kind.piece, max(min(_LEAST_CALL, self.kind.piece), -(-total // (4 * self.jobs))))
        starts = range(0, total, size)

        def compute(start: int) -> Floats:
            part = rows.part(slice(start, start + size))
            paths = self.sample[part.members]
            shown = _shown(self.plan, changes, part, paths, stage)
            numbers = paths.tolist()
            learnt = self.plan.members is not None
            results = engine.simulate(numbers, late=shown) if learnt else engine.simulate(numbers, rolled=shown)
            return _finite(computed_figure(self.figure, self.plan, results))

        with closing(as_they_come(compute, starts, self.pool, self.jobs)) as drawn:
            for start, values in drawn:
                found[start : start + size] = values
                self._tell(len(values))
        return found

    def _tell(self, more: int) -> None:
        self.done += more
        if self.resources.progress:
            total = max(self.foreseen, self.done)
            self.resources.progress(Progress(self.plan.name, self.done, total, 0, 0, 0, foreseen=True))


@contextmanager
def rerolling(
    plan: Plan, sample: Integers, figure: Answer, engine: str, resources: Resources = ALONE
) -> Iterator[Rerolling]:
    """What computes a sample of paths under changes, by as many threads as are asked for."""
    kind = ENGINES[engine]
    jobs = (resources.jobs or cpus()) if kind.threads else 1
    made = make_engine(engine, plan, resources.announce or quiet)
    with workers(jobs, threads=True) as pool:
        yield Rerolling(plan, sample, figure, kind, engine, made, resources, jobs, pool)


def _finite(values: Floats) -> Floats:
    """What is infinite is no number here."""
    return np.where(np.isfinite(values), values, np.nan)


def _shown(
    plan: Plan, changes: Sequence[Rolled | Held], rows: _Rows, paths: Integers, stage: int
) -> dict[Die, Numbers]:
    """What the changed dice show, a number a row: a die that a row's change leaves alone shows the path's own."""
    own = paths.astype(np.uint64)
    nested = own // np.uint64(plan.nested)
    shown: dict[Die, Numbers] = {}
    for at in np.unique(rows.changes).tolist() if changes else ():
        first, end = np.searchsorted(rows.changes, [at, at + 1]).tolist()
        change = changes[at]
        number: Numbers | np.uint64
        if isinstance(change, Rolled):
            base = rerolled(stage=stage, move=change.number, member=0)
            number = np.uint64(base) + rows.members[first:end].astype(np.uint64)
        else:
            number = np.uint64(holding(min(int(change.u * 2.0**HELD_BITS), 2**HELD_BITS - 1)))
        for die in change.dice if isinstance(change, Rolled) else (change.die,):
            if die not in shown:
                shown[die] = (nested if die.section in NESTED else own).copy()
            shown[die][first:end] = number
    return shown
