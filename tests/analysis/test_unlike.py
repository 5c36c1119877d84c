"""What means something else in two runs is told, and subtracted only when that is asked for."""

import dataclasses
import math

import pytest

from simengine.analysis.compare import compare
from simengine.errors import SimengineError
from simengine.runs.manifest import ClockStamp
from tests.helpers.analysis.small_tables import table

MONTHS = ClockStamp("2024-01-01T00:00:00", "month", 12)
DEFINED = {"outcome.a": "1", "outcome.b": "2", "outcome.c": "3", "measures.m": "4", "questions.q": "5"}


def stored(outcome=(0, 1, 2, 0), scenario="base", changed=None, clock=MONTHS, **more):
    """A table as of a stored run, some of whose definitions are changed."""
    columns = {"measures": {"m": [1, 2, 3, 4]}, "questions": {"q": [0, 1, 0, 1]}}
    made = table(outcome, scenario=scenario, **{**columns, **more})
    return dataclasses.replace(made, clock=clock, definitions={**DEFINED, **(changed or {})})


def names(comparison):
    return [(one.of, one.name) for one in comparison.unlike]


def test_like_things_are_subtracted():
    result = compare(stored(), stored(scenario="other"))
    assert (result.unlike, result.alike, result.definitions_known) == ((), True, True)


@pytest.mark.parametrize(
    ("changed", "unlike"),
    [
        ({"measures.m": "x"}, [("measure", "m")]),
        ({"questions.q": "x"}, [("question", "q")]),
        ({"outcome.c": "x"}, [("class", "c")]),
        ({"outcome.b": "x"}, [("class", "b"), ("class", "c")]),
        ({"outcome.a": "2", "outcome.b": "1"}, [("class", "a"), ("class", "b")]),  # what both leave is the same
    ],
)
def test_what_is_defined_otherwise(changed, unlike):
    base, other = stored(), stored(scenario="other", changed=changed)
    result = compare(base, other)
    assert names(result) == unlike
    assert not set(unlike) & set(result.figures)
    assert set(result.figures) | set(unlike) == set(compare(base, other, unlike=True).figures)
    assert not result.alike
    assert bool(result.migration) == all(of != "class" for of, _ in unlike)
    assert (result.answer is None) == (("class", "a") in unlike)


def test_units_and_kinds():
    base = stored(measures={"m": [1, 2, 3, 4]}, questions={"q": [0, 1, 0, 1]}, kind="value")
    kilos = compare(base, stored(scenario="other", kind="value", unit="kg"))
    assert {one.name: one.why for one in kilos.unlike} == dict.fromkeys("mq", "base gives t, other kg")
    assert kilos.measures == {}
    truth = compare(base, stored(scenario="other", truths=("m",)))
    assert {one.name: one.why for one in truth.unlike} == {
        "m": "it is a truth in other alone",
        "q": "it asks for a value in base, for a chance in other",
    }
    assert truth.questions == {}


def test_older_runs_do_not_tell():
    older = dataclasses.replace(stored(scenario="older"), definitions={})
    result = compare(stored(), older)
    assert (result.unlike, result.definitions_known) == ((), False)
    assert result.outcome


def test_another_clock():
    years = ClockStamp("2024-01-01T00:00:00", "year", 5)
    with pytest.raises(
        SimengineError, match=r"their clocks are 5 steps of a year from 2024-01-01 and 12.*; .*unlike=True"
    ):
        compare(stored(), stored(scenario="other", clock=years))
    result = compare(stored(), stored(scenario="other", clock=years, changed={"measures.m": "x"}), unlike=True)
    assert (names(result), result.pairs) == ([("run", "clock")], 4)


def test_another_seed_is_subtracted_with_the_error_of_independent_runs():
    base, other = stored(), stored((1, 1, 2, 0), scenario="other", seed=2, nested=2)
    with pytest.raises(
        SimengineError, match=r"seeds.*; nested is 2.*run 'other' again with seed=1 and nested=1, or .*unlike"
    ):
        compare(base, other)
    found = compare(base, other, unlike=True)
    assert (found.pairs, found.measures["m"].pairs, found.measures["m"].d) == (0, 0, 0.0)
    assert found.migration == {}
    of_base, of_other = 2 * (0.375**2 + 0.125**2), 0.5**2 + 0.5**2  # four paths, and two draws of the parameters
    assert found.joined == "apart"
    assert found.measures["m"].se == pytest.approx(math.sqrt(4 / 3 * of_base + 2 / 1 * of_other))


def test_other_nesting_under_one_seed_has_no_error():
    base, other = stored(), stored(scenario="other", nested=2)
    for told in (False, True):
        with pytest.raises(SimengineError, match=r"nested is 2 and 1.*run 'other' again with nested=1"):
            compare(base, other, unlike=told)


def test_another_version_of_the_semantics():
    older, newer = (dataclasses.replace(stored(), semantics=version) for version in (6, 7))
    with pytest.raises(SimengineError, match=r"version 7 and 6 of the semantics.*unlike=True"):
        compare(older, newer)
    assert names(compare(older, newer, unlike=True)) == [("run", "semantics")]
    assert names(compare(older, stored())) == []


def test_a_remedy_that_would_not_do_is_not_advised():
    """No seed helps where no class is shared, and none makes two clocks one."""
    apart = stored(scenario="other", seed=2, classes=("x", "y", "z"))
    with pytest.raises(SimengineError, match=r"share no outcome class: x, y, z against a, b, c"):
        compare(stored(), apart)
    years = stored(scenario="other", seed=2, clock=ClockStamp("2024-01-01T00:00:00", "year", 5))
    with pytest.raises(SimengineError, match=r"run 'other' again with seed=1, and then subtract .*unlike=True"):
        compare(stored(), years)
