"""Mechanisms tried: each number moves by what theory says, and nothing else moves."""

import dataclasses
import functools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import simengine as se
from simengine.analysis.paired import paired_mean
from simengine.analysis.verdicts import judge
from simengine.compute import try_mechanisms as tried
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.progress import Progress
from simengine.errors import SimengineError
from simengine.report.mechanism_text import mechanism_text
from tests.helpers.compute.lamp_model import HIGH, LOW, breaks_more, lamp, light_moves, lit_less

PATHS = 300
FAR = 4.5  # standard errors: one draw in 150,000 lies further off
try_mechanisms = functools.partial(tried.try_mechanisms, engine="reference")


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    return try_mechanisms(lamp(tmp_path_factory.mktemp("lamp")), PATHS)


def test_every_act_has_its_trial(trials):
    found = [(trial.mechanism, trial.raised, trial.on, trial.push, trial.unit) for trial in trials]
    assert found == [
        ("M1", "target", "light", "up", "lm"),
        ("M2", "wear", "breaks", "up", ""),
        ("M2", "wear", "lit_years", "down", ""),
        ("M3", "dimmer", "seen", "down", "lm"),
        ("M4", "twin", "light", "up", "lm"),
    ]
    assert [trial.levels for trial in trials] == [
        pytest.approx(levels) for levels in ((1.2, 2.8), (0.05, 0.45), (0.05, 0.45), (0.5, 2.5), (1.2, 2.8))
    ]


def test_noise_that_is_shared_cancels(trials):
    light, seen = trials[0].values, trials[3].values
    assert light.shape == seen.shape == (2, PATHS)  # the observation excludes none, though target is 2.8 in one arm
    assert light[1] - light[0] == pytest.approx(light_moves())
    assert np.std(light[0]) > 0.1
    assert seen[1] - seen[0] == pytest.approx(-6.0)


def test_events_and_measures_move_as_theory_says(trials):
    for trial, truth in ((trials[1], breaks_more()), (trials[2], lit_less())):
        moved = paired_mean(*trial.values)
        assert moved.se > 0
        assert abs(moved.d - truth) < FAR * moved.se
    assert set(np.unique(trials[1].values)) == {0.0, 1.0}


def test_a_parameter_leaves_those_correlated_with_it_alone(trials):
    assert (trials[4].values[0] == trials[4].values[1]).all()
    assert np.std(trials[4].values[0]) > np.std(trials[0].values[0])  # the target is drawn as ever


def test_the_classes_are_those_of_the_paths(trials):
    assert trials[1].classes == ("broken", "whole")
    assert (trials[1].outcome == 1 - trials[1].values).all()
    (found,) = judge(trials[1:2], ["broken"])
    assert found.outcome["broken"].d == pytest.approx(found.moved.d)


def test_workers_and_chunks_change_nothing(trials, tmp_path, monkeypatch):
    small = dataclasses.replace(ENGINES["reference"], piece=70)
    monkeypatch.setitem(ENGINES, "reference", small)
    found: list[Progress] = []
    with ThreadPoolExecutor(2) as pool:
        again = try_mechanisms(lamp(tmp_path), PATHS, executor=pool, progress=found.append)
    assert [(one.done, one.total) for one in found] == [(120 * k, 2400) for k in range(1, 21)]
    for one, other in zip(trials, again, strict=True):
        assert one.values.tobytes() == other.values.tobytes()
        assert one.outcome.tobytes() == other.outcome.tobytes()


def test_means_are_over_the_steps_both_arms_have(tmp_path):
    """A lamp that breaks at 4 and one that breaks at 1 share the years 4 to 10: 3 on average dark, against 6."""
    trial = try_mechanisms(lamp(tmp_path, "mechanisms.M1.acts={raise: wear, on: dark_for, push: up}"), 60)[0]
    low, high = trial.values
    assert (np.isnan(low) == np.isnan(high)).all()
    assert 0 < np.isnan(low).sum() < 60
    both = ~np.isnan(low)
    broke = 10 - 2 * low[both]  # the dark time rises evenly from 0 to 10 - broke
    # One exponential clock stands behind both breaks, so at nine times the wear it strikes at a ninth of the time.
    assert np.abs((high - low)[both] - broke * (1 - LOW / HIGH)).max() <= 0.25


def test_pairs_with_a_failed_path_are_left_out(tmp_path):
    scenario = lamp(tmp_path, "events.breaks.hazard=wear*(1 if wear < 0.4 else light - 1)")
    found = judge(try_mechanisms(scenario, 60))[1]
    assert 0 < found.failed < 60
    assert found.moved.pairs == 60 - found.failed


def test_what_can_not_be_raised_moves_nothing(tmp_path):
    (*_, found, _) = judge(try_mechanisms(lamp(tmp_path, "mechanisms.M3.acts.between=null"), 20))
    assert (found.raised, found.levels, found.verdict, found.moved.d) == ("dimmer", (1.0, 1.0), "not seen", 0.0)


def test_a_wrong_direction_is_found_out(trials, tmp_path):
    """The negative control: with every statement turned round, what moved as stated is told to act against it."""
    turned = {"M1.acts": "down", "M2.acts[0]": "down", "M2.acts[1]": "up", "M3.acts": "up", "M4.acts": "down"}
    wrong = judge(try_mechanisms(lamp(tmp_path, *(f"mechanisms.{at}.push={to}" for at, to in turned.items())), 100))
    assert [one.verdict for one in judge(trials)] == [*["as stated"] * 4, "not seen"]
    assert [one.verdict for one in wrong] == [*["against"] * 4, "not seen"]


def test_from_python(trials, tmp_path):
    found = se.check(lamp(tmp_path), 40, engine="reference", classes=["whole"])
    few = [dataclasses.replace(one, paths=40, values=one.values[:, :40], outcome=one.outcome[:, :40]) for one in trials]
    assert (found.scenario, found.acts) == ("lamp", judge(few, ["whole"]))


def test_what_means_nothing_is_refused(tmp_path):
    model = lamp(tmp_path)
    with pytest.raises(SimengineError, match="paths must be at least 1"):
        try_mechanisms(model, 0)
    with pytest.raises(SimengineError, match="no engine 'referense'"):
        try_mechanisms(model, 1, engine="referense")
    one = {"M5": model.scenario.mechanisms["M5"]}
    bare = dataclasses.replace(model, scenario=dataclasses.replace(model.scenario, mechanisms=one))
    with pytest.raises(SimengineError, match="no mechanism of lamp says what it raises"):
        try_mechanisms(bare, 1)


def test_it_can_be_left_between_chunks(tmp_path, monkeypatch):
    """Ctrl-C is heard when some paths are done, however many are asked for."""
    monkeypatch.setitem(ENGINES, "reference", dataclasses.replace(ENGINES["reference"], piece=5))
    calls: list[Progress] = []

    def press(progress: Progress) -> None:
        calls.append(progress)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ThreadPoolExecutor(2) as pool:
        try_mechanisms(lamp(tmp_path), 10**4, executor=pool, progress=press)
    assert [one.done for one in calls] == [10]


def test_long_names_and_units_stay_on_their_line(trials) -> None:
    long = {"raised": "trilateral_from_technology", "on": "pyongyang_wants", "unit": "Mshell/year"}
    found = [dataclasses.replace(one, **long) for one in judge(trials)]
    lines = mechanism_text("lamp", found, 100).splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line.endswith(("as stated", "not seen")) for line in lines[1:6])
    assert "Mshell/year" in lines[1]
