"""Every function with memory against its definition over the whole past, and by hand at its edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.functions import memory_functions
from simengine.language.types import EVENT, INSTANT, NUMBER, OFFSET, TRUTH, WINDOW, Signature
from tests.helpers.functions import definitions
from tests.helpers.functions.step_by_step import Event, follow, visible

NAN = math.nan
STEPS_PER_YEAR = st.sampled_from([1.0, 4.0, 12.0, 365.25 / 7, 365.25])
NUMBERS = st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, NAN, math.inf]), min_size=1, max_size=30)
TRUTHS = st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=30)
PASTS = st.lists(st.floats(-1e6, 1e6), max_size=12)
BEFORE = st.just([]) | st.integers(-10, -1).map(lambda step: [step])  # only an `at` is, and only once
OCCURRENCES = st.builds(lambda before, steps: before + sorted(steps), BEFORE, st.sets(st.integers(0, 30), max_size=8))
LATE = st.sampled_from([0, 1])
EVENTS = st.tuples(OCCURRENCES, LATE)
SETTINGS = settings(deadline=None, max_examples=60)


def same(found: float, expected: float) -> bool:
    return found == expected or (found != found and expected != expected)


def agree(
    name: str,
    n: float,
    xs: Sequence[float],
    past: Sequence[float],
    events: Sequence[Event],
    windows: Sequence[int] = (),
) -> None:
    define = getattr(definitions, name)
    for k, found in enumerate(follow(name, n, xs, past, events, windows)):
        seen = [visible(steps, k, late) for steps, late in events]
        expected = define(k, n, xs, past, *(seen or [[]]), *windows)
        assert same(found, expected), f"{name} at step {k}: {found!r}, by its definition {expected!r}"


def test_every_function_is_defined_here() -> None:
    assert len(memory_functions()) >= 15
    assert [name for name in memory_functions() if not hasattr(definitions, name)] == []


@pytest.mark.parametrize("name", ["lag", "rolling_mean", "rolling_sum"])
@SETTINGS
@given(n=STEPS_PER_YEAR, xs=NUMBERS, past=PASTS, w=st.integers(1, 40))
def test_windows(name: str, n: float, xs: list[float], past: list[float], w: int) -> None:
    agree(name, n, xs, past, [], [w])


@pytest.mark.parametrize("name", ["initial", "max_so_far"])
@SETTINGS
@given(n=STEPS_PER_YEAR, xs=NUMBERS, past=PASTS)
def test_the_path_so_far(name: str, n: float, xs: list[float], past: list[float]) -> None:
    agree(name, n, xs, past, [])


@pytest.mark.parametrize("name", ["held", "entered", "share_of_time"])
@SETTINGS
@given(n=STEPS_PER_YEAR, xs=TRUTHS)
def test_conditions(name: str, n: float, xs: list[float]) -> None:
    agree(name, n, xs, [], [])


@pytest.mark.parametrize("name", ["occurred", "count", "since", "first_time", "last_time", "earliest"])
@SETTINGS
@given(n=STEPS_PER_YEAR, steps=OCCURRENCES, late=LATE)
def test_the_log(name: str, n: float, steps: list[int], late: int) -> None:
    agree(name, n, [0.0] * 31, [], [(steps, late)])


@SETTINGS
@given(n=STEPS_PER_YEAR, xs=NUMBERS, past=PASTS, steps=OCCURRENCES, late=LATE, w=st.integers(0, 20))
def test_value_at(n: float, xs: list[float], past: list[float], steps: list[int], late: int, w: int) -> None:
    agree("value_at", n, xs, past, [(steps, late)], [w])


@pytest.mark.parametrize("name", ["sum_between", "mean_between"])
@SETTINGS
@given(n=STEPS_PER_YEAR, xs=NUMBERS, steps=OCCURRENCES, late=LATE, a=st.integers(0, 12), more=st.integers(1, 12))
def test_stretches(name: str, n: float, xs: list[float], steps: list[int], late: int, a: int, more: int) -> None:
    agree(name, n, xs, [], [(steps, late)], [a, a + more])


@SETTINGS
@given(events=st.tuples(EVENTS, EVENTS))
def test_one_event_before_another(events: tuple[Event, Event]) -> None:
    agree("before", 12.0, [0.0] * 31, [], events)


@SETTINGS
@given(steps=OCCURRENCES, late=LATE, a=st.integers(0, 30), more=st.integers(1, 12))
def test_occurrences_between_dates(steps: list[int], late: int, a: int, more: int) -> None:
    agree("count_between", 12.0, [0.0] * 31, [], [(steps, late)], [a, a + more])


@SETTINGS
@given(
    events=st.tuples(st.tuples(OCCURRENCES, LATE), st.tuples(OCCURRENCES, LATE)),
    a=st.integers(0, 12),
    more=st.integers(1, 12),
)
def test_occurrences_in_a_stretch(events: tuple[Event, Event], a: int, more: int) -> None:
    agree("occurred_between", 12.0, [0.0] * 31, [], events, [a, a + more])


RISING = [float(k) for k in range(8)]


@pytest.mark.parametrize(
    ("name", "past", "steps", "late", "windows", "values"),
    [
        ("initial", [9.0], [], 0, [], [0] * 8),
        ("lag", [], [], 0, [3], [0, 0, 0, 0, 1, 2, 3, 4]),
        ("lag", [7.0, 8.0, 9.0], [], 0, [3], [7, 8, 9, 0, 1, 2, 3, 4]),
        ("lag", [9.0], [], 0, [3], [0, 0, 9, 0, 1, 2, 3, 4]),
        ("rolling_sum", [], [], 0, [3], [0, 1, 3, 6, 9, 12, 15, 18]),
        ("rolling_mean", [], [], 0, [3], [0, 0.5, 1, 2, 3, 4, 5, 6]),
        ("rolling_mean", [3.0, 6.0], [], 0, [3], [3, 7 / 3, 1, 2, 3, 4, 5, 6]),
        ("rolling_sum", [5.0, 1.0, 1.0], [], 0, [1], RISING),
        ("max_so_far", [99.0], [], 0, [], RISING),
        ("occurred", [], [3], 0, [], [0, 0, 0, 1, 1, 1, 1, 1]),
        ("occurred", [], [3], 1, [], [0, 0, 0, 0, 1, 1, 1, 1]),
        ("count", [], [-2, 3], 1, [], [1, 1, 1, 1, 2, 2, 2, 2]),
        ("since", [], [-3, 2], 0, [], [0.75, 1, 0, 0.25, 0.5, 0.75, 1, 1.25]),
        ("first_time", [], [2, 5], 0, [], [NAN, NAN, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        ("last_time", [], [-1, 4], 0, [], [-0.25, -0.25, -0.25, -0.25, 1, 1, 1, 1]),
        ("earliest", [], [2, 5], 1, [], [NAN, NAN, NAN, 0.5, 0.5, 0.5, 0.5, 0.5]),
        ("count_between", [], [-1, 0, 1, 3, 4, 6], 0, [0, 4], [0, 1, 1, 2, 3, 3, 3, 3]),
        ("count_between", [], [-1, 0, 1, 3, 4, 6], 1, [0, 4], [0, 0, 1, 1, 2, 3, 3, 3]),
        ("count_between", [], [3, 3, 3, 4], 0, [2, 3], [0, 0, 0, 3, 3, 3, 3, 3]),
        ("value_at", [], [2, 5], 0, [0], [NAN, NAN, 2, 2, 2, 5, 5, 5]),
        ("value_at", [], [2, 5], 1, [0], [NAN, NAN, NAN, 2, 2, 2, 5, 5]),
        ("value_at", [], [2, 5], 0, [2], [NAN, NAN, NAN, NAN, 4, NAN, NAN, 7]),
        ("value_at", [40.0, 50.0], [-1], 0, [0], [50] * 8),
        ("value_at", [40.0, 50.0], [-3], 0, [0], [NAN] * 8),
        ("value_at", [40.0, 50.0], [-1], 0, [3], [NAN, NAN, 2, 2, 2, 2, 2, 2]),
        ("mean_between", [], [1], 0, [0, 2], [NAN, NAN, NAN, 2.5, 2.5, 2.5, 2.5, 2.5]),
        ("mean_between", [], [1], 1, [0, 2], [NAN, NAN, NAN, 2.5, 2.5, 2.5, 2.5, 2.5]),
        ("sum_between", [], [1], 0, [2, 4], [NAN, NAN, NAN, NAN, NAN, 9, 9, 9]),
        ("sum_between", [9.0], [-1], 0, [0, 2], [NAN, 1, 1, 1, 1, 1, 1, 1]),
        ("sum_between", [9.0], [-2], 0, [0, 2], [NAN] * 8),
        ("sum_between", [], [1, 3], 0, [0, 1], [NAN, NAN, 2, NAN, 4, 4, 4, 4]),
    ],
)
def test_tables_by_hand(name, past, steps, late, windows, values) -> None:
    found = follow(name, 4.0, RISING, past, [(steps, late)], windows)
    assert all(map(same, found, values)), found


@pytest.mark.parametrize(
    ("mine", "other", "values"),
    [
        (([2, 4], 0), ([3], 0), [0, 0, 1, 1, 1]),
        (([3], 0), ([2, 4], 0), [0] * 5),
        (([2], 0), ([], 0), [0, 0, 1, 1, 1]),
        (([], 0), ([2], 0), [0] * 5),
        (([2], 0), ([2], 1), [0, 0, 1, 1, 1]),  # noted in the same step: each is before the other
        (([2], 1), ([2], 0), [0, 0, 0, 1, 1]),
        (([-3], 0), ([-2], 0), [1] * 5),
    ],
)
def test_which_was_first(mine: Event, other: Event, values: list[float]) -> None:
    assert follow("before", 4.0, RISING[:5], [], [mine, other]) == values


def test_held_is_nothing_at_the_first_true_point() -> None:
    assert follow("held", 4.0, [0, 1, 1, 1, 0, 1], [], []) == [0, 0, 0.25, 0.5, 0, 0]
    assert follow("held", 4.0, [1, 1], [], []) == [0, 0.25]


def test_one_value_that_is_none_leaves_a_window_but_not_the_largest_so_far() -> None:
    xs = [1.0, NAN, 3.0, 4.0, 5.0]
    assert follow("rolling_sum", 1.0, xs, [], [], [2])[3:] == [7.0, 9.0]
    assert all(x != x for x in follow("max_so_far", 1.0, xs, [], [])[1:])


def test_a_rolling_sum_does_not_drift() -> None:
    """Nothing is taken away from it: a huge value that has left the window leaves nothing behind."""
    assert follow("rolling_sum", 1.0, [1e20, 0.1, 0.2, 0.3], [], [], [2])[2:] == [0.1 + 0.2, 0.2 + 0.3]


def test_dates_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must end after it begins: count_between\(e, date\('2026'\)"):
        memory_functions()["count_between"].size(3, 3)


@pytest.mark.parametrize("name", ["sum_between", "mean_between"])
@pytest.mark.parametrize("windows", [(2, 2), (3, 1)])
def test_a_stretch_that_ends_before_it_begins_is_refused(name: str, windows: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=rf"must end after it begins: {name}\(x, event, 1, 3\)"):
        memory_functions()[name].size(*windows)


def test_the_signatures() -> None:
    expected = {
        "count": Signature((EVENT,)),
        **{name: Signature((EVENT,), on_grid=True) for name in ("since", "first_time", "last_time")},
        "occurred": Signature((EVENT,), gives=TRUTH),
        "before": Signature((EVENT, EVENT), gives=TRUTH),
        "earliest": Signature((EVENT,), more=True, on_grid=True),
        "count_between": Signature((EVENT, INSTANT, INSTANT)),
        "initial": Signature((NUMBER,)),
        "max_so_far": Signature((NUMBER,)),
        "held": Signature((TRUTH,), on_grid=True),
        "share_of_time": Signature((TRUTH,)),
        **{name: Signature((NUMBER, WINDOW)) for name in ("lag", "rolling_mean", "rolling_sum")},
        "value_at": Signature((NUMBER, EVENT, OFFSET), required=2),
        "mean_between": Signature((NUMBER, EVENT, OFFSET, WINDOW)),
        "sum_between": Signature((NUMBER, EVENT, OFFSET, WINDOW)),
    }
    assert {name: memory_functions()[name].signature for name in expected} == expected
