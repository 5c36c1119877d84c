"""What noise may look like where few islands tell of it."""

import math

import numpy as np
import pytest

from simengine.explain.told_half import Part, clear_from, moves


def test_few_clusters_must_be_clearer() -> None:
    """Of three things at once, by tables of Student's t at 0.025/3 with 3 degrees of freedom, and of the normal."""
    assert clear_from(3, None) == pytest.approx(2.394, abs=0.001)
    assert clear_from(3, 3) == pytest.approx(4.857, abs=0.001)


def test_noise_among_few_islands_is_seldom_clear() -> None:
    """Of 20 signs chosen among 60 on four islands, none tells anything but which island it is of: one in 20 times."""
    rng, islands = np.random.default_rng(1), np.repeat(np.arange(8), 100)
    half, tries = islands % 2 == 0, 200
    told = []
    for _ in range(tries):
        hits = (rng.random(800) < np.clip(0.5 + 0.1 * rng.standard_normal(8), 0.05, 0.95)[islands]).astype(float)
        tilts = 0.25 * rng.standard_normal((60, 8))[:, islands]
        seen = rng.random((60, 800)) < np.clip(0.3 + tilts * (hits - 0.5), 0.02, 0.98)
        order = np.argsort([-abs(np.cov(hits[half], one[half])[0, 1]) for one in seen])[:20]
        parts = ([Part(hits[of], seen[at][of], islands[of]) for of in (~half, half)] for at in order)
        told.append([found / se for found, se in (moves(*part) for part in parts)])
    clear = np.array(told) > clear_from(20, 6)
    assert clear.any(axis=1).mean() < 0.05 + 3 * math.sqrt(0.05 * 0.95 / tries)
    assert 0.03 < (np.array(told) > clear_from(1, 6)).mean() < 0.08


def test_both_halves_tell_how_far_islands_lie_apart() -> None:
    """With as many futures on each island: the mean square of both halves, over the islands of one."""
    rng, islands = np.random.default_rng(2), np.repeat(np.arange(8), 50)
    hits, seen = rng.random(400), rng.random(400) < 0.4
    half = islands < 4
    told, chosen = (Part(hits[of], seen[of], islands[of]) for of in (~half, half))
    squares = [float(((one.products().reshape(4, 50).mean(axis=1) - one.products().mean()) ** 2).sum())
               for one in (told, chosen)]  # fmt: skip
    assert moves(told, chosen)[1] == pytest.approx(2 * math.sqrt(sum(squares) / 6 / 4))
    assert moves(told, chosen)[0] == pytest.approx(2 * abs(float(np.cov(told.hits, told.seen, bias=True)[0, 1])))
