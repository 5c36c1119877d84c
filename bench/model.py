"""The model of the benchmark: coupled Ornstein–Uhlenbeck drivers in a ring, one hazard, one share of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MONTHS = 12
FILE = Path(__file__).parent / "ring.yaml"


@dataclass(frozen=True, slots=True)
class Ring:
    """`drivers` drivers over `steps` months, all starting at 0.

    Driver i is pulled to base + coupling × driver i − 1, the first one to the last. An event happens once, at
    rate·exp(driver 1) a year. `speed` is per year, `volatility` per √year. The measure is the share of the months in
    which driver 1 was above `cut`, the start among them.
    """

    drivers: int = 10
    steps: int = 120
    base: float = 0.2
    coupling: float = 0.5
    speed: float = 1.0
    volatility: float = 0.4
    rate: float = 0.05
    cut: float = 0.6

    @property
    def dt(self) -> float:
        """A step, in years."""
        return 1.0 / MONTHS

    @property
    def decay(self) -> float:
        """What is left of a gap to the level after a step."""
        return math.exp(-self.speed * self.dt)

    @property
    def spread(self) -> float:
        """Standard deviation of a step, exact for a level that is frozen over it."""
        return self.volatility * math.sqrt((1.0 - self.decay**2) / (2.0 * self.speed))


RING = Ring()


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What every peer hands over, one number a path: driver 1 at the end, the step of the event (steps + 1 if it did
    not happen), the share of time; float64[n] each.
    """

    last: Floats
    event_step: Floats
    share: Floats


def join(samples: list[Sample]) -> Sample:
    """Several samples as one."""
    return Sample(
        np.concatenate([sample.last for sample in samples]),
        np.concatenate([sample.event_step for sample in samples]),
        np.concatenate([sample.share for sample in samples]),
    )


def names(ring: Ring) -> list[str]:
    """The names of the drivers: x01, x02, …"""
    width = max(2, len(str(ring.drivers)))
    return [f"x{number:0{width}}" for number in range(1, ring.drivers + 1)]


def scenario_text(ring: Ring) -> str:
    """The ring as a scenario for simengine."""
    drivers = names(ring)
    years, months = divmod(ring.steps, MONTHS)
    rows = [
        f"  {name}: {{process: ornstein_uhlenbeck, initial: 0, level: {ring.base} + {ring.coupling}*{near}, "
        f"speed: {ring.speed:g}, volatility: {ring.volatility}}}\n"
        for name, near in zip(drivers, [drivers[-1], *drivers[:-1]], strict=True)
    ]
    return (
        "# The model of the benchmark, made by bench/model.py, which tells what it says.\n"
        "name: ring\n"
        f"title: {ring.drivers} drivers in a ring\n"
        f"clock: {{start: 2025-01, end: {2025 + years}-{months + 1:02}, step: month}}\n"
        f"drivers:\n{''.join(rows)}"
        f"events:\n  shock: {{hazard: {ring.rate}*exp({drivers[0]})}}\n"
        f"measures:\n  last: {drivers[0]}\n  share: share_of_time({drivers[0]} > {ring.cut})\n"
        "outcome: {shocked: occurred(shock), calm: otherwise}\n"
    )


@dataclass(frozen=True, slots=True)
class Law:
    """What is known exactly: mean and standard deviation of driver 1 at the end, and the mean share of time."""

    mean: float
    sd: float
    share: float


def law(ring: Ring) -> Law:
    """The exact law of driver 1: x ← A·x + b + spread·z keeps it normal, so two recursions tell all of it."""
    n, decay = ring.drivers, ring.decay
    step = decay * np.eye(n) + (1.0 - decay) * ring.coupling * np.roll(np.eye(n), -1, axis=1)
    mean, covariance, above = np.zeros(n), np.zeros((n, n)), 0.0
    for _ in range(ring.steps):
        mean = step @ mean + (1.0 - decay) * ring.base
        covariance = step @ covariance @ step.T + ring.spread**2 * np.eye(n)
        above += 1.0 - NormalDist(float(mean[0]), math.sqrt(covariance[0, 0])).cdf(ring.cut)
    return Law(float(mean[0]), math.sqrt(covariance[0, 0]), above / (ring.steps + 1))
