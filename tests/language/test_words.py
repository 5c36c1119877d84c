"""What the words are worth that are not arithmetic: `coalesce`, `floor`, `sin`, `cos`, `rate_of`, `month_of_year`."""

from __future__ import annotations

import math

import pytest

from tests.helpers.language.evaluating import value

NAN, INF = math.nan, math.inf


# x is 3, y −2, z ½, nothing NaN, endless ∞, time 1½, month_of_year 4; calm holds.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coalesce(nothing, x)", 3.0),
        ("coalesce(y, nothing)", -2.0),
        ("coalesce(nothing, sqrt(y), z, x)", 0.5),
        ("coalesce(nothing, nothing)", NAN),
        ("coalesce(calm, 5)", 1.0),
        ("coalesce(nothing, 7) - coalesce(time, time)", 5.5),
        ("floor(2.75) + floor(y - z)", -1.0),
        ("floor(-0.0)", 0.0),
        ("floor(-0.25)", -1.0),
        ("floor(1e300)", 1e300),
        ("floor(-endless)", -INF),
        ("floor(nothing)", NAN),
        ("sin(0) + cos(0)", 1.0),
        ("sin(-0.0)", -0.0),
        ("sin(endless)", NAN),
        ("cos(nothing)", NAN),
        ("sin(1e22)", -0.8522008497671888),
        ("cos(3*x)", -0.9111302618846769),
        ("rate_of(0)", 0.0),
        ("rate_of(0.9)", 2.302585092994046),
        ("rate_of(1 + 0*x)", INF),
        ("rate_of(x)", NAN),
        ("rate_of(y)", NAN),
        ("rate_of(nothing)", NAN),
        ("month_of_year + 1", 5.0),
    ],
)
def test_values(text: str, expected: float) -> None:
    found = value(text)
    assert isinstance(found, float)
    assert (math.isnan(found) and math.isnan(expected)) or (
        found == expected and math.copysign(1, found) == math.copysign(1, expected)
    )
