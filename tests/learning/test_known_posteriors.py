"""What is learnt where the answer is known, from prior futures that are weighed."""

import math
from dataclasses import replace
from functools import cache

import mpmath
import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from scipy.stats import t as student

from simengine.compute.engine_kinds import make_engine
from simengine.errors import SimengineError
from simengine.learning.learn import learn
from simengine.learning.likelihood import log_gamma_ratio, log_likelihoods
from simengine.learning.readings import reading_plan
from simengine.learning.weights import effective_size, log_mean, systematic
from simengine.loading import load_text
from simengine.plan.past import past_digest, past_of
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort
from tests.helpers.learning.learned import CLOCK, SPAN, Learned

RATE = """
parameters: {rate: {gamma: {mean: 1, sd: 0.5}}, junk: {normal: {mean: 0, sd: 1}}}
events: {strike: {hazard: rate}}
measures: {r: {expr: rate}, when_it_came: {expr: first_time(strike)}}
questions: {by_2025: {text: A strike by the end of 2025?, by: 2025, when: occurred(strike)}}
observe:
  loose: {at: 2024-12, expr: junk, value: 0.3, error: 2}
"""
KALMAN = """
parameters: {bias: {normal: {mean: 0, sd: 0.5}}}
drivers: {x: {process: ornstein_uhlenbeck, initial: 0, level: 0, speed: 1, volatility: 1}}
measures: {b: {expr: bias}}
questions:
  now: {text: x at the end of 2024, as_of: 2024-12, value: x}
  later: {text: x at the end of June 2025, as_of: 2025-06, value: x}
observe:
  one: {at: 2024-03, expr: x, value: 0.6, error: 0.2}
  two: {at: 2024-06, expr: x + bias, value: 1.5, error: 0.2}
  three: {at: 2024-12, expr: x, value: 1.2, error: 0.15}
"""


def test_a_normal_prior_and_a_normal_figure():
    """Prior N(0, 1), value 1, error .5: mean .8, standard deviation .4472; the evidence is N(1; 0, √1.25)."""
    known = Learned(
        "parameters: {theta: {normal: {mean: 0, sd: 1}}}\nmeasures: {th: {expr: theta}}\n"
        "observe: {seen: {at: 2024-01, expr: theta, value: 1, error: 0.5}}\n"
    )
    theta = known.column("th")
    known.check(theta, 0.8)
    known.check((theta - 0.8) ** 2, 0.2)
    found, se = known.learnt.log_evidence
    assert abs(found - norm.logpdf(1, 0, math.sqrt(1.25))) < 5 * se
    assert se < 0.01


@pytest.fixture(scope="module")
def quiet_year():
    return Learned(RATE + "  none: {at: 2024-12, when: not occurred(strike)}\n")


def test_a_year_without_an_event(quiet_year):
    """Of a rate gamma(4, 4): mean .8, and P(in the next year) = 1 − (5/6)⁴ = .5177; the clock is the member's own."""
    quiet_year.check(quiet_year.column("r"), 0.8)
    quiet_year.check(quiet_year.column("by_2025"), 1 - (5 / 6) ** 4)
    assert (quiet_year.found.status == 0).all()
    assert not (quiet_year.column("when_it_came") <= 1).any()
    ancestors = quiet_year.members.ancestor
    assert len(np.unique(ancestors)) < 10_000  # twins there are, and they share no clock:
    twins = np.flatnonzero(ancestors[1:] == ancestors[:-1])
    came = quiet_year.column("when_it_came")
    both = twins[(came[twins] > 0) & (came[twins + 1] > 0)]
    assert (came[both] == came[both + 1]).mean() < 0.1  # in the same month by chance


def test_an_event_in_a_month():
    """Of a rate gamma(4, 4) whose event came in the sixth month: the mean is 1.1217."""
    known = Learned(RATE + "  came: {event: strike, at: 2024-06}\n", effective=800)
    rate = np.linspace(1e-6, 12, 400_001)
    density = rate**3 * np.exp(-4 * rate) * (np.exp(-5 * rate / 12) - np.exp(-6 * rate / 12))
    truth = (rate * density).sum() / density.sum()
    assert truth == pytest.approx(1.1217, abs=2e-3)
    known.check(known.column("r"), truth)
    assert set(known.column("when_it_came").tolist()) == {0.5}


@cache
def smoother():
    return Learned(KALMAN)


def test_a_smoother():
    """Readings of a mean-reverting driver, one of them with an unknown bias, against the exact Gaussian answer."""
    known = smoother()
    steps, n = {"now": 12, "later": 18}, 19
    a = math.exp(-1 / 12)
    times = np.arange(n)
    least = np.minimum.outer(times, times)
    prior = np.zeros((n + 1, n + 1))
    prior[:n, :n] = a ** np.abs(np.subtract.outer(times, times)) * (1 - a ** (2 * least)) / 2
    prior[n, n] = 0.25
    read = np.zeros((3, n + 1))
    read[0, 3] = read[1, 6] = read[2, 12] = read[1, n] = 1
    value, variance = np.array([0.6, 1.5, 1.2]), np.diag([0.04, 0.04, 0.0225])
    seen = read @ prior @ read.T + variance
    mean = prior @ read.T @ np.linalg.solve(seen, value)
    left = prior - prior @ read.T @ np.linalg.solve(seen, read @ prior)
    for name, at in (*steps.items(), ("b", n)):
        values = known.column(name)
        known.check(values, mean[at])
        known.check((values - mean[at]) ** 2, left[at, at])
    evidence = -0.5 * (value @ np.linalg.solve(seen, value) + np.linalg.slogdet(seen)[1] + 3 * math.log(2 * math.pi))
    found, se = known.learnt.log_evidence
    assert abs(found - evidence) < 5 * se
    stages = [stage for stage, _ in known.learnt.stage_evidence]
    assert len(stages) == 3
    assert math.fsum(stages) == pytest.approx(found, abs=1e-9)


def test_the_prior_is_not_the_posterior():
    """The negative control: the prior's mean is refused."""
    known = smoother()
    with pytest.raises(AssertionError):
        known.check(known.column("now"), 0.0)


def test_a_window_is_as_by_rejection():
    """A sharp window beside a figure that says nothing leaves what rejection leaves, and its share is the evidence."""
    known = Learned(
        "parameters: {p: {uniform: [0, 1]}, junk: {normal: {mean: 0, sd: 1}}}\nmeasures: {q: {expr: p}}\n"
        "observe: {low: {at: 2024-01, expr: p, between: [0.2, 0.5]},"
        " loose: {at: 2024-02, expr: junk, value: 0, error: 1000}}\n"
    )
    values = known.column("q")
    assert (values.min() >= 0.2, values.max() <= 0.5) == (True, True)
    known.check(values, 0.35)
    (window, se), _ = known.learnt.stage_evidence
    assert abs(window - math.log(0.3)) < 5 * se


def test_a_constraint_between_parameters():
    """Two uniform numbers whose sum is known closely: each is uniform on what is left."""
    known = Learned(
        "parameters: {p: {uniform: [0, 1]}, q: {uniform: [0, 1]}}\nmeasures: {a: {expr: p}}\n"
        "observe: {sum: {at: 2024-01, expr: p + q, value: 0.6, error: 0.01}}\n"
    )
    known.check(known.column("a"), 0.3)
    known.check((known.column("a") - 0.3) ** 2, 0.03)


def test_results_show_no_threads_no_engine_and_no_pauses():
    """Bit for bit; a number of islands more changes none of the others."""
    text = KALMAN.replace("error: 0.2", "error: 2").replace("error: 0.15", "error: 1")
    known = Learned(text, jobs=1)
    one, past = known.learnt, past_of(known.plan)
    simulate = make_engine("machine", reading_plan(past)).simulate
    two, again = (learn(past, simulate, wanted, Effort(1_000), jobs=2) for wanted in (range(8), [9, 3]))
    for first, second in zip(one.islands, two.islands, strict=True):
        assert first.log_evidence == second.log_evidence
        assert (first.ancestor == second.ancestor).all()
    assert (again.islands[1].ancestor == one.islands[3].ancestor).all()


def test_another_seed_agrees_within_its_error():
    first, second = smoother(), Learned(KALMAN, seed=2)
    (one, se), (other, se_other) = first.learnt.log_evidence, second.learnt.log_evidence
    assert abs(one - other) < 4 * math.hypot(se, se_other)
    assert not (first.members.ancestor == second.members.ancestor).all() or one != other


def test_what_no_future_comes_near_is_named():
    nearest = r"observe\.far: no prior future comes near 50: the nearest of 12,500 has 1, 98\.0 errors of 0\.5 away"
    with pytest.raises(SimengineError, match=nearest):
        Learned("parameters: {p: {uniform: [0, 1]}}\nobserve: {far: {at: 2024-01, expr: p, value: 50, error: 0.5}}\n")


def test_disagreeing_islands_are_refused():
    learnt = smoother().learnt
    moved = tuple(replace(one, log_evidence=one.log_evidence + 3 * one.number) for one in learnt.islands)
    with pytest.raises(SimengineError, match=r"8 independent attempts .* disagree: .* standard deviation of 7\.[0-9]"):
        learnt.with_islands(moved).check()


# The laws


def test_densities_are_those_of_scipy():
    text = (
        "parameters: {p: {uniform: [1, 2]}}\nobserve:\n"
        "  n: {at: 2024-01, expr: p, value: 1.5, error: 0.3}\n"
        "  r: {at: 2024-01, expr: p, value: 1.5, error: {relative: 0.1}}\n"
        "  t: {at: 2024-01, expr: p, value: 1.5, error: {student_t: 0.3, freedom: 3}}\n"
        "  l: {at: 2024-01, expr: p, value: 1.5, error: {lognormal: 0.2*p}}\n"
        "  s: {at: 2024-01, expr: p, value: 1.4, error: {normal: 0.3, shared: agency, share: 0.6}}\n"
        "  u: {at: 2024-01, expr: p, value: 1.9, error: {normal: 0.5, shared: agency, share: 0.6}}\n"
    )
    plan = make_plan(load_text("name: laws\n" + CLOCK + text, "laws").model)
    results = make_engine("reference", reading_plan(plan)).simulate(range(20), ["p"])
    p = results.kept[:, 0, 0]
    found = log_likelihoods(plan, results)
    np.testing.assert_allclose(found[:, 0], norm.logpdf(1.5, p, 0.3), rtol=1e-12)
    np.testing.assert_allclose(found[:, 1], norm.logpdf(1.5, p, 0.15), rtol=1e-12)
    np.testing.assert_allclose(found[:, 2], student.logpdf(1.5, 3, p, 0.3), rtol=1e-12)
    np.testing.assert_allclose(found[:, 3], norm.logpdf(np.log(1.5), np.log(p), 0.2 * p) - np.log(1.5), rtol=1e-12)
    covariance = [[0.09, 0.6 * 0.15], [0.6 * 0.15, 0.25]]
    exact = [multivariate_normal.logpdf([1.4, 1.9], [one, one], covariance) for one in p]
    np.testing.assert_allclose(found[:, 4] + found[:, 5], exact, rtol=1e-12)


def test_the_ratio_of_gamma_functions():
    for a in (0.01, 0.3, 0.5, 1, 1.5, 2, 7.3, 23.9, 24, 50, 1e4, 1e9):
        with mpmath.workdps(40):
            exact = float(mpmath.loggamma(a + mpmath.mpf(0.5)) - mpmath.loggamma(a))
        assert log_gamma_ratio(a) == pytest.approx(exact, rel=4e-16, abs=2e-15), a


def test_weights():
    logs = np.log(np.array([1.0, 2.0, 3.0, 4.0])) - 1_000
    assert log_mean(logs) == pytest.approx(math.log(2.5) - 1_000, abs=1e-12)
    assert effective_size(logs) == pytest.approx(100 / 30)
    assert log_mean(np.full(3, -math.inf)) == -math.inf
    assert effective_size(np.full(3, -math.inf)) == 0
    assert np.bincount(systematic(logs, 10, 0.5)).tolist() == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="all weights are 0"):
        systematic(np.full(3, -math.inf), 2, 0.5)


def test_the_same_past_for_what_differs_later():
    """Dates after the last observation, and what is asked, are no part of it."""

    def plan(more, text=KALMAN):
        return make_plan(load_text("name: past\n" + SPAN + text + more, "past").model)

    def digest(date, text=KALMAN):
        return past_digest(plan(f"events: {{e: {{at: {date}, effects: {{x: {{add: 1}}}}}}}}\n", text))

    assert digest("2025-06") == digest("2026-06") != digest("2024-06")
    assert digest("2025-06", KALMAN.replace("value: 1.2", "value: 1.3")) != digest("2025-06")
    assert digest("2025-06", KALMAN.replace("as_of: 2025-06", "as_of: 2025-07")) == digest("2025-06")
