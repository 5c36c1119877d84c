import math

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.paired import paired_chance, paired_mean
from simengine.analysis.probability import Z95
from simengine.errors import SimengineError
from tests.helpers.analysis.bonett_price import bonett_price
from tests.helpers.analysis.interval_coverage import share_holding, too_rare
from tests.helpers.analysis.small_tables import table

CASES = ((0.002, 0.006), (0.05, 0.02), (0.2, 0.2))  # shares of pairs that gain and lose


def pairs(random, gained, lost, n=600):
    """Indicators of BASE and OTHER on n pairs."""
    kind = random.choice(4, n, p=[gained, lost, 0.5 * (1 - gained - lost), 0.5 * (1 - gained - lost)])
    return np.isin(kind, (1, 2)).astype(float), np.isin(kind, (0, 2)).astype(float)


def test_bonett_price_by_hand():
    """1 and 7 discordant of 21 pairs: (2 - 8)/23 ± 1.96·sqrt((10/23 - (6/23)²)/23)."""
    assert bonett_price(1 / 21, 7 / 21, 21) == pytest.approx((-0.50836, -0.01338), abs=1e-5)


def test_bonett_price_keeps_to_what_is_possible():
    assert bonett_price(1.0, 0.0, 1)[1] == 1.0
    low, high = bonett_price(0.0, 0.0, 10)
    assert -0.5 < low < 0.0 < high < 0.5


@pytest.mark.parametrize(("gained", "lost"), CASES)
def test_the_paired_interval_holds_the_truth(gained, lost):
    def draw(random):
        difference = paired_chance(*pairs(random, gained, lost))
        return difference.low, difference.high

    assert not too_rare(share_holding(gained - lost, draw), len(CASES))


def test_the_unadjusted_interval_does_not():
    """The control: d ± 1.96 se must be caught where few pairs differ."""

    def draw(random):
        difference = paired_chance(*pairs(random, 0.002, 0.006))
        return difference.d - Z95 * difference.se, difference.d + Z95 * difference.se

    assert too_rare(share_holding(-0.004, draw), len(CASES))


def test_the_clustered_interval_holds_the_truth_and_the_plain_one_does_not():
    def nested(random):
        chance = np.repeat(random.beta(1.0, 5.0, 120), 8)
        number = random.random(960)
        return (number < 0.4).astype(float), ((number < 0.4) | (number > 1 - 0.6 * chance)).astype(float)

    def clustered(random):
        difference = paired_chance(*nested(random), np.repeat(np.arange(120), 8))
        return difference.low, difference.high

    def plain(random):
        difference = paired_chance(*nested(random))
        return difference.low, difference.high

    assert not too_rare(share_holding(0.1, clustered), 1)
    assert too_rare(share_holding(0.1, plain), 1)


def test_errors_by_hand():
    base, other = np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 1.0, 1.0])
    difference = paired_chance(base, other)
    assert (difference.d, difference.pairs, difference.among_pairs) == (0.25, 4, None)
    assert difference.se == pytest.approx(math.sqrt((0.75 - 0.0625) / 3))
    assert difference.se_unpaired == pytest.approx(math.sqrt(0.25 / 4 + 0.1875 / 4))
    assert (difference.low, difference.high) == pytest.approx(bonett_price(0.5, 0.25, 4))


def test_means_by_hand():
    difference = paired_mean(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert (difference.d, difference.pairs) == (2.0, 3)
    assert difference.se == pytest.approx(1.0 / math.sqrt(3))
    assert difference.se_unpaired == pytest.approx(math.sqrt(1 / 3 + 4 / 3))
    assert difference.gain == pytest.approx(math.sqrt(5))
    assert (difference.low, difference.high) == pytest.approx((2 - Z95 / math.sqrt(3), 2 + Z95 / math.sqrt(3)))


def test_nothing_in_common_to_measure():
    difference = paired_mean(np.array([math.nan, 1.0]), np.array([math.nan, math.nan]))
    assert (difference.pairs, difference.base_paths, difference.other_paths) == (0, 1, 0)
    assert math.isnan(difference.d)
    assert not difference.clear


def test_a_comparison():
    base = table([0, 0, 1, 1, 2, -1], measures={"m": [1, 1, 1, 1, 1, 9]}, questions={"q": [0, 0, 1, 1, 0, 1]})
    other = table(
        [0, 1, 1, 2, -1, 0],
        scenario="other",
        failed=[4],
        measures={"m": [2, 2, 2, math.nan, 9, 9]},
        questions={"q": [1, 1, 1, 0, 1, 1]},
    )
    result = compare(base, other)
    assert (result.base, result.other, result.classes) == ("base", "other", ("a", "b", "c"))
    assert (result.pairs, result.dropped, result.unmatched, result.notes) == (4, 2, 0, ())
    assert {name: difference.d for name, difference in result.outcome.items()} == pytest.approx(
        {"a": 0, "b": 0, "c": 0}
    )
    among = {name: difference.among_pairs.d for name, difference in result.outcome.items()}
    assert among == {"a": -0.25, "b": 0.0, "c": 0.25}
    assert result.migration["a"] == {"a": 0.25, "b": 0.25, "c": 0.0}
    assert result.moves() == [("a", "b", 0.25), ("b", "c", 0.25)]
    measure = result.measures["m"]
    assert (measure.d, measure.pairs, measure.base_paths, measure.other_paths) == (15 / 4 - 1, 3, 5, 4)
    assert measure.among_pairs.d == 1.0
    assert result.measure_units == {"m": "t"}
    assert result.questions["q"].d == pytest.approx(0.8 - 0.4)


def test_migration_is_where_the_differences_among_pairs_come_from():
    random = np.random.default_rng(5)
    result = compare(table(random.integers(0, 3, 500)), table(random.integers(-1, 3, 500), scenario="other"))
    assert sum(share for row in result.migration.values() for share in row.values()) == pytest.approx(1.0)
    for name in result.classes:
        arrived = sum(result.migration[start][name] for start in result.classes)
        assert result.outcome[name].among_pairs.d == pytest.approx(arrived - sum(result.migration[name].values()))


def test_rows_are_matched_by_path_and_not_by_place():
    base, other = table([0, 1, 2, 0]), table([2, 0, 1], scenario="other", first=2)
    result = compare(base, other)
    assert (result.pairs, result.unmatched, result.dropped) == (2, 3, 0)
    assert {name: d.among_pairs.d for name, d in result.outcome.items()} == {"a": 0.0, "b": 0.0, "c": 0.0}
    assert result.outcome["a"].d == pytest.approx(1 / 3 - 1 / 2)


def test_nested_runs_cluster_by_draw():
    outcome, moved = [0, 0, 1, 1, 0, 0, 1, 1], [1, 1, 1, 1, 0, 0, 1, 1]
    alone = compare(table(outcome), table(moved, scenario="other")).outcome["a"]
    nested = compare(table(outcome, nested=2), table(moved, scenario="other", nested=2)).outcome["a"]
    assert alone.d == nested.d == -0.25
    assert nested.se == pytest.approx(math.sqrt(4 / 3 * (1.5**2 + 3 * 0.5**2)) / 8)
    assert nested.se > alone.se
    assert nested.high - nested.low > alone.high - alone.low


def test_pairing_pays_when_draws_are_shared():
    random = np.random.default_rng(6)
    latent = random.random(4000)
    base, near = table((latent < 0.5).astype(int)), table((latent < 0.55).astype(int), scenario="near")
    unrelated = table((random.random(4000) < 0.55).astype(int), scenario="unrelated")
    assert compare(base, near).gain == pytest.approx(3.2, abs=0.3)
    assert compare(base, unrelated).gain == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"seed": 2}, "their seeds are 2 and 1.*seed=1"),
        ({"nested": 2}, "nested is 2 and 1.*nested=1"),
        ({"outcome": [-1, -1, -1]}, "of the 3 paths of 'other' none is ok"),
        ({"classes": ("x", "y")}, "share no outcome class: x, y against a, b, c"),
    ],
)
def test_runs_that_can_not_be_paired(other, message):
    with pytest.raises(SimengineError, match=message):
        compare(table([0, 1, 0]), table(**{"outcome": [0, 1, 0], "scenario": "other", **other}))


def test_classes_that_only_one_run_has():
    result = compare(table([0, 1, 1]), table([0, 1, 2], scenario="other", classes=("b", "a", "d")))
    assert result.classes == ("a", "b", "c", "d")
    assert result.migration["b"]["a"] == result.migration["b"]["d"] == 1 / 3
    assert result.notes == (
        "base has no class d: it counts as probability 0 there",
        "other has no class c: it counts as probability 0 there",
    )
