import math

import numpy as np
import pytest

from simengine.analysis.confidence_sequence import asymptotic_interval, betting_interval
from simengine.analysis.paired import paired_chance
from simengine.analysis.signs import Signs
from simengine.compute.looks import looks
from simengine.runs.sampling import Sampling
from simengine.scenario.answer import Answer
from tests.helpers.analysis.interval_coverage import too_rare
from tests.helpers.switches import asked

CHANCE = Signs(("up",), (Answer("class", ("up",)),), (True,))
MEAN = Signs(("cost",), (Answer("measure", ("cost",)),), (False,))
COUNTS = list(looks(1, 4_000))


def pairs(n: int, gained: float, lost: float, seed: object = 1) -> tuple[np.ndarray, np.ndarray]:
    """Indicators of a base and a variant."""
    random = np.random.default_rng(seed)
    kinds = random.choice(4, size=n, p=[gained, lost, 0.2, 0.8 - gained - lost])
    return np.isin(kinds, [1, 2]).astype(float), np.isin(kinds, [0, 2]).astype(float)


def test_of_chances_it_is_the_interval_by_bets():
    base, other = pairs(2_000, 0.1, 0.02)
    watch = CHANCE.watch(Sampling(), 2)
    watch.look(0, [base[:1_200], other[:1_200]])
    assert watch.look(1_200, [base[1_200:], other[1_200:]])
    (((found,),)) = watch.found
    counts = np.array([np.count_nonzero(other - base == v) for v in (-1, 0, 1)], float)
    assert (found.low, found.high) == betting_interval(np.array([-1.0, 0.0, 1.0]), counts)
    assert (found.d, found.by, found.known, found.paths) == (paired_chance(base, other).d, "bets", True, 2_000)


def test_clusters_are_units():
    """Twenty paths that are all alike in a cluster tell no more than one."""
    base, other = pairs(1_000, 0.1, 0.02)
    alone, nested = CHANCE.watch(Sampling(), 2), CHANCE.watch(Sampling.of_nested(20), 2)
    alone.look(0, [base, other])
    nested.look(0, [np.repeat(base, 20), np.repeat(other, 20)])
    assert nested.found[0][0].low == pytest.approx(alone.found[0][0].low)
    assert nested.found[0][0].by == "bets"


def test_what_has_no_bounds_or_counts_in_one_alone_has_the_asymptotic_one():
    base, other = pairs(3_000, 0.1, 0.02)
    base[::7] = math.nan
    watch = CHANCE.watch(Sampling(), 2)
    watch.look(0, [base, other])
    d = paired_chance(base, other)
    assert (watch.found[0][0].low, watch.found[0][0].high) == asymptotic_interval(d.d, d.se, 3_000)
    random = np.random.default_rng(1)
    costs = random.normal(size=3_000)
    watch = MEAN.watch(Sampling(), 2)
    assert watch.look(0, [costs, costs + random.normal(0.2, 0.5, size=3_000)])
    assert watch.found[0][0].by == "asymptotic"


def test_the_same_paths_excluded_in_both_keep_it_exact():
    base, other = pairs(3_000, 0.1, 0.02)
    base[::7] = other[::7] = math.nan
    watch = CHANCE.watch(Sampling(), 2)
    watch.look(0, [base, other])
    assert watch.found[0][0].by == "bets"


def test_few_units_have_none_yet():
    watch = MEAN.watch(Sampling.of_nested(10), 2)
    values = np.random.default_rng(1).normal(size=(2, 5_000))
    assert not watch.look(0, list(values))
    assert (watch.found[0][0].low, watch.needed()) == (None, math.inf)


def test_every_sign_of_every_run_is_waited_for():
    base, clear = pairs(1_000, 0.2, 0.02)
    _, faint = pairs(1_000, 0.03, 0.02)
    watch = CHANCE.watch(Sampling(), 3)
    assert not watch.look(0, [base, clear, faint])
    assert [signs[0].known for signs in watch.found] == [True, False]
    assert watch.needed() > 1_000


def test_what_is_the_same_is_not_waited_for_for_ever():
    same = np.zeros(50_000)
    watch = CHANCE.watch(Sampling(), 2)
    assert not watch.look(0, [same, same])
    assert watch.needed() == 100_000
    assert watch.look(50_000, [same, same])
    assert (watch.found[0][0].alike, watch.found[0][0].known) == (True, False)


def never_wrong(of: Signs, draw, truth: float, repeats: int) -> int:
    """How many of some runs have the truth in the interval at every look."""
    held = 0
    for repeat in range(repeats):
        base, other = draw(np.random.default_rng((5, repeat)), COUNTS[-1])
        watch, at, ever = of.watch(Sampling(), 2), 0, True
        for paths in COUNTS:
            watch.look(at, [base[at:paths], other[at:paths]])
            at, (((found,),)) = paths, watch.found
            ever &= found.low is None or found.low <= truth <= found.high
        held += ever
    return held


def gaps(random, n):
    """Chances of .5 and .4 in a paired way, with paths that count in one run only."""
    u = random.random(n)
    base, other = (u < 0.4).astype(float), (u < 0.5).astype(float)
    base[random.random(n) < 0.2], other[random.random(n) < 0.1] = math.nan, math.nan
    return base, other


def skewed(random, n):
    return np.zeros(n), np.exp(random.normal(size=n)) - math.exp(0.5)


@pytest.mark.parametrize(("of", "draw", "truth"), [(CHANCE, gaps, 0.1), (MEAN, skewed, 0.0)])
def test_the_asymptotic_interval_holds_at_every_look(of, draw, truth):
    repeats = asked("SIMENGINE_COVERAGE") // 20 or 40
    assert not too_rare(never_wrong(of, draw, truth, repeats) / repeats, 2, repeats)
