"""All that is wrong with a file is told at once, whatever else is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load


def test_what_a_function_carries_is_looked_up_too(tmp_path: Path) -> None:
    file = tmp_path / "carried.yaml"
    file.write_text(
        "clock: {start: 2024, end: 2026, step: year}\n"
        "mechanisms: {M1: {claim: c, because: x}}\n"
        'functions: {"twice(x)": {expr: 2*x, tags: [M9], source: S7, unit: m//}}\n'
        "drivers: {a: {process: level, initial: 1}}\n"
        "measures: {m: twice(a)}\n"
        "outcome: {all: otherwise}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [str(problem).removeprefix(f"{file}:").split(";")[0] for problem in caught.value.problems] == [
        "3:43: functions.twice(x).tags: no mechanism 'M9'",
        "3:57: functions.twice(x).source: no source 'S7'",
        "3:67: functions.twice(x).unit: not a unit: '/' can't stand there",
    ]


def test_a_comma_trap_hides_nothing(tmp_path: Path) -> None:
    """What commas split is read as it was meant, and what stands twice once, so that the rest is looked at."""
    file = tmp_path / "trap.yaml"
    file.write_text(
        "clock: {start: 2024, end: 2026, step: year}\n"
        "drivers:\n"
        "  x: {process: level, initial: clip(1, 0, 2)}\n"
        "  y: {process: level, initial: 1,000, bounds: [500, 2000]}\n"
        "  z: {process: stock, initial: 1, inflow: max(x, nope, 1), outflow: 0, unit: a, unit: b}\n"
        "outcome: {a: x/1,000,000*(1 - y) > 1,000, b: z > gone, c: else}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [
        str(problem).removeprefix(f"{file}:").split(";")[0].split(" one (")[0] for problem in caught.value.problems
    ] == [
        "3:32: drivers.x.initial: the commas split this expression into several keys",
        "4:32: drivers.y.initial: the comma splits this number: write 1000, or 1.000 if its comma is a decimal",
        "5:43: drivers.z.inflow: the commas split this expression into several keys",
        "5:50: drivers.z.inflow: unknown name 'nope'",
        "5:81: drivers.z.unit: given twice, first on line 5",
        "6:14: outcome.a: the comma splits this number: write 1000000 (got 1,000,000)",
        "6:50: outcome.b: unknown name 'gone'",
        "6:59: outcome.c: 'else' is not known: what is left is written otherwise",
    ]
