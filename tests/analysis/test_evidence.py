"""Weights of hypotheses and what their mixture says, from islands whose truth is known: their intervals hold it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simengine.analysis.evidence import Evidence, posterior, stage_factor, weights_of
from simengine.analysis.mixture import mixed_figures
from simengine.analysis.probability import t95, wilson
from simengine.runs.learnt import Effort, IslandTold, Learning
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sampling import Sampling

ISLANDS, MEMBERS, SEEN, ERROR = 8, 60, 1.3, 0.5
MEANS = {"low": 0.0, "high": 2.0}


def normal(x, mean, sd):
    return np.exp(-0.5 * ((x - mean) / sd) ** 2) / sd / math.sqrt(2 * math.pi)


def above_one(mean):
    """P(θ > 1) once SEEN is known, of θ ~ N(mean, 1)."""
    variance = 1 / (1 + 1 / ERROR**2)
    centre = variance * (mean + SEEN / ERROR**2)
    return 0.5 * math.erfc((1 - centre) / math.sqrt(2 * variance))


EXACT = {name: float(normal(SEEN, mean, math.sqrt(1 + ERROR**2))) for name, mean in MEANS.items()}
WEIGHT = EXACT["high"] / sum(EXACT.values())
MIXED = WEIGHT * above_one(2.0) + (1 - WEIGHT) * above_one(0.0)


def evidence(name, logs, shared=0):
    return Evidence(name, np.array(logs, dtype=np.float64).reshape(len(logs), -1), shared)


def table(name, theta, ends):
    """A run whose members have θ, and a question whether it is above 1."""
    n, nothing = len(theta), np.zeros(len(theta), np.bool_)
    return OutcomeTable(
        scenario=name,
        title="",
        seed=0,
        sampling=Sampling.of_islands(ends),
        classes=("above", "below"),
        path=np.arange(n),
        ok=~nothing,
        failed=nothing,
        excluded=nothing,
        outcome=(theta <= 1.0).astype(np.int16),
        measures={},
        measure_units={},
        questions={"theta": theta},
        question_texts={"theta": "θ"},
        question_kinds={"theta": "value"},
    )


def learnt(random, name):
    """Islands that weigh draws of the prior, and members resampled from them by their evidence."""
    theta = MEANS[name] + random.standard_normal((ISLANDS, MEMBERS))
    weights = normal(SEEN, theta, ERROR)
    each = weights.mean(axis=1)
    counts = np.floor(np.cumsum(each / each.sum()) * 800 + random.random()).astype(int)
    counts[-1] = 800
    ends = [int(end) for end in counts]
    sizes = np.diff([0, *ends])
    members = [random.choice(row, size, p=w / w.sum()) for row, w, size in zip(theta, weights, sizes, strict=True)]
    return evidence(name, np.log(each), shared=name), table(name, np.concatenate(members), ends)


@pytest.fixture(scope="module")
def trials():
    random = np.random.Generator(np.random.Philox(13))
    found = []
    for _ in range(300):
        pairs = [learnt(random, name) for name in MEANS]
        evidences, tables = [one for one, _ in pairs], [one for _, one in pairs]
        weights = weights_of(evidences, [0.5, 0.5])
        found.append((evidences, weights, mixed_figures(tables, evidences, weights)[0]))
    return found


def held(intervals, truth):
    return np.mean([low <= truth <= high for low, high in intervals])


def test_intervals_of_weights_hold_the_exact_weight(trials):
    share = held([(weights[1].low, weights[1].high) for _, weights, _ in trials], WEIGHT)
    assert 0.91 <= share <= 0.99
    assert np.mean([weights[1].weight for _, weights, _ in trials]) == pytest.approx(WEIGHT, abs=0.01)


def test_intervals_of_log_evidences_hold_the_exact_one(trials):
    logs = [(one.log - one.half, one.log + one.half) for (_, one), _, _ in trials]
    assert 0.91 <= held(logs, math.log(EXACT["high"])) <= 0.99


def test_intervals_of_the_mixture_hold_the_exact_probability(trials):
    chances = [(figures[0].low, figures[0].high) for _, _, figures in trials]
    assert 0.91 <= held(chances, MIXED) <= 0.995
    assert np.mean([figures[0].value for _, _, figures in trials]) == pytest.approx(MIXED, abs=0.01)


def test_intervals_without_the_error_of_the_weights_would_not(trials):
    """The negative control: with the error of one weighted run alone too few intervals hold it."""
    narrow = [
        (figures[0].value - 0.2 * half, figures[0].value + 0.2 * half)
        for _, _, figures in trials
        for half in [t95(ISLANDS - 1) * figures[0].se]
    ]
    assert held(narrow, MIXED) < 0.6


def test_stages_add_up_and_odds_are_theirs():
    first = evidence("a", [[-1.0, -2.0], [-1.2, -1.9]])
    second = evidence("b", [[-2.0, -1.0], [-2.1, -1.4]])
    assert math.fsum(first.stage_logs) == pytest.approx(first.log)
    assert first.log == pytest.approx(np.log(np.mean(np.exp([-3.0, -3.1]))))
    factors = [stage_factor(first, second, stage) for stage in (0, 1)]
    assert math.fsum(one.log for one in factors) == pytest.approx(stage_factor(first, second, None).log)
    assert factors[0].log > 0 > factors[1].log
    assert first.stage_parts.sum(axis=1) == pytest.approx(first.parts)


def test_chance_that_is_shared_cancels():
    logs = np.array([-1.0, -1.5, -0.5, -2.0])
    same, apart = evidence("b", logs - 1.0), evidence("b", logs - 1.0, shared=1)
    assert stage_factor(evidence("a", logs), same, None).half == pytest.approx(0.0, abs=1e-12)
    assert stage_factor(evidence("a", logs), apart, None).half > 1.0


def test_prior_weights_count():
    evidences = [evidence("a", [-1.0, -1.0]), evidence("b", [-1.0, -1.0])]
    assert [one.weight for one in weights_of(evidences, [0.7, 0.3])] == pytest.approx([0.7, 0.3])
    assert posterior([-math.inf, -800.0], [0.5, 0.5]) == [0.0, 1.0]
    with pytest.raises(ValueError, match="no hypothesis"):
        posterior([-math.inf, -math.inf], [0.5, 0.5])


def test_an_island_that_found_it_impossible_counts_as_nothing():
    one = evidence("a", [-1.0, -math.inf])
    assert one.log == pytest.approx(-1.0 - math.log(2))
    assert one.se == pytest.approx(1.0)


def test_numbers_are_mixed_with_their_weights():
    ends = [2, 4]
    tables = [table("a", np.zeros(4), ends), table("b", np.array([2.0, 2.0, 4.0, 4.0]), ends)]
    evidences = [evidence("a", [-1.0, -1.0]), evidence("b", [-1.0, -1.0])]
    figures, unlike = mixed_figures(tables, evidences, weights_of(evidences, [0.25, 0.75]))
    mean = next(one for one in figures if one.name == "theta")
    assert mean.value == pytest.approx(2.25)
    assert mean.by == {"a": 0.0, "b": 3.0}
    assert mean.quantiles == {0.05: 0.0, 0.5: 2.0, 0.95: 4.0}
    assert unlike == ()


def test_what_is_so_in_no_hypothesis_is_told_by_the_one_that_knows_least():
    """Its members are worth 100 independent ones, those of the other 800; all weight may be the first's."""
    ends = [100 * at for at in range(1, 9)]
    tables = [table(name, np.zeros(800), ends) for name in "ab"]
    evidences = [evidence(name, [-1.0] * 8) for name in "ab"]
    islands = tuple(IslandTold(at, -1.0, (-1.0,), 12.5, 1, 100) for at in range(8))
    for at, effective in enumerate((100.0, 5_000.0)):
        told = Learning("", "weights", 1, (), islands, -1.0, 0.1, effective, Effort(), 1)
        tables[at] = replace(tables[at], learnt=told)
    figures, _ = mixed_figures(tables, evidences, weights_of(evidences, [0.5, 0.5]))
    above = next(one for one in figures if one.name == "above")
    assert (above.low, above.high) == wilson(0.0, 100.0)
