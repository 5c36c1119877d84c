"""The futures of one setting, drawn block by block as far as they are asked for, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from simengine.compute.engine_kinds import ENGINES, Engine, make_engine
from simengine.compute.workers import as_they_come
from simengine.engines.path_results import PathResults
from simengine.engines.system import cpus
from simengine.language.types import TRUTH
from simengine.model.model import Model
from simengine.plan.invariants import INVARIANTS
from simengine.plan.plan import Plan
from simengine.runs.learnt import Learning
from simengine.runs.manifest import ClockStamp
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.sampling import Sampling
from simengine.runs.words import words_of
from simengine.status import Status
from simengine.window.pasts import Ensemble, Past

BLOCK = 416
"""Paths of a call: a twentieth of a second of a large model, after which an outdated computation stops.

It is twelve calls for the 5,000 futures of a first answer, so that two processors have as much to do, and two blocks of
an engine to each call where a model is large.
"""
Stop = Callable[[], bool]


class OutdatedError(Exception):
    """What was being computed is asked for no more."""


@dataclass(eq=False)
class Arm:
    """A scenario with its plan and what computes it, and those of its futures that are drawn.

    `whole` is the scenario's plan, which may have figures with an error. It is drawn by `plan`: without them, or from
    the members of an `ensemble` that has learnt them. `definitions` are those of what the plan reads; `fans` are kept
    by whoever draws them, by names, and `watched` are the values on the first futures that they are drawn from.
    """

    model: Model
    whole: Plan
    plan: Plan
    definitions: Mapping[str, str]
    engine_name: str
    pool: Executor
    ensemble: Ensemble | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    pieces: list[PathResults] = field(default_factory=list)
    made: list[Engine] = field(default_factory=list)
    fans: dict[tuple[str, ...], dict[str, list[list[float | None]]]] = field(default_factory=dict)
    watched: dict[tuple[str, ...], list[Floats]] = field(default_factory=dict)

    @property
    def drawn(self) -> int:
        """How many paths are there, from 0 on."""
        return sum(len(one.path) for one in self.pieces)

    @property
    def learnt(self) -> Learning | None:
        """What is told of its members; None of futures that have learnt nothing."""
        return self.ensemble.told if self.ensemble else None

    @cached_property
    def past(self) -> Past | None:
        """What of it comes before the last of its figures with an error; None without such."""
        return Past.of(self.model, self.whole)

    def numbers(self, paths: int) -> Integers:
        """The first so many futures by their numbers, in the order they are drawn in; of members all there are."""
        return self.ensemble.order[:paths] if self.ensemble else np.arange(paths)

    def engine(self) -> Engine:
        """What computes it, made when it is first needed."""
        if not self.made:
            self.made.append(make_engine(self.engine_name, self.plan))
        return self.made[0]

    def to(self, paths: int, stop: Stop, watch: Sequence[str] = ()) -> OutcomeTable:
        """The first so many futures; what is drawn of them now has the values of the names to `watch`.

        OutdatedError where they are asked for no more; what is drawn by then is kept.
        """
        names = tuple(watch)
        with self.lock:
            for results in self._simulated(self.numbers(paths)[self.drawn :], names, stop):
                if names and sum(map(len, self.watched.get(names, ()))) == self.drawn:
                    self.watched.setdefault(names, []).append(results.kept)
                self.pieces.append(replace(results, kept=results.kept[:, :, :0].copy()))
        return outcome_table(self, len(self.numbers(paths)))

    def kept(self, names: Sequence[str], paths: int, stop: Stop) -> Floats:
        """The values of drivers and formulas at every step of the first so many futures, shape [paths, K+1, names].

        OutdatedError as `to`.
        """
        with self.lock:
            found = self.watched.pop(tuple(names), [])
        if sum(map(len, found)) < paths:
            found = [results.kept for results in self._simulated(self.numbers(paths), names, stop)]
        return np.concatenate(found)[:paths]

    def _simulated(self, paths: Integers, names: Sequence[str], stop: Stop) -> Iterator[PathResults]:
        """Blocks in their order, some at work at once where threads may share an engine."""
        if stop():
            raise OutdatedError
        engine, kind = self.engine(), ENGINES[self.engine_name]
        size = min(BLOCK, kind.piece)
        starts = range(0, len(paths), size)

        def simulate(start: int) -> PathResults:
            if stop():
                raise OutdatedError
            return engine.simulate(paths[start : start + size].tolist(), names)

        waiting, due = dict[int, PathResults](), 0
        pool = self.pool if kind.threads else None
        with closing(as_they_come(simulate, starts, pool, cpus())) as drawn:
            for start, results in drawn:
                waiting[start] = results
                while due in waiting:
                    yield waiting.pop(due)
                    due += size


def outcome_table(arm: Arm, paths: int) -> OutcomeTable:
    """The first so many futures of those that are drawn, by their numbers, as a table like a run's without experts."""
    model, plan, pieces, scenario, members = arm.model, arm.plan, arm.pieces, arm.model.scenario, arm.plan.members
    rows = np.argsort(arm.numbers(paths))
    path = arm.numbers(paths)[rows]
    status = np.concatenate([one.status for one in pieces])[rows]
    measures = np.concatenate([one.measures for one in pieces])[rows]
    questions = np.concatenate([one.questions for one in pieces])[rows]
    read = {cell.name: measures[:, at] for at, cell in enumerate(plan.measures)}
    return OutcomeTable(
        scenario=scenario.name,
        title=scenario.title or "",
        seed=plan.seed,
        sampling=Sampling.of_islands(members.ends.tolist()) if members else Sampling.of_nested(plan.nested),
        classes=tuple(name for name, _ in plan.classes),
        path=path,
        ok=status == Status.OK,
        failed=status > Status.EXCLUDED,
        excluded=status == Status.EXCLUDED,
        outcome=np.concatenate([one.outcome for one in pieces])[rows],
        measures={name: values for name, values in read.items() if not name.startswith(INVARIANTS)},
        measure_units={name: plan.unit(name) for name in scenario.measures},
        questions={one.name: questions[:, at] for at, one in enumerate(plan.questions)},
        question_texts={one.name: one.text for one in plan.questions},
        question_kinds={one.name: one.kind for one in plan.questions},
        question_units={one.name: one.unit for one in plan.questions},
        truths=tuple(name for name in scenario.measures if model.at("measures", name, "expr").type == TRUTH),
        invariants={
            name.removeprefix(INVARIANTS): values for name, values in read.items() if name.startswith(INVARIANTS)
        },
        words=words_of(scenario),
        clock=ClockStamp(plan.clock.start.isoformat(), plan.clock.step, plan.clock.steps),
        definitions=arm.definitions,
        learnt=arm.learnt,
    )
