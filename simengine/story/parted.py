"""Where two futures part, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Parted:
    """From `date` on the two differ: in an event, whose dates `here` and `there` are ("" for never), or in a level.

    `correlation` is that of the class with the event by then, or with the level.
    """

    step: int
    date: str
    of: Literal["event", "level"]
    name: str
    unit: str
    here: str | float
    there: str | float
    correlation: float


@dataclass(frozen=True, slots=True)
class Parting:
    """How a path of one class parts from `path`, the typical one of the class `outcome`, in the order of time."""

    path: int
    outcome: str
    parted: tuple[Parted, ...]
