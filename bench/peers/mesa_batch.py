"""Mesa: its batch runner over a plain Python model, one run a path."""

from __future__ import annotations

import math

import mesa
import numpy as np

from bench.model import Ring, Sample
from bench.peers.plain import luck, moved, seeds


class RingModel(mesa.Model):
    """A step is a month. The drivers are a list of numbers: agents would only be slower.

    The batch runner wants something collected at every step, and takes the last; so it is made at the end only.
    """

    def __init__(self, ring: Ring, seed: int) -> None:
        super().__init__(seed=seed)
        self.ring, self.luck = ring, luck(ring, seed)
        self.decay, self.pull, self.hazard = ring.decay, (1.0 - ring.decay) * ring.coupling, ring.rate * ring.dt
        self.x, self.total, self.month, self.event_step, self.high = [0.0] * ring.drivers, 0.0, 0, ring.steps + 1, 0
        self.outcome: tuple[float, float, float] | None = None
        self.datacollector = mesa.DataCollector(model_reporters={"outcome": lambda model: model.outcome})

    def step(self) -> None:
        """Moves everything by a month."""
        ring, x = self.ring, self.x
        self.high += x[0] > ring.cut
        if self.total <= self.luck.limit:
            self.total += self.hazard * math.exp(x[0])
            if self.total > self.luck.limit:
                self.event_step = self.month + 1
        self.x = moved(x, self.luck.pushes[self.month], self.decay, self.pull)
        self.month += 1
        if self.month == ring.steps:
            share = (self.high + (self.x[0] > ring.cut)) / (ring.steps + 1)
            self.outcome, self.running = (self.x[0], float(self.event_step), share), False
        self.datacollector.collect(self)


def run(ring: Ring, paths: int, seed: int) -> Sample:
    """`paths` runs, one after the other."""
    parameters = {"ring": [ring], "seed": seeds(seed, paths)}
    rows = mesa.batch_run(RingModel, parameters, number_processes=1, max_steps=ring.steps, display_progress=False)
    return Sample(*np.array([row["outcome"] for row in rows], dtype=np.float64).T)
