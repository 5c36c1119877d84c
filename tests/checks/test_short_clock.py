"""A question dated outside a clock of some months: the date that is named instead lies inside."""

import pytest

import simengine as se
from simengine.errors import ScenarioError

TEXT = """
name: short
clock: {{start: 2026-03-01, end: 2026-10-18, step: day}}
drivers: {{x: {{process: level, initial: 0}}}}
questions: {{high: {{text: High?, by: {by}, when: x > 1}}}}
"""


@pytest.mark.parametrize(
    ("by", "remedy"),
    [("2027", "2026-09 or earlier"), ("2026", "2026-09 or earlier"), ("2026-Q4", "2026-Q3 or earlier"),
     ("2026-11-05", "2026-10-17 or earlier"), ("2025", "2026-02 or later"), ("2026-02-03", "2026-02-28 or later")],
)  # fmt: skip
def test_what_is_named_instead_lies_inside(by: str, remedy: str) -> None:
    with pytest.raises(ScenarioError, match=f"lies outside the clock.*write {remedy}"):
        se.load(TEXT.format(by=by))
    assert se.load(TEXT.format(by=remedy.split(maxsplit=1)[0]))
