"""Expressions as messages show them."""

import pytest

from simengine.language.parse import parse
from simengine.language.wording import shown


@pytest.mark.parametrize(
    "text",
    [
        "a + b*c - (d - e)",
        "(a + b)*c/(d*e)",
        "-a**2 + (-a)**2",
        "a**(b + 1)",
        "(a if b < 1 else 2) + 1",
        "min(a, 0.5 if b else c)",
        "not (a or b) and c",
        "a < b and b < c or d == 'low'",
        "date('2026-10') - time",
        "-3*x",
        "x - -3",
        "true",
    ],
)
def test_what_is_shown_is_read_as_the_same_tree(text: str) -> None:
    assert parse(shown(parse(text), 200)) == parse(text)


def test_redundant_brackets_are_left_out() -> None:
    assert shown(parse("((a) * (b)) + (c)")) == "a*b + c"


def test_a_long_one_is_cut() -> None:
    text = shown(parse(" + ".join(["something"] * 20)), 30)
    assert len(text) <= 30
    assert text.endswith("…")
