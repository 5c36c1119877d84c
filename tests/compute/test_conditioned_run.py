"""A run of a scenario with a figure that has an error: learnt, stored, gone on with, and read by every tool."""

import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from simengine.analysis.precision import Precision
from simengine.analysis.probability import Spread
from simengine.analysis.summary import summarise
from simengine.compute.conditioning import islands_for
from simengine.compute.engine_kinds import bare_engine, make_engine
from simengine.compute.recompute import trajectories
from simengine.compute.replay import Replaying
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.compute.wanted import Wanted
from simengine.errors import SimengineError
from simengine.plan.members import Members
from simengine.plan.planning import make_plan
from simengine.randomness.dice import Die
from simengine.results.estimate import Estimate
from simengine.runs.dice_names import ISLANDS, MEMBERS
from simengine.runs.sampling import Sampling
from simengine.runs.standing import RunExistsError
from simengine.runs.stopping import Target
from simengine.runs.store import Run, open_run
from simengine.scenario.answer import Answer
from tests.helpers.compute.conditioned_pond import ERROR, SETTINGS, STEP, VALUE, observe, observed_plan, stored_bytes
from tests.helpers.compute.pond_model import pond

OTHER = "outcome.high=height > 0.9"


@pytest.fixture(autouse=True)
def observed(monkeypatch):
    observe(monkeypatch)


@pytest.fixture
def done(tmp_path) -> Run:
    return run(pond(tmp_path), SETTINGS, tmp_path / "results")


def members_of(run: Run) -> Members:
    assert run.plan.members
    return run.plan.members


def test_its_futures_are_those_that_agree_with_the_figure(done, tmp_path) -> None:
    heights = trajectories(done, ["height"], range(2_000))[:, STEP, 0]
    plan = make_plan(pond(tmp_path), 3)
    prior = make_engine("machine", plan).simulate(range(40_000), ["height"])
    seen = prior.kept[prior.status == 0, STEP, 0]
    weights = np.exp(-0.5 * ((seen - VALUE) / ERROR) ** 2)
    mean, logs = float(np.average(seen, weights=weights)), np.log(weights / (ERROR * np.sqrt(2 * np.pi)))
    assert heights.mean() == pytest.approx(mean, abs=0.01)
    evidence = np.log(np.exp(logs).sum() / 40_000)
    told = done.manifest.learnt
    assert told
    assert abs(told.log_evidence - evidence) < 4 * np.hypot(told.se, 0.012)
    assert done.manifest.counts["excluded"] == 0
    assert (told.route, len(told.islands), told.step) == ("weights", 8, STEP)
    assert [stage.names for stage in told.stages] == [("seen",), ("figure",)]
    assert told.effective >= 400


def test_its_paths_hang_together_by_islands(done) -> None:
    told, manifest = done.manifest.learnt, done.manifest
    assert told
    sizes = [one.members for one in told.islands]
    assert sum(sizes) == 2_000
    assert min(sizes) < max(sizes)
    assert manifest.sampling == Sampling.of_islands(np.cumsum(sizes).tolist())
    assert members_of(done).ends.tolist() == list(manifest.sampling.ends)
    spread = summarise(done.outcome_table()).measures["last"]
    assert isinstance(spread, Spread)
    assert (spread.high - spread.mean) / spread.se == pytest.approx(2.3646, rel=1e-4)  # t with 7 degrees of freedom


def test_members_of_one_ancestor_share_its_past_and_not_its_future(tmp_path) -> None:
    done = run(pond(tmp_path), replace(SETTINGS, paths=10_000), tmp_path / "results")
    ancestor = members_of(done).ancestor
    twins = np.flatnonzero(ancestor[1:] == ancestor[:-1])
    assert len(twins) > 50
    heights = trajectories(done, ["height"], [*twins, *(twins + 1)])[:, :, 0]
    first, second = heights[: len(twins)], heights[len(twins) :]
    assert (first[:, : STEP + 1] == second[:, : STEP + 1]).all()
    later = first[:, STEP + 1 :], second[:, STEP + 1 :]
    assert not (later[0] == later[1]).any()


def test_a_start_that_was_killed_goes_on_to_the_same_bits(done, tmp_path) -> None:
    place = tmp_path / "killed"
    place.mkdir()
    command = [sys.executable, "-m", "tests.helpers.compute.conditioned_pond", str(place), "3"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = (place / "results").glob(".pond.*.partial")
    kept = sorted(file.name for file in (left / "learning").iterdir())
    assert 3 <= len(kept) < 8
    learnt: list[str] = []
    again = run(pond(place), SETTINGS, place / "results", announce=learnt.append)
    assert stored_bytes(again.folder) == stored_bytes(done.folder)
    assert not [file for file in (place / "results").iterdir() if file.name != "pond"]
    assert sorted(file.name for file in again.folder.iterdir()) == sorted(file.name for file in done.folder.iterdir())


def test_it_stands_until_something_else_is_asked_for(done, tmp_path) -> None:
    assert run(pond(tmp_path), SETTINGS, tmp_path / "results").reused
    with pytest.raises(RunExistsError, match="members worth 400 by at most 3,000 simulations each there, worth 500 by"):
        run(pond(tmp_path), replace(SETTINGS, effective=500), tmp_path / "results")
    with pytest.raises(RunExistsError, match="holds this run with 2,000 paths, more than the 1,999 asked for"):
        run(pond(tmp_path), replace(SETTINGS, paths=1_999), tmp_path / "results")


def test_it_grows_by_whole_islands(done, tmp_path) -> None:
    told: list[str] = []
    more = run(pond(tmp_path), replace(SETTINGS, paths=12_000), tmp_path / "results", announce=told.append)
    assert islands_for(12_000) == 10
    assert any("8 of 10 islands of members are those of" in text for text in told)
    whole = run(pond(tmp_path), replace(SETTINGS, paths=12_000), tmp_path / "afresh")
    assert stored_bytes(more.folder) == stored_bytes(whole.folder)
    assert len(members_of(more).ancestor) == 12_000


def test_scenarios_with_the_same_past_share_their_members(done, tmp_path) -> None:
    told: list[str] = []
    other = run(pond(tmp_path, OTHER), replace(SETTINGS, name="other"), tmp_path / "results", announce=told.append)
    assert any("8 of 8 islands" in text for text in told)
    assert (members_of(other).ancestor == members_of(done).ancestor).all()
    assert other.manifest.learnt == done.manifest.learnt
    same = trajectories(other, ["height"], range(100)) == trajectories(done, ["height"], range(100))
    assert same.all()


def test_a_scenario_with_another_past_is_learnt_for_itself(done, tmp_path) -> None:
    told: list[str] = []
    other = run(
        pond(tmp_path, "parameters.pull={uniform: [0, 2]}"), SETTINGS, tmp_path / "results", announce=told.append
    )
    assert not any("the same past" in text for text in told)
    assert other.manifest.learnt
    assert done.manifest.learnt
    assert other.manifest.learnt.past != done.manifest.learnt.past


def test_the_reference_replays_its_members_to_the_bit(done) -> None:
    plan = done.plan
    both = [make_engine(name, plan).simulate(range(40), ["height", "index"]) for name in ("machine", "reference")]
    assert np.array_equal(both[0].kept, both[1].kept, equal_nan=True)
    assert (both[0].outcome == both[1].outcome).all()
    bare = bare_engine("machine", replace(plan, members=None)).simulate(range(40), ["height"])
    assert not np.array_equal(bare.kept, both[0].kept[:, :, :1], equal_nan=True)


def test_what_can_not_be_asked_of_members_is_refused(done) -> None:
    engine = make_engine("machine", done.plan)
    assert isinstance(engine, Replaying)
    with pytest.raises(ValueError, match="members are numbered 0 … 1999"):
        engine.simulate([2_000])
    with pytest.raises(ValueError, match="has no Die"):
        engine.simulate([0], rolled={Die("drivers", "nobody", 0): [1]})
    rolled = engine.simulate([0], ["height"], rolled={Die("parameters", "pull", 0): [2**63 + 1]})
    assert (rolled.kept != engine.simulate([0], ["height"]).kept).any()
    late = Replaying(engine.engine, replace(engine.members, step=0))
    with pytest.raises(ValueError, match="is only used from step 0 on"):
        late.simulate([0], rolled={Die("drivers", "height", 0): [1]})


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (Settings(100, nested=2), "so 2 paths can't share a draw of the parameters: set nested=1"),
        (Settings(100, effective=0), "effective must be at least 1"),
        (Settings(100, effort=0), "effort must be at least 1"),
    ],
)
def test_what_means_nothing_for_learning_is_refused(tmp_path, settings: Settings, why: str) -> None:
    with pytest.raises(SimengineError, match=why):
        run(pond(tmp_path), settings, tmp_path / "results")


def test_effort_without_a_figure_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.undo()
    with pytest.raises(SimengineError, match="pond has no figure with an error under observe, so nothing is learnt"):
        run(pond(tmp_path), Settings(100, effective=10), tmp_path / "results")


def test_without_the_figure_it_is_the_prior_to_the_bit(tmp_path, monkeypatch) -> None:
    monkeypatch.undo()
    plain = run(pond(tmp_path), Settings(300, 3), tmp_path / "plain")
    plan = replace(observed_plan(pond(tmp_path), 3), likelihoods=())
    assert plan == make_plan(pond(tmp_path), 3)
    assert plain.manifest.learnt is None
    assert not (plain.folder / MEMBERS).exists()


@pytest.mark.parametrize("name", [MEMBERS, ISLANDS])
def test_dice_that_are_damaged_are_refused_and_learnt_anew(done, tmp_path, name: str) -> None:
    before = stored_bytes(done.folder)
    data = bytearray((done.folder / name).read_bytes())
    data[60] ^= 1
    (done.folder / name).write_bytes(data)
    again = open_run(done.folder)
    assert not again.is_sound()
    if name == MEMBERS:
        with pytest.raises(SimengineError, match=r"members\.parquet is damaged"):
            trajectories(again, ["height"], [0])
    mended = run(pond(tmp_path), SETTINGS, tmp_path / "results", force=True)
    assert stored_bytes(mended.folder) == before


def test_a_dry_run_tells_what_learning_takes(done, tmp_path) -> None:
    def estimated(name: str, **changed: int) -> Estimate:
        settings = replace(SETTINGS, name=name, **changed)
        return Estimate.of(Wanted.of(pond(tmp_path), settings, tmp_path / "results"), settings)

    assert estimated("").there == "run"
    there = estimated("other")
    assert (there.route, there.simulations) == ("weights", 0)
    assert "with members that have been learnt" in str(there)
    more = estimated("other", paths=11_300)
    assert (more.route, more.simulations) == ("weights", 2 * 12_500)
    assert "members to be learnt (prior futures weighed: 25,000 short simulations)" in str(more)
    far = estimated("other", effective=500_000, effort=20)
    assert (far.route, far.simulations) == ("sequential", 8 * 1_250 * 20)
    assert far.table().to_pylist()[0]["route"] == "sequential"
    assert not (tmp_path / "results" / "other").exists()


def test_it_grows_by_whole_islands_until_enough_is_known(tmp_path) -> None:
    until = Precision((Target("high", Answer("class", ("high",)), 0.009),), (True,))
    known = run(pond(tmp_path), replace(SETTINGS, paths=None, until=until), tmp_path / "results")
    assert known.manifest.until
    looks = known.manifest.until.looks
    assert known.manifest.until.met
    assert [look.paths for look in looks] == [10_000, 13_750, 17_500][: len(looks)]
    assert len(looks) > 1
    halves = [look.halves[0] or 1.0 for look in looks]
    assert halves[-2] > 0.009 >= halves[-1]
    found = summarise(known.outcome_table()).outcome["high"]
    assert looks[-1].halves[0] == pytest.approx(max(found.high - found.p, found.p - found.low))
    again = run(pond(tmp_path), replace(SETTINGS, paths=None, until=until), tmp_path / "results")
    assert again.reused
    assert again.manifest == known.manifest
    narrower = replace(until, targets=(replace(until.targets[0], half=1e-6),))
    least = replace(SETTINGS, paths=known.manifest.paths, until=narrower)
    missed = run(pond(tmp_path), least, tmp_path / "results")
    assert missed.manifest.until
    assert not missed.manifest.until.met
    assert missed.manifest.paths == known.manifest.paths
