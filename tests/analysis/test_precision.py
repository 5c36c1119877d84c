import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from simengine.analysis.precision import Precision
from simengine.analysis.probability import Z95
from simengine.compute.looks import MOST, looks
from simengine.runs.sampling import Sampling
from simengine.runs.stopping import Stopping, Target
from simengine.scenario.answer import Answer
from tests.helpers.analysis.interval_coverage import too_rare
from tests.helpers.switches import asked

FIGURE = Answer("class", ("up",))
Draw = Callable[[np.random.Generator, int], np.ndarray]


def test_the_looks_are_these():
    assert list(looks(1, 1_700)) == [1_000, 1_100, 1_210, 1_331, 1_465, 1_612, 1_700]
    assert list(looks(7, 9_000)) == [7_000, 7_700, 8_470, 9_000]
    assert list(looks(1, 400)) == [400]
    counts = list(looks(1, MOST))
    assert len(counts) == 98
    assert all(1.1 <= later / earlier < 1.101 for earlier, later in pairwise(counts[:-1]))


def stop(draw: Draw, half: float, chance: bool, nested: int, random: np.random.Generator) -> tuple[float, float, int]:
    """The interval at which a run stops, and its paths."""
    sampling, at = Sampling.of_nested(nested), 0
    watch = Precision((Target("up", FIGURE, half),), (chance,)).watch(sampling)
    for paths in looks(nested, MOST):
        enough = watch.look(at, [draw(random, paths - at)])
        at = paths
        if enough:
            break
    return *watch.sums[0].interval(clustered=nested > 1), at


def coin(p: float) -> Draw:
    return lambda random, n: (random.random(n) < p).astype(float)


def lognormal(random: np.random.Generator, n: int) -> np.ndarray:
    return np.exp(random.normal(size=n) / 2.0)


def nested_coin(random: np.random.Generator, n: int) -> np.ndarray:
    """Ten paths to a draw of their chance."""
    return (random.random(n) < np.repeat(random.beta(0.5, 2.0, n // 10), 10)).astype(float)


CASES = {  # what is drawn, its truth, the standard error of one unit, whether it is a chance, nested
    "rare": (coin(0.004), 0.004, math.sqrt(0.004 * 0.996), True, 1),
    "common": (coin(0.3), 0.3, math.sqrt(0.3 * 0.7), True, 1),
    "lognormal": (lognormal, math.exp(0.125), math.sqrt((math.exp(0.25) - 1.0) * math.exp(0.25)), False, 1),
    "nested": (nested_coin, 0.2, math.sqrt(0.16 * (1 / 3.5 + (1 - 1 / 3.5) / 10)), True, 10),
}


def share_covered(case: str, widths: tuple[float, ...], repeats: int) -> float:
    """How often a run holds the truth that stops at some of these widths, as shares of that after 1,000 units."""
    draw, truth, sd, chance, nested = CASES[case]
    held = 0
    for repeat in range(repeats):
        half = widths[repeat % len(widths)] * Z95 * sd / math.sqrt(1_000)
        low, high, _ = stop(draw, half, chance, nested, np.random.default_rng((12, repeat)))
        held += low <= truth <= high
    return held / repeats


@pytest.mark.parametrize("case", CASES)
def test_what_is_known_well_enough_is_so(case):
    runs = asked("SIMENGINE_COVERAGE")
    share = share_covered(case, (1.05, 0.9, 0.6, 0.3) if runs else (1.05, 0.8), runs or 1_000)
    assert share >= 0.935
    assert not too_rare(share, len(CASES), runs or 1_000)


def test_without_a_first_look_after_many_paths_it_would_not_be(monkeypatch):
    """The control: looks from 10 paths on stop when the few paths there are happen to be alike."""
    monkeypatch.setattr("simengine.analysis.precision.FIRST", 10)
    truth, held = math.exp(0.5), 0
    for repeat in range(300):
        values, at = np.exp(np.random.default_rng((12, repeat)).normal(size=2_000)), 10
        watch = Precision((Target("up", FIGURE, 0.6),), (False,)).watch(Sampling())
        enough = watch.look(0, [values[:at]])
        while not enough:
            enough, at = watch.look(at, [values[at : at + 1]]), at + 1
        low, high = watch.sums[0].interval(clustered=False)
        held += low <= truth <= high
    assert too_rare(held / 300, len(CASES), 300)


def test_both_ends_lie_within_the_half_width():
    """None of 1,000: Wilson's interval ends at .0038, and half of it is .0019."""
    watch = Precision((Target("up", FIGURE, 0.0025),), (True,)).watch(Sampling())
    assert not watch.look(0, [np.zeros(1_000)])
    assert watch.look(1_000, [np.zeros(600)])
    assert watch.stopping().looks[1].halves == (pytest.approx(Z95**2 / (1_600 + Z95**2)),)


def test_all_targets_are_to_be_met_at_one_look():
    targets = (Target("a", FIGURE, 0.04), Target("b", Answer("measure", ("b",)), 0.01))
    watch = Precision(targets, (True, False)).watch(Sampling())
    random = np.random.default_rng(1)
    assert not watch.look(0, [coin(0.5)(random, 1_000), random.normal(size=1_000)])
    first = watch.stopping()
    assert first.looks[0].halves[0] < 0.04
    assert not first.met
    assert watch.needed() == pytest.approx(1_000 * (first.looks[0].halves[1] / 0.01) ** 2)
    assert watch.look(1_000, [coin(0.5)(random, 60_000), random.normal(size=60_000)])
    assert watch.stopping().met


@pytest.mark.parametrize(
    ("values", "nested"),
    [(np.zeros(5_000), 1), (np.where(np.arange(5_000) % 9, np.nan, np.arange(5_000)), 1), (np.arange(5_000.0), 10)],
)
def test_no_error_of_few_units_is_believed(values, nested):
    """Of what has not changed yet, of a mean over few paths that count, of few draws of the parameters."""
    watch = Precision((Target("up", FIGURE, 1e6),), (False,)).watch(Sampling.of_nested(nested))
    assert not watch.look(0, [values])
    assert watch.stopping() == Stopping(watch.targets, tuple(watch.looks), met=False)
    assert watch.stopping().looks[0].halves == (None,)


def test_what_never_changes_is_a_constant_in_the_end():
    watch = Precision((Target("up", FIGURE, 1.0),), (False,)).watch(Sampling())
    assert watch.look(0, [np.full(100_000, 7.0)])
