"""Kernels give the same bits whatever vectors and processor they are compiled for.

By default a few of each shape, tried against their functions; with SIMENGINE_WIDTHS all of them and the loop, on the
largest scenario, which takes some minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.switches import asked

ROOT = Path(__file__).parents[3]
WIDTHS = ("128", "256", "512")
ALL = bool(asked("SIMENGINE_WIDTHS"))
FEW = ("exp.r", "multiply_add.rrr", "step.stock", "prepare.ornstein_uhlenbeck", "look.value_at", "uniforms")
SOME = (
    "exp.r", "logit.r", "divide.rr", "multiply_add.rrr", "clip.rcc", "step.stock", "prepare.ornstein_uhlenbeck",
    "observe.logit_ornstein_uhlenbeck", "look.rolling_mean", "look.value_at", "quantile.quantiles", "normals",
    "uniforms",
)  # fmt: skip
TRIED = """
import sys
from simengine.engines.machine import native
native.VECTOR_WIDTH, names = sys.argv[1], sys.argv[2:]
from simengine.engines.machine.kernel_build import compile_objects
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.library import Library
from simengine.engines.machine.compare_kernels import differences
library = Library([compile_objects(names, lambda name: None)])
print([name for name in names if differences(kernels()[name], library)])
"""
WHOLE = """
import hashlib, sys
from simengine.engines.machine import native
native.VECTOR_WIDTH = sys.argv[1]
from simengine.engines.machine.engine import Machine
from simengine.engines.machine.kernel_build import check, compile_objects, names
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.library import Library
from simengine.engines.machine.lower_plan import lower
from simengine.plan.planning import make_plan
from simengine.processes import processes
from simengine.loading import load
objects = [compile_objects(names(), lambda name: None)]
check(objects)
plan = make_plan(load(sys.argv[2]))
machine = Machine(plan, lower(plan, processes(), kernels()), Library(objects))
found = machine.simulate(range(2 * machine.block + 3), [driver.name for driver in plan.drivers])
parts = [found.status, found.step, found.outcome, found.measures, found.questions, found.clamps, found.kept]
parts += [part for event in found.events for part in (event.offsets, event.steps)]
print(hashlib.blake2b(b"".join(part.tobytes() for part in parts)).hexdigest())
"""


PLAIN = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
"""A processor that has nothing but what all of its kind have."""


def run(script, *words, processor=None):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(processor or {})}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.parametrize("width", ["128", "256"] if ALL else ["128"])
def test_some_kernels(width):
    assert run(TRIED, width, *(SOME if ALL else FEW), processor=PLAIN if width == "128" else None) == "[]"


@pytest.mark.skipif(not ALL, reason="takes minutes; SIMENGINE_WIDTHS=1 asks for it")
def test_all_kernels_and_the_largest_scenario():
    file = str(ROOT / "scenarios" / "russia_dprk_2024" / "baseline.yaml")
    found = {run(WHOLE, width, file) for width in WIDTHS}
    assert found == {run(WHOLE, "128", file, processor=PLAIN)}
