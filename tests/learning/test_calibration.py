"""A model's own data sets: the truth is one of the members learnt from each, whatever is asked of it.

The environment variable SIMENGINE_CALIBRATION=N asks for N data sets, learnt with several islands each.
"""

from functools import cache

import pytest

from tests.helpers.learning.calibration import MEMBERS, Calibration, drawn_together
from tests.helpers.learning.learned import ROUTES
from tests.helpers.learning.ranks import not_uniform
from tests.helpers.switches import asked

ASKED = asked("SIMENGINE_CALIBRATION")
LEVEL = 0.01
"""A right way of learning is refused with this chance, whatever number of ranks is looked at."""
SETS = {"weights": ASKED or 40, "sequential": ASKED or 12}
ISLANDS = 4 if ASKED else 1


@cache
def calibration(sets):
    return Calibration(sets)


@cache
def learnt(route):
    return calibration(SETS[route]).learnt(route, ISLANDS, effective=100, effort=100)


def refused(route, found):
    """The names whose ranks are not uniform."""
    ranks = calibration(SETS[route]).ranks(found)
    assert list(ranks) == ["level", "rate", "x", "later", "log_likelihood"]
    return set(not_uniform(ranks, MEMBERS, LEVEL))


@pytest.mark.parametrize("route", ROUTES)
def test_truths_have_uniform_ranks(route):
    """Those of both parameters, of a noisy driver when it is read, of the future, and of the log likelihood."""
    assert refused(route, learnt(route)) == set()


def test_the_prior_is_refused():
    """Parameters have uniform ranks among the prior's too: what tells is the likelihood."""
    assert refused("weights", calibration(SETS["weights"]).prior()) == {"log_likelihood"}


def test_members_that_lie_too_close_together_are_refused():
    found = refused("weights", drawn_together(learnt("weights"), 0.7))
    assert found == {"level", "rate", "x", "later"} if ASKED else found
