"""How long tests wait for what must come, and how they measure what must be quick."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds
