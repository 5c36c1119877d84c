"""How time grows with the number of paths, steps and drivers: the exponent over a decade of sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from bench import engine as ours
from bench.agreement import Check
from bench.machine import cores, pinned
from bench.measure import PROCESSOR, Contestant, Effort, Figure, figure, in_turn
from bench.model import RING, Ring

KEYS = ("exponent_paths", "exponent_steps", "exponent_drivers")
SIZES = 5
DECADE = 10.0
FEW = 2 * ours.PIECE
"""Paths of the rings that grow in steps and drivers: enough that nothing but the work is seen."""


def growth(effort: Effort, folder: Path) -> tuple[dict[str, Figure], list[Check]]:
    """The exponents on one core, in processor time; the longest run has ten times `growth_paths`."""
    ring, rounds = RING, effort.growth_rounds
    steps, drivers = sizes(ring.steps), sizes(ring.drivers)
    with pinned(cores()[-1]):
        figures = {
            "exponent_paths": _of_paths(ring, rounds, sizes(effort.growth_paths), folder),
            "exponent_steps": _of_rings([replace(ring, steps=n) for n in steps], steps, rounds, folder),
            "exponent_drivers": _of_rings([replace(ring, drivers=n) for n in drivers], drivers, rounds, folder),
        }
    return figures, []


def sizes(first: int) -> list[int]:
    """A decade of sizes, evenly apart on a logarithmic scale."""
    return [round(first * DECADE ** (i / (SIZES - 1))) for i in range(SIZES)]


def exponent(found: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of log seconds on log size, by least squares."""
    return float(np.polyfit(np.log(found), np.log(seconds), 1)[0])


def _of_paths(ring: Ring, rounds: int, paths: list[int], folder: Path) -> Figure:
    made = ours.engine(ours.ring_plan(ring, folder))
    contestants = [Contestant(str(n), partial(ours.draws, made)) for n in paths]
    return _slopes(contestants, paths, paths, rounds)


def _of_rings(rings: list[Ring], grown: list[int], rounds: int, folder: Path) -> Figure:
    """Rings of several sizes, the same number of paths of each."""
    makers = [ours.engine(ours.ring_plan(ring, folder)) for ring in rings]
    contestants = [Contestant(str(n), partial(ours.draws, made)) for n, made in zip(grown, makers, strict=True)]
    return _slopes(contestants, grown, [FEW] * len(grown), rounds)


def _slopes(contestants: list[Contestant], grown: list[int], paths: list[int], rounds: int) -> Figure:
    for one in contestants:
        one.work(1, 0)  # makes its memory
    given = {one.name: n for one, n in zip(contestants, paths, strict=True)}
    timings = in_turn(contestants, given, rounds, PROCESSOR)
    whole = [[seconds * given[one.name] for seconds in timings[one.name].seconds] for one in contestants]
    return figure([exponent(grown, times) for times in zip(*whole, strict=True)])
