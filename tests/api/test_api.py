import subprocess
import sys

import numpy as np
import pytest

import simengine as se
from simengine.loading import varied
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from tests.helpers.compute.lamp_model import lamp
from tests.helpers.compute.pond_model import pond, pond_file
from tests.helpers.house.tree import ROOT

LIGHT = """
import sys
{first}
print(*sys.modules)
"""


def loaded_after(first: str) -> set[str]:
    script = LIGHT.format(first=first)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


def test_the_package_alone_is_light():
    assert loaded_after("import simengine") & {"numpy", "pyarrow", "pydantic", "simpy", "click"} == set()


def test_runs_are_listed_without_engines_or_parquet():
    loaded = loaded_after("import simengine.runs.find, simengine.runs.store")
    ours = {f"simengine.{row}" for row in ("engines", "plan", "scenario.schema", "analysis")}
    assert loaded & ({"simpy", "pyarrow", "pydantic"} | ours) == set()
    assert "simengine.runs.manifest" in loaded


def test_every_name_it_says_it_has_is_there():
    stub = (ROOT / "simengine" / "__init__.pyi").read_text(encoding="utf-8")
    for name in se.__all__:
        assert getattr(se, name) is not None
        assert f"import {name} as {name}\n" in stub or f"{name}: str\n" in stub
    assert {"load", "run", "Model", "Run"} <= set(dir(se)) <= set(se.__all__)
    with pytest.raises(AttributeError, match="no attribute 'rnu'"):
        _ = se.rnu


def test_from_python(tmp_path):
    model = varied(pond(tmp_path), {"events.tide.hazard": 0.9}).model
    out = tmp_path / "results"
    base = se.run(pond(tmp_path), paths=200, seed=5, engine="reference", out=out)
    run = se.run(model, paths=200, seed=5, engine="reference", out=out)
    assert base.manifest.command == "simengine.run"
    assert {file.name for file in run.manifest.files} == {"outcomes.csv", "measures.csv", "questions.csv"}
    assert sum(estimate.p for estimate in run.probabilities().values()) == pytest.approx(1.0)
    assert run.bands("height", quantiles=(0.05, 0.5, 0.95), where="high", paths=10).paths == 10
    assert run.trajectories(["height"], [3]).shape == (1, 7, 1)
    assert "tide_2022" in str(run)
    reopened = se.open_run("pond", results=out)
    assert reopened.manifest == base.manifest
    compared = se.compare(reopened, run)
    rows = compared.table().to_pylist()
    assert {row["name"] for row in rows if row["of"] == "class"} == {"high", "low", "middle"}
    (tide,) = [row for row in rows if row["name"] == "tide_2022"]
    assert tide["d"] > 0.1 > tide["se"] > 0
    assert run.name in str(compared)
    assert se.run(model, paths=200, seed=5, engine="reference", out=out).reused
    with pytest.raises(se.RunExistsError, match="seed 5 there, 6 now"):
        se.run(model, paths=200, seed=6, engine="reference", out=out)


def test_a_variant_is_what_key_value_makes(tmp_path):
    values = {"events.tide.hazard": 0.9, "drivers.height.bounds": [-1, 2], "questions.height_2023": None, "title": "P"}
    words = ["events.tide.hazard=0.9", "drivers.height.bounds=[-1, 2]", "questions.height_2023=null", "title=P"]
    base = se.load(pond_file(tmp_path))
    variant = base.with_(values)
    made, written, before = (identity_of(make_plan(one)) for one in (variant, pond(tmp_path, *words), base))
    assert made == written
    assert (made.paths != before.paths, made.readings != before.readings) == (True, True)
    assert variant.scenario.overrides[0] == "events.tide.hazard=0.9"
    assert base.scenario.overrides == ()
    assert variant.with_({"title": "Q"}).scenario.overrides == (*variant.scenario.overrides, 'title="Q"')


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"events.tid.hazard": 1}, "did you mean 'tide'"),
        ({"events.tide.hazard": "hieght"}, "did you mean 'height'"),
        ({"events.tide.hazard": float("inf")}, r"a finite number.*got inf"),
        ({"events.tide.hazard": object()}, "a number, a text, a truth"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(tmp_path, values, message):
    with pytest.raises(se.ScenarioError, match=message):
        se.load(pond_file(tmp_path)).with_(values)


def test_whole_numbers_may_be_those_of_numpy(tmp_path):
    """As they come out of an array or a pandas column: they overflow where Python's do not."""
    model = se.load(pond_file(tmp_path))
    run = se.run(model, np.int64(20), np.uint8(3), engine="reference", out=tmp_path / "runs")
    assert (run.manifest.paths, run.manifest.seed) == (20, 3)
    assert str(run.story(np.int64(7))) == str(run.story(7))
    assert str(model.story(np.int32(7), np.int64(3))) == str(model.story(7, 3))
    np.testing.assert_array_equal(run.trajectories(["height"], np.arange(3)), run.trajectories(["height"], [0, 1, 2]))
    assert model.with_({"simulate.seed": np.int64(5)}).scenario.simulate.seed == 5
    for asked in ({"paths": 20.0}, {"seed": "x"}, {"nested": np.float64(2)}):
        with pytest.raises(se.SimengineError, match="must be a whole number"):
            se.run(model, engine="reference", out=tmp_path / "others", **asked)


def test_a_check_names_its_classes_before_it_draws(tmp_path):
    with pytest.raises(se.SimengineError, match="no outcome class 'brok'") as caught:
        se.check(lamp(tmp_path), paths=10**9, classes="brok")
    assert caught.value.exit_code == 2


def test_a_comparison_writes_nothing_if_a_fan_cannot_be(tmp_path):
    runs = [
        se.run(pond(tmp_path, *words), paths=20, seed=1, engine="reference", out=tmp_path / "runs")
        for words in ((), ("events.tide.hazard=0.9",))
    ]
    with pytest.raises(se.SimengineError, match="no driver, formula or parameter 'hight'"):
        se.compare(*runs).write(tmp_path / "figures", fans=["height", "hight"])
    assert not (tmp_path / "figures").exists()
