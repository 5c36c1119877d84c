"""The difference printed is that of the two figures printed, whatever is missing where."""

import math

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.paired import adjusted_interval, paired_chance, paired_mean
from simengine.analysis.summary import summarise
from simengine.runs.words import ReportWords, Words
from tests.helpers.analysis.bonett_price import bonett_price
from tests.helpers.analysis.interval_coverage import share_holding, too_rare
from tests.helpers.analysis.small_tables import table

NAN = math.nan
CASES = (0.01, 0.3)
RUNS = 1000  # small runs, of which an interval is to hold the truth in 950
FEW = 200  # for what must miss it often


def with_gaps(random, values, chance):
    """The same values, of which some are missing at random."""
    return np.where(random.random(len(values)) < chance, NAN, values)


@pytest.mark.parametrize("paired", [paired_chance, paired_mean])
def test_by_hand(paired):
    """y = 1, 1, 0, 0 all counted, against 1, 0 on the first two: residuals ∓1/8 and 3/8 squared, times 4/3."""
    found = paired(np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, NAN, NAN]))
    assert (found.d, found.se) == (0.0, pytest.approx(0.5))
    assert (found.pairs, found.base_paths, found.other_paths) == (2, 4, 2)
    assert found.among_pairs.d == -0.5
    assert paired_mean(np.array([1.0, 2.0]), np.array([3.0, 4.0])).among_pairs is None


def test_the_adjusted_interval_of_pairs_is_bonett_and_prices():
    counts = np.array([[30.0, 7.0, 0.0], [1.0, 12.0, 0.0], [0.0, 0.0, 0.0]])
    up, down, n = 8 / 52, 2 / 52, 52
    half = 1.959964 * math.sqrt((up + down - (up - down) ** 2) / n)
    assert adjusted_interval(counts) == pytest.approx((up - down - half, up - down + half), abs=1e-6)
    assert bonett_price(7 / 50, 1 / 50, 50) == pytest.approx(adjusted_interval(counts))


def test_the_adjusted_interval_of_two_samples_has_the_middle_of_agresti_and_caffos():
    counts = np.array([[0.0, 0.0, 17.0], [0.0, 0.0, 3.0], [26.0, 4.0, 0.0]])
    low, high = adjusted_interval(counts)
    assert (low + high) / 2 == pytest.approx(5 / 32 - 4 / 22)
    agresti_caffo = 1.959964 * math.sqrt(5 / 32 * 27 / 32 / 32 + 4 / 22 * 18 / 22 / 22)
    assert agresti_caffo < (high - low) / 2 < 1.1 * agresti_caffo


def test_none_against_none_is_not_none_for_sure():
    found = paired_chance(np.zeros(100), np.zeros(100))
    assert (found.d, found.low, found.high) == (0.0, pytest.approx(-0.0272, abs=1e-4), pytest.approx(0.0272, abs=1e-4))
    assert found.alike


@pytest.mark.parametrize("chance", CASES)
def test_the_interval_of_chances_holds_the_truth_where_gaps_differ(chance):
    """OTHER's chance is half as large again; a path counts in both, in one or in neither."""

    def draw(random):
        number = random.random(600)
        base, other = (number < chance).astype(float), (number > 1 - 1.5 * chance).astype(float)
        found = paired_chance(with_gaps(random, base, 0.1), with_gaps(random, other, 0.5))
        return found.low, found.high

    assert not too_rare(share_holding(0.5 * chance, draw, RUNS), len(CASES), RUNS)


def selected(random):
    """Chances of .5 and .6, the second among those alone of which more are answered where there is one."""
    number = random.random(400)
    base, other = (number < 0.5).astype(float), (number < 0.6).astype(float)
    return np.where(random.random(400) < 0.7 * base, NAN, base), other


def test_the_difference_is_that_of_the_figures_and_not_of_the_pairs():
    """The control: of the pairs alone, it is another."""
    truth = 0.6 - 0.15 / 0.65

    def whole(random):
        found = paired_chance(*selected(random))
        return found.low, found.high

    def among(random):
        found = paired_chance(*selected(random)).among_pairs
        return found.low, found.high

    assert not too_rare(share_holding(truth, whole, RUNS), 1, RUNS)
    assert too_rare(share_holding(truth, among, FEW), 1, FEW)


def clustered(random):
    """Means 0 and .5, which differ by draw of the parameters too; paths count in both, in one or in neither."""
    draws = np.repeat(np.arange(60), 6)
    base = random.standard_normal(60)[draws] + random.standard_normal(360)
    other = base + 0.5 + random.standard_normal(60)[draws]
    return with_gaps(random, base, 0.2), with_gaps(random, other, 0.4), draws


def test_the_interval_of_means_holds_the_truth_where_gaps_differ_and_paths_hang_together():
    def by_draw(random):
        found = paired_mean(*clustered(random))
        return found.low, found.high

    def apart(random):
        base, other, _ = clustered(random)
        found = paired_mean(base, other)
        return found.low, found.high

    assert not too_rare(share_holding(0.5, by_draw, RUNS), 1, RUNS)
    assert too_rare(share_holding(0.5, apart, FEW), 1, FEW)


def test_clustered_chances_hold_the_truth_where_gaps_differ():
    def draw(random):
        draws, number = np.repeat(np.arange(100), 6), random.random(600)
        chance = random.beta(2.0, 8.0, 100)[draws]
        base, other = (number < chance).astype(float), (number > 1 - 0.5 * chance).astype(float)
        found = paired_chance(with_gaps(random, base, 0.3), with_gaps(random, other, 0.3), draws)
        return found.low, found.high

    assert not too_rare(share_holding(-0.1, draw, RUNS), 1, RUNS)


def random_table(random, scenario, paths, nested):
    """A run with gaps in all that can have them."""
    measure, question = random.standard_normal(paths), random.integers(0, 2, paths).astype(float)
    return table(
        random.integers(-1, 3, paths),
        scenario=scenario,
        failed=np.flatnonzero(random.random(paths) < 0.1),
        nested=nested,
        measures={"m": with_gaps(random, measure, 0.2), "t": with_gaps(random, question, 0.1)},
        questions={"q": with_gaps(random, question, 0.4)},
        truths=("t",),
        words=Words(report=ReportWords(together={"either": ("a", "b")})),
    )


@pytest.mark.parametrize("nested", [1, 3])
def test_every_difference_is_that_of_the_two_summaries(nested):
    random = np.random.default_rng(12)
    for _ in range(20):
        base, other = (random_table(random, name, random.integers(30, 60), nested) for name in ("base", "other"))
        found, before, after = compare(base, other), summarise(base), summarise(other)
        for name, d in {**found.outcome, **found.together}.items():
            one, two = ({**s.outcome, **s.together}[name] for s in (before, after))
            assert d.d == pytest.approx(two.p - one.p)
            assert d.se_unpaired == pytest.approx(math.hypot(one.se, two.se))
        assert found.measures["m"].d == pytest.approx(after.measures["m"].mean - before.measures["m"].mean)
        assert found.measures["t"].d == pytest.approx(after.measures["t"].p - before.measures["t"].p)
        assert found.questions["q"].d == pytest.approx(after.questions["q"].p - before.questions["q"].p)
        assert found.answer.d == pytest.approx(after.answer.p - before.answer.p)


def test_questions_that_ask_for_a_number_are_compared_too():
    random = np.random.default_rng(13)
    base, other = (
        table(
            [0] * 40, scenario=name, questions={"q": with_gaps(random, random.standard_normal(40), 0.3)}, kind="value"
        )
        for name in ("base", "other")
    )
    found = compare(base, other)
    assert (found.questions, found.value_units) == ({}, {"q": "t"})
    means = [summarise(one).questions["q"].mean for one in (base, other)]
    assert found.figures["question", "q"].d == pytest.approx(means[1] - means[0])
