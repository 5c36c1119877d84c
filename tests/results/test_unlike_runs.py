"""Stored runs that mean other things by one name, as a stranger compares them."""

from __future__ import annotations

from pathlib import Path

import pytest

import simengine as se
from simengine.cli.entry import run_words

WORK = """\
name: work
clock: {start: 2025, end: 2028, step: quarter}
parameters: {rate: {uniform: [0.2, 0.6], unit: 1/year}}
drivers: {mood: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
formulas: {level: mood * 2}
events: {luck: {hazard: rate, repeats: true}}
measures: {lucks: count(luck), final: mood, high: level}
outcome: {many: lucks > 2, some: lucks > 0, few: otherwise}
questions: {early: {text: Luck by 2026?, by: 2026, when: occurred(luck), given: mood > 0}}
simulate: {paths: 30, seed: 1}
"""
OTHERWISE = {
    "formulas.level": "mood * 3",
    "measures.final": "mood + 1",
    "outcome.many": "lucks > 3",
    "questions.early.by": 2027,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("work")
    model = se.load(WORK)
    se.run(model, out=found)
    variants = {
        "lucky": {"parameters.rate.uniform": [0.3, 0.7]},
        "otherwise": OTHERWISE,
        "later": {"clock.end": 2029},
    }
    for name, changes in variants.items():
        se.run(model.with_(changes), out=found, name=name)
    return found


def test_what_a_scenario_does_is_no_definition(folder: Path) -> None:
    assert se.compare(*(se.open_run(folder / name) for name in ("work", "lucky"))).others[0].unlike == ()


def test_runs_of_one_name_are_told_apart(folder: Path, tmp_path: Path) -> None:
    again = se.run(se.load(WORK), seed=2, out=tmp_path)
    found = se.compare(se.open_run(folder / "work"), again, unlike=True).others[0]
    assert found.notes[0] == f"it lies in {tmp_path / 'work'}, the base, which is called so too, in {folder / 'work'}"


def test_both_definitions_are_told(folder: Path) -> None:
    base, other = (se.open_run(folder / name) for name in ("work", "otherwise"))
    compared = se.compare(base, other)
    (found,) = compared.others
    texts = {one.name: one.texts for one in found.unlike}
    assert texts == {
        "many": ("lucks > 2", "lucks > 3"),
        "some": None,
        "few": None,
        "final": ("mood", "mood + 1"),
        "high": None,
        "early": ("occurred(luck) given mood > 0 by 2026", "occurred(luck) given mood > 0 by 2027"),
    }
    assert list(found.figures) == [("measure", "lucks")]
    told = " ".join(compared.text(100).split())
    assert "many unlike" in told
    assert "final: it is defined otherwise, `mood` in work and `mood + 1` here; high: what `level` reads is" in told
    assert len(se.compare(base, other, unlike=True).others[0].figures) == 7


def test_runs_on_two_clocks_are_refused_with_the_remedy(folder: Path, capsys) -> None:
    words = ["compare", str(folder / "work"), str(folder / "later")]
    assert run_words(words) == 1
    assert "16 steps of a quarter from 2025-01-01 and 12 steps" in (err := capsys.readouterr().err)
    assert err.endswith("subtract them all the same with --unlike\n")
    assert run_words([*words, "--unlike"]) == 0
    assert "subtracted, as asked for, though unlike: their clocks" in " ".join(capsys.readouterr().out.split())
