"""Every tool on a conditioned run: its futures are its members, whoever asks."""

from dataclasses import replace

import numpy as np
import pytest

from simengine.compute.members import redraw
from simengine.compute.run import run
from simengine.errors import SimengineError
from simengine.results.comparison import Compared
from simengine.results.run import Run
from simengine.results.story import Story
from simengine.results.sweep import sweep
from simengine.runs import store
from tests.helpers.compute.conditioned_pond import SETTINGS, STEP, VALUE, observe
from tests.helpers.compute.pond_model import pond, pond_file


@pytest.fixture(autouse=True)
def observed(monkeypatch):
    observe(monkeypatch)


def opened(found: store.Run) -> Run:
    return Run(found.folder, found.manifest)


@pytest.fixture
def done(tmp_path) -> Run:
    return opened(run(pond(tmp_path), SETTINGS, tmp_path / "results"))


@pytest.fixture
def heights(done) -> np.ndarray:
    """The height at every step, on every path."""
    return done.trajectories(["height"], range(2_000)).values[:, :, 0]


def test_what_is_asked_is_asked_of_its_members(done, heights) -> None:
    rows = {row["text"]: row for row in done.ask("height > 1", "mean(height)").table().to_pylist()}
    ok = done.outcome_table().ok
    assert rows["height > 1"]["estimate"] == pytest.approx((heights[ok, -1] > 1).mean(), rel=1e-12)
    assert rows["mean(height)"]["estimate"] == pytest.approx(heights[ok, -1].mean(), rel=1e-12)


def test_a_story_tells_of_a_member(done, heights) -> None:
    story = done.story(17)
    assert f"{heights[17, -1]:.3g}" in story.text(100)
    with pytest.raises(SimengineError, match=r"are learnt from figures with an error \(observe\.figure\): run it"):
        Story.of_model(done.model, 17)


def test_bands_and_futures_are_those_of_members(done, heights) -> None:
    ok = done.outcome_table().ok
    band = done.bands("height", quantiles=[0.5], paths=2_000)
    assert band.quantiles[0.5][STEP] == pytest.approx(np.median(heights[ok, STEP]))
    assert abs(band.quantiles[0.5][STEP] - VALUE) < 0.05
    table = done.futures().to_pydict()
    assert len(table["path"]) == 2_000
    pulls = np.array(done.parameters(range(2_000)).to_pydict()["pull"])
    few = done.parameters([3, 77]).to_pydict()["pull"]
    assert few == [pulls[3], pulls[77]]
    assert pulls.mean() > 0.5  # the figure is above the level that most of them pull to


def test_what_we_do_not_know_is_told_of_members_drawn_on(done) -> None:
    found = done.by_ignorance(100, 5)
    assert found.since.startswith("2022")
    assert "100 futures, each drawn on 5 times" in found.text(100)
    table = redraw(done, 100, 5).table
    islands = done.manifest.sampling.clusters(done.outcome_table().path[done.outcome_table().ok][::20][:100])
    assert islands is not None
    found_islands = table.sampling.clusters(table.path)
    assert found_islands is not None
    assert abs(found_islands[::5] - islands).max() <= 1  # evenly spread over the ok paths
    assert len(np.unique(found_islands)) == 8


def test_runs_that_share_members_are_compared_in_pairs(done, tmp_path) -> None:
    other = opened(
        run(
            pond(tmp_path, "questions.tide_2022.by=2023"),
            replace(SETTINGS, name="later"),
            tmp_path / "results",
        )
    )
    compared = Compared.between(done, other)
    rows = {row["name"]: row for row in compared.table().to_pylist()}
    assert rows["high"]["d"] == 0.0
    assert "later" in compared.text(100)


def test_it_is_exported_like_any_other(done, tmp_path) -> None:
    done.export(tmp_path / "out", to="csv")
    assert list((tmp_path / "out").glob("*.csv"))


def test_a_summary_tells_what_was_learnt(done) -> None:
    assert "learnt from 2 observations (prior futures weighed, 8 islands): log evidence" in str(done.summary())
    assert done.summary().learnt == done.manifest.learnt


def test_the_points_of_a_sweep_are_learnt_from_each_for_itself(tmp_path) -> None:
    file, axes = (
        pond_file(tmp_path),
        {"events.tide.hazard": [0.2, 0.4], "outcome.high": ["height > 0.8", "height > 0.9"]},
    )
    swept = sweep(str(file), axes, paths=300, out=tmp_path / "swept")
    evidences = [run.manifest.learnt.log_evidence for run in swept.runs if run.manifest.learnt]
    assert evidences[0] == evidences[1] != evidences[2] == evidences[3]  # those with the same past share theirs
    assert "4 points" in swept.text(100)
