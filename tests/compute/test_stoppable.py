"""Work in threads ends at its next simulation once it is interrupted."""

import os
import signal
import sys
import threading
import time

import pytest

from simengine.compute.stoppable import stoppable

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def test_what_comes_of_it_and_what_goes_wrong_in_it_is_passed_on() -> None:
    assert stoppable(lambda number, *_, **__: 2 * number, lambda simulate: simulate(4) + simulate(3)) == 14

    def wrong(_: object) -> None:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        stoppable(abs, wrong)


@posix
def test_an_interrupt_ends_it_at_its_next_simulation() -> None:
    begun, calls = threading.Event(), []

    def simulate(*_, **__) -> None:
        calls.append(1)
        begun.set()
        time.sleep(0.01)

    def long(simulate) -> None:
        for number in range(1_000):
            simulate(number)

    def interrupt() -> None:
        begun.wait()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who started us may have had it ignored
    try:
        with pytest.raises(KeyboardInterrupt):
            stoppable(simulate, long)
    finally:
        signal.signal(signal.SIGINT, before)
    made = len(calls)
    assert made < 1_000
    time.sleep(0.1)
    assert len(calls) == made
