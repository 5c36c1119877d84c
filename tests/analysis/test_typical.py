"""The medoid of a class: against every pair, with numbers that are missing, and at a size no pairing could bear."""

import numpy as np
import pytest

from simengine.analysis.typical import typical
from simengine.errors import SimengineError
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.sampling import INDEPENDENT

NAN = float("nan")


def table(measures, outcome=None, path=None) -> OutcomeTable:
    n = len(next(iter(measures.values()))) if measures else len(outcome)
    none = np.zeros(n, dtype=bool)
    return OutcomeTable(
        scenario="small",
        title="",
        seed=1,
        sampling=INDEPENDENT,
        classes=("a", "b", "c"),
        path=np.arange(n) if path is None else np.array(path),
        ok=~none,
        failed=none,
        excluded=none,
        outcome=np.zeros(n, dtype=np.int16) if outcome is None else np.array(outcome, dtype=np.int16),
        measures={name: np.array(values, dtype=float) for name, values in measures.items()},
        measure_units=dict.fromkeys(measures, ""),
        questions={},
        question_texts={},
        question_kinds={},
    )


def pair_by_pair(columns) -> int:
    """The least sum of distances, by all pairs."""
    total = 0.0
    for values in columns:
        known = np.isfinite(values)
        scale = np.median(np.abs(values[known] - np.median(values[known])))
        both = np.abs(values[:, None] - values[None, :]) / scale
        total = total + np.where(known[:, None] & known, both, 10.0 * (known[:, None] != known)).sum(axis=1)
    return int(np.argmin(total))


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_medoid_of_all_pairs(seed):
    draw = np.random.default_rng(seed)
    columns = [draw.normal(size=41), 1000 * draw.lognormal(size=41), draw.normal(size=41)]
    columns[2][draw.random(41) < 0.3] = NAN
    found = typical(table(dict(zip("xyz", columns, strict=True))), "a")
    assert found.path == pair_by_pair(columns)
    assert (found.members, found.measures) == (41, ("x", "y", "z"))


def test_only_the_class_counts_and_paths_keep_their_numbers():
    found = typical(table({"x": [0, 10, 11, 12, 99]}, outcome=[1, 0, 0, 0, 1], path=[4, 8, 15, 16, 23]), "a")
    assert (found.path, found.members) == (15, 3)


def test_a_unit_makes_no_difference():
    x, y = np.random.default_rng(0).normal(size=(2, 99))
    assert typical(table({"x": x, "y": y}), "a") == typical(table({"x": 1e6 * x + 3e5, "y": y}), "a")


def test_the_typical_path_has_a_value_where_most_do():
    x = np.random.default_rng(3).normal(size=100)
    x[:40] = NAN  # all alike, and yet not what is typical
    assert typical(table({"x": x}), "a").path >= 40


def test_most_members_lack_what_the_typical_one_lacks():
    assert typical(table({"x": [5, NAN, NAN, NAN], "y": [1, 0, 1, 2]}), "a").path == 2


def test_infinity_is_no_number():
    assert typical(table({"x": [1, 2, 3, np.inf, -np.inf]}), "a").path == 1


@pytest.mark.parametrize("values", [[7, 7, 7], [NAN, NAN, NAN]])
def test_what_does_not_differ_takes_no_part_and_the_first_is_taken(values):
    found = typical(table({"x": values}, path=[9, 4, 6]), "a")
    assert (found.path, found.measures) == (4, ())


def test_most_may_be_equal():
    assert typical(table({"x": [0, 0, 0, 0, 9], "y": [4, 2, 1, 3, 2]}), "a").path in {1, 3}


def test_one_path_is_typical_of_itself_and_no_measures_are_needed():
    assert typical(table({}, outcome=[2, 1]), "c").path == 0


def test_a_large_class_is_exact_and_quick():
    x = np.random.default_rng(2).normal(size=300_000)
    assert x[typical(table({"x": x}), "a").path] == pytest.approx(np.median(x), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "message"), [("d", "no outcome class 'd'"), ("b", "no path of small is in the class")]
)
def test_a_class_without_paths_is_told(name, message):
    with pytest.raises(SimengineError, match=message):
        typical(table({"x": [1, 2]}), name)
