"""A scenario as of a date has what was known then, in its records and in its text."""

import pytest

from simengine.errors import WrongUsageError
from simengine.loading import known_by, load, load_text
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.yaml.emit import to_yaml

HEAD = """
name: harbour
clock: {start: 2024-01, end: 2027-01, step: month}
groups: {port: [north, south]}
drivers:
  "x[port]": {process: random_walk, initial: 0, drift: 0, volatility: 1}
  y: {process: random_walk, initial: 0, drift: 0, volatility: 1}
observe:
"""
ROWS = {
    "now": "{at: start, expr: y, between: [-1, 1]}",
    "month": "{at: 2024-03, expr: y, value: 1, error: 1}",
    "late": "{at: 2024-03, expr: y, value: 1, error: 1, known: 2024-06}",
    "year": "{over: 2024, expr: y, value: 1, error: 1}",
    "x[port]": '{at: 2024-02, expr: "x[port]", value: 0, error: 1, known: 2024-05}',
    "x[south]": "{known: 2024-02}",
    "z[port]": '{at: 2025, expr: "x[port]", value: 0, error: 1}',
}
TEXT = HEAD + "".join(f"  {name}: {row}\n" for name, row in ROWS.items())


@pytest.mark.parametrize(
    ("date", "names"),
    [
        ("2023-12", ["now"]),
        ("2024-01", ["now"]),
        ("2024-02", ["now", "x[south]"]),
        ("2024-03", ["now", "month", "x[south]"]),
        ("2024-03-30", ["now", "x[south]"]),
        ("2024-05", ["now", "month", "x[north]", "x[south]"]),
        ("2024-Q2", ["now", "month", "late", "x[north]", "x[south]"]),
        ("2024", ["now", "month", "late", "year", "x[north]", "x[south]"]),
        ("2025", ["now", "month", "late", "year", "x[north]", "x[south]", "z[north]", "z[south]"]),
    ],
)
def test_what_was_known_by_the_end_of_a_period(date, names):
    found = known_by(load(TEXT), date)
    assert list(found.scenario.observe) == names
    plan = make_plan(found)
    assert {one.name for one in (*plan.observations, *plan.likelihoods)} == set(names)
    again = load_text(to_yaml(found.scenario.merged), "again").model
    assert identity_of(make_plan(again)) == identity_of(plan)
    assert set(again.scenario.observe) == set(names)


def test_what_was_known_is_what_a_text_without_the_rest_says():
    south = ROWS["x[port]"].replace("port", "south").replace("2024-05", "2024-02")
    typed = load(HEAD + f"  now: {ROWS['now']}\n  month: {ROWS['month']}\n  x[south]: {south}\n")
    assert identity_of(make_plan(known_by(load(TEXT), "2024-03"))) == identity_of(make_plan(typed))


def test_what_is_no_date_is_told():
    with pytest.raises(WrongUsageError, match="'soon' is not a date: write 2026"):
        known_by(load(TEXT), "soon")
