"""After how many paths one looks whether a run knows enough: fixed counts, so that nothing hangs on who looks when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from simengine.runs.outcome_table import Floats, OutcomeTable
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import Sign, Stopping
from simengine.scenario.answer import Answer

FIRST = 1_000
"""The independent units, paths or clusters of paths that hang together, before the first look."""
MOST = 10_000_000
"""Paths that are drawn at most, unless `paths` says otherwise."""
MOST_FOR_A_SIGN = 1_000_000
"""The same where the sign of a difference is asked for, of which there may be none."""


def looks(each: int, most: int) -> Iterator[int]:
    """The counts of paths at which one looks: after 1,000 units of `each` paths, then after a tenth more each time.

    A tenth is rounded up to whole units; the last count is `most`, whatever that is.
    """
    units = FIRST
    while units * each < most:
        yield units * each
        units = -(-11 * units // 10)
    yield most


class Watch(Protocol):
    """Looks at the paths of one run as they come."""

    def look(self, first: int, values: Sequence[Floats]) -> bool:
        """Whether it is enough, with these further paths from `first` on: a column a figure, NaN where none counts."""

    def needed(self) -> float:
        """How many paths will be enough, as far as one knows."""

    def stopping(self) -> Stopping:
        """What was asked, and the looks so far."""


class SignWatch(Protocol):
    """Looks at the paths of several runs as they come, the base first."""

    @property
    def found(self) -> Sequence[tuple[Sign, ...]]:
        """What is known now of each of the other runs."""

    def look(self, first: int, values: Sequence[Floats]) -> bool:
        """Whether it is enough: the figures of the base, then those of each other run."""

    def needed(self) -> float:
        """How many paths of each will be enough, as far as one knows."""


class UntilSigns(Protocol):
    """What is asked of several runs: of which figures the sign is to be known."""

    @property
    def figures(self) -> tuple[Answer, ...]:
        """What is looked at."""

    def watch(self, sampling: Sampling, runs: int) -> SignWatch:
        """Who looks at so many runs whose paths are made so."""


class Until(Protocol):
    """What is asked of a run: which figures, and whether they are known."""

    @property
    def figures(self) -> tuple[Answer, ...]:
        """What is looked at."""

    def reached(self, table: OutcomeTable) -> Stopping:
        """How well a run that is there knows it."""

    def watch(self, sampling: Sampling) -> Watch:
        """Who looks at a run whose paths are made so."""
