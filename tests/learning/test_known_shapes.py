"""Posteriors of awkward shapes, by both routes, against what is worked out otherwise."""

import math
from functools import cache

import numpy as np
import pytest
from scipy.stats import betabinom, lognorm, multivariate_normal, norm

from simengine.errors import SimengineError
from tests.helpers.learning.learned import ROUTES, Learned

BOTH = pytest.mark.parametrize("route", ROUTES)
LOOSE = "  loose: {at: 2024-01, expr: junk, value: 0.3, error: 2}\n"
LOOSE_EVIDENCE = norm.logpdf(0.3, 0, math.sqrt(5))

TRIALS = f"""
parameters: {{p: {{beta: {{alpha: 2, beta: 2}}}}, junk: {{normal: {{mean: 0, sd: 1}}}}}}
events:
  trial: {{at: [{", ".join(f"2024-{month:02d}" for month in range(2, 12))}], branch: {{hit: p, miss: otherwise}}}}
  another: {{at: 2025-01, branch: {{next: p, none: otherwise}}}}
measures: {{share: {{expr: p}}}}
questions: {{next: {{text: Does the next one hit?, by: 2025-02, when: occurred(next)}}}}
observe:
{LOOSE}  seven: {{at: 2024-12, when: count(hit) == 7}}
"""


@BOTH
def test_a_share_of_which_ten_trials_are_known_exactly(route):
    """Prior beta(2, 2), seven of ten: beta(9, 5), and the next hits with the chance 9/14."""
    known = Learned(TRIALS, route)
    known.check(known.column("share"), 9 / 14)
    known.check((known.column("share") - 9 / 14) ** 2, 9 * 5 / (14**2 * 15))
    known.check(known.column("next"), 9 / 14)
    known.check_evidence(betabinom.logpmf(7, 10, 2, 2) + LOOSE_EVIDENCE)


RIDGE = """
parameters: {stock: {normal: {mean: 13, sd: 2}}, bias: {lognormal: {median: 1.2, sigma: 0.2}}}
measures: {n: {expr: stock}, b: {expr: bias}, both: {expr: stock*bias}}
observe: {count: {at: 2024-01, expr: stock*bias, value: 17.5, error: 0.2}}
"""


def ridge():
    """Numbers on a grid, their weights, and the evidence."""
    stock, bias = np.linspace(3, 23, 2_001)[:, None], np.linspace(0.5, 2.6, 4_001)[None, :]
    density = norm.pdf(stock, 13, 2) * lognorm.pdf(bias, 0.2, scale=1.2) * norm.pdf(17.5, stock * bias, 0.2)
    total = density.sum()
    cell = (stock[1, 0] - stock[0, 0]) * (bias[0, 1] - bias[0, 0])
    return {"n": stock, "b": bias, "both": stock * bias}, density / total, math.log(total * cell)


@BOTH
def test_a_ridge(route):
    """A number counted by who has a bias that is unknown: their product is known well, and neither of them is."""
    known = Learned(RIDGE, route, effective=800)
    numbers, weights, evidence = ridge()
    sds = {}
    for name, grid in numbers.items():
        mean = (weights * grid).sum()
        sds[name] = math.sqrt((weights * (grid - mean) ** 2).sum())
        scaled = (known.column(name) - mean) / sds[name]
        known.check(scaled, 0.0)
        known.check(scaled**2, 1.0)
    assert sds["both"] < 0.2
    assert sds["n"] > 1.5
    known.check_evidence(evidence)


MODES = """
parameters: {theta: {normal: {mean: 0, sd: 2}}}
measures: {th: {expr: theta}}
observe: {square: {at: 2024-01, expr: theta**2, value: 4, error: 0.4}}
"""


@cache
def modes(route, seed=1):
    return Learned(MODES, route, seed=seed)


@BOTH
def test_two_modes(route):
    """A square is observed: both roots are kept, with equal weight, and as wide as they must be."""
    known = modes(route)
    theta = known.column("th")
    grid = np.linspace(0, 10, 200_001)
    density = norm.pdf(grid, 0, 2) * norm.pdf(4, grid**2, 0.4)
    mean = (density * grid).sum() / density.sum()
    known.check((theta > 0).astype(float), 0.5)
    known.check(np.abs(theta), mean)
    known.check((np.abs(theta) - mean) ** 2, (density * (grid - mean) ** 2).sum() / density.sum())
    assert not (np.abs(theta) < 1).any()
    known.check_evidence(math.log(2 * density.sum() * (grid[1] - grid[0])))


BAND = f"""
parameters: {{p: {{uniform: [0, 1]}}, q: {{uniform: [0, 1]}}, junk: {{normal: {{mean: 0, sd: 1}}}}}}
measures: {{a: {{expr: p}}, both: {{expr: p + q}}}}
observe:
{LOOSE}  band: {{at: 2024-01, expr: p + q, between: [0.55, 0.65]}}
"""


@BOTH
def test_a_sharp_constraint_between_parameters(route):
    """On the band each is as in a triangle less a smaller one: its moments are differences of theirs."""
    known = Learned(BAND, route)
    assert ((known.column("both") >= 0.55) & (known.column("both") <= 0.65)).all()
    area = (0.65**2 - 0.55**2) / 2
    known.check(known.column("a"), (0.65**3 - 0.55**3) / 6 / area)
    known.check(known.column("a") ** 2, (0.65**4 - 0.55**4) / 12 / area)
    known.check_evidence(math.log(area) + LOOSE_EVIDENCE)


AGENCY = """
parameters: {theta: {normal: {mean: 0, sd: 1}}}
measures: {th: {expr: theta}}
observe:
  one:   {at: 2024-01, expr: theta, value: 1.2, error: {normal: 0.5, shared: agency, share: 0.7}}
  two:   {at: 2024-02, expr: theta, value: 0.9, error: {normal: 0.4, shared: agency, share: 0.7}}
  other: {at: 2024-03, expr: theta, value: 0.3, error: 0.5}
"""


@BOTH
def test_an_agency_whose_errors_are_shared(route):
    """Two figures of one agency say less than two of different ones; the answer is that of correlated normals."""
    values = np.array([1.2, 0.9, 0.3])
    errors = np.array([[0.25, 0.14, 0], [0.14, 0.16, 0], [0, 0, 0.25]])
    precision = 1 + np.ones(3) @ np.linalg.solve(errors, np.ones(3))
    mean = np.ones(3) @ np.linalg.solve(errors, values) / precision
    known = Learned(AGENCY, route)
    known.check(known.column("th"), mean)
    known.check((known.column("th") - mean) ** 2, 1 / precision)
    known.check_evidence(multivariate_normal.logpdf(values, np.zeros(3), errors + 1))
    apart = 1 + 1 / 0.25 + 1 / 0.16 + 1 / 0.25
    assert 1 / precision > 1.3 / apart


def test_another_seed_and_the_other_route_agree_within_their_errors():
    """Of routes that find it in other ways; their log evidences are not the same number."""
    found = [modes(route, seed) for route in ROUTES for seed in (1, 2)]
    for one in found:
        for other in found[: found.index(one)]:
            (first, se), (second, other_se) = one.learnt.log_evidence, other.learnt.log_evidence
            assert 0 < abs(first - second) < 4 * math.hypot(se, other_se)


PRECISE = """
parameters: {a: {normal: {mean: 0, sd: 1}}, b: {normal: {mean: 0, sd: 1}}, c: {normal: {mean: 0, sd: 1}}}
observe:
  a: {at: 2024-01, expr: a, value: 1, error: 0.02}
  b: {at: 2024-01, expr: b, value: 1, error: 0.02}
  c: {at: 2024-01, expr: c, value: 1, error: 0.02}
"""


def test_a_run_whose_islands_disagree_is_refused():
    """Prior futures are worth one each: their islands find other evidences, and none is believed."""
    with pytest.raises(SimengineError, match=r"8 independent attempts .* disagree: .* standard deviation of [0-9.]+"):
        Learned(PRECISE, effective=1)
