"""The numbers are uniform, normal, exponential and independent, as far as millions of them tell.

Every test gives p-values; none may be below ALPHA divided by the number of all p-values in the file (Bonferroni), so
that a sound generator fails with one seed in a thousand. The seed is fixed, and the negative controls must fail.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simengine.numerics import log
from simengine.randomness import streams
from simengine.randomness.keys import stream_key

Floats = NDArray[np.float64]
ALPHA = 1e-3
P_VALUES = 60
"""At least the number of p-values in this file."""
STREAMS, PATHS, STEPS = 50, 80, 1000


def keys(section: str, count: int) -> NDArray[np.uint32]:
    return np.array([stream_key(20240630, section, f"s{i}") for i in range(count)], dtype=np.uint32)


@pytest.fixture(scope="module")
def normals() -> Floats:
    """[path, stream, step], four million."""
    some = keys("drivers", STREAMS)
    return np.array([streams.path_normals(some, path, STEPS, [0] * STREAMS) for path in range(PATHS)])


@pytest.fixture(scope="module")
def uniforms() -> Floats:
    """[path, stream, step], a million."""
    some = keys("drivers", 20)
    return np.array([streams.path_uniforms(some, path, STEPS, [1] * 20) for path in range(50)])


def sound(p_values: list[float]) -> bool:
    return min(p_values) > ALPHA / P_VALUES


def two_sided(z: float) -> float:
    return float(2.0 * stats.norm.sf(abs(z)))


def moment_p(x: Floats, k: int) -> float:
    """Whether the mean of xᵏ is that of a standard normal number."""

    def moment(n: int) -> int:
        return 0 if n % 2 else math.prod(range(1, n, 2))

    error = math.sqrt((moment(2 * k) - moment(k) ** 2) / x.size)
    return two_sided((float(np.mean(x**k)) - moment(k)) / error)


def tail_p(x: Floats, limit: float) -> float:
    """Whether as many as should lie further out than `limit`, on both sides."""
    chance = 2.0 * float(stats.norm.sf(limit))
    return float(stats.binomtest(int(np.count_nonzero(np.abs(x) > limit)), x.size, chance).pvalue)


def unrelated_p(x: Floats, y: Floats) -> list[float]:
    """Whether two arrays of standard normal numbers, and their squares, are uncorrelated."""
    linear = float(np.mean(x * y)) * math.sqrt(x.size)
    squares = float(np.mean((x * x - 1.0) * (y * y - 1.0))) / 2.0 * math.sqrt(x.size)
    return [two_sided(linear), two_sided(squares)]


def test_moments(normals: Floats) -> None:
    assert sound([moment_p(normals, k) for k in range(1, 9)])


def test_tails(normals: Floats) -> None:
    assert sound([tail_p(normals, limit) for limit in (3.0, 4.0, 5.0)])


def test_each_place_in_a_block_is_normal(normals: Floats) -> None:
    assert sound([float(stats.kstest(normals[:10, :, place::4].ravel(), "norm").pvalue) for place in range(4)])


@pytest.mark.parametrize("lag", [1, 2, 3, 4])
def test_steps_are_independent(normals: Floats, lag: int) -> None:
    assert sound(unrelated_p(normals[:, :, lag:], normals[:, :, :-lag]))


def test_the_two_of_a_pair_are_independent(normals: Floats) -> None:
    assert sound(unrelated_p(normals[:, :, 0::2], normals[:, :, 1::2]))


def test_paths_are_independent(normals: Floats) -> None:
    assert sound(unrelated_p(normals[1:], normals[:-1]) + unrelated_p(normals[32:], normals[:-32]))


def test_streams_are_independent(normals: Floats) -> None:
    assert sound(unrelated_p(normals[:, 1:], normals[:, :-1]) + unrelated_p(normals[:, ::2], normals[:, 1::2]))


def test_slots_are_independent(normals: Floats) -> None:
    some = keys("drivers", STREAMS)
    other = np.array([streams.path_normals(some, path, STEPS, [1] * STREAMS) for path in range(20)])
    assert sound(unrelated_p(other, normals[:20]))


def test_steps_are_uniform(uniforms: Floats) -> None:
    assert sound([float(stats.kstest(uniforms.ravel(), "uniform").pvalue)])


def test_words_are_uniform_bit_by_bit() -> None:
    some = keys("events", 50)
    words = np.concatenate([streams.path_words(some, path, 2000, [3] * 50).ravel() for path in range(10)])
    ones = [int(np.count_nonzero(words >> bit & 1)) for bit in range(32)]
    spread = sum((2.0 * count - words.size) ** 2 / words.size for count in ones)
    assert sound([float(stats.chi2.sf(spread, 32)), float(stats.chi2.cdf(spread, 32))])


def test_parameters_and_occurrences_are_uniform() -> None:
    parameter = stream_key(5, "parameters", "medium")
    event = stream_key(5, "events", "ceasefire")
    draws = [
        [streams.parameter_uniform(parameter, index) for index in range(20_000)],
        [streams.occurrence_uniform(event, path, 0, streams.CLOCK) for path in range(20_000)],
        [streams.occurrence_uniform(event, 0, occurrence, streams.BRANCH) for occurrence in range(20_000)],
    ]
    p_values = [float(stats.kstest(draw, "uniform").pvalue) for draw in draws]
    matrix = [stats.norm.ppf(draw) for draw in draws]
    p_values += unrelated_p(matrix[0], matrix[1]) + unrelated_p(matrix[1], matrix[2])
    assert sound(p_values)


def test_clocks_are_exponential(uniforms: Floats) -> None:
    waits = [-log(u) for u in uniforms[:10].ravel().tolist()]
    assert sound([float(stats.kstest(waits, "expon").pvalue)])


def test_half_a_percent_too_wide_is_found(normals: Floats) -> None:
    """Negative control of the moments."""
    assert not sound([moment_p(normals * 1.005, k) for k in range(1, 9)])


def test_a_cut_tail_is_found(normals: Floats) -> None:
    """Negative control of the tails."""
    assert not sound([tail_p(np.clip(normals, -3.9, 3.9), limit) for limit in (3.0, 4.0, 5.0)])


def test_a_weak_correlation_is_found(normals: Floats) -> None:
    """Negative control of independence."""
    x, y = normals[1:], normals[:-1]
    assert not sound(unrelated_p(x, math.sqrt(1.0 - 0.005**2) * y + 0.005 * x))


def test_numbers_not_quite_uniform_are_found(uniforms: Floats) -> None:
    """Negative control of the Kolmogorov–Smirnov tests."""
    assert not sound([float(stats.kstest(uniforms.ravel() ** 1.02, "uniform").pvalue)])
