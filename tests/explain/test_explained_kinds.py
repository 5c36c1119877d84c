"""Experts, choices by name, the reference engine, and somebody who has had enough."""

from __future__ import annotations

from pathlib import Path

import pytest

import simengine as se
from simengine.compute.ask import Resources
from simengine.compute.progress import Progress
from simengine.results.explained import Explanation
from tests.helpers.compute.explained_models import AND, drawn, parameter, totals

EXPERTS = """
name: asked
clock: {start: 2026, end: 2027, step: year}
sources: {A: {title: A}, B: {title: B}}
parameters:
  x:
    experts: {near: {uniform: [0, 1], source: A 1, confidence: datum}, far: {uniform: [10, 11], source: B 2}}
    weights: {near: 0.5, far: 0.5}
  mood: {choice: {calm: 0.5, angry: 0.5}}
drivers: {idle: {process: level, initial: 0}}
measures: {y: x + 2*(mood == 'angry')}
report: {answer: y}
"""


def test_which_expert_is_asked_is_a_die_of_its_own(tmp_path: Path) -> None:
    """Var of the expert's mean is 25, within an expert 1/12, of the mood 1; the points are those of both experts."""
    run = se.run(se.load(EXPERTS), paths=2000, seed=1, jobs=1, out=tmp_path)
    found = run.explain(paths=2000)
    index, whole = totals(found), 26.0 + 1.0 / 12.0
    for name, variance in (("experts", 25.0), ("x", 1.0 / 12.0), ("mood", 1.0)):
        assert index[name][0] == pytest.approx(variance / whole, abs=3.5 * index[name][1])
    x, mood = parameter(found, "x"), parameter(found, "mood")
    assert x.levels == pytest.approx((0.2, 10.8))
    assert x.effect.difference.value == pytest.approx(10.6)
    assert x.founding.source == ("A 1", "B 2")
    assert x.founding.confidence == ""  # as weak as what the weakest says
    assert mood.effect.difference.value == pytest.approx(2.0)
    assert "calm → angry" in str(found)


def test_the_reference_engine_says_the_same(tmp_path: Path) -> None:
    model = se.load(f"name: both\nclock: {{start: 2026, end: 2027, step: year}}\n{AND}drivers: {{n: {{process: "
                    "random_walk, initial: 0, drift: 0, volatility: 1}}")  # fmt: skip
    told = []
    for engine in ("machine", "reference"):
        run = se.run(model, paths=300, seed=1, engine=engine, jobs=1, out=tmp_path / engine)
        told.append(run.explain(paths=100).json())
    assert told[0] == told[1]


def test_one_is_told_how_far_it_is_and_can_leave(tmp_path: Path) -> None:
    run, seen = drawn(tmp_path, "both", AND), list[Progress]()
    Explanation.of(run, paths=400, resources=Resources(None, 2, seen.append, None))
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert 0.5 * seen[-1].total < seen[-1].done <= seen[-1].total

    def leave(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Explanation.of(run, paths=400, resources=Resources(None, 2, leave, None))


def test_a_run_of_other_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = drawn(tmp_path, "both", AND)
    monkeypatch.setattr("simengine.compute.rerolling.Rerolling.own", lambda self: 1.0 - self.sample % 2)
    with pytest.raises(se.SimengineError, match="do not come out as they are stored"):
        run.explain(paths=400)
