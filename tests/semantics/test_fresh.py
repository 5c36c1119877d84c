"""Dice that show other numbers up to a step only, and dice that hold their uniform number."""

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstest, spearmanr

from simengine.compute.engine_kinds import make_engine
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load, load_text
from simengine.plan.plan_dice import dice_of
from simengine.plan.planning import make_plan
from simengine.randomness.dice import NESTED, Die, holding, rerolled
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import CLOCK, CLOCK_AGAIN, occurrence_uniform
from tests.helpers.semantics.agreement import differences
from tests.semantics.test_agreement import by_hand_of
from tests.semantics.test_dice import FEW, FILES, Told

WALK = """
name: walk
clock: {start: 2024-01, end: 2026-01, step: month}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
"""
CLOCKS = """
name: clocks
clock: {start: 2024-01, end: 2034-01, step: month}
parameters: {p: {uniform: [0, 1]}}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
events:
  e: {hazard: 0.5, repeats: true}
  late: {after: e, delay: {uniform: [0, 2]}}
measures: {q: {expr: p}, t: {expr: first_time(e)}}
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("fresh", [5, 12])
def test_two_paths_share_what_came_before(file, fresh, tmp_path):
    """They show the same up to the step, and it is what a path shows that has these numbers; bit by bit by hand too."""
    scenario = load(file)
    plan = make_plan(scenario, nested=1)
    fresh = min(fresh, plan.clock.steps)
    rolled = {die: [3] * 2 for die in dice_of(plan)}
    told = Told(plan, [5, 6], rolled=rolled, fresh=fresh)
    once = Told(plan, [3, 3])
    same = told.draws.status == once.draws.status
    assert told.moved(once, before=fresh + 1) == set() or not same.all()
    hand = {die: [rerolled(member=path) for path in FEW] for die in dice_of(make_plan(scenario))}
    assert differences(scenario, FEW, rolled=hand, fresh=fresh, by_hand=by_hand_of(file, tmp_path))[0] == []


def test_noise_is_parted_at_the_step():
    """Inside a dozen of steps, and inside a group of four."""
    plan = make_plan(load_text(WALK, "walk").model)
    own, other = ReferenceEngine(plan).simulate([4, 9], ["x"]).kept[:, :, 0]
    for engine in ("machine", "reference"):
        rolled = {die: [9] for die in dice_of(plan)}
        found = make_engine(engine, plan).simulate([4], ["x"], rolled=rolled, fresh=7).kept[0, :, 0]
        assert (found[:8] == other[:8]).all()
        np.testing.assert_allclose(np.diff(found[7:]), np.diff(own[7:]), atol=1e-12)


@pytest.mark.parametrize(("engine", "n"), [("machine", 4_000), ("reference", 300)])
def test_a_clock_that_runs_begins_again(engine, n):
    """No memory: what is left to wait has the law it had at the start, whatever came before."""
    plan = make_plan(load_text(CLOCKS, "clocks").model)
    rolled = {die: [rerolled(member=path) for path in range(n)] for die in dice_of(plan)}
    (found, _) = make_engine(engine, plan).simulate(range(n), rolled=rolled, fresh=26).events
    rows = np.split(found.steps, found.offsets[1:-1])
    often = np.array([((row > 26).sum(), (row <= 26).sum()) for row in rows])
    mean = 0.5 * (120 - 26) / 12
    assert abs(often[:, 0].mean() - mean) < 4 * np.sqrt(mean / n)
    assert abs(np.corrcoef(often.T)[0, 1]) < 4 / np.sqrt(n)


AGAIN = """
name: again
clock: {start: 2024-01, end: 2042-01, step: month}
drivers: {x: {process: level, initial: 0}}
events: {e: {hazard: 0.5, repeats: true}}
"""


@pytest.mark.parametrize(("engine", "n"), [("machine", 1_500), ("reference", 300)])
def test_a_clock_that_begins_again_has_a_number_of_its_own(engine, n):
    """No die is rolled: each path shows its own number before and after, and still the two are independent.

    With one number the wait would never be less than what was spent before, and go with it.
    """
    plan, fresh = make_plan(load_text(AGAIN, "again").model), 96
    (found,) = make_engine(engine, plan).simulate(range(n), fresh=fresh).events
    rows = np.split(found.steps, found.offsets[1:-1])
    often = [int((row <= fresh).sum()) for row in rows]
    key = stream_key(plan.seed, "events", "e")
    limits = -np.log([occurrence_uniform(key, path, often[path], CLOCK_AGAIN) for path in range(n)])
    waited = np.array([next((step - fresh for step in row if step > fresh), 121) for row in rows])
    assert (waited == np.minimum(np.floor(limits * 24) + 1, 121)).all()
    spent = np.array([fresh - max((step for step in row if step <= fresh), default=0) for row in rows])
    assert abs(spearmanr(spent, waited).statistic) < 3 / np.sqrt(n)
    assert kstest(limits, "expon").pvalue > 0.01
    assert ks_2samp(waited[spent <= 12], waited[spent > 12]).pvalue > 0.01


def test_twins_share_nothing_of_what_comes_after():
    plan, n = make_plan(load_text(CLOCKS, "clocks").model), 1_000
    rolled = {die: np.full(n, rerolled(member=0), np.uint64) for die in dice_of(plan)}
    (found, _) = make_engine("machine", plan).simulate(range(n), rolled=rolled, fresh=26).events
    rows = np.split(found.steps, found.offsets[1:-1])
    assert len({tuple(row[row <= 26].tolist()) for row in rows}) == 1
    waited = np.array([(row[row > 26][0] - 26) / 12 for row in rows if (row > 26).any()])
    assert abs((waited > 1).mean() - np.exp(-0.5)) < 4 * np.sqrt(0.24 / n)


@pytest.mark.parametrize("engine", ["machine", "reference"])
def test_a_die_that_holds_its_uniform_number(engine):
    plan, places = make_plan(load_text(CLOCKS, "clocks").model), [0, 1, 2**52, 2**53 - 1]
    rolled = {
        Die("parameters", "p", 0): [holding(place) for place in places],
        Die("events", "e", CLOCK): [holding(2**52)] * 4,
    }
    found = make_engine(engine, plan).simulate(range(4), rolled=rolled)
    told = dict(zip((cell.name for cell in plan.measures), found.measures.T, strict=True))
    assert told["q"].tolist() == [min((place + 0.5) * 2.0**-53, 1 - 2.0**-53) for place in places]
    assert set(told["t"].tolist()) == {17 / 12}  # the first month whose sum is above log 2
    assert len({tuple(row.tolist()) for row in np.split(found.events[0].steps, found.events[0].offsets[1:-1])}) == 1
    with pytest.raises(ValueError, match=r"fresh must be a step from 0 to 120 \(got 121\)"):
        make_engine(engine, plan).simulate([0], fresh=121)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_die_that_is_late_changes_what_comes_after_alone(file):
    """On both engines alike; where all dice that can be are late, they are another path's from the step on."""
    plan = make_plan(load(file), nested=1)
    fresh = min(7, plan.clock.steps)
    dice = [die for die in dice_of(plan) if die.section not in NESTED]
    one = {die: [rerolled(member=at) for at in range(4)] for die in dice[: len(dice) // 2 + 1]}
    told = [make_engine(engine, plan).simulate(range(4), fresh=fresh, late=one) for engine in ("machine", "reference")]
    plain = make_engine("machine", plan).simulate(range(4), fresh=fresh)
    for column in ("status", "outcome", "measures", "questions", "step"):
        np.testing.assert_array_equal(getattr(told[0], column), getattr(told[1], column))
    assert all((a.steps == b.steps).all() for a, b in zip(told[0].events, told[1].events, strict=True))
    names = [cell.name for cell in plan.drivers]
    kept = [make_engine("machine", plan).simulate(range(4), names, fresh=fresh, late=late).kept for late in (one, {})]
    np.testing.assert_array_equal(kept[0][:, : fresh + 1], kept[1][:, : fresh + 1])
    every = {die: [path + 1 for path in range(4)] for die in dice}
    past = {die: list(range(4)) for die in dice_of(plan)}
    next_one = make_engine("machine", plan).simulate(range(1, 5), rolled=past, fresh=fresh)
    late = make_engine("machine", plan).simulate(range(4), fresh=fresh, late=every)
    np.testing.assert_array_equal(late.measures, next_one.measures)
    assert plain.status.shape == late.status.shape


def test_late_dice_need_a_step_and_are_none_of_parameters():
    plan = make_plan(load_text(CLOCKS, "clocks").model)
    die, parameter = Die("events", "e", CLOCK), Die("parameters", "p", 0)
    for engine in ("machine", "reference"):
        made = make_engine(engine, plan)
        with pytest.raises(ValueError, match="need a step"):
            made.simulate([1], late={die: [2]})
        with pytest.raises(ValueError, match="drawn at the start"):
            made.simulate([1], fresh=3, late={parameter: [2]})
        with pytest.raises(ValueError, match="has no"):
            made.simulate([1], fresh=3, late={Die("events", "f", CLOCK): [2]})
