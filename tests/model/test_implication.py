"""Which conditions follow from which: tried on all values of what they compare, and a list of what isn't known."""

import itertools
import operator

import numpy as np
import pytest

from simengine.language.expression import Call, Compare, Logic, Not, constant
from simengine.language.parse import parse
from simengine.model.implication import completes, ends, excludes, grows, implies, stays, threshold

OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
VALUES = (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, float("nan"))
CONDITIONS = [
    "x > 1",
    "x >= 1",
    "1 <= x",
    "x < 1",
    "x <= 1",
    "x == 1",
    "x != 1",
    "x > 2",
    "x >= 2",
    "x <= 2",
    "x == 2",
    "y > 1",
    "between(x, 1, 2)",
    "between(x, 1.5, 2)",
    "x > 1 and y > 1",
    "x > 2 and y > 1",
    "x > 1 or y > 1",
    "x > 2 or y > 2",
    "x < 1 or x > 2",
    "not (x > 1)",
    "not (x > 1 or y > 1)",
    "not (x > 1 and y > 1)",
    "not not (x > 2)",
    "not (x == 1)",
]


def holds(node, values):
    """What an expression of x and y is, by another way than the project's own."""
    match node:
        case Compare(op=op, left=left, right=right):
            return OPERATORS[op](number(left, values), number(right, values))
        case Logic(op=op, operands=operands):
            return (all if op == "and" else any)(holds(part, values) for part in operands)
        case Not(operand=operand):
            return not holds(operand, values)
        case Call(arguments=(what, low, high)):
            return number(low, values) <= number(what, values) <= number(high, values)
    raise AssertionError(node)


def number(node, values):
    found = constant(node)
    return values[node.name] if found is None else found


PAIRS = list(itertools.product(CONDITIONS, repeat=2))
WORLDS = [{"x": x, "y": y} for x, y in itertools.product(VALUES, repeat=2)]
TRUTH = {text: np.array([holds(parse(text), world) for world in WORLDS]) for text in CONDITIONS}


def test_what_is_said_to_follow_follows_on_all_values():
    said = [(one, other) for one, other in PAIRS if implies(parse(one), parse(other))]
    assert [(one, other) for one, other in said if (TRUTH[one] & ~TRUTH[other]).any()] == []
    assert len(said) > 2.5 * len(CONDITIONS)


def test_what_is_said_to_exclude_excludes_on_all_values():
    said = [(one, other) for one, other in PAIRS if excludes(parse(one), parse(other))]
    assert [(one, other) for one, other in said if (TRUTH[one] & TRUTH[other]).any()] == []
    assert len(said) > len(CONDITIONS)
    assert all((other, one) in said for one, other in said)


def test_none_of_the_simple_ones_is_missed():
    simple = [text for text in CONDITIONS if "y" not in text and "not" not in text and "or" not in text]
    follow = [(a, b) for a, b in itertools.product(simple, repeat=2) if not (TRUTH[a] & ~TRUTH[b]).any()]
    assert [pair for pair in follow if not implies(*map(parse, pair))] == []
    assert len(follow) > 2 * len(simple)


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ("count(war) >= 2", "occurred(war)", True),
        ("count(war) > 1", "count(war) >= 2", True),
        ("occurred(war)", "count(war) > 0", True),
        ("occurred(war) and x > 1", "occurred(war)", True),
        ("occurred(a)", "occurred(a) or occurred(b)", True),
        ("occurred(war)", "count(war) >= 2", False),
        ("occurred(a)", "occurred(b)", False),
        ("x > 1", "y > 1", False),
        ("not (x > 1)", "x <= 1", False),  # for NaN it is not so
        ("x > a", "x > b", False),
    ],
)
def test_implications(one, other, known):
    assert implies(parse(one), parse(other)) is known


def test_what_stays_and_what_ends():
    for text in ("occurred(war)", "count(war) >= 2", "count(war) > 0", "occurred(a) or 3 < count(b)", "true"):
        assert stays(parse(text))
        assert ends(parse(f"not ({text})"))
    for text in (
        "x > 1",
        "count(war) <= 2",
        "occurred(a) and x > 1",
        "not occurred(a)",
        "max_so_far(x) > 1",
        "count(a) > y",
    ):
        assert not stays(parse(text))
    assert not ends(parse("x > 1"))
    assert grows(parse("count(war)"))
    assert not grows(parse("x"))


def test_complements_and_thresholds():
    assert completes(parse("not occurred(war)"), parse("count(war) >= 1"))
    assert not completes(parse("x > 1"), parse("x <= 1"))  # neither holds of NaN
    what, op, value = threshold(parse("15 <= containers"))
    assert (what, op, value) == (parse("containers"), ">=", 15.0)
    assert threshold(parse("x > y")) is None
    assert threshold(parse("x > 1 and y > 1")) is None
