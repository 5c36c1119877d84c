"""The source that stands for an expression: plain, whole, and compilable at every depth the language allows."""

from __future__ import annotations

import pytest

from simengine.language.expression import Call, Name, Node, Number, Slot, Text
from simengine.language.source import source
from tests.helpers.language.evaluating import placed, settled, value, value_of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x + 1", "(v[0] + 1.0)"),
        ("-x - -1", "((-v[0]) - (-1.0))"),
        ("x / y", "divide(v[0], v[1])"),
        ("x / 2", "(v[0] / 2.0)"),
        ("x / 0", "divide(v[0], 0.0)"),
        ("x ** 3", "whole_power(v[0], 3)"),
        ("x ** -1", "whole_power(v[0], -1)"),
        ("x ** 0.5", "power(v[0], 0.5)"),
        ("x != y", "unequal(v[0], v[1])"),
        ("x < y < 1", "((v[0] < v[1]) and (v[1] < 1.0))"),
        ("min(x, y, z)", "least(v[0], v[1], v[2])"),
        ("mean(x, y)", "(total(v[0], v[1]) / 2.0)"),
        ("sqrt(x)", "root(v[0])"),
        ("calm", "(v[8] == 1.0)"),
        ("calm + (x > 1)", "(v[8] + (1.0 if (v[0] > 1.0) else 0.0))"),
        ("x if not calm else y", "(v[0] if (not (v[8] == 1.0)) else v[1])"),
        ("time - date('2025-07')", "whole_steps((v[5] - 1.0), 12.0)"),
        ("months(1e308*10)", "inf"),
    ],
)
def test_source(text: str, written: str) -> None:
    assert source(placed(settled(text)[0])) == written


def test_values_can_be_spelled_otherwise() -> None:
    assert source(placed(settled("x + y")[0]), lambda slot: f"{slot.name}[i]") == "(x[i] + y[i])"


@pytest.mark.parametrize("node", [Name("x"), Text("full")])
def test_what_is_not_lowered_has_no_source(node: Node) -> None:
    with pytest.raises(TypeError, match="lower the expression first"):
        source(node)


def test_numbers_survive_to_the_bit() -> None:
    for number in (0.1, 1e-320, 1.7976931348623157e308, 2.0**-1074, -0.0, 5e22):
        assert repr(value_of(Number(number))) == repr(number)
    assert value_of(Call("max", (Slot(0, "x"), Number(float("inf"))))) == float("inf")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(" * 60 + "x" + ")" * 60, 3.0),
        ("max(" * 59 + "x" + ", 1)" * 59 + " + 0" * 30, 3.0),
        ("mean(" * 60 + "x" + ")" * 60 + " + 0" * 29, 3.0),
        ("-(" * 45 + "x" + ")" * 45, -3.0),
        ("(" * 59 + "x" + " > 0)" * 59 + " > 0", True),
        ("(not " * 59 + "calm" + ")" * 59 + " + 1", 1.0),
        ("min(" + "x, " * 89 + "y)", -2.0),
        ("max(" * 20 + "x" + ", 1, 2, 3)" * 20, 3.0),
        ("1 if x < 0 else " * 89 + "2", 2.0),
        ("x > 0 and " * 990 + "calm", True),
        ("x in [" + "y, " * 3_000 + "x]", True),
        ("clip(" * 44 + "x" + ", 0, 9)" * 44, 3.0),
    ],
)
def test_the_deepest_texts_have_a_value(text: str, expected: float) -> None:
    assert value(text) == expected
