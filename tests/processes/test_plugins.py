"""A process from a user's own file: run only where it is named, the same in every worker."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import ScenarioError, SimengineError
from simengine.language.fields import Expr, NonNegativeExpr
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.processes._code_identity import code_digest
from simengine.processes._process import Draw, Process

PLUGIN = '''\
from typing import final

from simengine.language.fields import Expr, NonNegativeExpr
from simengine.processes._process import Draw, Process


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
    with pytest.raises(ScenarioError, match=r"unknown process 'halving'; .*one of your own needs plugins=…"):
        load(files[0])


def test_its_paths(files: tuple[Path, Path], engine) -> None:
    plan = make_plan(load(files[0], plugins=[files[1]]))
    kept = engine(plan).simulate(range(5), keep=("x",)).kept[:, :, 0]
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


def test_another_place_of_the_file_is_the_same_plan(files: tuple[Path, Path], tmp_path: Path) -> None:
    before = identity_of(make_plan(load(files[0], plugins=[files[1]])))
    other = tmp_path / "elsewhere.py"
    other.write_text("# the same\n\nUNREAD = 3\n" + PLUGIN)
    assert identity_of(make_plan(load(files[0], plugins=[other]))) == before


# Classes


class Halving(Process):
    """As in the file."""

    kind = "halving"
    draws = (Draw.BROWNIAN,)
    initial: Expr
    tremble: NonNegativeExpr

    @staticmethod
    def step(x: float, dt: float, tremble: float, noise: float) -> float:
        return x / 2 + tremble * noise


def written_here(divisor: float) -> type[Process]:
    class Local(Halving):
        step = staticmethod(lambda x, dt, tremble, noise: x / divisor + tremble * noise)

    return Local


def test_a_class_is_as_good_as_a_file(files: tuple[Path, Path], engine) -> None:
    of_file = make_plan(load(files[0], plugins=[files[1]]))
    of_class = make_plan(load(files[0], plugins=[Halving]))
    assert identity_of(of_class) == identity_of(of_file)
    kept = [engine(plan).simulate(range(5), keep=("x",)).kept for plan in (of_file, of_class)]
    np.testing.assert_array_equal(*kept)


def test_a_class_with_another_number_is_another_plan(files: tuple[Path, Path]) -> None:
    plans = [make_plan(load(files[0], plugins=[written_here(divisor)])) for divisor in (2.0, 3.0, 2.0)]
    first, other, again = map(identity_of, plans)
    assert first == again
    assert first.paths != other.paths
    assert first.readings == other.readings


def test_a_plugin_that_no_driver_follows_is_no_matter(files: tuple[Path, Path]) -> None:
    class Idle(Halving):
        kind = "idle"

    with_it = make_plan(load(files[0], plugins=[Halving, Idle]))
    assert identity_of(with_it) == identity_of(make_plan(load(files[0], plugins=[Halving])))


def test_a_class_that_can_be_imported_goes_to_other_processes(files: tuple[Path, Path], tmp_path: Path) -> None:
    alone = run(load(files[0], plugins=[files[1]]), Settings(engine="reference"), tmp_path / "one")
    with warnings.catch_warnings(action="error"):
        scenario = load(files[0], plugins=[Halving])
        together = run(scenario, Settings(engine="reference", jobs=2), tmp_path / "two")
    assert alone.outcomes.equals(together.outcomes)
    assert dict(together.manifest.sources)["Halving"] == code_digest(Halving)


def test_one_that_cannot_is_computed_here(files: tuple[Path, Path], tmp_path: Path) -> None:
    scenario = load(files[0], plugins=[written_here(2.0)])
    with pytest.warns(UserWarning, match=r"Local can't be sent to other processes, so one process computes"):
        together = run(scenario, Settings(engine="reference", jobs=2), tmp_path / "two")
    alone = run(scenario, Settings(engine="reference"), tmp_path / "one")
    assert alone.outcomes.equals(together.outcomes)


NOTEBOOK = """
import sys
import simengine as se
from simengine.language.fields import Expr
from simengine.processes import Process

class Halving(Process):
    kind = "halving"
    initial: Expr
    tremble: Expr
    step = staticmethod(lambda x, dt, tremble: x / 2 + tremble)

run = se.run(se.load(sys.argv[1], plugins=[Halving]), engine="reference", jobs=2, out=sys.argv[2])
print(run.outcome_table().measures["last"][0])
"""


def test_a_notebook(files: tuple[Path, Path], tmp_path: Path) -> None:
    """Its `__main__` is no file that another process could read."""
    command = [sys.executable, "-c", NOTEBOOK, str(files[0]), str(tmp_path / "results")]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    value = 8.0
    for _ in range(12):
        value = value / 2 + 0.01
    assert float(told.stdout) == value
    assert "Halving can't be sent to other processes" in told.stderr


@pytest.mark.parametrize("given", [int, Process, type("Bare", (Process,), {})])
def test_what_is_no_kind_is_refused(files: tuple[Path, Path], given: type) -> None:
    with pytest.raises(SimengineError, match=rf"{given.__name__} is no kind of process: make it a subclass of Process"):
        load(files[0], plugins=[given])


def test_paths_come_again_with_the_class_they_were_drawn_with(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = se.run(load(files[0], plugins=[Halving]), engine="reference", out=tmp_path)
    values = done.trajectories(["x"], [3])
    assert values.shape == (1, 13, 1)
    opened = se.open_run("halves", tmp_path, plugins=[files[1]])
    np.testing.assert_array_equal(opened.trajectories(["x"], [3]), values)
    with pytest.raises(ScenarioError, match="unknown process 'halving'"):
        se.open_run("halves", tmp_path).trajectories(["x"], [3])
    with pytest.raises(SimengineError, match=r"computed with other code of .*Local: run it again"):
        se.open_run("halves", tmp_path, plugins=[written_here(3.0)]).trajectories(["x"], [3])


def test_a_variant_keeps_its_class(files: tuple[Path, Path]) -> None:
    scenario = se.load(files[0], plugins=[Halving]).with_({"drivers.x.initial": 4})
    assert make_plan(scenario).plugins[0].kind is Halving


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "defines no process"),
        ("x = \n", "can't be run: SyntaxError"),
        ("import nothing_of_that_name\n", "can't be run: ModuleNotFoundError"),
        (PLUGIN.replace('"halving"', '"stock"'), "there is a process 'stock' already"),
        (PLUGIN + PLUGIN.replace("Halving(", "Other("), r"\.Halving and .*\.Other have the same `kind`, 'halving'"),
    ],
)
def test_messages(files: tuple[Path, Path], text: str, message: str) -> None:
    files[1].write_text(text)
    with pytest.raises(SimengineError, match=message):
        load(files[0], plugins=[files[1]])


def test_a_missing_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(SimengineError, match="can't be read: No such file"):
        load(files[0], plugins=[tmp_path / "nothing.py"])
