"""What is made of a conditioned run with experts, events and figures: tables, pictures, stories, sheets."""

from dataclasses import replace
from pathlib import Path

import pytest

import simengine as se
from simengine.cli.profile_table import tell_profiles
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.loading import load, varied
from tests.helpers.compute.figures_model import TEXT

GROWTH = "{normal: {mean: 0.03, sd: 0.06}, unit: 1/year}"
EXPERTS = (
    "{experts: {anna: {normal: {mean: 0.1, sd: 0.05}}, boris: {normal: {mean: -0.1, sd: 0.05}}}, "
    "weights: {anna: 0.25, boris: 0.75}, unit: 1/year}"
)
MODEL = load(
    TEXT.replace(GROWTH, EXPERTS).replace("  storm: {hazard: 0.5}\n", "  storm: {hazard: 0.5}\n  ebb: {hazard: 1}\n")
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    return se.run(MODEL, effective=100, out=tmp_path_factory.mktemp("results"), jobs=2)


def test_figures_move_the_weights_of_experts(run: se.Run) -> None:
    found = run.by_expert()
    assert found.weights == {"anna": 0.25, "boris": 0.75}
    assert found.learnt["anna"].p == found.paths["anna"] / 800
    assert found.learnt["anna"].p > 0.6
    assert "anna: weight 0.25, by what was observed " in str(found)
    assert se.open_run(run.folder).by_expert().paths == found.paths


@pytest.mark.parametrize("to", ["csv", "parquet", "netcdf", "hub"])
def test_it_is_exported(run: se.Run, to: str, tmp_path: Path) -> None:
    file = tmp_path / ("run.nc" if to == "netcdf" else "run.csv" if to == "hub" else "run")
    assert all(one.exists() for one in run.export(file, to=to, names=["riders"], paths=20).files)


def test_it_is_drawn_told_and_asked(run: se.Run) -> None:
    assert run.plot().figure
    assert run.bands("riders").plot().figure
    assert run.to_xarray().sizes["path"] == 800
    assert "riders" in str(run.story(typical="many"))
    asked = run.ask("P(class == 'many' | expert == 'anna')")
    assert asked.estimate == pytest.approx(run.by_expert().splits[0].experts["anna"].p)


def test_a_variant_of_its_future_has_twins(run: se.Run) -> None:
    late = "{at: 2025-10, effects: {riders: {multiply: 1.5}}}"
    model = load(
        TEXT.replace(GROWTH, EXPERTS).replace(
            "storm: {hazard: 0.5}", f"storm: {{hazard: 0.5}}\n  ebb: {{hazard: 1}}\n  fair: {late}"
        )
    )
    other = se.run(model, effective=100, out=run.folder.parent, jobs=2, name="fair")
    twins = se.compare(run, other).over_time("riders").found[0]
    assert twins.levels[0].difference.alike
    assert twins.levels[-1].difference.d > 10.0


def test_few_paths_are_worth_no_more_than_they_are(tmp_path: Path) -> None:
    few = se.run(MODEL, paths=50, effective=100, out=tmp_path, jobs=2)
    assert few.manifest.learnt.effective == 50.0
    assert "worth 50 independent futures" in " ".join(str(few.summary()).split())


def test_more_paths_than_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SimengineError, match="it has at most 320,000 paths"):
        se.run(MODEL, paths=320_001, out=tmp_path)


def test_a_sheet_says_what_it_was_learnt_from(run: se.Run, tmp_path: Path) -> None:
    sheet = run.freeze(tmp_path / "sheet.yaml")
    assert sheet.sheet.learnt.startswith("learnt from 3 observations (prior futures weighed, 8 islands): log evidence")
    assert sheet.sheet.learnt in (tmp_path / "sheet.yaml").read_text(encoding="utf-8")
    assert not sheet.doubts


def test_what_is_not_learnt_from_figures_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refined = se.check(MODEL, paths=50, refine=2)
    assert "as they would be without the 2 figures with an error: none is learnt from" in " ".join(str(refined).split())
    tell_profiles([Wanted.of(MODEL, Settings(paths=50), tmp_path)], 50)
    assert "without the 2 figures with an error: none is learnt from" in capsys.readouterr().out
    bare = varied(MODEL, {"observe.autumn": None, "observe.spring": None}).model
    assert "none is learnt from" not in str(se.check(bare, paths=50, refine=2))
    assert replace(refined, figures=0) != refined
