import math

import numpy as np
import pytest

from simengine.analysis.confidence_sequence import asymptotic_interval, betting_interval, is_above
from simengine.analysis.probability import Z95
from simengine.compute.looks import looks

THREE = np.array([-1.0, 0.0, 1.0])
SHARES = [(0.3, 0.2), (0.05, 0.05), (0.01, 0.0), (0.002, 0.001)]
COUNTS = list(looks(1, 30_000))


def test_hand_worked():
    """One stake θ on 1,000 gains: a fortune of (2/(1 + m))^(1,000 θ) or so, 40-fold where m is 1 - .0152 at θ = 1."""
    low, high = betting_interval(THREE, np.array([0.0, 0.0, 1_000.0]))
    assert high == 1.0
    assert low == pytest.approx(1.0 - 2.0 * math.log(40.0) / 1_000.0, abs=0.009)
    assert low < 1.0 - 2.0 * math.log(40.0) / 1_000.0  # an average over stakes makes less than the best of them


def test_it_mirrors():
    low, high = betting_interval(THREE, np.array([70.0, 900.0, 30.0]))
    other = betting_interval(THREE, np.array([30.0, 900.0, 70.0]))
    assert (low, high) == pytest.approx((-other[1], -other[0]))


@pytest.mark.parametrize("end", [0.9, 0.0, -0.3])
def test_above_is_left_of_the_lower_end(end):
    counts = np.array([300.0, 400.0, 300.0]) if end == 0.0 else np.array([20.0, 60.0, 3_000.0])
    low, _ = betting_interval(THREE, counts)
    assert is_above(end, THREE, counts) == (end < low)


@pytest.mark.parametrize("n", [10_000, 10_000_000])
@pytest.mark.parametrize(("gained", "lost"), [(0.3, 0.2), (0.05, 0.04)])
def test_it_is_twice_as_wide_as_what_holds_once(n, gained, lost):
    counts = np.array([lost, 1.0 - gained - lost, gained]) * n
    d, se = gained - lost, math.sqrt((gained + lost - (gained - lost) ** 2) / n)
    low, high = betting_interval(THREE, counts)
    assert low < d < high
    assert (high - low) / 2.0 < 1.9 * Z95 * se
    assert 1.5 * Z95 * se < asymptotic_interval(d, se, n)[1] - d < 2.2 * Z95 * se


def paths_that_ever_miss(gained: float, lost: float, repeats: int) -> tuple[int, int, int]:
    """How many of some runs are wrong at one of the looks: by bets, by the asymptotic interval, by the usual one."""
    truth, steps, bets, asymptotic, usual = gained - lost, np.diff([0, *COUNTS]), 0, 0, 0
    for repeat in range(repeats):
        random = np.random.default_rng((7, repeat))
        counts = np.cumsum(random.multinomial(steps, [lost, 1.0 - gained - lost, gained]), axis=0).astype(float)
        d = (counts[:, 2] - counts[:, 0]) / COUNTS
        se = np.sqrt(np.maximum(0.0, (counts[:, 0] + counts[:, 2]) / COUNTS - d * d) / COUNTS)
        usual += bool((np.abs(d - truth) > Z95 * se).any())
        ends = [asymptotic_interval(*one) for one in zip(d, se, COUNTS, strict=True)]
        asymptotic += any(not low <= truth <= high for low, high in ends)
        bets += any(is_above(truth, THREE, row) or is_above(-truth, THREE, row[::-1]) for row in counts)
    return bets, asymptotic, usual


@pytest.mark.parametrize(("gained", "lost"), SHARES)
def test_it_holds_at_every_look(gained, lost):
    """The control is the usual interval, which at one of 37 looks is wrong in a third of the runs."""
    bets, asymptotic, usual = paths_that_ever_miss(gained, lost, 100)
    assert bets <= 12  # 5 in a hundred; more than 12 would be a chance of 1 in 1,000
    assert asymptotic <= 12
    assert usual >= 20
