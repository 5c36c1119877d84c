"""Long work in threads of its own that ends soon after Ctrl-C: at its next simulation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

from simengine.engines.die_numbers import NO_NUMBERS, DieRow
from simengine.engines.path_results import PathResults
from simengine.randomness.dice import Die

T = TypeVar("T")
Simulate = Callable[..., PathResults]
_LOOK = 0.2
"""Seconds between two looks."""


class _StoppedError(Exception):
    """Raised where work that is to end would simulate on."""


@dataclass(frozen=True, slots=True)
class _Stoppable:
    """An engine's `simulate` that refuses once it is to stop."""

    simulate: Simulate
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self,
        paths: Sequence[int],
        keep: Sequence[str] = (),
        *,
        rolled: Mapping[Die, DieRow] = NO_NUMBERS,
        until: int | None = None,
        fresh: int | None = None,
    ) -> PathResults:
        if self.stop.is_set():
            raise _StoppedError
        return self.simulate(paths, keep, rolled=rolled, until=until, fresh=fresh)


def stoppable(simulate: Simulate, work: Callable[[Simulate], T]) -> T:
    """What `work` makes of `simulate`, which it may call in threads.

    A signal reaches this thread alone, and only while it waits: so the work is done in another. What interrupts this
    one, such as KeyboardInterrupt, is raised as soon as the work has come to its next simulation.
    """
    asked = _Stoppable(simulate)
    with ThreadPoolExecutor(1) as alone:
        try:
            done = alone.submit(work, asked)
            while not done.done():
                wait([done], _LOOK)  # without an end a wait may not hear of a signal: never on Windows
            return done.result()
        except BaseException:
            asked.stop.set()
            raise
