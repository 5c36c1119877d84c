"""Repeating hazards that hang on what they change: a queue, and a population that is born of itself.

Within a step a hazard is what it was at its beginning, so counts are Poisson's law given the state there: the law of
the next state is known exactly, whatever the step. The law in continuous time is met as the step gets shorter.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg, stats

from simengine.compute.engine_kinds import make_engine
from simengine.loading import load
from simengine.plan.planning import make_plan

ARRIVE, SERVE, BORN = 6.0, 9.0, 0.7
MOST = 60  # states beyond are never reached
LEVEL = 0.001
PATHS = {"machine": 6_000, "reference": 500}
STEPS = {"month": 24, "week": 104, "day": 730}
CLOCKS = {
    "month": "{start: 2025-01, end: 2027-01, step: month}",
    "week": "{start: 2025-01-01, end: 2026-12-30, step: week}",
    "day": "{start: 2025-01-01, end: 2027-01-01, step: day}",
}
QUEUE = """
drivers: {line: {process: level, initial: 1, bounds: [0, 1e9]}}
events:
  comes: {hazard: 6, repeats: true, effects: {line: {add: 1}}}
  served: {hazard: 9*(line > 0), repeats: true, effects: {line: {add: -1}}}
"""
BIRTHS = """
drivers: {line: {process: level, initial: 1}}
events:
  born: {hazard: 0.7*line, repeats: true, effects: {line: {add: 1}}}
"""


@pytest.fixture
def lengths(tmp_path, engine):
    """The state at the end of each path of a scenario."""

    def run(text, step):
        file = tmp_path / "queue.yaml"
        file.write_text(f"name: queue\nclock: {CLOCKS[step]}\n{text}measures: {{last: line}}\nsimulate: {{seed: 5}}\n")
        found = engine(make_plan(load(file))).simulate(range(PATHS[engine.args[0]]))
        assert (found.status == 0).all()
        return found.measures[:, 0].astype(int)

    return run


def queue_step(dt):
    """The chances of going from one length of the queue to another in a step."""
    found = np.zeros((MOST + 1, MOST + 1))
    for n in range(MOST + 1):
        ends = np.arange(MOST + 1)
        if n == 0:
            found[n] = stats.poisson.pmf(ends, ARRIVE * dt)
        else:
            change = stats.skellam(ARRIVE * dt, SERVE * dt)  # arrivals less departures
            found[n] = change.pmf(ends - n)
            found[n, 0] = change.cdf(-n)
    return found


def birth_step(dt):
    """The same for births."""
    ends = np.arange(MOST + 1)
    return np.array([stats.poisson.pmf(ends - n, BORN * n * dt) if n else ends == 0 for n in range(MOST + 1)])


def after(step_law, step):
    """The law at the end, of a path that begins with 1."""
    years = {"month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25}[step]
    law = np.linalg.matrix_power(step_law(years), STEPS[step])[1]
    assert law.sum() > 1.0 - 1e-6
    return law


def in_continuous_time(years=2.0):
    """The law of the queue by the matrix exponential of its rates."""
    rates = np.diag(np.full(MOST, ARRIVE), 1) + np.diag(np.full(MOST, SERVE), -1)
    rates -= np.diag(rates.sum(axis=1))
    return linalg.expm(years * rates)[1]


def p_value(found, law):
    """The chi-square p-value of final states, in cells that expect ten at least."""
    n = len(found)
    last = int(np.flatnonzero(n * np.cumsum(law[::-1])[::-1] >= 10.0)[-1])
    expected = np.array([*law[:last], law[last:].sum()])
    observed = np.bincount(np.minimum(found, last), minlength=last + 1)
    kept = n * expected >= 10.0
    cells = [[*part[kept], part[~kept].sum()] if not kept.all() else part for part in (observed, n * expected)]
    total = np.array(cells[1]) * (np.sum(cells[0]) / np.sum(cells[1]))
    return stats.chisquare(cells[0], total).pvalue


def test_a_queue_has_its_exact_law_on_a_coarse_clock(lengths):
    assert p_value(lengths(QUEUE, "month"), after(queue_step, "month")) > LEVEL


def test_births_have_their_exact_law(lengths):
    assert p_value(lengths(BIRTHS, "month"), after(birth_step, "month")) > LEVEL


def test_once_a_step_is_another_law(lengths):
    """A negative control: the same queue with at most one arrival and one departure a step."""
    once = QUEUE.replace("repeats: true", "repeats: true, each: step")
    assert p_value(lengths(once, "month"), after(queue_step, "month")) < LEVEL


def test_the_law_in_continuous_time_is_met_to_first_order():
    """How far the laws lie apart: in proportion to the step."""
    exact = in_continuous_time()
    apart = {step: 0.5 * np.abs(after(queue_step, step) - exact).sum() for step in STEPS}
    assert 0.05 < apart["month"] < 0.2
    assert apart["day"] < 0.006
    assert apart["week"] / apart["day"] == pytest.approx(7.0, rel=0.15)


def test_a_fine_clock_can_not_be_told_from_continuous_time(tmp_path):

    file = tmp_path / "queue.yaml"
    texts = {step: f"name: queue\nclock: {CLOCKS[step]}\n{QUEUE}measures: {{last: line}}\n" for step in STEPS}
    found = {}
    for step in ("month", "day"):
        file.write_text(texts[step])
        found[step] = make_engine("machine", make_plan(load(file))).simulate(range(6_000)).measures[:, 0].astype(int)
    assert p_value(found["day"], in_continuous_time()) > LEVEL
    assert p_value(found["month"], in_continuous_time()) < LEVEL  # the control: a month is too coarse


SEASON = """
drivers: {line: {process: level, initial: 0}}
events:
  comes: {hazard: 8*time, repeats: true, effects: {line: {add: 1}}}
"""


def test_counts_of_a_hazard_of_the_clock_are_poisson(lengths):
    """It is read at the middle of the step, which of a straight line gives the exact mean."""
    mean = 16.0
    law = stats.poisson.pmf(np.arange(MOST + 1), mean)
    found = lengths(SEASON, "month")
    assert p_value(found, law) > LEVEL
    assert p_value(found, stats.poisson.pmf(np.arange(MOST + 1), mean * 23 / 24)) < LEVEL or len(found) < 1000
