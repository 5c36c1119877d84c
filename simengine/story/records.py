"""A story as frozen records, for whoever tells it; every step has its date beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simengine.runs.words import Words

Tail = Literal["high", "low", "rare"]
Trigger = Literal["hazard", "date", "latest", "condition", "delay"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a condition with what was measured: `left op right`, or a truth (`op` and `right` empty).

    A value is None where the text is the value itself (a literal), and a text where it is a regime. NaN is what has
    not come about, such as `since` an event that never was. `date` is since when a truth holds, or what came instead.
    """

    left: str
    left_value: float | str | None
    op: str
    right: str
    right_value: float | str | None
    holds: bool
    date: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class: whether its condition holds at the end, and the parts that make it so; none for `otherwise`."""

    name: str
    holds: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What an event did to a driver each time: `operation` by `amount`.

    `before` and `after`, of the whole step, are there where nothing else moves it.
    """

    driver: str
    unit: str
    operation: str
    amount: float
    before: float | str | None
    after: float | str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that occurred, with the branches it took, one below the other, and the notes of all of these.

    `times` is how often it occurred in this step and took these branches. `parts` are why its condition held, if it has
    one. What it follows by a delay is `after`. A step before the start is negative.
    """

    step: int
    date: str
    event: str
    times: int
    branches: tuple[str, ...]
    notes: tuple[str, ...]
    trigger: Trigger
    parts: tuple[Part, ...]
    shifts: tuple[Shift, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A peak (`high`) or a trough of a driver. `swing` is the smaller of the moves on its two sides over its range."""

    step: int
    date: str
    driver: str
    unit: str
    value: float
    high: bool
    utmost: bool
    swing: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """A driver or formula came to lie `above` another name, or below; `weight` is how long the shorter side held."""

    step: int
    date: str
    name: str
    unit: str
    value: float
    above: bool
    other: str
    other_value: float
    weight: int


@dataclass(frozen=True, slots=True)
class Switch:
    """A chain, schedule or level changed by itself, or a parameter came to have another value; `driver` names it."""

    step: int
    date: str
    driver: str
    before: float | str
    after: float | str


@dataclass(frozen=True, slots=True)
class Course:
    """A driver from start to end; `total` if it counts."""

    driver: str
    unit: str
    first: float | str
    last: float | str
    total: float | None


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant broke, here for the first time."""

    step: int
    date: str
    invariant: str
    note: str


@dataclass(frozen=True, slots=True)
class Unusual:
    """A parameter far out in its distribution: the `share` of draws at least as high, as low, or equal (`rare`).

    Where experts speak of it, the distribution is that of the expert whom the path asked.
    """

    name: str
    unit: str
    value: float | str
    tail: Tail
    share: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """A figure that was published, and what the path has: `here`, which is `off` by so many errors.

    Of an event's date both are years since the start. NaN where the path has nothing of the kind.
    """

    step: int
    date: str
    name: str
    unit: str
    value: float
    here: float
    off: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What ended a path before its time; `parts` are what an observation saw."""

    step: int
    date: str
    status: str
    element: str
    parts: tuple[Part, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Story:
    """One path. `outcome` is None where there are no classes, and if it did not come to its end: `ending` tells why.

    The lists are in the order of time; `unusual` and `figures` begin with the furthest out. `parameters` counts those
    that vary. `answer` is what answers the scenario's question on it, "" where that is not known.
    """

    scenario: str
    title: str
    seed: int
    path: int
    start: str
    end: str
    outcome: str | None
    ending: Ending | None
    happenings: tuple[Happening, ...]
    switches: tuple[Switch, ...]
    crossings: tuple[Crossing, ...]
    turns: tuple[Turn, ...]
    courses: tuple[Course, ...]
    unusual: tuple[Unusual, ...]
    parameters: int
    verdicts: tuple[Verdict, ...]
    words: Words
    breaches: tuple[Breach, ...] = ()
    figures: tuple[Sighting, ...] = ()
    answer: str = ""
