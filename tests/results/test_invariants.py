"""Invariants: read along the path, counted, told beside the results; no path is left out for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan

TILL = """\
name: till
clock: {start: 2025, end: 2029, step: quarter}
parameters: {drift: {uniform: [-1, 2]}}
drivers: {cash: {process: random_walk, initial: 1, drift: drift, volatility: 0.5}}
events:
  sale: {hazard: 4, repeats: true, effects: {cash: {add: 0.1}}}
  broke: {when: cash < -2}
formulas: {ratio: 1/count(sale)}
invariants:
  solvent: cash > 0
  early_sale: {when: count(sale) > 0, note: a till sells something, title: Sells at once}
  never_broke: not occurred(broke)
  number: ratio < 99
  sure: cash < 1000
measures: {last: cash}
outcome: {rich: cash > 3, poor: otherwise}
"""
PATHS = 40
LIST = ("solvent", "early_sale", "never_broke", "number", "sure")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("till")
    (found / "till.yaml").write_text(TILL)
    return found


@pytest.fixture(scope="module")
def run(folder: Path) -> se.Run:
    return se.run(se.load(folder / "till.yaml"), paths=PATHS, out=folder / "results")


def first_broken(held: np.ndarray) -> np.ndarray:
    """The years until a condition, a row a path, first does not hold."""
    return np.where(held.all(axis=1), np.nan, held.argmin(axis=1) / 4)


def test_each_engine_reads_when_it_first_broke(folder: Path, engine) -> None:
    plan = make_plan(load(folder / "till.yaml"))
    results = engine(plan).simulate(range(PATHS), keep=["cash"])
    cash = results.kept[:, :, 0]
    steps = [found.steps[found.offsets[i] : found.offsets[i + 1]] for found in results.events[:1] for i in range(PATHS)]
    sold = np.array([[np.sum(one <= k) > 0 for k in range(17)] for one in steps])
    expected = [first_broken(cash > 0), first_broken(sold), first_broken(cash >= -2), first_broken(sold)]
    expected.append(np.full(PATHS, np.nan))
    names = [cell.name for cell in plan.measures]
    assert names == ["last", *(f"invariants.{name}" for name in LIST)]
    np.testing.assert_array_equal(results.measures[:, 1:].T, expected)
    assert (results.status == 0).all()


def test_the_summary_tells_what_broke(run: se.Run) -> None:
    table = run.outcome_table()
    years = table.invariants["solvent"]
    broke = np.flatnonzero(~np.isnan(years))
    found = run.summary().invariants["solvent"]
    assert (found.paths, found.first_path, found.share.n) == (len(broke), broke[0], PATHS)
    assert found.share.p == len(broke) / PATHS
    text = run.summary().text(200)
    assert f"invariant broken: solvent, on {len(broke)} of 40 paths (" in text
    assert f"first on path {broke[0]}" in text
    assert "broken: sure" not in text
    assert list(run.summary().measures) == ["last"]
    assert [row["of"] for row in run.summary().table().to_pylist()].count("invariant") == 5
    assert "invariant.solvent" in run.outcomes.column_names


def test_where_all_hold_a_line_says_so(folder: Path) -> None:
    changed = dict.fromkeys((f"invariants.{name}" for name in LIST[:-1]), None)
    calm = se.run(se.load(folder / "till.yaml").with_(changed), paths=20, out=folder / "calm")
    assert "1 invariant held on every path" in calm.summary().text(90)


def test_the_story_dates_it(run: se.Run) -> None:
    found = run.summary().invariants["early_sale"]
    story = run.story(path=found.first_path)
    breach = next(one for one in story.breaches if one.invariant == "early_sale")
    assert (breach.step, breach.date) == (0, "2025-01")
    assert "invariant broken: Sells at once (a till sells something)" in story.text(90)
    assert "breach" in story.table().column("of").to_pylist()


def test_a_comparison_warns(folder: Path, run: se.Run) -> None:
    other = se.load(folder / "till.yaml").with_({"parameters.drift": 3})
    compared = se.compare(run, se.run(other, paths=PATHS, out=folder / "other"))
    assert any("in till the invariant solvent broke on" in note for note in compared.others[0].notes)


def test_another_invariant_is_another_reading(folder: Path) -> None:
    model = se.load(folder / "till.yaml")
    plans = [make_plan(one) for one in (model, model.with_({"invariants.sure": "cash < 999"}))]
    first, second = map(identity_of, plans)
    assert first.paths == second.paths
    assert first.readings != second.readings


@pytest.mark.parametrize(
    ("invariant", "message"),
    [
        ("cash", "a condition is needed here, cash is a number"),
        ("last > 0", "is a measure and exists only when a path is finished"),
        ("{when: cash > 0, at: 2026}", "unknown key"),
        ("{note: none}", "invariants.sure.when: is missing"),
    ],
)
def test_messages(folder: Path, invariant: str, message: str) -> None:
    file = folder / "wrong.yaml"
    file.write_text(TILL.replace("cash < 1000", invariant))
    with pytest.raises(ScenarioError, match=message):
        load(file)
