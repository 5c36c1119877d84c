"""SimPy, by hand, in two ways: every driver a process of its own, and one process that moves them all.

The first is how models are put together in SimPy; its processes wait for one shared event a month, which costs about
half of what a timeout of each one's own would. The second uses SimPy for the clock and is otherwise plain Python.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import simpy

from bench.model import Ring, Sample
from bench.peers.plain import luck, moved, seeds

Life = Generator[simpy.Event, None, None]


def run(ring: Ring, paths: int, seed: int) -> Sample:
    """Every driver, the hazard and the watch are processes."""
    return _sample([_Path(ring, own).outcome() for own in seeds(seed, paths)])


def run_one_process(ring: Ring, paths: int, seed: int) -> Sample:
    """One process moves all the drivers; the hazard and the watch are processes of their own."""
    return _sample([_ShortPath(ring, own).outcome() for own in seeds(seed, paths)])


def _sample(rows: list[tuple[float, float, float]]) -> Sample:
    return Sample(*np.array(rows).T)


class _Path:
    """One future on an environment whose time is in months. Row k holds the drivers at month k."""

    def __init__(self, ring: Ring, seed: int) -> None:
        self.ring, self.luck = ring, luck(ring, seed)
        self.decay, self.pull = ring.decay, (1.0 - ring.decay) * ring.coupling
        self.rows = [[0.0] * ring.drivers for _ in range(ring.steps + 1)]
        self.event_step, self.high = ring.steps + 1, 0
        self.env = simpy.Environment()
        self.month = self.env.event()

    def outcome(self) -> tuple[float, float, float]:
        """What came of it."""
        for life in (*self.movers(), self.shock(), self.watch()):
            self.env.process(life)
        self.env.run(self.env.process(self.clock()))
        end = self.rows[-1][0]
        return end, float(self.event_step), (self.high + (end > self.ring.cut)) / (self.ring.steps + 1)

    def movers(self) -> list[Life]:
        """The processes that move the drivers."""
        return [self.driver(index) for index in range(self.ring.drivers)]

    def clock(self) -> Life:
        """Wakes all that wait for the next month."""
        for _ in range(self.ring.steps):
            yield self.env.timeout(1)
            over, self.month = self.month, self.env.event()
            over.succeed()

    def driver(self, index: int) -> Life:
        """Writes its place of the next row from this one, so the order in which drivers wake makes no difference."""
        rows, decay, pull = self.rows, self.decay, self.pull
        for k, push in enumerate(self.luck.pushes):
            row = rows[k]
            rows[k + 1][index] = decay * row[index] + pull * row[index - 1] + push[index]
            yield self.month

    def shock(self) -> Life:
        """The hazard: happens when its sum passes an exponential number."""
        total, rate = 0.0, self.ring.rate * self.ring.dt
        for k in range(self.ring.steps):
            total += rate * math.exp(self.rows[k][0])
            if total > self.luck.limit:
                self.event_step = k + 1
                return
            yield self.month

    def watch(self) -> Life:
        """Counts the months in which driver 1 is high."""
        for k in range(self.ring.steps):
            self.high += self.rows[k][0] > self.ring.cut
            yield self.month


class _ShortPath(_Path):
    """The same with a single process for the drivers."""

    def movers(self) -> list[Life]:
        return [self.all_drivers()]

    def all_drivers(self) -> Life:
        """Moves all the drivers in a plain loop."""
        for k, push in enumerate(self.luck.pushes):
            self.rows[k + 1] = moved(self.rows[k], push, self.decay, self.pull)
            yield self.month
