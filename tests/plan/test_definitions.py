"""What a measure, a class or a question means, whatever the scenario does."""

from __future__ import annotations

import pytest

from simengine.plan.identity import definitions_of
from tests.helpers.plan.harbour_model import plan_of

SOLD, STORMS, EMPTY = "questions.sold", "measures.storms", "outcome.empty"
CHANGES = {
    "a driver": ((("level: 0.2,", "level: 0.3,"),), set()),
    "a parameter": ((("[0, 1]}\n  gust", "[0, 2]}\n  gust"),), set()),
    "an event": ((("sunk: {hazard: rate*age", "sunk: {hazard: rate"),), set()),
    "a history": ((("2024-10: 0.9", "2024-11: 0.8"),), set()),
    "a title": ((("A harbour", "Another"),), set()),
    "a question's text": ((("Is it sold by 2027?", "Sold?"),), set()),
    "a formula that none reads": ((("ships ** 0.5", "ships ** 0.25"),), set()),
    "spaces": ((("ships < 1", "ships<1"),), set()),
    "a measure that a class reads": ((("storms: count(storm)", "storms: count(storm) + 0"),), {STORMS, EMPTY}),
    "a class": ((("ships < 1", "ships < 2"),), {EMPTY}),
    "a date": ((("by: 2026", "by: 2027"),), {SOLD}),
    "a condition": ((("held(price > 0.5)", "held(price > 0.6)"),), {SOLD}),
    "a formula that is read": (
        (("value: price", "value: mean_price"), ("months(3)", "months(4)")),
        {"questions.price_2026"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_redefines(change: str, tmp_path) -> None:
    changes, expected = CHANGES[change]
    before, after = (definitions_of(plan_of(tmp_path, *some)) for some in (changes[:-1], changes))
    assert {path for path in before if before[path] != after[path]} == expected
    assert list(before) == list(after)
