"""A scenario without an outcome: what asks for classes works with measures and questions, or says what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.cli.entry import run_words
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.plan.planning import make_plan

COINS = """\
name: coins
clock: {start: 2025, end: 2029, step: quarter}
parameters: {rate: {uniform: [0.2, 0.6], unit: 1/year}}
drivers: {mood: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
events: {luck: {hazard: rate, repeats: true}}
mechanisms: {M1: {claim: Luck lifts, acts: {raise: rate, on: luck, push: up}}}
measures: {lucks: count(luck), final: mood}
questions:
  early: {text: Luck by 2026?, by: 2026, when: occurred(luck)}
  mood_2027: {text: The mood?, as_of: 2027, value: mood}
"""
CLASSES = "outcome: {many: lucks > 2, few: otherwise}\n"
QUICK = {"paths": 40}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("coins")
    (found / "coins.yaml").write_text(COINS)
    (found / "sorted.yaml").write_text(f"name: sorted\nextends: coins.yaml\n{CLASSES}")
    (found / "lucky.yaml").write_text("name: lucky\nextends: coins.yaml\nset: {parameters.rate.uniform: [0.8, 0.9]}\n")
    (found / "again.yaml").write_text("name: again\nextends: sorted.yaml\noutcome: null\n")
    return found


@pytest.fixture(scope="module")
def runs(folder: Path) -> dict[str, se.Run]:
    names = ("coins", "sorted", "lucky")
    return {name: se.run(se.load(folder / f"{name}.yaml"), out=folder / "results", **QUICK) for name in names}


def test_both_engines_give_no_class(folder: Path, engine) -> None:
    plan = make_plan(load(folder / "coins.yaml"))
    results = engine(plan).simulate(range(50))
    assert (results.status == 0).all()
    assert (results.outcome == -1).all()
    assert np.isfinite(results.measures).all()


def test_paths_are_those_of_the_same_scenario_with_classes(runs) -> None:
    plain, with_classes = (runs[name].outcome_table() for name in ("coins", "sorted"))
    assert plain.measures["final"].tolist() == with_classes.measures["final"].tolist()
    assert plain.classes == ()


def test_an_overlay_takes_the_outcome_away(folder: Path) -> None:
    assert load(folder / "again.yaml").scenario.outcome == {}


def test_the_summary_shows_what_there_is(runs) -> None:
    text = runs["coins"].summary().text(90)
    assert "lucks" in text
    assert "Luck by 2026?" in text
    assert runs["coins"].probabilities() == {}
    assert [row["of"] for row in runs["coins"].summary().table().to_pylist()].count("class") == 0


def test_bars_and_differences_are_of_questions(runs, tmp_path: Path) -> None:
    axes = runs["coins"].plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["early"]
    compared = se.compare(runs["coins"], runs["lucky"])
    assert list(compared.others[0].questions) == ["early"]
    assert compared.others[0].outcome == {} == compared.others[0].migration
    assert "pairs (lucky)" in compared.text(90)
    assert {file.name for file in compared.write(tmp_path, fans=[])} >= {"outcomes.png", "differences.svg"}


def test_compared_with_a_run_that_has_classes(runs, tmp_path: Path) -> None:
    compared = se.compare(runs["sorted"], runs["coins"])
    assert "coins has no outcome: no classes are compared" in compared.others[0].notes
    assert compared.others[0].measures["final"].d == 0.0
    compared.text(90)
    compared.write(tmp_path, fans=[])


def test_nothing_to_draw_says_so(folder: Path, tmp_path: Path) -> None:
    bare = se.load(folder / "coins.yaml").with_({"questions": None})
    run = se.run(bare, out=tmp_path, **QUICK)
    with pytest.raises(SimengineError, match="no probability to draw"):
        run.plot()
    with pytest.raises(SimengineError, match="nothing to draw"):
        se.compare(run, run).plot()
    assert {file.suffix for file in se.compare(run, run).write(tmp_path / "c", fans=[])} == {".csv"}


def test_a_story_and_the_path_typical_of_all(runs) -> None:
    story = runs["coins"].story(typical="all")
    assert story.outcome is None is story.ending
    text = story.text(90)
    assert text.startswith(f"coins, path {story.path}  ")
    assert "in the middle of all 40 paths, by 2 measures" in text
    assert runs["sorted"].story(typical="all").path == story.path
    with pytest.raises(SimengineError, match="has no outcome, so no class 'many'"):
        runs["coins"].story(typical="many")
    with pytest.raises(SimengineError, match="no outcome class 'many': coins has no outcome"):
        runs["coins"].bands("mood", where="many")
    assert runs["coins"].bands("mood").paths == 40


def test_mechanisms_are_tried(folder: Path) -> None:
    model = se.load(folder / "coins.yaml")
    assert se.check(model, paths=200).acts[0].verdict == "as stated"
    with pytest.raises(SimengineError, match="the scenario has no outcome"):
        se.check(model, paths=20, classes=["many"])


def test_commands(folder: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)
    for words in (["run", "coins.yaml", "--paths", "40", "--engine", "reference"], ["list"], ["show", "coins.yaml"]):
        assert run_words(words) == 0
    out = capsys.readouterr().out
    assert "lucks" in out
    assert "measures and questions:" not in out
