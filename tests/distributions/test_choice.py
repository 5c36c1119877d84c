"""A choice of names: its order, its chances, one name taken for all, and what a user is told."""

import re

import pytest

from simengine.distributions import distributions
from simengine.distributions._law import LARGEST_CHANCE


def read(value):
    return distributions()["choice"].read(value)


def test_names_are_numbered_in_the_order_of_the_file():
    law = read({"tory": 0.4, "labour": 0.6})
    assert law.names == ("tory", "labour")
    assert [law.quantile(u) for u in (1e-12, 0.39, 0.4, LARGEST_CHANCE)] == [0, 0, 1, 1]
    assert (law.cuts(), law.bounds(), law.chance_of(1.0)) == ((0.4,), (0, 1), 0.6)


def test_one_of_its_names_for_all_paths():
    law = read({"tory": 0.4, "labour": 0.6, "other": 0}).at_name("labour")
    assert law.names == ("tory", "labour", "other")
    assert {law.quantile(u) for u in (1e-12, 0.5, LARGEST_CHANCE)} == {1.0}
    assert (law.varies, law.cuts()) == (False, ())


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            {"true": 0.5, "false": 0.5},
            "each choice must be a number or a name (got 'true'); write 0 and 1 for no and yes",
        ),
        ({"5%": 0.5, "b": 0.5}, "each choice must be a number or a name (got '5%'); write 0.05"),
        (
            {"labour": 0.5, "1": 0.5},
            "either all choices are numbers or all are names (got 'labour' beside numbers)",
        ),
        ({"labour": 0.5, "tory": 1.5}, "the probability of tory must lie between 0 and 1 (got 1.5)"),
        ({"labour": 0.5, "tory": 0.4}, "the probabilities must sum to 1 (these sum to 0.9)"),
    ],
)
def test_messages(value, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        read(value)


def test_a_name_it_has_not():
    with pytest.raises(ValueError, match=re.escape("must be one of a, bee (got 'bea') (did you mean 'bee'?)")):
        read({"a": 0.5, "bee": 0.5}).at_name("bea")
    with pytest.raises(ValueError, match=re.escape("fixed must be a number (got 'bea')")):
        read({"0": 0.5, "1": 0.5}).at_name("bea")
