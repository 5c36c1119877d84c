"""The text of a kernel depends on a model's structure and on nothing else, and has every number with its place."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.kernel.module import Kernel, make_kernel
from simengine.plan.build import make_plan
from simengine.processes import processes
from simengine.scenario.load import load
from tests.house.tree import ROOT

GALLERY = ROOT / "tests" / "semantics"
BASELINE = ROOT / "scenarios" / "russia_dprk" / "baseline.yaml"
NUMBERS = {
    "events": [
        "events.often.hazard=5.5", "events.never.hazard=1", "parameters.chance.uniform.high=0.5", "simulate.seed=12",
        "events.good.effects.a.multiply=1.2", "events.dated.at=2025-09", "events.once.latest=2026-05",
        "events.rises.branch.loud=0.6", "drivers.b.bounds=[-3, 9]", "observe.early.between=[-1, 1]",
        "observe.later.at=2025-11", "questions.b_then.as_of=2026", "clock.end=2027-06", "clock.step=day",
        "events.hurried.repeats=false", "simulate.nested=7",
        "measures.chain=count(echo) + 2*count(loud) + 300*count(fair) + 4*count(none)",
    ],
    "processes": [
        "parameters.share.beta.alpha=2.5", "parameters.shape.quantiles.50%=0.5",
        "parameters.switch.choice={3: 0.1, 4: 0.9}",
        "correlations.mood ~ price=0.2", "parameter_correlations.usual ~ low=0.1", "drivers.steady.volatility=0.2",
        "drivers.ramp.table.2024-12=3", "drivers.visits.history={2024-01: 3}",
        "drivers.drift.speed=1",
    ],
    "further": ["drivers.war.rates.low.truce=0.4", "drivers.shares.jump_mean=0.1", "drivers.war.initial=low"],
    "memory": ["drivers.x.history.2023-Q4=4", "formulas.high=y > 0.7", "formulas.ever=time > 2 and high"],
}  # fmt: skip
STRUCTURES = {
    "events": [
        "events.never.hazard=0*a", "drivers.a.bounds=[0, 1]", "events.best=null",
        "events.past.effects.b={add: 1}", "formulas.calm=c <= 1", "measures.ends=a + b + c - d",
        "outcome.heads_up=occurred(heads) or occurred(tails)",
        "parameters.chance={triangular: {low: 0, mode: 0.5, high: 1}}",
    ],
    "processes": ["correlations.mood ~ price=null", "drivers.price.level=policy", "drivers.store.bounds=null"],
    "memory": ["formulas.before=value_at(lag(x, months(6)), hit)"],
    "values": ["formulas.p5=2**11 + s**1 + w**200", "formulas.p5=2**10 + s**1 + w**201"],
}  # fmt: skip


def kernel(file: Path, *changes: str) -> Kernel:
    return make_kernel(make_plan(load(file, list(changes))), processes())


def data(made: Kernel) -> bytes:
    """All that a kernel is called with."""
    arrays = [value for name in Kernel.__slots__ if isinstance(value := getattr(made, name), np.ndarray)]
    return b"|".join(array.tobytes() for array in (*arrays, *made.tables))


def pairs(table):
    return [pytest.param(name, change, id=f"{name} {change}") for name, rows in table.items() for change in rows]


@pytest.mark.parametrize(("name", "change"), pairs(NUMBERS))
def test_a_number_is_no_part_of_the_text(name, change):
    before, after = (kernel(GALLERY / f"{name}.yaml", *changes) for changes in ([], [change]))
    assert after.text == before.text
    told_elsewhere = ("clock.", "simulate.nested")
    assert change.startswith(told_elsewhere) or data(after) != data(before)


@pytest.mark.parametrize(("name", "change"), pairs(STRUCTURES))
def test_the_structure_is_the_text(name, change):
    before, after = (kernel(GALLERY / f"{name}.yaml", *changes) for changes in ([], [change]))
    assert after.text != before.text


@pytest.mark.parametrize("file", [*sorted(GALLERY.glob("*.yaml")), BASELINE], ids=lambda file: file.stem)
def test_a_kernel_is_python_with_all_its_numbers(file):
    made = kernel(file)
    tree = ast.parse(made.text)
    read = {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "c" and isinstance(node.slice, ast.Constant)
    }
    assert read <= set(range(len(made.numbers)))
    assert len(made.places) == len(made.numbers)
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(names) == len(set(names))


def test_another_process_writes_the_same():
    """With another order of what has no order."""
    script = (
        "import sys, hashlib; from pathlib import Path; from tests.engines.kernel.test_text import kernel;"
        "print(hashlib.sha256(kernel(Path(sys.argv[1])).text.encode()).hexdigest(), 'numba' in sys.modules)"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script, GALLERY / "processes.yaml"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0][1] == "False"


def test_names_of_a_model_do_not_get_in_the_way(tmp_path):
    """They may be called as what stands in a kernel is."""
    names = ["BODY", "RESULTS", "simulate", "v", "c", "i", "B", "where", "alive", "occur", "level", "np"]
    text = "name: odd\ntitle: Odd names\nclock: {start: 2025, end: 2026, step: month}\ndrivers:\n"
    text += "".join(f"  {name}_d: {{process: level, initial: 1}}\n" for name in names[:2])
    text += "formulas:\n" + "".join(f"  {name}: 1 + BODY_d\n" for name in names)
    text += "observe:\n" + "".join(f"  {name}_o: {{at: 2025-05, expr: {name}, between: [0, 9]}}\n" for name in names)
    text += "  RESULTS_known: {at: 2025-05, expr: v, between: [0, 9]}\n"
    text += "outcome: {any: otherwise}\n"
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    made = kernel(tmp_path / "odd.yaml")
    body = ast.unparse(next(n for n in ast.parse(made.text).body if getattr(n, "name", "") == "simulate"))
    assert "observe_RESULTS_o_known(" in body
    assert "observe_RESULTS_known_known(" in body
