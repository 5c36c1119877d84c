"""A story of what was learnt from: what the path has of each figure, and its own parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

import simengine as se
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.report.story_text import story_text

TEXT = """
name: figures
clock: {start: 2024-01, end: 2026-01, step: month}
parameters: {p: {uniform: [0, 1]}, spread: {uniform: [1, 2]}}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1, unit: m}}
events: {strike: {hazard: 1}}
observe:
  part: {at: 2024-02, expr: p, value: 0.98, error: 0.01}
  level: {at: 2024-06, expr: x + 9, value: 9, error: spread, unit: m}
  logged: {at: 2024-06, expr: exp(x), value: 1, error: {lognormal: 1}}
  far: {at: 2024-03, expr: x, value: 0, error: {student_t: 2, freedom: 5}}
  struck: {event: strike, at: 2024-09, error: months(4)}
measures: {last: x, own: p, sure: spread, came: first_time(strike)}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> se.Run:
    return se.run(se.load(TEXT), paths=60, jobs=1, out=tmp_path_factory.mktemp("figures"))


def test_what_a_path_has_of_each_figure(run: se.Run) -> None:
    table = run.outcome_table()
    for path in (0, 7, 59):
        story = run.story(path)
        found = {one.name: one for one in story.figures}
        assert set(found) == {"part", "level", "logged", "far", "struck"}
        own, sure, came = (float(table.measures[name][path]) for name in ("own", "sure", "came"))
        assert found["part"].here == own
        assert found["part"].off == pytest.approx(abs(own - 0.98) / 0.01)
        x = found["level"].here - 9
        assert found["level"].off == pytest.approx(abs(x) / sure)
        assert found["logged"].off == pytest.approx(abs(x))
        assert found["struck"].here == pytest.approx(came - 0.5 / 12)
        assert found["struck"].unit == "years after the start"
        offs = [one.off for one in story.figures]
        assert offs == sorted(offs, reverse=True)


def test_what_is_unusual_is_what_the_path_learnt(run: se.Run) -> None:
    """Not what its own number would draw."""
    found = [one for path in range(20) for one in run.story(path).unusual if one.name == "p"]
    assert len(found) > 15
    assert all(0.95 <= float(one.value) <= 1 and one.tail == "high" for one in found)


def test_the_text_tells_the_furthest_first(run: se.Run) -> None:
    story = run.story(3)
    text = story_text(story, 200)
    assert "as published, and here; the furthest off first" in text
    assert f"{story.figures[0].name} " in text.partition("furthest off first\n")[2].split("   ")[0]


def test_the_plan_tells_each_figure(run: se.Run) -> None:
    text = plan_text(make_plan(se.load(TEXT)))
    section = text.partition("figures (5), which weigh the path\n")[2].partition("\n\n")[0]
    told = " ".join(section.split())
    for part in (
        "part 2024-03 (step 2): p is 0.98; error 0.01; known 2024-03-01",
        "is 9 m; error spread m; known 2024-07-01",
        "error of the logarithm 1; known 2024-07-01",
        "Student error 2; degrees of freedom 5; known 2024-04-01",
        "strike came, occurrence 1, 0.708333 year after the start; error 0.333333 year; known 2024-10-01",
    ):
        assert part in told


def test_nothing_is_told_without_figures(tmp_path: Path) -> None:
    plain = se.run(se.load(TEXT[: TEXT.index("observe")] + "measures: {last: x}\n"), paths=3, jobs=1, out=tmp_path)
    story = plain.story(0)
    assert story.figures == ()
    assert "as published" not in story_text(story, 100)
