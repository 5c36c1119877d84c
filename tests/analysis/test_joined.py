"""Differences between conditioned runs: what is paired, what is not, and intervals that hold for a few islands."""

import dataclasses
import math

import numpy as np
import pytest
from scipy.stats import t

from simengine.analysis.compare import compare
from simengine.analysis.compared_evidence import log_factor
from simengine.analysis.paired import paired_chance, paired_mean
from simengine.analysis.probability import Z95, class_probabilities, t95, t_quantile
from simengine.analysis.simultaneous import simultaneous
from simengine.runs.joining import joined, why_unpaired
from simengine.runs.learnt import Effort, IslandTold, Learning, StageTold
from simengine.runs.sampling import Sampling
from tests.helpers.analysis.interval_coverage import share_holding, too_rare
from tests.helpers.analysis.small_tables import table

ISLANDS, EACH, REPEATS = 8, 5, 600
BLOCKS = np.repeat(np.arange(ISLANDS), EACH)


def learning(past="same", logs=(-1.0, -1.2) * 4):
    islands = tuple(IslandTold(at, log, (log,), 400.0, 12_500, EACH) for at, log in enumerate(logs))
    stages = (StageTold("2024-03-31T00:00:00", ("seen",), 2, -1.1, 0.04),)
    return Learning(past, "weights", 2, stages, islands, -1.1, 0.04, 3_200.0, Effort(), 100_000)


def conditioned(values, learnt=None, seed=1, scenario="base"):
    """A table of members, EACH an island, with a class and a measure."""
    plain = table((np.asarray(values) > 0).astype(int).tolist(), scenario=scenario, seed=seed, measures={"m": values})
    ends = Sampling.of_islands([EACH * (at + 1) for at in range(len(values) // EACH)])
    return dataclasses.replace(plain, sampling=ends, learnt=learnt or learning())


def members(random, shift=0.0, spread=1.0):
    """Numbers that hang together by their islands."""
    return shift + np.repeat(random.normal(0.0, spread, ISLANDS), EACH) + random.normal(0.0, 1.0, ISLANDS * EACH)


def test_how_runs_are_joined():
    values = members(np.random.default_rng(1))
    base, plain = conditioned(values), table([0] * 40)
    otherwise = conditioned(values, learning("other"))
    for other, how, why in (
        (conditioned(values), "members", ""),
        (otherwise, "islands", "differs before the last observation"),
        (conditioned(values, seed=2), "apart", "its seed is 2 and the base's 1"),
        (conditioned(values[:35], learning(logs=(-1.0,) * 7)), "apart", "one has more members"),
        (conditioned(values, dataclasses.replace(learning(logs=(-1.0,) * 8), wanted=Effort(9))), "islands", "effort"),
        (plain, "apart", "the base has learnt from figures, and the other has not"),
    ):
        assert (joined(base, other), compare(base, other).joined) == (how, how)
        assert why in why_unpaired(base, other)
    assert (joined(plain, plain), why_unpaired(plain, plain)) == ("paths", "")
    assert why_unpaired(plain, base).startswith("it has learnt")


def test_members_are_paired_and_the_error_is_that_of_their_islands():
    random = np.random.default_rng(2)
    values = members(random)
    gained = random.normal(0.5, 0.1, ISLANDS * EACH)
    found = compare(conditioned(values), conditioned(values + gained)).measures["m"]
    by_island = gained.reshape(ISLANDS, EACH).mean(axis=1)
    se = float(np.std(by_island, ddof=1)) / math.sqrt(ISLANDS)
    assert (found.d, found.se, found.freedom) == pytest.approx((gained.mean(), se, 7))
    assert found.high - found.d == pytest.approx(t.ppf(0.975, 7) * se, rel=1e-4)
    assert found.pairs == ISLANDS * EACH
    apart = compare(conditioned(values), conditioned(values + gained, seed=2))
    assert found.high - found.low < 0.2 * (apart.measures["m"].high - apart.measures["m"].low)
    assert (apart.pairs, apart.migration, apart.moves()) == (0, {}, [])


def test_islands_of_another_past_are_subtracted_one_by_one():
    random = np.random.default_rng(3)
    values, other = members(random), members(random)
    found = compare(conditioned(values), conditioned(other, learning("other")))
    differences = (other - values).reshape(ISLANDS, EACH).mean(axis=1)
    assert found.measures["m"].se == pytest.approx(float(np.std(differences, ddof=1)) / math.sqrt(ISLANDS))
    assert (found.measures["m"].freedom, found.measures["m"].pairs, found.migration) == (7, 0, {})


def test_welch_by_hand():
    """Eight islands against paths that stand alone: each with its own error, and Satterthwaite's degrees."""
    random = np.random.default_rng(4)
    values, alone = members(random), random.normal(0.0, 1.0, 30)
    plain = table([0] * 30, scenario="other", measures={"m": alone})
    found = compare(conditioned(values), plain).measures["m"]
    of_islands = float(np.var(values.reshape(ISLANDS, EACH).mean(axis=1), ddof=1)) / ISLANDS
    of_paths = float(np.var(alone, ddof=1)) / 30
    freedom = (of_islands + of_paths) ** 2 / (of_islands**2 / 7 + of_paths**2 / 29)
    assert (found.se, found.freedom) == pytest.approx((math.sqrt(of_islands + of_paths), freedom))
    assert found.high - found.d == pytest.approx(t.ppf(0.975, freedom) * found.se, rel=1e-3)


def sides(random):
    """Two independent conditioned runs, one of which is far surer, and the numbers of their clusters."""
    base, other = members(random, 0.0, 1.0), members(random, 0.3, 0.3)
    nothing = np.full(ISLANDS * EACH, np.nan)
    return np.concatenate([base, nothing]), np.concatenate([nothing, other])


def test_the_interval_of_two_independent_runs_holds_the_truth():
    draws = np.concatenate([BLOCKS, BLOCKS + ISLANDS])

    def welch(random):
        found = paired_mean(*sides(random), draws)
        return found.low, found.high

    def chance(random):
        found = paired_chance(*((one > 0.15) + 0.0 * one for one in sides(random)), draws)
        return found.low, found.high

    assert not too_rare(share_holding(0.3, welch, REPEATS), 2, REPEATS)
    above = [0.5 * math.erfc((0.15 - mean) / sd / math.sqrt(2)) for mean, sd in ((0, math.sqrt(2)), (0.3, 1.09**0.5))]
    assert not too_rare(share_holding(above[1] - above[0], chance, REPEATS), 2, REPEATS)


def test_that_of_paths_and_that_of_the_normal_law_do_not():
    """The controls: paths that would stand alone, pairs that are none, and the normal quantile for eight islands."""

    def alone(random):
        found = paired_mean(*sides(random))
        return found.low, found.high

    def by_path(random):
        found = paired_mean(members(random), members(random, 0.3))
        return found.low, found.high

    def normal(random):
        found = paired_mean(members(random), members(random, 0.3), BLOCKS)
        return found.d - Z95 * found.se, found.d + Z95 * found.se

    for wrong, repeats in ((alone, REPEATS), (by_path, REPEATS), (normal, 5 * REPEATS)):
        assert too_rare(share_holding(0.3, wrong, repeats), 3, repeats)


def test_a_class_that_no_member_reaches_is_told_by_what_they_are_worth():
    """Of 400 members that are worth 300 each, or 40: none in BASE, in OTHER none or a few."""
    islands, none = np.repeat(np.arange(ISLANDS), 50), np.zeros(400)
    few = (np.arange(400) % 40 == 0).astype(float)
    for other in (none, few):
        told, poorer, as_eight = (
            paired_chance(none, other, islands, worths) for worths in ((0.75, 0.75), (0.1, 0.1), (0.0, 0.0))
        )
        widths = [one.high - one.low for one in (told, poorer, as_eight)]
        assert widths[0] < 0.5 * widths[1] < 0.5 * widths[2] if other is none else widths[0] == widths[2]
    apart = np.concatenate([islands, islands + ISLANDS])
    nothing = np.full(400, np.nan)
    sides = np.concatenate([none, nothing]), np.concatenate([nothing, few])
    told, as_eight = paired_chance(*sides, apart, (0.75, 0.75)), paired_chance(*sides, apart)
    assert told.high - told.low < 0.5 * (as_eight.high - as_eight.low)
    assert told.low < told.d == few.mean() < told.high


def test_evidence_of_one_past_is_no_reason_to_weigh():
    random = np.random.default_rng(9)
    first = conditioned(members(random))
    more = conditioned(members(random), learning(logs=(-1.0, -1.3) * 4), scenario="more")
    other = conditioned(members(random), learning(past="other"), scenario="other")
    assert compare(first, more).evidence.same_past
    assert not compare(first, other).evidence.same_past


def test_students_quantiles():
    for degrees in (1, 2, 3, 7, 7.5, 30, math.inf):
        assert t95(degrees) == pytest.approx(t.ppf(0.975, degrees), rel=2e-3)
        assert t_quantile(2.5, degrees) == pytest.approx(t.ppf(0.5 * math.erfc(-2.5 / math.sqrt(2)), degrees), rel=1e-2)
    assert t95(0) == math.inf


def test_all_at_once_by_students_law():
    values = members(np.random.default_rng(5))
    family = simultaneous([compare(conditioned(values), conditioned(values + 0.4))])
    assert family.intervals == 3
    assert family.times == pytest.approx(t.ppf(1 - 0.025 / 3, 7) / t.ppf(0.975, 7), rel=2e-3)


def test_log_evidences():
    values = members(np.random.default_rng(6))
    base, same = conditioned(values), conditioned(values)
    assert (log_factor(base, same).log, log_factor(base, same).se, log_factor(base, same).high) == (0.0, 0.0, 0.0)
    logs = tuple(np.linspace(-2.0, -1.5, ISLANDS).tolist())
    likely, other = conditioned(values, learning("other", logs)), conditioned(values, learning("other", logs), seed=2)
    found, apart = log_factor(base, likely), log_factor(base, other)
    means = [np.exp(one) / np.mean(np.exp(one)) for one in (np.array((-1.0, -1.2) * 4), np.array(logs))]
    exact = math.log(np.mean(np.exp(logs))) - math.log(np.mean(np.exp((-1.0, -1.2))))
    assert (found.log, apart.log) == pytest.approx((exact, exact))
    assert found.se == pytest.approx(np.std(means[1] - means[0], ddof=1) / math.sqrt(ISLANDS))
    assert apart.se == pytest.approx(math.hypot(*(np.std(one, ddof=1) / math.sqrt(ISLANDS) for one in means)))
    assert log_factor(base, table([0])) is None


def test_what_is_so_on_all_members_is_told_by_what_these_are_worth():
    """Of a run that lasts no longer than its members: never worth more than these are."""
    values = np.ones(ISLANDS * EACH)
    few = dataclasses.replace(learning(), effective=20.0)
    for learnt, trials in ((learning(), 40), (few, 20)):
        run = conditioned(values, learnt)
        assert (learnt.worth, run.worth) == (trials, trials / 40)
        assert class_probabilities(run)["b"].n_eff == trials
        found = compare(run, conditioned(values, learnt)).measures["m"]
        assert found.apart_at_most == pytest.approx(1 - 0.05 ** (1 / trials))
    assert table([0] * 40).worth == 0.0
