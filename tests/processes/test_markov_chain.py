"""Markov chains: exact transition laws for constant rates, one jump at most for others, regimes in a scenario."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import linalg, stats

from simengine.errors import ScenarioError
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.processes.markov_chain import MarkovChain
from tests.helpers.processes.laws import sound, uniforms

DT = 1 / 12
GENERATORS = [
    ((0.0, 0.4), (0.15, 0.0)),
    ((0.0, 0.1, 0.2), (0.5, 0.0, 0.3), (0.0, 0.15, 0.0)),
    ((0.0, 40.0, 3.0), (0.0, 0.0, 900.0), (0.01, 0.0, 0.0)),
    ((0.0, 0.0), (0.0, 0.0)),
    ((0.0, 1e-12, 0.0), (1e3, 0.0, 1e-3), (0.0, 0.0, 0.0)),
]


def ready(dt: float, rates: tuple[tuple[float, ...], ...], once: bool = True) -> list[float]:
    (cumulated,) = MarkovChain.ready(dt, [rate for row in rates for rate in row], once)
    return list(cumulated)


def rows(cumulated: list[float]) -> np.ndarray:
    n = math.isqrt(len(cumulated))
    return np.diff(np.array(cumulated).reshape(n, n), axis=1, prepend=0.0)


def exact(rates: tuple[tuple[float, ...], ...], dt: float) -> np.ndarray:
    q = np.array(rates)
    return np.asarray(linalg.expm((q - np.diag(q.sum(axis=1))) * dt))


@pytest.mark.parametrize("rates", GENERATORS)
@pytest.mark.parametrize("dt", [1 / 365.25, DT, 1.0, 5.0])
def test_constant_rates_follow_the_matrix_exponential(rates: tuple[tuple[float, ...], ...], dt: float) -> None:
    found = rows(ready(dt, rates))
    assert np.allclose(found, exact(rates, dt), rtol=1e-9, atol=1e-12)


def test_two_half_steps_make_a_step() -> None:
    half, whole = rows(ready(DT / 2, GENERATORS[1])), rows(ready(DT, GENERATORS[1]))
    assert np.allclose(half @ half, whole, rtol=1e-12)


@pytest.mark.parametrize("rates", GENERATORS[:2])
def test_one_jump_a_step_is_right_to_first_order(rates: tuple[tuple[float, ...], ...]) -> None:
    errors = [np.abs(rows(ready(dt, rates, once=False)) - exact(rates, dt)).max() for dt in (DT, DT / 10)]
    assert errors[0] < 0.02
    assert errors[1] < errors[0] / 50  # the error of a step is of order dt²


def chi_square_p(rates: tuple[tuple[float, ...], ...], start: int, assumed: np.ndarray, draws: int = 6000) -> float:
    cumulated = ready(1.0, rates)
    ends = [int(MarkovChain.step(float(start), 1.0, cumulated, u)) for u in uniforms(f"chain {start}", draws)]
    counts = np.bincount(ends, minlength=len(rates))
    return float(stats.chisquare(counts, assumed[start] * draws).pvalue)


def test_steps_have_the_transition_law() -> None:
    law = exact(GENERATORS[1], 1.0)
    assert sound([chi_square_p(GENERATORS[1], start, law) for start in range(3)])


def test_the_wrong_law_is_found_out() -> None:
    law = exact(GENERATORS[1], 1.3)
    assert not sound([chi_square_p(GENERATORS[1], start, law) for start in range(3)])


@pytest.mark.parametrize("once", [False, True])
@pytest.mark.parametrize("rates", [((0.0, -0.1), (0.2, 0.0)), ((0.0, math.nan), (0.2, 0.0))])
def test_a_rate_that_is_none_gives_no_regime(rates: tuple[tuple[float, ...], ...], once: bool) -> None:
    assert math.isnan(MarkovChain.step(0.0, DT, ready(DT, rates, once), 0.5))


SCENARIO = """\
clock: {start: 2024, end: 2030, step: month}
parameters: {peace: {fixed: 0.4}}
drivers:
  war:
    {process: markov_chain, initial: full, rates: {full: {low: 0.5, truce: peace}, low: {full: 1}, truce: {full: 0.2}}}
  calm: {process: markov_chain, initial: off, rates: {off: {on: 2 * (war == 'truce')}, on: {off: 3}}}
events:
  stopped: {at: 2027-01, effects: {war: {set: truce}}}
  fresh: {when: entered(war == 'truce'), repeats: true}
measures:
  truces: count(fresh)
  at_stop: value_at(war == 'truce', stopped)
outcome: {truce: war == 'truce', fighting: "war in ['full', 'low']", never: otherwise}
"""


def test_regimes_in_a_scenario(tmp_path: Path, engine) -> None:
    file = tmp_path / "war.yaml"
    file.write_text(SCENARIO)
    plan = make_plan(load(file), seed=3)
    draws = engine(plan).simulate(range(60), keep=("war", "calm"))
    assert set(np.unique(draws.kept[:, :, 0])) == {0.0, 1.0, 2.0}
    assert np.all(draws.kept[:, 36, 0] == 2.0)  # set by the event
    assert np.all(draws.measures[:, [cell.name for cell in plan.measures].index("at_stop")] == 1.0)
    truce = draws.kept[:, :, 0] == 2.0
    begins = truce & ~np.pad(truce, ((0, 0), (1, 0)))[:, :-1]
    assert np.array_equal(begins.sum(axis=1), draws.measures[:, 0])
    assert np.array_equal(draws.outcome == 0, truce[:, -1])
    calm = draws.kept[:, :, 1] == 1.0
    assert not np.any(calm[:, 1:] & ~calm[:, :-1] & ~truce[:, :-1])  # it begins in a truce only


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("initial: full", "initial: ful", "initial must be one of its regimes, full, low, truce (got 'ful')"),
        ("{set: truce}", "{set: truze}", "no regime 'truze' (did you mean 'truce'?)"),
        ("{set: truce}", "{add: 1}", "a regime can only be set, to one of full, low, truce"),
        ("low: {full: 1}", "low: {low: 1}", "a rate from a regime to itself"),
        ("low: {full: 1}", "low: {full: -1}", "must be >= 0 (got -1)"),
        ("truce: war == 'truce'", "truce: war == 'trice'", "war has no regime 'trice'"),
        ("truce: war == 'truce'", "truce: war > 1", "a regime is compared by == or != with a name in quotes"),
        ("truce: war == 'truce'", "truce: war + 1 > 1", "war is a regime (full, low, truce): compare it"),
    ],
)
def test_messages(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = SCENARIO
    file = tmp_path / "broken.yaml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert message in str(caught.value)


RATINGS = """\
clock: {start: 2024, end: 2034, step: year}
parameters: {fall: {uniform: [0.1, 0.3]}}
drivers:
  rating:
    process: markov_chain
    initial: A
    matrix:
      A: {A: 0.9, B: 0.08, D: 0.02}
      B: {A: 0.1, B: otherwise, D: fall}
outcome: {lost: rating == 'D', kept: otherwise}
"""


def test_a_matrix_of_a_year_is_taken_as_it_is(tmp_path: Path, engine) -> None:
    file = tmp_path / "ratings.yaml"
    file.write_text(RATINGS.replace("D: fall", "D: 0.25"))
    kept = engine(make_plan(load(file), seed=5)).simulate(range(4000), ("rating",)).kept[:, :, 0]
    law = np.linalg.matrix_power(np.array([[0.9, 0.08, 0.02], [0.1, 0.65, 0.25], [0, 0, 1]]), 10)[0]
    counts = np.bincount(kept[:, -1].astype(int), minlength=3)
    assert stats.chisquare(counts, law * 4000).pvalue > 0.001
    assert stats.chisquare(counts, np.roll(law, 1) * 4000).pvalue < 1e-9  # the control
    assert not np.any(np.diff(kept, axis=1)[kept[:, :-1] == 2.0])  # a regime without a row stays


def test_an_empty_row_stays(tmp_path: Path) -> None:
    file = tmp_path / "ratings.yaml"
    file.write_text(RATINGS)
    first = make_plan(load(file), seed=5).drivers[0].inputs
    file.write_text(RATINGS.replace("D: fall}", "D: fall}\n      D: {}"))
    assert make_plan(load(file), seed=5).drivers[0].inputs == first


def test_a_matrix_may_hold_parameters(tmp_path: Path, engine) -> None:
    file = tmp_path / "ratings.yaml"
    file.write_text(RATINGS)
    draws = engine(make_plan(load(file), seed=5)).simulate(range(40), ("rating", "fall"))
    for path in range(40):
        (numbers,) = MarkovChain.ready(1.0, [-1, 0.08, 0.02, 0.1, -1, draws.kept[path, 0, 1], 0, 0, -1], once=True)
        assert numbers[3:6] == pytest.approx([0.1, 1 - draws.kept[path, 0, 1], 1], abs=1e-15)


def test_chances_that_are_none_give_no_regime() -> None:
    for row in ([-1.0, 0.8, 0.3], [-1.0, -0.1, 0.3], [-1.0, math.nan, 0.3]):
        (numbers,) = MarkovChain.ready(1.0, [*row, 0, -1, 0, 0, 0, -1], once=False)
        assert math.isnan(MarkovChain.step(0.0, 1.0, numbers, 0.5))
        assert MarkovChain.step(1.0, 1.0, numbers, 0.5) == 1.0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "step: year",
            "step: month",
            "holds chances in a year, and a step is a month: take step: year, or write rates",
        ),
        ("D: 0.02", "D: 0.01", "A: the chances of a row sum to 1 (got 0.99): correct one, or let one be `otherwise`"),
        ("B: otherwise", "B: 0.7", "B: a row whose chances are no plain numbers needs one that is `otherwise`"),
        ("D: fall", "D: otherwise", "B: one chance of a row may be `otherwise` (got 2)"),
        ("A: 0.1", "A: 1.1", "B: the chances of a row sum to 1 (got 1.1): correct one"),
        ("A: 0.1", "A: -0.1", "must be >= 0 (got -0.1)"),
        (
            "    matrix:",
            "    rates: {A: {B: 1}}\n    matrix:",
            "has one of rates (per year) and matrix",
        ),
        ("initial: A", "initial: C", "initial must be one of its regimes, A, B, D (got 'C')"),
    ],
)
def test_messages_of_a_matrix(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(RATINGS.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert message in str(caught.value)
