"""The statistics behind an explanation, on arrays whose truth is known: unbiased, and with the coverage they claim."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from simengine.explain.association import association, fifths_of
from simengine.explain.effect import effect
from simengine.explain.figure import most_events, most_of_share, simultaneous_z
from simengine.explain.first_order import bins_of, first_order
from simengine.explain.selection import may_be_idle
from simengine.explain.total import total_index

Floats = NDArray[np.float64]


def clustered(rng: np.random.Generator, draws: int, each: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Values, a parameter without influence, and clusters that share much: what a naive error takes for an effect."""
    number = np.repeat(np.arange(draws), each)
    shared, parameter = rng.normal(size=draws), rng.random(draws)
    return shared[number] + 0.3 * rng.normal(size=draws * each), parameter[number], number


def test_a_first_order_index_of_nothing_is_nothing_on_average() -> None:
    """Bins differ by chance alone, and by more where paths hang together; both are taken off."""
    rng = np.random.default_rng(1)
    alone = [first_order(rng.normal(size=600), rng.random(600)) for _ in range(200)]
    together = [first_order(*clustered(rng, 150, 4)) for _ in range(200)]
    for found in (alone, together):
        values = np.array([one.value for one in found if one])
        assert len(values) == 200
        assert abs(values.mean()) < 3.5 * values.std() / np.sqrt(200)
        inside = np.mean([one.low <= 0.0 <= one.high for one in found if one])
        assert inside > 0.88
    naive = [first_order(*clustered(rng, 150, 4)[:2]).value for _ in range(20)]  # type: ignore[union-attr]
    assert np.mean(naive) > 0.05


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_a_first_order_index_has_its_value_and_its_interval(share: float) -> None:
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(200):
        parameter = rng.normal(size=1500)
        values = np.sqrt(share) * parameter + np.sqrt(1.0 - share) * rng.normal(size=1500)
        found = first_order(values, parameter)
        assert found is not None
        covered.append(found.low - 0.015 <= share <= found.high + 0.015)  # within a bin a normal number moves, too
    assert np.mean(covered) > 0.9


def test_bins_and_fifths_keep_what_is_alike_together() -> None:
    toss = np.repeat([0.0, 1.0], [90, 10])
    assert bins_of(toss, 20).tolist() == toss.tolist()
    bottom, top = fifths_of(toss) or (toss, toss)
    assert (bottom.sum(), top.sum()) == (90, 10)
    assert fifths_of(np.ones(10)) is None
    assert np.bincount(bins_of(np.arange(1000.0), 20)).tolist() == [50] * 20


def test_an_association_minds_what_hangs_together() -> None:
    rng = np.random.default_rng(3)
    outside = {True: 0, False: 0}
    for _ in range(300):
        values, parameter, draws = clustered(rng, 60, 5)
        for minded in outside:
            found = association(values, parameter, draws if minded else None, chance=False)
            outside[minded] += bool(found and found.clear)
    assert outside[True] < 0.1 * 300 < outside[False]


@pytest.mark.parametrize("count", [0, 1, 3, 10, 100])
@pytest.mark.parametrize("z", [1.645, 3.0, 4.0])
def test_the_bound_of_a_count_is_poissons(count: int, z: float) -> None:
    exact = chi2.isf(norm.sf(z), 2 * count + 2) / 2.0
    assert -0.005 <= most_events(count, z) / exact - 1.0 <= 0.04


def test_bounds_hold_all_at_once() -> None:
    """Of 50 shares of one in a hundred, all stay below their bounds in 95 % of cases or more."""
    rng, z = np.random.default_rng(4), simultaneous_z(50)
    assert simultaneous_z(1) == pytest.approx(1.6449, abs=1e-4)
    failed = 0
    for _ in range(400):
        shares = rng.binomial(500, 0.01, size=50) / 500
        failed += any(most_of_share(one, 500, np.sqrt(one * (1 - one) / 500), 500, z) < 0.01 for one in shares)
    assert failed <= 0.08 * 400
    assert most_of_share(0.0, 500, 0.0, 100, z) > most_of_share(0.0, 500, 0.0, 500, z)  # a hundred clusters


def test_a_total_index_covers_its_truth_and_is_nothing_where_nothing_changes() -> None:
    """Y = {U < ½ and V < 0.4} with U drawn anew: 0.625."""
    rng, covered = np.random.default_rng(5), 0
    for _ in range(300):
        u, v, again = rng.random((3, 400))
        base, rolled = ((one < 0.5) & (v < 0.4) for one in (u, again))
        found = total_index(base.astype(float), rolled.astype(float), None, 3.0, chance=True)
        assert found is not None
        covered += found.index.low <= 0.625 <= found.index.high
    assert covered > 0.91 * 300
    same = total_index(base.astype(float), base.astype(float), None, 3.0, chance=True)
    assert same is not None
    assert (same.index.value, same.changed) == (0.0, 0.0)
    assert 0.0 < same.most < 0.03
    assert total_index(np.ones(9), np.ones(9), None, 3.0, chance=True) is None


def test_dice_that_turn_no_member_are_bounded_by_what_members_are_worth() -> None:
    """800 members of eight islands that are worth 400 futures: as eight trials nothing could be told of them."""
    base, islands = (np.arange(800) % 2).astype(float), np.arange(800) // 100
    told, as_eight = (total_index(base, base, islands, 3.0, chance=True, worth=worth) for worth in (0.5, 0.0))
    assert told is not None
    assert as_eight is not None
    assert told.most == pytest.approx(most_of_share(0.0, 400, 0.0, 400, 3.0))
    assert (told.most < 0.02, as_eight.most > 0.5) == (True, True)
    assert told.index.high < 0.05 * as_eight.index.high


def test_what_changed_a_number_on_no_path_may_still_do_something() -> None:
    """Of 400 paths none changed: those that may, three standard errors wide, may go as far as any two are apart."""
    base = np.random.default_rng(7).normal(size=400)
    found = total_index(base, base, None, 3.0, chance=False)
    assert found is not None
    widest = np.ptp(base) ** 2 / (2.0 * base.var())
    assert found.most == pytest.approx(most_of_share(0.0, 400, 0.0, 400, 3.0) * widest)
    assert 0.0 < found.most < 1.0


def test_no_share_is_more_than_all() -> None:
    """A number with one path far out, of few members: what no die changed may be anything up to all of it."""
    base, islands = np.append(np.zeros(79), 1000.0), np.arange(80) // 10
    found = total_index(base, base, islands, 3.0, chance=False)
    assert found is not None
    assert (found.index.value, found.index.high) == (0.0, 1.0)
    one = total_index(base, np.where(np.arange(80) == 3, 1.0, base), islands, 3.0, chance=False)
    assert one is not None
    assert 0.0 < one.index.value < one.index.high <= 1.0


def test_paths_that_never_came_to_count_are_told_and_left_out() -> None:
    base, rolled = np.array([0.0, 1.0, 1.0, 0.0, np.nan]), np.array([1.0, np.nan, 0.0, 0.0, 1.0])
    found = total_index(base, rolled, None, 3.0, chance=True)
    assert found is not None
    assert (found.stuck, found.index.n, found.changed) == (1, 3, pytest.approx(2 / 3))


def test_an_effect_is_bounded_and_has_the_spread_it_makes() -> None:
    rng, over = np.random.default_rng(6), 0
    z = rng.normal(size=4000)
    noise = rng.normal(size=4000)
    ends = tuple(0.5 * end + 0.2 * (end**2 - 1.0) + noise for end in (-1.2815515655, 1.2815515655))
    found = effect(ends, 0.5 * z + 0.2 * (z**2 - 1.0) + noise, None, 3.0, chance=False)
    assert found is not None
    assert found.difference.value == pytest.approx(2 * 0.5 * 1.2815515655)
    assert found.sd == pytest.approx(np.sqrt(0.25 + 2 * 0.04), rel=0.1)
    for _ in range(300):  # a true effect of .004, and as many paths that turn the other way by chance
        change = rng.choice([0.0, 1.0, -1.0], p=[0.988, 0.008, 0.004], size=1000)
        low, high = (change < 0).astype(float), (change > 0).astype(float)
        one = effect((low, high), low, None, 1.645, chance=True)
        over += one is not None and one.most < 0.004
    assert over <= 0.05 * 300


def test_what_may_be_idle() -> None:
    assert may_be_idle(0.0, 400, 2400, 0.005, 3.5)
    assert not may_be_idle(0.02, 400, 2400, 0.005, 3.5)
    assert not may_be_idle(0.0, 100, 600, 0.005, 3.5)  # so few paths never tell
