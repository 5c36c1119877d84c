"""A process that an installed package offers: found where a scenario names it, and imported only there."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.errors import ScenarioError, SimengineError
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.processes import _installed, processes
from simengine.processes._installed import every_process
from simengine.processes._plugins import find_plugin
from simengine.scenario.editor_schema import scenario_schema
from tests.helpers.house.tree import ROOT
from tests.processes.test_plugins import PLUGIN, SCENARIO

MODULE = "halving_package"
SOURCE = f"halving 1.0 ({MODULE}:Halving)"
OF_OURS = SCENARIO.replace("process: halving, initial: 8, tremble: 0.01", "process: level, initial: 8")


def install(folder: Path, package: str, entry: str, module: str = MODULE, text: str = PLUGIN) -> None:
    """What an installer would leave in a folder of packages."""
    (folder / f"{module}.py").write_text(text)
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[simengine.processes]\n{entry}\n")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in {name for name in sys.modules if "_package" in name} - before:
        del sys.modules[name]


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    (tmp_path / "halves.yaml").write_text(SCENARIO)
    return tmp_path / "halves.yaml"


@pytest.fixture
def installed(packages: Path) -> Path:
    install(packages, "halving", f"halving = {MODULE}:Halving")
    return packages


def test_a_scenario_that_names_it_finds_it(installed: Path, scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "halving.py").write_text(PLUGIN)
    model = load(scenario)
    assert [plugin.path for plugin in model.scenario.plugins] == [SOURCE]
    assert SOURCE in dict(model.scenario.files)
    as_file = load(scenario, plugins=[tmp_path / "halving.py"])
    assert identity_of(make_plan(model)) == identity_of(make_plan(as_file))


def test_it_is_imported_for_a_scenario_that_names_it_and_for_no_other(installed: Path, scenario: Path) -> None:
    for text, message in ((OF_OURS, None), (SCENARIO.replace("halving", "doubling"), "unknown process")):
        scenario.write_text(text)
        if message is None:
            load(scenario)
        else:
            with pytest.raises(ScenarioError, match=message):
                load(scenario)
    assert MODULE not in sys.modules
    scenario.write_text(SCENARIO)
    load(scenario)
    assert MODULE in sys.modules


def test_without_an_unknown_kind_nobody_asks_what_is_installed(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: str) -> None:
        raise AssertionError

    monkeypatch.setattr(_installed, "entry_points", refuse)
    (tmp_path / "halving.py").write_text(PLUGIN)
    load(scenario, plugins=[tmp_path / "halving.py"])
    scenario.write_text(OF_OURS)
    load(scenario)


def test_a_file_that_is_given_goes_before_it(installed: Path, scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    model = load(scenario, plugins=[tmp_path / "mine.py"])
    assert [plugin.path for plugin in model.scenario.plugins] == [str(tmp_path / "mine.py")]
    assert MODULE not in sys.modules


def test_a_misspelt_one_is_suggested(installed: Path, scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("halving", "halfing"))
    wanted = r"did you mean 'halving'.*, halving; one of your own needs plugins=…, for no installed package offers it"
    with pytest.raises(ScenarioError, match=wanted):
        load(scenario)


def test_a_variant_may_name_it(installed: Path, scenario: Path) -> None:
    scenario.write_text(OF_OURS)
    variant = se.load(scenario).with_({"drivers.x.tremble": 0.01, "drivers.x.process": "halving"})
    assert [plugin.path for plugin in variant.scenario.plugins] == [SOURCE]
    assert dict(variant.scenario.files)[SOURCE] == variant.scenario.plugins[0].digest


@pytest.mark.parametrize("engine", ["machine", "reference"])
def test_a_stored_run_is_computed_again(installed: Path, scenario: Path, tmp_path: Path, engine: str) -> None:
    done = se.run(se.load(scenario), engine=engine, out=tmp_path / "results", paths=40)
    opened = se.open_run("halves", tmp_path / "results")
    np.testing.assert_array_equal(opened.trajectories(["x"], [3]), done.trajectories(["x"], [3]))
    assert [name for name, _ in opened.model.scenario.files].count(SOURCE) == 1
    (installed / f"{MODULE}.py").write_text(PLUGIN.replace("x / 2", "x / 3.25"))
    del sys.modules[MODULE]
    importlib.invalidate_caches()
    with pytest.raises(SimengineError, match=r"computed with other code of halving 1\.0 .*: run it again"):
        se.open_run("halves", tmp_path / "results").trajectories(["x"], [3])


def test_the_schema_has_all_of_them(installed: Path, tmp_path: Path) -> None:
    assert list(every_process()) == [*processes(), "halving"]
    assert "process_halving" in scenario_schema(every_process())["$defs"]
    (tmp_path / "mine.py").write_text(PLUGIN)
    mine = find_plugin(tmp_path / "mine.py")
    assert every_process([mine])["halving"].__module__ != MODULE


def test_the_command_line_with_worker_processes(installed: Path, scenario: Path, tmp_path: Path) -> None:
    def simengine(*words: str) -> str:
        paths = os.pathsep.join(map(str, (installed, ROOT)))
        command = [sys.executable, "-m", "simengine", *words]
        environment = {**os.environ, "PYTHONPATH": paths}
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "process: halving" in simengine("show", str(scenario))
    simengine("run", str(scenario), "--engine", "reference", "--jobs", "2", "--out", str(tmp_path / "two"))
    two = se.open_run("halves", tmp_path / "two").outcomes
    model = se.load(scenario)
    one, machine = (
        se.run(model, engine=engine, jobs=1, out=tmp_path / engine).outcomes for engine in ("reference", "machine")
    )
    assert one.equals(two)
    assert one.equals(machine)
    assert json.loads(simengine("story", str(tmp_path / "two" / "halves"), "--path", "3", "--json"))["path"] == 3


WRONG = {
    "what can't be imported": (
        "halving = nothing_package:Halving",
        PLUGIN,
        "offers the process 'halving', can't be imp",
    ),
    "what is not in its module": (
        f"halving = {MODULE}:Absent",
        PLUGIN,
        r"can't be imported: AttributeError.*; mend or",
    ),
    "what fails": (f"halving = {MODULE}:Halving", "1 / 0", "can't be imported: ZeroDivisionError: division by zero"),
    "what is no class": (f"halving = {MODULE}", PLUGIN, "is no kind of process: it must be a subclass of Process"),
    "what is no process": (
        f"halving = {MODULE}:Draw",
        PLUGIN,
        "is no kind of process: it must be a subclass of Process",
    ),
    "a base": (f"halving = {MODULE}:Process", PLUGIN, "is no kind of process: it must be a subclass of Process"),
    "another kind": (
        f"halving = {MODULE}:Halving",
        PLUGIN.replace('"halving"', '"quartering"'),
        "is offered as 'halving', and its `kind` is 'quartering': both must agree",
    ),
}


@pytest.mark.parametrize(("entry", "text", "message"), WRONG.values(), ids=WRONG)
def test_messages(packages: Path, scenario: Path, entry: str, text: str, message: str) -> None:
    install(packages, "halving", entry, text=text)
    with pytest.raises(SimengineError, match=rf"halving 1\.0 \({entry.partition(' = ')[2]}\).*{message}"):
        load(scenario)
    with pytest.raises(SimengineError, match=message):
        every_process()


def test_two_packages_that_offer_the_same_kind(installed: Path, scenario: Path) -> None:
    install(installed, "other", "halving = other_package:Halving", "other_package")
    both = "offer the process 'halving' both: uninstall one of them"
    with pytest.raises(SimengineError, match=both) as told:
        load(scenario)
    assert SOURCE in str(told.value)
    assert "other 1.0 (other_package:Halving)" in str(told.value)
    assert not {MODULE, "other_package"} & set(sys.modules)


def test_a_kind_that_comes_with_simengine(packages: Path, scenario: Path) -> None:
    install(packages, "halving", f"level = {MODULE}:Halving")
    scenario.write_text(OF_OURS)
    assert load(scenario).scenario.plugins == ()
    with pytest.raises(SimengineError, match="there is a process 'level' already; it must offer another kind"):
        every_process()
