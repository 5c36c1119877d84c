"""Paths computed by hand: processes without noise, and real draws, whose numbers are told and checked."""

import pytest

from simengine.randomness.keys import stream_key
from simengine.randomness.streams import BRANCH, CLOCK, occurrence_uniform, step_normal, step_uniform
from tests.helpers.semantics.agreement import steps

QUIET = """
name: quiet
title: Processes without noise, by hand
clock: {start: 2025-01, end: 2025-09, step: month}
parameters: {halving: {fixed: 8.317766166719343}}  # 12·log 2 a year: half is gone in a month
drivers:
  pulled: {process: ornstein_uhlenbeck, initial: 8, level: 0, speed: halving, volatility: 0}
  flow: {process: log_ornstein_uhlenbeck, initial: 16, level: 1, speed: halving, volatility: 0}
  index: {process: logit_ornstein_uhlenbeck, initial: 0.9, level: 0.5, speed: halving, volatility: 0}
  grown: {process: logistic_growth, initial: 1, rate: halving, capacity: 4, volatility: 0}
  tank: {process: stock, initial: 1, inflow: 6, outflow: 36}
  table: {process: schedule, table: {2025: 1, 2025-03-10: 5}}
  line: {process: schedule, table: {2025-01: 0, 2025-05: 8, 2025-07: 0}, shape: linear}
formulas: {taken: realised_outflow(tank)}
outcome: {any: otherwise}
"""


def test_processes_without_noise(future):
    path = future(QUIET)
    assert path.values["pulled"] == pytest.approx([8 / 2**k for k in range(9)], rel=1e-14)
    # The logarithm halves: 16, 4, 2, √2, …
    assert path.values["flow"][:4] == pytest.approx([16, 4, 2, 1.4142135623730951], rel=1e-14)
    # The odds' logarithm halves: 9, 3, √3 to 1; √3/(1 + √3) = 0.63397…
    assert path.values["index"][:3] == pytest.approx([0.9, 0.75, 0.6339745962155614], rel=1e-14)
    # Odds x : 4 − x double: 1 : 3, 2 : 3, 4 : 3, 8 : 3; so 4·2/5, 4·4/7, 4·8/11
    assert path.values["grown"][:4] == pytest.approx([1, 8 / 5, 16 / 7, 32 / 11], rel=1e-14)
    # There is 1·12 + 6 = 18 a year to take, and 36 are wanted: all of it; then the inflow of 6.
    assert path.values["tank"] == [1] + [0] * 8
    assert path.values["taken"] == [18] + [6] * 8
    # 10 March → 1 April = step 3; 0 to 8 in four months, and back in two
    assert path.values["table"] == [1, 1, 1, 5, 5, 5, 5, 5, 5]
    assert path.values["line"] == [0, 2, 4, 6, 8, 4, 0, 0, 0]


STRIKES = """
name: strikes
title: Real draws, by hand
clock: {start: 2025-01, end: 2026-07, step: month}
drivers: {harm: {process: level, initial: 0}}
events:
  strike: {hazard: 3, repeats: true, branch: {hit: 0.5, near: 0.1, miss: otherwise}}
  hit: {effects: {harm: {add: count(strike)}}}
outcome: {any: otherwise}
simulate: {seed: 7}
"""


def test_a_hazard_and_its_branch_with_real_draws(future):
    """A hazard of 3 a year adds 0.25 a month. The numbers of path 3 under seed 7, for its occurrences 0, 1, 2, 3, 4:

    u      0.1705  0.8338  0.5561  0.2320  0.2540
    −log u 1.7690  0.1818  0.5867  1.4610  1.3704   summed up 1.769, 1.951, 2.537, 3.9985, 5.369
    branch 0.178   0.567   0.436   0.190    below 0.5: hit; in 0.5 … 0.6: near

    So the sum of hazards passes the first two in month 8 (2.0), the next in months 11 (2.75) and 16 (4.0), the fifth
    only in month 22. A hit adds the strikes seen at the look in which it is decided: 0 for step 8, 2 for 11, 3 for 16.
    """
    key = stream_key(7, "events", "strike")
    clocks = [occurrence_uniform(key, 3, i, CLOCK) for i in range(4)]
    branches = [occurrence_uniform(key, 3, i, BRANCH) for i in range(4)]
    assert clocks == [0.17050324013812918, 0.833804301291456, 0.5561414838256511, 0.2319996597879332]
    assert branches == [0.178325045162038, 0.566799645484448, 0.4363364939733357, 0.189541425689917]
    path = future(STRIKES, path=3)
    assert steps(path, "strike") == [8, 8, 11, 16]
    assert steps(path, "hit") == [8, 11, 16]
    assert steps(path, "near") == [8]
    assert path.values["harm"] == [0] * 11 + [2] * 5 + [5] * 3


QUARTERS = """
name: quarters
title: The same draws, coarser
clock: {start: 2025, end: 2025-Q4, step: quarter}
drivers: {harm: {process: level, initial: 1}}
formulas: {strikes: count(strike), ago: since(strike), earlier: "value_at(harm, strike)"}
events:
  strike: {hazard: 8, repeats: true, effects: {harm: {multiply: 2}}, branch: {hit: 0.5, near: 0.1, miss: otherwise}}
  hit: {effects: {harm: {add: 1}}}
outcome: {any: otherwise}
simulate: {seed: 7}
"""


def test_several_occurrences_in_one_step(future):
    """Two hazards a quarter: the sums 2, 4, 6 pass 1.769 and 1.951; 2.537 and 3.9985; 5.369 and 5.466 (the sixth).

    The draws of the branch are 0.178, 0.567; 0.436, 0.190; 0.480, 0.560: a hit and a near one, two hits, one of each.
    First every strike doubles, then every hit adds 1: 1·2·2 + 1 = 5, 5·2·2 + 1 + 1 = 22, 22·2·2 + 1 = 89.
    """
    path = future(QUARTERS, path=3)
    assert steps(path, "strike") == [1, 1, 2, 2, 3, 3]
    assert (steps(path, "hit"), steps(path, "near"), steps(path, "miss")) == ([1, 2, 2, 3], [1, 3], [])
    assert path.values["harm"] == [1, 5, 22, 89]
    assert path.values["strikes"] == [0, 2, 4, 6]
    assert path.values["ago"][1:] == [0, 0, 0]
    assert path.values["earlier"][1:] == [5, 22, 89]


def test_once_a_step(future):
    """The sum starts anew after each: 2 passes 1.769, 0.182, 0.587 in one step each.

    A hazard of 0.6 a quarter passes the first in step 3 (1.8).
    """
    once = QUARTERS.replace("repeats: true", "repeats: true, each: step")
    assert steps(future(once, path=3), "strike") == [1, 2, 3]
    assert steps(future(once.replace("hazard: 8", "hazard: 2.4"), path=3), "strike") == [3]


def test_a_latest_date_takes_its_turn_among_the_occurrences(future):
    """One hazard a quarter. At step 1 the sum is 1 < 1.769: it happens by its date, and the sum is 0 again.

    At step 2 it is 1: 0.818 is left after 0.182, 0.231 after 0.587; at step 3 it is 1.231 < 1.461. With two hazards a
    quarter the sum passes the first two limits at step 1, and the date has nothing to do.
    """
    due = QUARTERS.replace("hazard: 8", "hazard: 4, latest: 2025-Q2")
    assert steps(future(due, path=3), "strike") == [1, 2, 2]
    assert steps(future(QUARTERS.replace("hazard: 8", "hazard: 8, latest: 2025-Q2"), path=3), "strike")[:3] == [1, 1, 2]


NOISE = """
name: noise
title: Real draws of processes, by hand
clock: {start: 2025, end: 2029, step: year}
parameters: {p: {uniform: [10, 20]}}
drivers:
  walk: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 0, volatility: 2}
  other: {process: ornstein_uhlenbeck, initial: p, level: 0, speed: 0, volatility: 1}
  calls: {process: poisson_count, rate: 1}
outcome: {any: otherwise}
simulate: {seed: 7, nested: 3}
"""
WALK = [-0.923647403717041, 0.9011023640632629, 0.04767949879169464, 0.7381990551948547]
OTHER = [0.6053904891014099, -0.38918542861938477, -0.6833510398864746, 0.030743572860956192]


def test_processes_with_real_draws(future):
    """Speed 0 leaves x + volatility·z each year: 0, 2·(−0.9236…) = −1.8473, + 2·0.9011 → −0.0451, + 0.0954 → 0.0503.

    Paths 3, 4, 5 share parameter draw 3 // 3 = 1, whose u is 0.24498: p = 10 + 10·u. With a mean of 1, counts of 0, 1
    have cumulated chances e⁻¹ = 0.368, 2e⁻¹ = 0.736: u of 0.165, 0.344, 0.478, 0.312 give 0, 0, 1, 0.
    """
    assert [step_normal(stream_key(7, "drivers", "walk"), 3, k, 0) for k in range(4)] == WALK
    assert [step_normal(stream_key(7, "drivers", "other"), 3, k, 0) for k in range(4)] == OTHER
    uniforms = [step_uniform(stream_key(7, "drivers", "calls"), 3, k, 0) for k in range(4)]
    assert uniforms == pytest.approx([0.165371, 0.343750, 0.477715, 0.311793], abs=1e-6)
    path = future(NOISE, path=3)
    hand = [0, -1.847294807434082, -0.04509007930755615, 0.05026891827583313, 1.5266670286655426]
    assert path.values["walk"] == pytest.approx(hand, abs=1e-14)
    assert path.values["other"][0] == pytest.approx(12.449838012476777, rel=1e-15)
    assert path.values["calls"] == [0, 0, 0, 1, 0]


def test_correlated_noise_with_real_draws(future):
    """The symmetric root of [[1, 0.6], [0.6, 1]] has a = 3/√10 = 0.948683 on the diagonal, b = 1/√10 = 0.316228 beside.

    For a² + b² = 1 and 2ab = 0.6. So the first move of `other` (the first by name) is a·0.60539 + b·(−0.92365)
    = 0.574324 − 0.292083, that of `walk` 2·(a·(−0.92365) + b·0.60539) = 2·(−0.876249 + 0.191441).
    """
    path = future(NOISE + "correlations: {walk ~ other: 0.6}\n", path=3)
    assert path.values["other"][1] - path.values["other"][0] == pytest.approx(0.282241, abs=2e-6)
    assert path.values["walk"][1] == pytest.approx(-1.369615, abs=2e-6)
