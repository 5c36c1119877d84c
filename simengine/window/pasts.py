"""What was learnt from figures: taken from a run that has the same past, or learnt while the window is open."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simengine.compute.conditioning import islands_for, learn_anew, learnt_of, most_learnt, told_of
from simengine.compute.settings import Settings, effort_of
from simengine.engines.system import cpus
from simengine.errors import SimengineError
from simengine.learning.island import ISLAND, LEAST_ISLANDS
from simengine.learning.learnt import Learnt
from simengine.learning.task import StoppedError
from simengine.model.model import Model
from simengine.model.told_at_the_start import told_at_the_start
from simengine.plan.members import Integers, Members
from simengine.plan.past import last_step, past_digest, past_of
from simengine.plan.plan import Plan
from simengine.runs.learnt import Effort, Learning
from simengine.window.opened import Opening

MODEST = Effort(effort=600)
"""What is learnt by in the window: a fifth of a run's simulations.

Members are worth little until they have forgotten where they began, and then soon much: of the shipped model that
learns 259 independent futures by 300 simulations a member, 1,375 by 600, for 25 s more.
"""
_TURN = 0.1  # seconds between two looks whether learning is to stop


@dataclass(frozen=True)
class Past:
    """A plan with figures that have an error, its model, and what of it comes before the last of them, at `step`."""

    model: Model
    plan: Plan
    digest: str

    @classmethod
    def of(cls, model: Model, plan: Plan) -> Past | None:
        """That of a plan; None where it has no such figures."""
        return cls(model, plan, past_digest(plan)) if plan.likelihoods else None

    @property
    def step(self) -> int:
        """The last observation's."""
        return last_step(self.plan)

    @property
    def later(self) -> str:
        """The date from which on what is held acts, if the past hangs on it."""
        return self.plan.clock.label(min(self.step + 1, self.plan.clock.steps))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Those that the past hangs on."""
        return frozenset(one.name for one in past_of(self.plan).parameters)

    @cached_property
    def stuck(self) -> Mapping[str, str]:
        """Those of them that can't have another value later, with why."""
        found = {
            name: f"it is told to {whom}, at the start alone" for name, whom in told_at_the_start(self.model).items()
        }
        found |= {one.name: "it has a value of its own within it" for one in self.plan.later if one.step <= self.step}
        if self.step >= self.plan.clock.steps:
            found |= dict.fromkeys(self.parameters, "it lasts to the end of the clock")
        return {name: why for name, why in found.items() if name in self.parameters}


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Members that were learnt, what is told of them, where from, and an order in which any first ones are spread."""

    members: Members
    told: Learning
    source: str
    order: Integers

    @classmethod
    def of(cls, found: Learnt, most: int, past: str, effort: Effort, source: str) -> Ensemble:
        """All that islands have, at most so many: those of a run with as many paths."""
        paths = min(most, ISLAND * len(found.islands))
        found = found.with_islands(found.islands[: islands_for(paths)])
        members = found.members(paths)
        return cls(members, told_of(found, members, past, effort), source, _spread(paths))

    @property
    def paths(self) -> int:
        """How many there are."""
        return len(self.order)


def _spread(paths: int) -> Integers:
    """0 … paths − 1, any first of them spread evenly: the ranks of the multiples of the golden ratio, less wholes."""
    golden = (np.arange(paths) * (5**0.5 - 1.0) / 2.0) % 1.0
    return np.argsort(np.argsort(golden)).astype(np.int64)


@dataclass(slots=True)
class _Work:
    """One past that is being learnt: how many islands there are by now."""

    past: Past
    done: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


class Pasts:
    """What is known of each past; one at a time is learnt, by a thread that waits whenever answers are computed."""

    def __init__(self, opening: Opening, most: int, free: threading.Event) -> None:
        """At most so many members are used of each; learning goes on while `free` is set."""
        self._opening, self._most, self._free = opening, most, free
        self._found: dict[str, Ensemble | None] = {}
        self._why_not: dict[str, str] = {}
        self._work: _Work | None = None
        self._lock = threading.RLock()

    def known(self, past: Past) -> Ensemble | None:
        """Its members, if a run in the folder of results has them, or they have been learnt here."""
        with self._lock:
            if past.digest not in self._found:
                self._found[past.digest] = self._stored(past)
            return self._found[past.digest]

    def why_not(self, past: Past) -> str:
        """Why it couldn't be learnt; empty if that is not known yet."""
        return self._why_not.get(past.digest, "")

    def _stored(self, past: Past) -> Ensemble | None:
        run = most_learnt(self._opening.out, past.digest, None, past.plan.name)
        found = learnt_of(run) if run else None
        if run is None or found is None or run.manifest.learnt is None:
            return None
        try:
            found.check()
        except SimengineError:
            return None
        return Ensemble.of(
            found,
            self._most,
            past.digest,
            run.manifest.learnt.wanted,
            f"By the members of {run.folder}, which has the same past",
        )

    def learn(self, past: Past, seconds: float) -> int:
        """How many islands there are of one after a while; it is begun as soon as nothing else is being learnt."""
        with self._lock:
            work = self._work
            if work is None or work.ended.is_set():
                work = self._work = _Work(past)
                threading.Thread(target=self._learn, args=(work,), name="learning", daemon=True).start()
        work.ended.wait(seconds)
        return work.done if work.past.digest == past.digest else 0

    def keep(self, digests: Collection[str]) -> None:
        """Stops what is being learnt, unless it is one of these."""
        with self._lock:
            if self._work and self._work.past.digest not in digests:
                self._work.stop.set()

    def close(self) -> None:
        """Stops, and waits for what was learning to end."""
        self.keep(())
        if self._work:
            self._work.ended.wait()

    def _learn(self, work: _Work) -> None:
        opening, plan, digest = self._opening, work.past.plan, work.past.digest

        def turn() -> None:
            while not self._free.wait(_TURN):
                if work.stop.is_set():
                    break
            if work.stop.is_set():
                raise StoppedError

        def told(done: int, _: int) -> None:
            work.done = done

        try:
            effort_of(Settings(), plan, ISLAND)  # which refuses what can't be learnt
            there = self._stored(work.past)  # since it was looked for
            if there is None:
                found = learn_anew(plan, opening.engine, MODEST, LEAST_ISLANDS, cpus(), progress=told, turn=turn)
                there = Ensemble.of(found, self._most, digest, MODEST, "By members that were learnt here")
            self._found[digest] = there
        except StoppedError:
            pass
        except SimengineError as error:
            self._why_not[digest] = str(error)
        finally:
            if not (work.stop.is_set() or self._found.get(digest)):
                self._why_not.setdefault(digest, "learning broke off")  # the terminal tells of it
            work.ended.set()
