"""Averages over the points of a sweep: their value, their two errors, and how often their interval holds the truth."""

import math

import numpy as np
import pytest
from scipy import stats

from simengine.analysis.design_average import design_averages
from simengine.analysis.probability import Z95, t95
from simengine.report.sweep_text import average_lines
from tests.helpers.analysis.small_tables import table

PATHS, POINTS, SAMPLES, REPEATS = 30, 4, 4, 200


def measured(*values, nested=1):
    return table([-1] * 0 + [0] * len(values[0]), measures={"m": values[0]}, nested=nested)


def average_of(samples):
    return next(one for one in design_averages(samples) if one.of == "measure")


def test_a_mean_of_means_with_both_errors_by_hand():
    rows = [(0, [1.0, 3.0, 5.0]), (0, [2.0, 4.0, 6.0]), (1, [2.0, 2.0, 8.0]), (1, [4.0, 2.0, 9.0])]
    found = average_of([(scramble, measured(values)) for scramble, values in rows])
    assert found.mean == pytest.approx((3 + 4 + 4 + 5) / 4)
    assert found.se_design == pytest.approx(abs(3.5 - 4.5) / 2)  # sd over √2 of two
    by_path = np.mean([values for _, values in rows], axis=0)
    assert found.se_chance == pytest.approx(by_path.std(ddof=1) / math.sqrt(3))
    half = math.hypot(stats.t.ppf(0.975, 1) * found.se_design, Z95 * found.se_chance)
    assert (found.low, found.high) == (pytest.approx(found.mean - half), pytest.approx(found.mean + half))


def test_nested_paths_are_one_cluster():
    values = [1.0, 1.0, 5.0, 5.0, 9.0, 9.0]
    alone, nested = (average_of([(k, measured(values, nested=n)) for k in (0, 1)]) for n in (1, 2))
    assert nested.se_chance == pytest.approx(np.std([1, 5, 9], ddof=1) / math.sqrt(3))
    assert nested.se_chance > 1.3 * alone.se_chance


def test_one_sample_tells_no_error_and_says_so():
    found = average_of([(0, measured([1.0, 2.0])), (0, measured([2.0, 3.0]))])
    assert (found.mean, math.isnan(found.low), "scrambles 4" in found.reason) == (2.0, True, True)
    half = Z95 * found.se_chance
    (line,) = average_lines(found, 200)
    assert line.startswith(f"m on average over the 2 points: 2.00 ±{half:.2f} of the paths alone; one sample tells no")


def test_points_that_lack_the_figure_or_have_other_paths_have_no_average():
    for other in (table([0, 0], measures={"n": [1.0, 2.0]}), measured([1.0, 2.0, 3.0])):
        found = average_of([(0, measured([1.0, 2.0])), (1, other)])
        assert (math.isnan(found.mean), found.reason != "") == (True, True)


@pytest.fixture(scope="module")
def intervals():
    """Averages of exp(2θ) + noise of the path, at jittered points of [0, 1]: the truth is (e² − 1)/2."""
    random, found = np.random.default_rng(11), []
    for _ in range(REPEATS):
        noise, samples = random.normal(0.0, 0.7, PATHS), []
        for scramble in range(SAMPLES):
            thetas = (np.arange(POINTS) + random.random(POINTS)) / POINTS
            samples += [(scramble, measured(math.exp(2 * theta) + noise * (1 + theta))) for theta in thetas]
        found.append(average_of(samples))
    return found


def test_the_interval_holds_the_truth_as_often_as_it_says(intervals):
    truth = (math.e**2 - 1) / 2
    held = np.mean([one.low <= truth <= one.high for one in intervals])
    assert 0.93 <= held <= 0.995  # what both errors have in common makes it rather too wide


@pytest.mark.parametrize("error", ["se_design", "se_chance"])
def test_either_error_alone_would_not_do(intervals, error):
    truth, times = (math.e**2 - 1) / 2, t95(SAMPLES - 1) if error == "se_design" else Z95
    held = np.mean([abs(one.mean - truth) <= times * getattr(one, error) for one in intervals])
    assert held < 0.92
