"""What is learnt of noise and clocks, by both routes: against a smoother, plain rejection, and the prior itself."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.plan.past import last_step
from simengine.status import Status
from tests.helpers.engines.engine_parity import differences
from tests.helpers.learning.kalman import smoothed
from tests.helpers.learning.learned import ROUTES, Learned, plan_of

BOTH = pytest.mark.parametrize("route", ROUTES)
READINGS = {2: (0.8, 0.3), 4: (1.1, 0.3), 7: (0.1, 0.25), 9: (-0.2, 0.4), 12: (0.6, 0.3)}
MONTHS = range(1, 16)
SMOOTHER = f"""
clock: {{start: 2024-01-01, end: 2026-01, step: month}}
drivers: {{x: {{process: ornstein_uhlenbeck, initial: 0.5, level: 0.2, speed: 2, volatility: 1}}}}
questions:
{
    "".join(
        f"  x{month}: {{text: x, as_of: {2024 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}, value: x}}" + chr(10)
        for month in MONTHS
    )
}
observe:
{
    "".join(
        f"  r{month}: {{at: 2024-{month:02d}, expr: x, value: {value}, error: {error}}}" + chr(10)
        for month, (value, error) in READINGS.items()
    )
}
"""


def exact(known=12):
    """Of the readings up to a month."""
    keeps = math.exp(-2 / 12)
    readings = {month: (value, error**2) for month, (value, error) in READINGS.items() if month <= known}
    return smoothed(keeps, (1 - keeps) * 0.2, (1 - keeps**2) / 4, 0.5, readings, MONTHS[-1])


@BOTH
def test_a_smoother(route):
    """The mean and the variance of a driver at every date, after the last reading too, and each reading's evidence."""
    known, truth = Learned(SMOOTHER, route), exact()
    for month in MONTHS:
        scaled = (known.column(f"x{month}") - truth.mean[month]) / math.sqrt(truth.variance[month])
        known.check(scaled, 0.0)
        known.check(scaled**2, 1.0)
    known.check_evidence(math.fsum(truth.log_evidence))
    for (found, se), expected in zip(known.learnt.stage_evidence, truth.log_evidence, strict=True):
        assert abs(found - expected) < 6 * se


def test_what_was_known_before_the_last_readings_is_refused():
    """The negative control: the filter's mean at the third reading is not what all five say."""
    known = Learned(SMOOTHER)
    with pytest.raises(AssertionError):
        known.check(known.column("x7"), exact(7).mean[7])


WINDOWS = """
parameters: {rate: {gamma: {mean: 1, sd: 0.7}}, junk: {normal: {mean: 0, sd: 1}}}
drivers: {x: {process: random_walk, initial: 0, drift: 0.2*rate, volatility: 1}}
events: {strike: {hazard: rate*exp(0.5*x), effects: {x: {add: 0.3}}}}
questions:
  rate: {text: r, as_of: 2024-01, value: rate}
  then: {text: x, as_of: 2024-07, value: x}
  later: {text: x, as_of: 2025-06, value: x}
  strike: {text: A strike by then?, by: 2025-06, when: occurred(strike)}
observe:
  loose: {at: 2024-03, expr: junk, value: 0, error: 1000}
  low: {at: 2024-06, expr: x, between: [-0.2, 0.6]}
  high: {at: 2024-12, expr: x, between: [0.2, 1.5]}
  none: {at: 2024-09, when: not occurred(strike)}
"""


@BOTH
def test_windows_are_as_by_plain_rejection(route):
    """What is left of four hundred thousand prior futures, of noise, clocks, parameters and of the time after."""
    known = Learned(WINDOWS, route)
    plain = make_engine("machine", replace(known.plan, likelihoods=()))
    parts = [plain.simulate(range(first, first + 50_000)) for first in range(2**50, 2**50 + 400_000, 50_000)]
    kept = np.concatenate([part.questions[part.status == Status.OK] for part in parts])
    assert len(kept) > 10_000
    for at, question in enumerate(known.plan.questions):
        mean, sd = kept[:, at].mean(), kept[:, at].std()
        scaled = (known.column(question.name) - mean) / sd
        own = np.array([scaled[known.islands == island].mean() for island in range(8)]).std(ddof=1) / math.sqrt(8)
        assert abs(scaled.mean()) < 5 * math.hypot(own, 1 / math.sqrt(len(kept)))
        assert own < 0.1
    share = math.fsum(found for found, _ in known.learnt.stage_evidence[1:])
    own = math.hypot(*(se for _, se in known.learnt.stage_evidence[1:]))
    assert abs(share - math.log(len(kept) / 400_000)) < 5 * math.hypot(own, 1 / math.sqrt(len(kept)))


def test_without_observations_there_is_the_prior():
    """A text with figures has the plan of that without them, but for the figures, and the bits of its prior futures."""
    plan, prior = plan_of(SMOOTHER), plan_of(SMOOTHER.split("observe:", maxsplit=1)[0])
    assert (last_step(plan), last_step(prior)) == (12, 0)
    assert replace(plan, likelihoods=()) == prior
    first, second = (make_engine("machine", one).simulate(range(500), ["x"]) for one in (plan, prior))
    assert differences(prior, first, second) == []
