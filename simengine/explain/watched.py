"""What can be seen of a path by a date: events that occurred, levels of drivers, answers of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.runs.outcome_table import Floats

Of = Literal["event", "level", "regime", "answer"]


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """Something that is seen of every path: `values` at some dates, shape [dates, n], NaN where nothing is seen.

    Of an event and of an answer that is a chance they are 1 or 0, of a regime the numbers of `regimes`.
    """

    of: Of
    name: str
    title: str
    unit: str
    values: Floats
    regimes: tuple[str, ...] = ()
    chance: bool = False

    @property
    def key(self) -> str:
        """The element as a dotted path: `events.ceasefire`."""
        section = {"event": "events", "answer": "questions"}.get(self.of, "drivers")
        return f"{section}.{self.name}"


@dataclass(frozen=True, slots=True)
class Dates:
    """The steps at which is looked, rising, and what people call the ends of the periods before them.

    The first is the one from which on is watched: the last observation, or the start.
    """

    steps: tuple[int, ...]
    labels: tuple[str, ...]

    def later(self) -> Iterator[tuple[int, str]]:
        """The place among all, and the label, of each but the first."""
        yield from list(enumerate(self.labels))[1:]


def occurred_by(first: Floats, steps: Sequence[int]) -> Floats:
    """Whether an event had occurred by each step, 1 or 0, shape [steps, n]; `first` is NaN where it never did."""
    by: Floats = (first[None, :] <= np.array(steps)[:, None]).astype(np.float64)
    return by


def answered_at(answers: Floats, step: int, steps: Sequence[int]) -> Floats:
    """An answer at the first of some steps by which it is known, NaN at the others; shape [steps, n]."""
    values = np.full((len(steps), len(answers)), np.nan)
    at = int(np.searchsorted(steps, step))
    if 0 < at < len(steps):
        values[at] = answers
    return values
