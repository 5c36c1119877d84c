"""What is taken along from the window is a scenario and a command that give the same figures."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.cli import run_words
from simengine.errors import ScenarioError, WrongUsageError
from simengine.runs.learnt import Effort
from simengine.window.copies import as_command, as_scenario, saved
from simengine.window.desk import Desk
from simengine.window.opened import Opening
from simengine.window.play import read_play
from tests.window.conftest import opened_in

PATHS = 300
SET = {"scenario": 1, "held": {"weather": 0.5, "wind": 1, "spill_rate": 0.3}, "dates": {"spill": "2026-02"}}


@pytest.fixture
def opened(tmp_path: Path) -> Opening:
    return opened_in(tmp_path)


def outcomes(desk: Desk, play: dict) -> np.ndarray:
    return desk.arm(read_play(play)).to(PATHS, lambda: False).outcome


@pytest.mark.parametrize("play", [{}, {"held": {"booms": 0.8}}, SET], ids=["untouched", "held", "all"])
def test_a_copied_scenario_gives_the_same_futures(desk: Desk, tmp_path: Path, play: dict) -> None:
    file = saved(desk.opening, read_play(play), "taken")
    assert file == tmp_path / "taken.yaml"
    assert file.read_text(encoding="utf-8") == as_scenario(desk.opening, read_play(play), "taken")
    run = se.run(se.load(file), paths=PATHS, out=tmp_path / "out")
    assert run.manifest.seed == desk.opening.seed
    assert (run.outcome_table().outcome == outcomes(desk, play)).all()


def test_a_copied_scenario_is_short_and_extends_what_it_changes(opened: Opening) -> None:
    text = as_scenario(opened, read_play({"scenario": 1, "held": {"booms": 0.8}}), "taken")
    assert text.splitlines() == [
        "name: taken",
        "title: 'The ban comes early: what if'" if "'" in text else 'title: "The ban comes early: what if"',
        "extends: calm.yaml",
        "set:",
        "  parameters.booms.fixed: 0.8",
        "  simulate.seed: 11",
    ]


def test_a_copied_scenario_says_how_its_members_are_found(opened: Opening, tmp_path: Path) -> None:
    play = read_play({"held": {"booms": 0.8}})
    comment, *rest = as_scenario(opened, play, "taken", 500, Effort(1000, 600)).splitlines()
    file = opened.folder / "taken.yaml"
    assert comment.startswith("# ")
    assert comment.endswith(f": simengine run {file} --paths 500 --effort 600 --out {opened.out}")
    assert rest == as_scenario(opened, play, "taken").splitlines()


def test_a_copied_command_gives_the_same_futures(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(as_command(desk.opening, read_play(SET), PATHS))
    assert words[:2] == ["simengine", "run"]
    assert run_words([*words[1:], "--out", "out", "--name", "taken"]) == 0
    assert (se.open_run(tmp_path / "out" / "taken").outcome_table().outcome == outcomes(desk, SET)).all()


def test_of_an_edited_text_only_what_changed_is_taken(opened: Opening, tmp_path: Path) -> None:
    text = (tmp_path / "bay.yaml").read_text(encoding="utf-8")
    edited = text.replace("shake:       {fixed: 0.3", "shake:       {fixed: 0.2").replace(
        "  fair:  {at: [2025-06, 2026-06]}\n", ""
    )
    found = as_scenario(opened, read_play({"held": {"booms": 0.8}, "texts": {str(tmp_path / "bay.yaml"): edited}}), "x")
    assert found.splitlines() == [
        "name: x",
        'title: "Will the bay stay clean?: what if"',
        "extends: bay.yaml",
        "parameters:",
        "  booms: {fixed: 0.8}",
        "  shake: {fixed: 0.2}",
        "events:",
        "  fair: null",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("{normal: {mean: 0, sd: 1}}\n  tide", "{uniform: [0, 1]}\n  tide"),
     ("outcome:\n", "outcome:\n  worse: {when: most > 3}\n"),
     ("  ban:   {at: 2027-01", "  first: {at: 2027-02}\n  ban:   {at: 2027-01"),
     ("{weather ~ tide: 0.6}", "{}"),
     ("process: ornstein_uhlenbeck, initial: 0, level: 0.1*weather + 0.05*tide, speed: 1, volatility: shake",
      "process: level, initial: shake")],
    ids=["a law", "classes", "an event between", "a pair", "a process"],
)  # fmt: skip
def test_an_edit_of_any_kind_gives_the_same_futures(desk: Desk, tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "bay.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    play = {"scenario": 1, "texts": {str(file): text.replace(old, new)}}
    run = se.run(se.load(saved(desk.opening, read_play(play), "taken")), paths=PATHS, out=tmp_path / "out")
    assert (run.outcome_table().outcome == outcomes(desk, play)).all()


def test_an_edited_text_gives_the_same_futures_and_no_command(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bay.yaml"
    edited = file.read_text(encoding="utf-8").replace("high: 0.9", "high: 0.2")
    play = {"held": {"booms": 0.7}, "texts": {str(file): edited}}
    run = se.run(se.load(saved(desk.opening, read_play(play), "taken")), paths=PATHS, out=tmp_path / "out")
    assert (run.outcome_table().outcome == outcomes(desk, play)).all()
    assert not (outcomes(desk, play) == outcomes(desk, {"held": {"booms": 0.7}})).all()
    with pytest.raises(WrongUsageError, match="a text is edited"):
        as_command(desk.opening, read_play(play), PATHS)


@pytest.mark.parametrize("name", ["", "../out", "a/b", "con\\x", ".", "a" * 300])
def test_nothing_is_written_outside_of_the_folder(opened: Opening, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    with pytest.raises(WrongUsageError):
        saved(opened, read_play({}), name)
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_no_file_is_written_over(opened: Opening, tmp_path: Path) -> None:
    before = (tmp_path / "calm.yaml").read_text(encoding="utf-8")
    with pytest.raises(WrongUsageError, match="is there already"):
        saved(opened, read_play({}), "calm")
    (tmp_path / "link.yaml").symlink_to(tmp_path.parent / "elsewhere.yaml")
    with pytest.raises(WrongUsageError, match="is there already"):
        saved(opened, read_play({}), "link")
    assert (tmp_path / "calm.yaml").read_text(encoding="utf-8") == before
    assert not (tmp_path.parent / "elsewhere.yaml").exists()


def test_what_is_wrong_is_not_written(opened: Opening, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="volatility"):
        saved(opened, read_play({"held": {"shake": -1}}), "taken")
    assert not (tmp_path / "taken.yaml").exists()
