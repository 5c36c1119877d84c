"""Measuring side by side: contestants take turns, so that what slows the machine for a while slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[int, int], object]
"""Does at least so many units of work, with the seed of the round."""
Clock = Callable[[], float]
WALL: Clock = time.perf_counter
PROCESSOR: Clock = time.process_time


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a contestant works at a time, in seconds, and in how many rounds."""

    seconds: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of everything: the pace of contestants; rounds and most paths where growth is measured; rounds of whole
    commands; whether to run ten million paths.
    """

    pace: Pace
    growth_rounds: int
    growth_paths: int
    command_rounds: int
    many: bool = False


@dataclass(frozen=True, slots=True)
class Contestant:
    """A name, its work, and the fewest units at which it is itself; it is given multiples of these."""

    name: str
    work: Work
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds per unit of work in each round, and what the last round returned."""

    seconds: tuple[float, ...]
    units: int
    result: object


@dataclass(frozen=True, slots=True)
class Figure:
    """A median over rounds with the lowest and highest; or no value, and the reason."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def measure(contestants: Sequence[Contestant], pace: Pace, clock: Clock) -> dict[str, Timing]:
    """Everybody's timings, by name. In every round each works once, for about `pace.seconds`, in turn: A B C A B C …"""
    return in_turn(contestants, {one.name: _size(one, pace.seconds, clock) for one in contestants}, pace.rounds, clock)


def in_turn(
    contestants: Sequence[Contestant], sizes: Mapping[str, int], rounds: int, clock: Clock
) -> dict[str, Timing]:
    """The same with sizes that are given."""
    seconds: dict[str, list[float]] = {one.name: [] for one in contestants}
    results: dict[str, object] = {}
    for number in range(rounds):
        for one in contestants:
            spent, results[one.name] = _timed(one, sizes[one.name], number + 1, clock)
            seconds[one.name].append(spent / sizes[one.name])
    return {name: Timing(tuple(times), sizes[name], results[name]) for name, times in seconds.items()}


def fastest(candidates: Sequence[Contestant], pace: Pace, clock: Clock) -> str:
    """The name of the one with the least time in any round; how a contestant finds its settings."""
    timings = measure(candidates, pace, clock)
    return min(timings, key=lambda name: min(timings[name].seconds))


def _size(one: Contestant, seconds: float, clock: Clock) -> int:
    """How many units take about that long. The first call warms up and is not looked at."""
    one.work(one.unit, 0)
    multiple = 1
    while True:
        spent, _ = _timed(one, multiple * one.unit, 0, clock)
        if spent >= seconds / 2:
            return max(1, round(multiple * min(2.0, seconds / spent))) * one.unit
        multiple *= min(10, max(2, int(seconds / max(spent, 1e-6))))


def _timed(one: Contestant, units: int, seed: int, clock: Clock) -> tuple[float, object]:
    began = clock()
    result = one.work(units, seed)
    return clock() - began, result


def figure(values: Sequence[float]) -> Figure:
    """The median of a figure's values over the rounds, with their range."""
    return Figure(statistics.median(values), min(values), max(values))


def ratio(above: Timing, below: Timing, factor: float = 1.0) -> Figure:
    """factor × the time of one over the time of another, round by round."""
    return figure([factor * a / b for a, b in zip(above.seconds, below.seconds, strict=True)])


def missing(reason: str) -> Figure:
    """A figure that could not be had."""
    return Figure(None, reason=reason)


def scaled(timing: Timing, factor: float) -> Figure:
    """A timing as a figure, in other units."""
    return figure([factor * seconds for seconds in timing.seconds])
