"""A model's own data sets: the truth is one of the members learnt from each, whatever is asked of it.

The environment variable SIMENGINE_CALIBRATION=N asks for N data sets, learnt by both routes with several islands each.
"""

from functools import cache

import pytest

from tests.helpers.learning.calibration import MEMBERS, Calibration
from tests.helpers.learning.ranks import not_uniform
from tests.helpers.switches import asked

ASKED = asked("SIMENGINE_CALIBRATION")
LEVEL = 0.01
"""A right way of learning is refused with this chance, whatever number of ranks is looked at."""
WAYS = {
    "weights": {"islands": 4 if ASKED else 1, "effective": 100},
    "sequential": {"islands": 2, "effort": 100},
}


@cache
def calibration():
    return Calibration(ASKED or 40)


@cache
def learnt(route):
    return calibration().learnt(route, **WAYS[route])


@pytest.mark.parametrize(
    "route",
    ["weights", pytest.param("sequential", marks=pytest.mark.skipif(not ASKED, reason="takes minutes"))],
)
def test_truths_have_uniform_ranks(route):
    """Those of both parameters, of a noisy driver when it is read, of the future, and of the log likelihood."""
    ranks = calibration().ranks(learnt(route))
    assert list(ranks) == ["level", "rate", "x", "later", "log_likelihood"]
    assert not_uniform(ranks, MEMBERS, LEVEL) == {}


def test_the_prior_is_refused():
    """Parameters have uniform ranks among the prior's too: what tells is the likelihood."""
    assert set(not_uniform(calibration().ranks(calibration().prior), MEMBERS, LEVEL)) == {"log_likelihood"}


def test_members_that_lie_too_close_together_are_refused():
    refused = not_uniform(calibration().ranks(learnt("weights"), spread=0.7), MEMBERS, LEVEL)
    assert "rate" in refused
    assert set(refused) >= ({"level", "rate", "x", "later"} if ASKED else set())
