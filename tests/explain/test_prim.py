"""Peeling and pasting: a planted rule comes out with its bounds, noise gives nothing."""

import math

import numpy as np
import pytest

from simengine.explain.prim import Box, Points, correlation, search

N = 2500


def gate_of(points: Points, hits: np.ndarray, rng: np.random.Generator) -> float:
    return float(np.quantile(points.best_evidence([rng.permutation(hits) for _ in range(60)]), 0.95))


def test_a_rule_of_two_conditions_among_190_columns() -> None:
    rng = np.random.default_rng(1)
    values = rng.random((190, N))
    rule = (values[3] > 0.6) & (values[7] < 0.5)
    hits = (rng.random(N) < np.where(rule, 0.6, 0.08)).astype(float)
    points = Points(values)
    box, trail = search(points, hits, gate_of(points, hits, rng))
    assert set(box.bounds) == {3, 7}
    (low, high), (below, above) = box.bounds[3], box.bounds[7]
    assert (high, below) == (math.inf, -math.inf)
    assert low == pytest.approx(0.6, abs=0.02)
    assert above == pytest.approx(0.5, abs=0.02)
    assert box.score == correlation(hits, box.holds(values)) == max(box.score, *(one.score for one in trail))
    sizes = [int(one.holds(values).sum()) for one in trail]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == N
    assert all(len(one.bounds) <= 3 for one in trail)


def test_a_truth_and_a_band_are_found() -> None:
    rng = np.random.default_rng(2)
    values = rng.random((60, N))
    values[30:] = values[30:] < 0.3
    rule = (values[40] == 1.0) & (values[5] > 0.25) & (values[5] < 0.7)
    hits = (rng.random(N) < np.where(rule, 0.75, 0.1)).astype(float)
    box, _ = search(Points(values), hits, 3.5)
    assert set(box.bounds) == {5, 40}
    assert box.bounds[40] == (1.0, math.inf)
    assert box.bounds[5] == pytest.approx((0.25, 0.7), abs=0.04)


def test_numbers_that_are_often_equal_are_not_parted() -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 4, (5, N)).astype(float)
    hits = (rng.random(N) < np.where(values[2] >= 2.0, 0.5, 0.1)).astype(float)
    box, trail = search(Points(values), hits, 3.0)
    assert box.bounds == {2: (2.0, math.inf)}
    assert {end for one in trail for end in one.bounds.get(2, ())} <= {-math.inf, 1.0, 2.0, 3.0, math.inf}


def test_of_a_group_of_columns_one_is_bounded() -> None:
    rng = np.random.default_rng(6)
    values = rng.random((12, N))
    values[4] = values[3] + 0.05 * rng.random(N)
    hits = (rng.random(N) < np.where((values[3] > 0.5) & (values[4] < 0.8), 0.7, 0.1)).astype(float)
    alone, _ = search(Points(values), hits, 4.0)
    assert set(alone.bounds) == {3, 4}
    grouped, _ = search(Points(values, [0, 1, 2, 3, 3, *range(4, 11)]), hits, 4.0)
    assert len(grouped.bounds) == 1
    assert grouped.bounds.keys() <= {3, 4}


def test_noise_passes_no_gate() -> None:
    rng = np.random.default_rng(4)
    points = Points(rng.random((190, 1000)))
    found = []
    for _ in range(6):
        hits = (rng.random(1000) < 0.15).astype(float)
        found.append(search(points, hits, gate_of(points, hits, rng))[0].bounds)
    assert found.count({}) >= 5, "one in twenty passes"


def test_the_score_is_a_correlation() -> None:
    rng = np.random.default_rng(5)
    hits, inside = rng.random(500) < 0.3, rng.random(500) < 0.4
    assert correlation(hits.astype(float), inside) == pytest.approx(np.corrcoef(hits, inside)[0, 1])
    assert correlation(np.ones(5), np.ones(5, bool)) == 0.0
    assert Box().holds(np.zeros((0, 4))).all()
