"""How long tests wait for what must come, and how they measure what must be quick."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

PATIENCE = 600.0
"""Seconds until a test gives up what should long have come; many, for a busy machine, and no test is about them."""


def wait_for(holds: Callable[[], bool]) -> bool:
    """Whether something came to hold."""
    limit = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def soon(seconds: float) -> Iterator[None]:
    """What is done inside takes less time of the processor; a clock would count what others do meanwhile."""
    with stopwatch() as time_of:
        yield
    assert took_less(time_of(), seconds)


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """The seconds of the processor that were taken inside; what other tests left behind isn't searched for garbage.

    Neither is it afterwards: to unfreeze it would also unfreeze what tests/conftest.py has frozen.
    """
    gc.freeze()
    begun = time.process_time()
    ended: list[float] = []
    try:
        yield lambda: ended[0]
    finally:
        ended.append(time.process_time() - begun)


def took_less(took: float, seconds: float) -> bool:
    """Whether a time of the processor is below a limit, which is told for a machine that takes `_OURS` for a sum."""
    return took < seconds or took < seconds * slowness()


_OURS = 0.04  # seconds of the processor that a sum of a million takes where the limits were set
_SUMS = 15


def slowness() -> float:
    """How many times slower than where the limits were set this machine is just now, at least 1."""
    return max(1.0, median(_sum() for _ in range(_SUMS)) / _OURS)


def _sum() -> float:
    begun, total = time.process_time(), 0
    for one in range(1_000_000):
        total += one
    return time.process_time() - begun
