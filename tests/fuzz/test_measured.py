"""That what is too slow or too large would be noticed."""

import time
from pathlib import Path

import pytest

from tests.helpers import patience
from tests.helpers.fuzz.measured_calls import MEGABYTES, SECONDS, Cost, measured


def busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_time_is_that_of_the_processor() -> None:
    assert measured(lambda: busy(0.2))[1].seconds >= 0.2
    assert measured(lambda: time.sleep(0.2))[1].seconds < 0.1


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured on Linux only")
def test_memory_that_is_given_back_counts() -> None:
    assert 80 < measured(lambda: len(b"x" * 100_000_000))[1].megabytes < 120
    assert measured(lambda: None)[1].megabytes < 20


def test_the_limits() -> None:
    assert Cost(0.99 * SECONDS, MEGABYTES - 1).within_limits()
    assert not Cost(0.1, MEGABYTES + 1).within_limits()
    assert not Cost(30 * SECONDS, 1.0).within_limits()


def test_a_slow_machine_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_sum", lambda: 0.1)
    assert patience.slowness() == 2.5
    assert Cost(2.4 * SECONDS, 1.0).within_limits()
    assert not Cost(2.6 * SECONDS, 1.0).within_limits()
    monkeypatch.setattr(patience, "_sum", lambda: 0.01)
    assert patience.slowness() == 1.0
