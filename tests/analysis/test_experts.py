"""How much of a spread is disagreement, against a closed form; the interval covers, clustered or not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simengine.analysis.experts import disagreement

APART = 1.0
SHARE = 0.25 * APART**2 / (1.0 + 0.25 * APART**2)
"""Of two experts asked equally often who say normal laws with sd 1, so far apart."""


@pytest.mark.parametrize("nested", [1, 10])
def test_the_interval_covers_the_truth(nested: int) -> None:
    """With `nested` half of an expert's variance is between draws, so that paths that share one hang together."""
    rng = np.random.default_rng(11)
    covered, found = 0, []
    for _ in range(400):
        draws = np.repeat(np.arange(600), nested)
        expert = rng.integers(0, 2, 600)[draws]
        between = rng.standard_normal(600)[draws]
        own = between if nested == 1 else math.sqrt(0.5) * (between + rng.standard_normal(len(draws)))
        share = disagreement(APART * expert + own, expert, draws)
        covered += share.low <= SHARE <= share.high
        found.append(share)
    assert 0.91 < covered / 400 < 0.985
    mean = np.mean([one.share for one in found])
    error = np.std([one.share for one in found])
    assert mean == pytest.approx(SHARE, abs=4.0 * error / 20.0)
    assert np.mean([one.se for one in found]) == pytest.approx(error, rel=0.15)


def test_taking_nested_paths_for_independent_is_found() -> None:
    """The negative control."""
    rng = np.random.default_rng(12)
    covered = 0
    for _ in range(200):
        draws = np.repeat(np.arange(60), 50)
        expert, own = rng.integers(0, 2, 60)[draws], rng.standard_normal(60)[draws]
        share = disagreement(APART * expert + own, expert, np.arange(len(draws)))
        covered += share.low <= SHARE <= share.high
    assert covered / 200 < 0.6


def test_who_agree_have_none_and_who_say_constants_have_all() -> None:
    rng = np.random.default_rng(13)
    expert, draws = rng.integers(0, 3, 4000), np.arange(4000)
    none = disagreement(rng.standard_normal(4000), expert, draws)
    assert none.low == 0.0
    assert none.high < 0.005
    all_of_it = disagreement(expert.astype(float), expert, draws)
    assert (all_of_it.share, all_of_it.low) == (pytest.approx(1.0), pytest.approx(1.0))


def test_what_cannot_be_told_is_not_a_number() -> None:
    same = disagreement(np.ones(50), np.arange(50) % 2, np.arange(50))
    one = disagreement(np.arange(5.0), np.zeros(5, dtype=int), np.zeros(5, dtype=int))
    nothing = disagreement(np.full(5, math.nan), np.zeros(5, dtype=int), np.arange(5))
    assert all(math.isnan(found.share) for found in (same, one, nothing))
