"""Asking a probability of what some paths have no number for: on how many paths a comparison with none decides."""

import numpy as np
import pytest

from simengine.compute.ask import ask
from tests.helpers.compute.pond_model import run_pond

NONE, UNDECIDED = np.zeros_like, np.isnan


@pytest.fixture(scope="module")
def pond(tmp_path_factory):
    return run_pond(tmp_path_factory.mktemp("ask"), paths=90)


@pytest.mark.parametrize(
    ("text", "decided_by_none", "as_"),
    [
        ("P(first_tide > 2)", UNDECIDED, False),
        ("P(not first_tide > 2)", UNDECIDED, True),
        ("P(first_tide > 2 and first_tide < 4)", UNDECIDED, False),
        ("P(first_tide > 2 or first_tide <= 2)", UNDECIDED, False),
        ("P(first_tide > 2 and not first_tide > 4)", UNDECIDED, False),
        ("P(occurred(tide) and first_tide > 2)", NONE, False),
        ("P(first_tide > 2 | occurred(tide))", NONE, False),
        ("P(since(tide) > 2 and max_so_far(height) > -9)", UNDECIDED, False),
        ("P(last > 2)", NONE, False),
    ],
)
def test_what_has_no_number_to_compare_is_told(pond, text: str, decided_by_none, as_: bool) -> None:
    table = pond.outcome_table()
    ((_, (found,)),) = ask(pond, [text])
    expected = decided_by_none(table.measures["first_tide"][table.ok]).astype(bool)
    np.testing.assert_array_equal(found.undecided, expected)
    assert {bool(value) for value in found.values[expected]} <= {as_}
