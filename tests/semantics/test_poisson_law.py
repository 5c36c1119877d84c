"""A repeating event with a constant hazard obeys Poisson's law; one that occurs once a step at most does not."""

import math

import numpy as np
import pytest
from scipy import stats

from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.switches import asked

TEXT = """
name: calls
title: Six calls a year, month by month
clock: {start: 2025-01, end: 2026-01, step: month}
drivers: {idle: {process: level, initial: 0}}
events:
  call: {hazard: 6, repeats: true}
outcome: {any: otherwise}
simulate: {seed: 20}
"""
PATHS, MEAN = 6_000 if asked("SIMENGINE_PARITY") else 2_000, 6.0
LEVEL = 0.001 / 3  # three tests of each scenario
MOST = 14  # counts from here on are one cell of the chi-square


@pytest.fixture
def counts(tmp_path, engine):
    """How often the event occurred on each path."""

    def count(text):
        file = tmp_path / "calls.yaml"
        file.write_text(text, encoding="utf-8")
        (found,) = engine(make_plan(load(file))).simulate(range(PATHS)).events
        return np.diff(found.offsets)

    return count


def p_values(found):
    """How probable it is that the mean, the variance and the distribution are as far from Poisson's as these."""
    mean = 2 * stats.norm.sf(abs(found.mean() - MEAN) / math.sqrt(MEAN / PATHS))
    # The fourth central moment is 3·mean² + mean.
    spread = math.sqrt((2 * MEAN**2 + MEAN) / PATHS)
    variance = 2 * stats.norm.sf(abs(found.var(ddof=1) - MEAN) / spread)
    expected = PATHS * np.append(stats.poisson.pmf(range(MOST), MEAN), stats.poisson.sf(MOST - 1, MEAN))
    observed = np.bincount(np.minimum(found, MOST), minlength=MOST + 1)
    return [mean, variance, stats.chisquare(observed, expected).pvalue]


def test_counts_are_poisson(counts):
    assert min(p_values(counts(TEXT))) > LEVEL


def test_once_a_step_is_something_else(counts):
    """A negative control: fewer, and closer together."""
    assert max(p_values(counts(TEXT.replace("repeats: true", "repeats: true, each: step")))) < LEVEL
