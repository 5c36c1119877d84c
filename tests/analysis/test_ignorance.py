"""Ignorance apart from chance: known answers, intervals that hold them, and what can't be told."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from simengine.analysis.ignorance import FEWEST, Ignorance, ignorance_json, ignorance_of
from simengine.analysis.summary import summarise
from simengine.runs.outcome_table import Floats, Integers
from tests.helpers.analysis.small_tables import table
from tests.helpers.switches import asked

Law = Callable[[Generator, Integers, int], Floats]
TIMES = asked("SIMENGINE_COVERAGE") // 10 or 250


def even(rng: Generator, draws: Integers, count: int) -> Floats:
    """A branch whose chance is uniform."""
    return hits(rng, rng.random(count)[draws])


def strikes(rng: Generator, draws: Integers, count: int) -> Floats:
    """Within a year, at a rate of Gamma(4, 4)."""
    return hits(rng, 1.0 - np.exp(-rng.gamma(4.0, 0.25, count))[draws])


def noisy(rng: Generator, draws: Integers, count: int) -> Floats:
    """θ + 2ε."""
    return rng.standard_normal(count)[draws] + 2.0 * rng.standard_normal(len(draws))


def known(rng: Generator, draws: Integers, count: int) -> Floats:
    """The parameters don't matter."""
    return hits(rng, np.full(len(draws), 0.2))


def nearly_decided(rng: Generator, draws: Integers, count: int) -> Floats:
    """A chance that is near 0 or near 1."""
    return hits(rng, rng.beta(0.05, 0.05, count)[draws])


def decided(rng: Generator, draws: Integers, count: int) -> Floats:
    """No chance, but one path in a thousand goes the other way."""
    return np.abs((rng.random(count) < 0.5)[draws] - (rng.random(len(draws)) < 0.001).astype(float))


def hits(rng: Generator, chances: Floats) -> Floats:
    return (rng.random(len(chances)) < chances).astype(float)


KNOWN: dict[Law, float] = {
    even: 1 / 3,
    strikes: 0.12306,
    noisy: 0.2,
    known: 0.0,
    nearly_decided: 1 / 1.1,
    decided: 1.0 - 4.0 * 0.001 * 0.999,
}


def shares(law: Law, count: int, each: int, seed: int, kept: float = 1.0) -> list[Ignorance]:
    rng, found = np.random.default_rng(seed), []
    for _ in range(TIMES):
        draws = np.repeat(np.arange(count), each)
        draws = draws[rng.random(len(draws)) < kept]
        found.append(ignorance_of(law(rng, draws, count), draws))
    return found


@pytest.mark.parametrize(("count", "each", "kept"), [(100, 10, 1.0), (50, 20, 1.0), (300, 6, 0.6)])
@pytest.mark.parametrize("law", KNOWN, ids=lambda law: law.__name__)
def test_the_interval_holds_the_known_answer(law: Law, count: int, each: int, kept: float) -> None:
    """Of 18 such counts one in a thousand times one is smaller than this, if 94 in a hundred intervals hold it."""
    found, truth = shares(law, count, each, 17, kept), KNOWN[law]
    assert not any(one.unknown for one in found)
    held = sum(one.low <= truth <= one.high for one in found) / TIMES
    assert held > 0.94 - 3.9 * math.sqrt(0.94 * 0.06 / TIMES)
    told = np.array([one.share for one in found])
    assert told.mean() == pytest.approx(truth, abs=4.0 * told.std() / math.sqrt(TIMES) + 0.01)
    if law not in (decided, nearly_decided):
        assert np.mean([one.se for one in found]) == pytest.approx(told.std(), rel=0.25)


def test_paths_of_other_draws_taken_together_tell_of_no_ignorance() -> None:
    """The negative control: an interval that held the answer here would hold anything."""
    rng = np.random.default_rng(3)
    draws, held = np.repeat(np.arange(100), 10), 0
    for _ in range(50):
        found = ignorance_of(even(rng, draws, 100), rng.permutation(draws))
        held += found.low <= 1 / 3 <= found.high
        assert found.high < 0.2
    assert held == 0


def test_it_is_the_analysis_of_variance() -> None:
    rng = np.random.default_rng(5)
    draws = np.repeat(np.arange(30), 4)
    values = 1e6 + noisy(rng, draws, 30)
    rows = values.reshape(30, 4)
    between, within = 4.0 * rows.mean(axis=1).var(ddof=1), rows.var(axis=1, ddof=1).mean()
    found = ignorance_of(values, draws)
    assert found.within == pytest.approx(within)
    assert found.between == pytest.approx((between - within) / 4.0)
    assert found.share == pytest.approx(found.between / (found.between + found.within))
    assert found.draws == 30
    mixed = rng.permutation(len(values))
    again = ignorance_of(values[mixed], 7 * draws[mixed] + 10**12)
    assert (again.share, again.low, again.high) == pytest.approx((found.share, found.low, found.high))


def test_a_draw_counts_by_how_many_of_its_paths_count() -> None:
    """Kept with the chance q itself, a branch of chance q ~ U(0, 1) has the density 2q: the share is 1/18 of 2/9."""
    rng, held, told = np.random.default_rng(8), 0, []
    for _ in range(TIMES):
        chance = rng.random(200)
        draws = np.repeat(np.arange(200), 20)
        values = hits(rng, chance[draws])
        values[rng.random(len(draws)) >= chance[draws]] = math.nan
        found = ignorance_of(values, draws)
        held += found.low <= 0.25 <= found.high
        told.append(found.share)
    assert held / TIMES > 0.94 - 3.1 * math.sqrt(0.94 * 0.06 / TIMES)
    assert np.mean(told) == pytest.approx(0.25, abs=0.01)


def test_less_than_chance_alone_is_none_seen() -> None:
    rng = np.random.default_rng(2)
    draws = np.repeat(np.arange(100), 10)
    found = [ignorance_of(known(rng, draws, 100), draws) for _ in range(20)]
    less = [one for one in found if one.share < 0.0]
    assert 5 <= len(less) <= 15
    assert all(one.low == 0.0 < one.high < 0.1 for one in less)


def test_where_chance_has_no_part_all_of_it_is_ignorance() -> None:
    rng = np.random.default_rng(9)
    draws = np.repeat(np.arange(400), 5)
    found = ignorance_of((rng.random(400) < 0.5)[draws].astype(float), draws)
    assert (found.share, found.high, found.within) == (pytest.approx(1.0), 1.0, pytest.approx(0.0, abs=1e-12))
    assert 0.98 < found.low < 1.0  # 400 draws can't rule out one in a hundred


DRAWS = np.repeat(np.arange(100), 5)


@pytest.mark.parametrize(
    ("values", "draws", "why"),
    [
        (np.full(500, math.nan), DRAWS, "no path has a value"),
        (np.ones(500), DRAWS, "the same on every path"),
        (np.where(np.arange(500) == 7, math.inf, np.arange(500.0)), DRAWS, "infinite"),
        ((np.arange(500) < 5 * (FEWEST - 1)).astype(float), DRAWS, "in 9 of 100 draws .* draw more paths"),
        (np.arange(500.0), np.arange(500), "the only one of their draw: nest more paths"),
        (np.arange(500.0), np.zeros(500, dtype=int), "in 1 of 1 draws"),
    ],
)
def test_what_cannot_be_told_says_why(values: Floats, draws: Integers, why: str) -> None:
    found = ignorance_of(values, draws)
    numbers = (found.share, found.se, found.low, found.high, found.between, found.within)
    assert all(math.isnan(number) for number in numbers)
    with pytest.raises(AssertionError, match=why):
        raise AssertionError(found.unknown)
    assert ignorance_json(found)["share"] is None


def test_a_summary_has_it_of_every_figure_where_paths_are_nested() -> None:
    rng = np.random.default_rng(4)
    draws = np.repeat(np.arange(100), 10)
    outcome, level = even(rng, draws, 100).astype(int), noisy(rng, draws, 100)
    columns = {"measures": {"level": level.tolist()}, "questions": {"up": (level > 0.0).astype(float).tolist()}}
    nested = summarise(table(outcome.tolist(), nested=10, **columns))  # type: ignore[arg-type]
    assert list(nested.ignorance) == [*(("class", name) for name in "abc"), ("measure", "level"), ("question", "up")]
    assert nested.answer_ignorance == nested.ignorance["class", "a"] == ignorance_of(1.0 - outcome, draws)
    assert nested.ignorance["class", "c"].unknown == "it is the same on every path"
    alone = summarise(table(outcome.tolist(), **columns))  # type: ignore[arg-type]
    assert (alone.ignorance, alone.answer_ignorance) == ({}, None)


def test_its_error_is_that_of_the_islands_which_draws_are_of() -> None:
    """Draws of one island have a shift in common: an error that takes them for independent is too small."""
    random = np.random.default_rng(8)
    inside, shares = {"draws": 0, "islands": 0}, []
    for _ in range(60):
        islands = np.repeat(np.arange(20), 250)
        draws = np.repeat(np.arange(1_000), 5) + 7 * islands  # with gaps
        shift, own = random.normal(size=20), random.normal(size=draws.max() + 1)
        values = shift[islands] + own[draws] + random.normal(size=5_000)
        for name, groups in (("draws", None), ("islands", islands)):
            found = ignorance_of(values, draws, groups)
            inside[name] += found.low <= 2.0 / 3.0 <= found.high
            shares.append(found.share)
    assert shares[::2] == shares[1::2]
    assert inside["islands"] >= 52
    assert inside["draws"] <= 35
