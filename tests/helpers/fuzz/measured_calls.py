"""What a call costs: seconds of processor time and megabytes at its peak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simengine.errors import Problem, ScenarioError
from simengine.loading import Loaded, load_with_warnings
from tests.helpers.patience import stopwatch, took_less

Result = TypeVar("Result")
SECONDS, MEGABYTES = 2.0, 200.0
_PEAK = Path("/proc/self/clear_refs")  # Linux: writing 5 to it forgets the peak of the memory in use


@dataclass(frozen=True)
class Cost:
    """Processor time, so that a crowded machine makes no difference; memory is 0 where it can't be measured."""

    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.megabytes:.0f} MB"

    def within_limits(self) -> bool:
        return self.megabytes < MEGABYTES and took_less(self.seconds, SECONDS)


def loaded(file: Path, overrides: tuple[str, ...] = ()) -> Loaded | list[Problem]:
    """The scenario of a file, or what is wrong with it; any other exception goes through."""
    try:
        return load_with_warnings(file, overrides)
    except ScenarioError as error:
        return list(error.problems)


def measured(call: Callable[[], Result]) -> tuple[Result, Cost]:
    """What a call gives, and its cost."""
    before = _memory("VmRSS") if _forget_peak() else None
    with stopwatch() as seconds:
        result = call()
    return result, Cost(seconds(), 0.0 if before is None else _memory("VmHWM") - before)


def _forget_peak() -> bool:
    try:
        _PEAK.write_text("5")
    except OSError:
        return False
    return True


def _memory(field: str) -> float:
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0
