"""A process from a user's own file: run only where it is named, the same in every worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simengine.batch.run import Settings, run
from simengine.engines.reference import ReferenceEngine
from simengine.errors import ScenarioError, SimengineError
from simengine.plan.build import make_plan
from simengine.plan.identity import identity_of
from simengine.scenario.load import load

PLUGIN = '''\
from typing import final

from simengine.language.fields import Expr, NonNegativeExpr
from simengine.processes._base import Draw, Process


@final
class Halving(Process):
    """Halves at every step, and trembles."""

    kind = "halving"
    draws = (Draw.BROWNIAN,)
    initial: Expr
    tremble: NonNegativeExpr

    @staticmethod
    def step(x: float, dt: float, tremble: float, noise: float) -> float:
        return x / 2 + tremble * noise
'''
SCENARIO = """\
name: halves
clock: {start: 2024, end: 2025, step: month}
drivers: {x: {process: halving, initial: 8, tremble: 0.01}}
measures: {last: x}
outcome: {low: x < 0, high: otherwise}
simulate: {paths: 250, seed: 5}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    scenario, plugin = tmp_path / "halves.yaml", tmp_path / "halving.py"
    scenario.write_text(SCENARIO)
    plugin.write_text(PLUGIN)
    return scenario, plugin


def test_without_its_file_the_message_says_how(files: tuple[Path, Path]) -> None:
    with pytest.raises(ScenarioError, match=r"unknown process 'halving'; .*one of your own needs --plugin FILE"):
        load(files[0])


def test_its_paths(files: tuple[Path, Path]) -> None:
    plan = make_plan(load(files[0], plugins=[files[1]]))
    kept = ReferenceEngine(plan).simulate(range(5), keep=("x",)).kept[:, :, 0]
    assert np.all(kept[:, 0] == 8.0)
    assert np.all(np.abs(kept[:, 12] - 8 / 2**12) < 0.1)


def test_workers_run_it_too(files: tuple[Path, Path], tmp_path: Path) -> None:
    scenario = load(files[0], plugins=[files[1]])
    alone = run(scenario, Settings(engine="reference", jobs=1), tmp_path / "one")
    together = run(scenario, Settings(engine="reference", jobs=2), tmp_path / "two")
    assert alone.outcomes.equals(together.outcomes)
    assert [digest for name, digest in alone.manifest.sources if name == str(files[1])]


def test_a_changed_file_is_another_plan(files: tuple[Path, Path]) -> None:
    before = identity_of(make_plan(load(files[0], plugins=[files[1]])))
    files[1].write_text(PLUGIN.replace("x / 2", "x / 3"))
    after = identity_of(make_plan(load(files[0], plugins=[files[1]])))
    assert after.paths != before.paths
    assert after.readings == before.readings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "defines no process"),
        ("x = \n", "can't be run: SyntaxError"),
        ("import nothing_of_that_name\n", "can't be run: ModuleNotFoundError"),
        (PLUGIN.replace('"halving"', '"stock"'), "there is a process 'stock' already"),
    ],
)
def test_messages(files: tuple[Path, Path], text: str, message: str) -> None:
    files[1].write_text(text)
    with pytest.raises(SimengineError, match=message):
        load(files[0], plugins=[files[1]])


def test_a_missing_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(SimengineError, match="can't be read: No such file"):
        load(files[0], plugins=[tmp_path / "nothing.py"])
