"""A parameter that is another from a date on, in what is said of a run: kept values, figures, explain, sweep, story."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.results.explained import Explanation

TEXT = """\
name: mill
clock: {start: 2025-01, end: 2027-01, step: month}
parameters:
  rain: {uniform: [0, 1], later: {from: 2025-07, value: 0.4}}
  price: {fixed: 2, confidence: lever}
  mood: {choice: {glad: 0.5, sad: 0.5}, later: {from: 2026, value: sad}}
formulas: {twice: 2*rain + price, lifted: water > rain}
drivers: {water: {process: ornstein_uhlenbeck, initial: twice, level: 3*rain, speed: 2, volatility: 0.3}}
events: {flood: {hazard: rain, effects: {water: {add: twice}}}}
outcome: {wet: water + rain > 1.8, dry: otherwise}
measures: {last: twice, sad: mood == 'sad'}
questions: {then: {text: How much?, as_of: 2025-05, value: twice}}
simulate: {paths: 400, seed: 5}
"""
NOTE = "rain is 0.4 from 2025-07 on: put elsewhere, or drawn anew, it is another before that only"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("later")


@pytest.fixture(scope="module")
def run(out: Path) -> se.Run:
    return se.run(se.load(TEXT), out=out)


def test_formulas_measures_and_questions_have_what_it_is_when_they_are_read(run) -> None:
    table, drawn = run.outcome_table(), run.parameters().column("rain").to_numpy()
    assert (table.measures["last"] == 2.8).all()
    assert (table.measures["sad"] == 1.0).all()
    assert np.array_equal(table.questions["then"], 2.0 * drawn + 2.0)
    kept = run.trajectories(["rain", "twice"], paths=range(20)).values
    assert np.array_equal(kept[:, :6, 0], np.repeat(drawn[:20, None], 6, axis=1))
    assert (kept[:, 6:, 0] == 0.4).all()
    assert np.array_equal(kept[:, :, 1], 2.0 * kept[:, :, 0] + 2.0)


def test_explain_says_what_is_left_of_it(run) -> None:
    found = Explanation.of(run, paths=200)
    assert NOTE in found.influence.notes
    assert any(note.startswith("mood is sad from 2026-01 on") for note in found.influence.notes)
    rain = next(one for one in found.influence.parameters if one.name == "rain")
    assert rain.effect is not None
    assert rain.effect.difference.value > 0.0  # which floods it brings before then


def test_a_sweep_of_it_moves_what_was_before_and_one_of_later_what_comes(out: Path) -> None:
    before = se.sweep(se.load(TEXT), {"parameters.rain.fixed": [0.0, 1.0]}, out=out)
    assert NOTE in before.notes
    assert NOTE in before.text(100).replace("\n    ", " ")
    after = se.sweep(se.load(TEXT), {"parameters.rain.later.value": [0.0, 1.0]}, out=out)
    assert not any("rain is" in note for note in after.notes)
    first, last = ([run.outcome_table() for run in one.runs] for one in (before, after))
    assert not np.array_equal(first[0].questions["then"], first[1].questions["then"])
    assert (first[0].measures["last"] == first[1].measures["last"]).all()
    assert np.array_equal(last[0].questions["then"], last[1].questions["then"])
    assert (last[0].measures["last"] + 2.0 == last[1].measures["last"]).all()


def test_a_story_reasons_with_what_it_is_at_the_end(run) -> None:
    end = float(run.trajectories(["water"], paths=[3]).values[0, -1, 0]) + 0.4
    assert f"water + rain ({end:.3g})" in run.story(3).text(100)
