"""The model in plain Python, one path at a time: what the runners of EMA Workbench and Mesa are given to run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.random import SFC64, Generator

from bench.model import Ring

SEEDS_A_ROUND = 1_000_000


@dataclass(frozen=True, slots=True)
class Luck:
    """A path's random numbers: the exponential of its event, and what its drivers are pushed by, [steps][drivers]."""

    limit: float
    pushes: list[list[float]]


def luck(ring: Ring, seed: int) -> Luck:
    """Drawn and scaled by NumPy all at once, which is far quicker than one by one, and handed over as Python's
    numbers, with which plain Python is quickest.
    """
    rng = Generator(SFC64(seed))
    limit = float(rng.standard_exponential())
    noise = rng.standard_normal((ring.steps, ring.drivers))
    noise *= ring.spread
    noise += (1.0 - ring.decay) * ring.base
    return Luck(limit, noise.tolist())


def seeds(seed: int, paths: int) -> range:
    """The seeds of the paths of a round."""
    return range(seed * SEEDS_A_ROUND, seed * SEEDS_A_ROUND + paths)


def moved(x: list[float], push: list[float], decay: float, pull: float) -> list[float]:
    """All drivers a step later."""
    return [decay * own + pull * near + more for own, near, more in zip(x, [x[-1], *x], push, strict=False)]


def path(ring: Ring, seed: int) -> tuple[float, float, float]:
    """Driver 1 at the end, the step of the event (steps + 1 if it did not happen), the share of time."""
    mine = luck(ring, seed)
    decay, pull, rate, cut, limit = (
        ring.decay,
        (1.0 - ring.decay) * ring.coupling,
        ring.rate * ring.dt,
        ring.cut,
        mine.limit,
    )
    x, total, event_step, high = [0.0] * ring.drivers, 0.0, ring.steps + 1, 0
    for k, push in enumerate(mine.pushes):
        high += x[0] > cut
        if total <= limit:
            total += rate * math.exp(x[0])
            if total > limit:
                event_step = k + 1
        x = moved(x, push, decay, pull)
    high += x[0] > cut
    return x[0], float(event_step), high / (ring.steps + 1)
