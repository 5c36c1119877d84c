"""An event that follows another after a delay: exactly where the delay is known, by its law where it is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.randomness.dice import Die
from simengine.randomness.keys import stream_key
from simengine.randomness.streams import occurrence_uniform
from tests.helpers.engines.event_steps import steps_of

HEAD = """
name: queue
clock: {start: 2025-01, end: 2029-01, step: month}
drivers:
  waiting: {process: level, initial: 0}
"""
QUEUE = """
events:
  order: {hazard: 24, repeats: true, effects: {waiting: {add: 1}}}
  arrives: {after: order, delay: DELAY, effects: {waiting: {add: -1}}}
measures: {open: waiting, ordered: count(order), arrived: count(arrives)}
simulate: {seed: 11}
"""
MONTHS, RATE = 48, 2.0  # two orders a month
PATHS = {"machine": 4_000, "reference": 300}
LEVEL = 0.001


@pytest.fixture
def make(tmp_path):
    """The plan of a text."""

    def plan(text):
        file = tmp_path / "queue.yaml"
        file.write_text(HEAD + text, encoding="utf-8")
        return make_plan(load(file))

    return plan


def test_a_known_delay_shifts_every_occurrence(make, engine):
    found = engine(make(QUEUE.replace("DELAY", "months(3)"))).simulate(range(50))
    ordered, arrived = found.events
    for path in range(50):
        expected = [step + 3 for step in steps_of(ordered, path) if step + 3 <= MONTHS]
        assert steps_of(arrived, path) == expected


@pytest.mark.parametrize(
    ("delay", "steps"),
    [
        ("months(1)", 1),
        ("months(7)", 7),
        ("0", 1),
        ("0.01", 1),
        ("months(2) + 0.01", 3),
        ("months(2.5)", 3),
        ("900", 99),
    ],
)
def test_it_is_rounded_up_to_the_grid_and_takes_a_step(make, engine, delay, steps):
    text = "events:\n  a: {at: 2025-03}\n  b: {after: a, delay: " + delay + "}\n"
    found = engine(make(text)).simulate([0]).events[1]
    assert steps_of(found, 0) == ([2 + steps] if 2 + steps <= MONTHS else [])


def test_what_an_occurrence_before_the_start_brings(make, engine):
    text = """
events:
  order: {at: [2024-06, 2024-11, 2024-12, 2025-04]}
  arrives: {after: order, delay: months(3), effects: {waiting: {add: 1}}}
  used: {after: arrives, delay: months(2)}
measures: {gone: waiting}
"""
    found = engine(make(text)).simulate([0])
    assert [steps_of(one, 0) for one in found.events] == [[-7, -2, -1, 3], [-4, 1, 2, 6], [-2, 3, 4, 8]]
    assert found.measures[0, 0] == 3.0  # what had come before the start is told by the initial value


def test_a_delay_is_seen_when_the_other_event_occurs(make, engine):
    """At that step: the effects of an event that a date brought are there, those of a condition are not yet."""
    text = """
events:
  dated: {at: 2025-03, effects: {waiting: {set: 4}}}
  one: {after: dated, delay: months(1)*waiting}
  noted: {when: waiting > 3, effects: {waiting: {set: 9}}}
  two: {after: noted, delay: months(1)*waiting}
"""
    dated, one, noted, two = (steps_of(found, 0) for found in engine(make(text)).simulate([0]).events)
    assert (dated, noted, one, two) == ([2], [2], [6], [6])


def test_each_occurrence_draws_its_own_delay(make, engine):
    plan = make(QUEUE.replace("DELAY", "{lognormal: {median: 0.4, sigma: 0.7}}"))
    ordered, arrived = engine(plan).simulate(range(20)).events
    law, key = plan.events[1].delay, stream_key(11, "events", "arrives")
    for path in range(20):
        drawn = [law.quantile(occurrence_uniform(key, path, i, 0)) for i in range(len(steps_of(ordered, path)))]
        due = [step + plan.clock.delay(years) for step, years in zip(steps_of(ordered, path), drawn, strict=True)]
        assert steps_of(arrived, path) == sorted(step for step in due if step <= MONTHS)


def test_its_clock_is_a_die(make, engine):
    plan = make(QUEUE.replace("DELAY", "{uniform: [0.1, 0.9]}"))
    usual, other = (
        engine(plan).simulate(range(8), rolled=rolled).events
        for rolled in ({}, {Die("events", "arrives", 0): [77] * 8})
    )
    assert usual[0].steps.tolist() == other[0].steps.tolist()
    assert usual[1].steps.tolist() != other[1].steps.tolist()


def in_service(law, steps):
    """The mean number of orders open at a step: those of step j are so with the chance that their delay is longer."""
    return RATE * sum(law.sf(np.arange(steps) / 12.0))


@pytest.mark.parametrize(
    ("delay", "law"),
    [
        ("{gamma: {mean: 0.5, sd: 0.5}}", stats.expon(scale=0.5)),
        ("{lognormal: {median: 0.25, sigma: 1}}", stats.lognorm(1, scale=0.25)),
    ],
)
def test_open_orders_are_poisson(make, engine, delay, law):
    """An M/G/∞ queue: whatever the delays' law, how many are in service is Poisson."""
    found = engine(make(QUEUE.replace("DELAY", delay))).simulate(range(PATHS[engine.args[0]]))
    assert poisson_p(found.measures[:, 0], in_service(law, MONTHS)) > LEVEL
    mean = RATE * MONTHS - in_service(law, MONTHS)
    assert poisson_p(found.measures[:, 2], mean) > LEVEL


def test_delays_that_are_not_independent_are_seen(make, engine):
    """The negative control: one delay for all orders of a path."""
    text = "parameters: {d: {gamma: {mean: 0.5, sd: 0.5}}}\n" + QUEUE.replace("DELAY", "d")
    found = engine(make(text)).simulate(range(PATHS[engine.args[0]]))
    assert poisson_p(found.measures[:, 0], in_service(stats.expon(scale=0.5), MONTHS)) < LEVEL / 1e6


def poisson_p(counts, mean):
    """The chi-square p-value of counts against Poisson's law, in cells that expect ten at least."""
    low, high = (int(stats.poisson.ppf(q, mean)) for q in (0.05, 0.95))
    middle = stats.poisson.pmf(np.arange(low + 1, high), mean)
    expected = [stats.poisson.cdf(low, mean), *middle, stats.poisson.sf(high - 1, mean)]
    observed = np.bincount(np.clip(counts.astype(int), low, high) - low, minlength=len(expected))
    return stats.chisquare(observed, len(counts) * np.array(expected)).pvalue


def test_a_daily_clock_waits_as_long(tmp_path, engine):
    file = tmp_path / "days.yaml"
    file.write_text(
        "name: days\nclock: {start: 2025-01-01, end: 2026-01-01, step: day}\n"
        "drivers: {x: {process: level, initial: 0}}\n"
        "events:\n  a: {hazard: 12, repeats: true}\n"
        "  b: {after: a, delay: days(10)}\n  c: {after: b, delay: weeks(2)}\n"
    )
    a, b, c = engine(make_plan(load(file))).simulate(range(5)).events
    for path in range(5):
        assert steps_of(b, path) == [step + 10 for step in steps_of(a, path) if step + 10 <= 365]
        assert steps_of(c, path) == [step + 14 for step in steps_of(b, path) if step + 14 <= 365]


def test_up_to_a_step_the_paths_are_the_same(make):
    plan = make(QUEUE.replace("DELAY", "{uniform: [0.1, 0.9]}"))
    whole, half = (ReferenceEngine(plan).simulate(range(5), until=until) for until in (None, 20))
    for one, other in zip(whole.events, half.events, strict=True):
        for path in range(5):
            assert steps_of(other, path) == [step for step in steps_of(one, path) if step <= 20]
