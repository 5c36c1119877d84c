"""What moves an answer over a sweep: effects of keys that are known, and with what it goes at each point."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.explain.sweep_levers import ordinal
from simengine.results.explained_sweep import SweptExplanation
from tests.helpers.cli.command_line import in_process

TEXT = """
name: swept
clock: {start: 2026, end: 2028, step: quarter}
parameters: {budget: 2, speed: 1, idle: 0, u: {uniform: [0, 1]}, v: {uniform: [0, 1]}}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 0.5}}
outcome: {late: u + 0.5*v + x - 0.2*budget*speed > 0.3, fine: otherwise}
measures: {y: u + 0.1*v + budget*speed + x + 0*idle}
"""
LEARNT = """
name: learnt
clock: {start: 2024-01, end: 2024-12, step: month}
parameters: {theta: {normal: {mean: 0, sd: 1}}}
drivers: {walk: {process: random_walk, initial: theta, drift: 0, volatility: 1}}
observe: {seen: {at: 2024-03, expr: theta, value: 1, error: 0.5}}
measures: {last: theta}
"""
BUDGET, SPEED = "parameters.budget", "parameters.speed"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("swept")


@pytest.fixture(scope="module")
def grid(out: Path) -> se.Swept:
    over = {BUDGET: [1, 2, 3], SPEED: [1, 2]}
    return se.sweep(se.load(TEXT), over, paths=600, seed=2, jobs=1, out=out, name="grid")


def test_keys_move_it_by_what_they_do_on_average_and_at_each_point_of_the_others(grid: se.Swept) -> None:
    """y has budget·speed: from 1 to 3 it is 2 more at a speed of 1 and 4 at 2; all else is the same on every path."""
    budget, speed = grid.explain("y").levers
    assert (budget.key, budget.start, budget.end, budget.pairs) == (BUDGET, "1", "3", 2)
    assert (speed.key, speed.start, speed.end, speed.pairs) == (SPEED, "1", "2", 3)
    assert [one.d for one in (budget.effect, budget.least, budget.most)] == pytest.approx([3.0, 2.0, 4.0])
    assert [one.d for one in (speed.effect, speed.least, speed.most)] == pytest.approx([2.0, 1.0, 3.0])
    assert budget.effect.se < 1e-9


def test_a_chance_is_counted_by_hand_and_has_its_error(grid: se.Swept) -> None:
    tables = [run.outcome_table() for run in grid.runs]
    late = {
        point.values: (table.outcome == table.classes.index("late")).astype(float)
        for point, table in zip(grid.sweep.points, tables, strict=True)
    }
    budget = grid.explain().levers[0]
    by_path = 0.5 * sum(late["3", speed] - late["1", speed] for speed in ("1", "2"))
    assert budget.effect.d == pytest.approx(by_path.mean())
    assert budget.effect.se == pytest.approx(by_path.std() / np.sqrt(len(by_path)), rel=1e-2)
    assert budget.effect.low < budget.effect.d < budget.effect.high


def test_at_each_point_it_is_told_what_it_goes_with(grid: se.Swept) -> None:
    found = grid.explain("y", paths=400)
    assert [point.run for point, _ in found.points] == [point.run for point in grid.sweep.points]
    for _, influence in found.points:
        known = {one.name: one for one in influence.parameters}
        assert set(known) == {"u", "v"}  # what is swept stands still
        assert known["u"].association.low < 0.8 < known["u"].association.high
    rows = found.table().to_pylist()
    assert {row["figure"] for row in rows} == {"effect", "effect_least", "effect_most", "association", "first_order"}
    text = " ".join(str(found).split())
    assert "grid: what moves y over 6 points" in text
    assert "+2 … +4" in text
    assert "budget=3 speed=2" in text


def test_points_that_fill_a_box_have_a_plane(out: Path) -> None:
    """E(y) is budget·speed: over the box a plane has the slopes 1.5 and 2; what bends widens the error."""
    over = {BUDGET: "1:3", SPEED: "1:2", "parameters.idle": "0:1"}
    box = se.sweep(se.load(TEXT), over, "sobol", 16, paths=100, seed=2, jobs=1, out=out, name="box").explain("y")
    found = {one.key: one for one in box.levers}
    for key, slope in ((BUDGET, 1.5), (SPEED, 2.0)):
        wide = float(found[key].end) - float(found[key].start)
        assert found[key].effect.low < slope * wide < found[key].effect.high
        assert found[key].effect.se > 0.01
        assert (found[key].line, found[key].least) == (True, None)
    assert not found["parameters.idle"].effect.clear  # the control
    assert "by a plane through all points" in " ".join(str(box).split())


def test_what_does_nothing_and_what_turns(out: Path) -> None:
    model = se.load(TEXT.replace("0*idle", "10*abs(idle - 1)"))
    found = se.sweep(model, {"parameters.idle": [0, 1, 2]}, paths=100, seed=2, jobs=1, out=out, name="bent")
    ends = {(one.start, one.end): one.effect for one in found.explain("y").levers}
    assert ends["0", "1"].d == pytest.approx(-10.0)  # further than at the end
    assert ends["0", "2"].alike
    assert "none on any path" in str(found.explain("y"))
    with pytest.raises(se.SimengineError, match="no class, question or measure 'z'"):
        found.explain("z")


def test_conditioned_runs_are_subtracted_as_what_they_are(out: Path) -> None:
    """The mean of theta after a figure of precision 4 is (m + 4)/5: .8 and 1.2; members of two pasts share none."""
    over = {"parameters.theta.normal.mean": [0, 2]}
    found = se.sweep(se.load(LEARNT), over, paths=1000, seed=3, jobs=1, out=out, name="learnt").explain()
    (lever,) = found.levers
    assert lever.effect.low < 0.4 < lever.effect.high
    assert lever.effect.se > 0.01
    assert "subtracted as independent runs" in " ".join(str(found).split())


def test_the_command(grid: se.Swept, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = in_process(capsys)
    printed = call("explain", "grid", "--results", grid.folder.parent, "--of", "y")
    assert printed.code == 0
    assert "least and most, by the others" in printed.out
    told = call("explain", grid.folder, "--of", "y", "--json", "--write", tmp_path)
    assert [one["key"] for one in json.loads(told.out)["levers"]] == [BUDGET, SPEED]
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"influence.{end}" for end in ("csv", "png", "svg")]
    axes = grid.explain("y").plot()
    assert [one.get_text().split()[0] for one in axes.get_yticklabels()] == [BUDGET, SPEED]
    assert max(bar.get_width() for bar in axes.patches) == pytest.approx(3.0)
    assert isinstance(grid.explain(), SweptExplanation)


def test_dates_are_ordered_and_words_are_not() -> None:
    assert ordinal("2026-Q2") == ordinal("2026-04") > ordinal("2026-01")  # type: ignore[operator]
    assert (ordinal("2.5"), ordinal(""), ordinal("north")) == (2.5, None, None)
