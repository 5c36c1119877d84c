"""Verdicts on mechanisms: how often nothing is taken for something, and what is said of what is not known."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from simengine.analysis.verdicts import FALSE_ALARMS, judge, verdict_of
from simengine.compute.paired_trial import Trial
from simengine.errors import SimengineError
from tests.helpers.switches import asked

TABLES, ACTS, PAIRS = 1_500 if asked("SIMENGINE_COVERAGE") else 400, 5, 200


def trial(low, high, push="up", outcome=None):
    values = np.array([low, high], dtype=float)
    classes = np.zeros_like(values, dtype=np.int64) if outcome is None else np.array(outcome)
    return Trial("M1", "p", "x", push, (0.0, 1.0), "m", values.shape[1] + 2, values, classes, ("good", "bad"))


def test_nothing_is_seldom_taken_for_something():
    """And the control: without the correction for how many acts there are, it is so too often."""
    random = np.random.default_rng(5)
    corrected = uncorrected = 0
    for _ in range(TABLES):
        shared = random.normal(size=PAIRS)
        tries = [trial(shared, shared + random.normal(size=PAIRS)) for _ in range(ACTS)]
        corrected += any(one.verdict != "not seen" for one in judge(tries))
        uncorrected += any(judge([one])[0].verdict != "not seen" for one in tries)
    most = binom.isf(1e-4, TABLES, 1.3 * FALSE_ALARMS)  # 200 pairs have a tail a little heavier than the normal's
    assert corrected <= most < uncorrected


@pytest.mark.parametrize(("push", "verdict"), [("up", "as stated"), ("down", "against")])
def test_what_is_stated_is_compared_with_what_is_seen(push, verdict):
    found = judge([trial([0.0, 1.0, 2.0], [1.0, 2.1, 2.9], push)])[0]
    assert (found.verdict, found.paths, found.failed) == (verdict, 5, 2)
    assert found.moved.d == pytest.approx(1.0)


def test_what_is_not_known_is_not_seen():
    for low, high in (([], []), ([0.0], [5.0]), ([math.nan] * 3, [1.0] * 3), ([1.0, 2.0], [1.0, 2.0])):
        assert judge([trial(low, high)])[0].verdict == "not seen"
    assert verdict_of(judge([trial([0.0, 0.0], [1.0, 1.0])])[0].moved, "up", 3.0) == "as stated"  # the same on each


def test_the_change_of_a_class():
    found = judge([trial([0.0] * 4, [1.0] * 4, outcome=[[0, 0, 1, 1], [1, 1, 1, 0]])], ["bad"])[0]
    assert found.outcome["bad"].d == pytest.approx(0.25)
    with pytest.raises(SimengineError, match=r"no outcome class 'god' \(did you mean 'good'\?\); there are good, bad"):
        judge([trial([0.0], [1.0])], ["god"])
