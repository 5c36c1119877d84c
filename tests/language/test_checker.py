"""Types: what an expression may use, what becomes of it, and what is said when it does not fit."""

from __future__ import annotations

import pytest

from simengine.language.checker import check, number, truth
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Name,
    Node,
    Number,
    ToNumber,
    constant,
)
from simengine.language.parse import ExpressionError, parse
from simengine.language.types import NUMBER, TRUTH, Scope, Type
from tests.helpers.language.evaluating import MEMORY, SCOPE, WAR, settled
from tests.helpers.patience import soon

X, CALM = Name("x"), IsTrue(Name("calm"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", NUMBER),
        ("calm", TRUTH),
        ("war", WAR),
        ("x < 1", TRUTH),
        ("not calm", TRUTH),
        ("calm and x < 1", TRUTH),
        ("calm + 1", NUMBER),
        ("x ** calm", NUMBER),
        ("calm if calm else x > 1", TRUTH),
        ("calm if calm else 1", NUMBER),
        ("war == 'full'", TRUTH),
        ("occurred(ceasefire)", TRUTH),
        ("since(ceasefire)", NUMBER),
        ("held(x > 1)", NUMBER),
        ("lag(calm, 1)", NUMBER),
        ("months(6)", NUMBER),
        ("date('2026')", NUMBER),
    ],
)
def test_types(text: str, kind: Type) -> None:
    assert settled(text)[1] == kind


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("calm", CALM),
        ("calm + x", Arithmetic("+", Name("calm"), X)),
        ("(x < 1) + x", Arithmetic("+", ToNumber(Compare("<", X, Number(1.0))), X)),
        ("calm == 1", Compare("==", Name("calm"), Number(1.0))),
        ("x if calm else calm", Choice(CALM, X, Name("calm"))),
        ("war == 'ceasefire'", Compare("==", Name("war"), Number(2.0))),
        ("'full' != war", Compare("!=", Name("war"), Number(0.0))),
        ("months(6)", Number(0.5)),
        ("months(x)", Arithmetic("/", X, Number(12.0))),
        ("lag(x, months(18))", Call("lag", (X, Number(1.5)))),
        ("lag(x, 2*months(3) + 1/2)", Call("lag", (X, Number(1.0)))),
        ("value_at(x, ceasefire, 0)", Call("value_at", (X, Name("ceasefire"), Number(0.0)))),
        ("held(calm)", Call("held", (CALM,))),
        ("occurred(ceasefire)", IsTrue(Call("occurred", (Name("ceasefire"),)))),
        ("date('2025-07')", Number(1.0)),
    ],
)
def test_what_the_check_settles(text: str, node: Node) -> None:
    assert settled(text)[0] == node


TIMES = ["time", "first_time(ceasefire)", "since(ceasefire)", "held(calm)", "date('2026')"]


@pytest.mark.parametrize("left", TIMES)
@pytest.mark.parametrize("right", TIMES)
def test_a_difference_of_times_is_taken_in_steps(left: str, right: str) -> None:
    node = settled(f"{left} - {right}")[0]
    assert isinstance(node, Call)
    assert (node.function, node.arguments[1]) == ("whole_steps", Number(12.0))
    assert node.arguments[0] == Arithmetic("-", settled(left)[0], settled(right)[0])


@pytest.mark.parametrize("text", ["time - 1", "x - time", "time + time", "year - time", "time - months(6)", "-time"])
def test_other_differences_are_plain(text: str) -> None:
    node = settled(text)[0]
    assert not isinstance(node, Call)


def test_a_difference_inside_another_is_taken_in_steps_too() -> None:
    assert settled("time - since(ceasefire) - 1")[0] == Arithmetic(
        "-", settled("time - since(ceasefire)")[0], Number(1.0)
    )


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("1 + tenson", 4, "unknown name 'tenson'"),
        ("x + calmm", 4, "unknown name 'calmm' (did you mean 'calm'?)"),
        ("kept > 1", 0, "kept: is a measure and exists only when a path is finished"),
        ("log + 1", 0, "log is a function: it needs its arguments in parentheses"),
        ("lag > 1", 0, "lag is a function"),
        ("months > 1", 0, "months is a function"),
        ("x(1)", 0, "x is not a function: remove the parentheses"),
        ("1 - foo(1)", 4, "unknown function 'foo'"),
        ("meen(1)", 0, "unknown function 'meen' (did you mean 'mean'?)"),
        ("whole_steps(1, 2)", 0, "unknown function 'whole_steps'"),
        ("divide(1, 2)", 0, "unknown function 'divide'"),
        ("ceasefire", 0, "ceasefire is an event: ask occurred(ceasefire), since(ceasefire)"),
        ("x > 1 and ceasefire", 10, "ceasefire is an event"),
        ("exp()", 0, "exp takes 1 argument (got 0)"),
        ("exp(1, 2)", 0, "exp takes 1 argument (got 2)"),
        ("min(1)", 0, "write min(a, b)"),
        ("mean()", 0, "mean takes 1 or more arguments (got 0)"),
        ("clip(x, 1)", 0, "clip takes 3 arguments (got 2)"),
        ("value_at(x)", 0, "value_at takes 2 or 3 arguments (got 1)"),
        ("value_at(x, ceasefire, 1, 2)", 0, "value_at takes 2 or 3 arguments (got 4)"),
        ("months()", 0, "months takes 1 argument (got 0)"),
        ("not x", 4, "a condition is needed here, x is a number: compare it with something"),
        ("1 if x else 2", 5, "a condition is needed here, x is a number"),
        ("calm and x", 9, "a condition is needed here, x is a number"),
        ("held(x)", 5, "a condition is needed here, x is a number"),
        ("war + 1", 0, "war is a regime (full, low, ceasefire): compare it, as in war == 'full'"),
        ("exp(war)", 4, "war is a regime"),
        ("war if calm else 1", 0, "war is a regime"),
        ("not war", 4, "a condition is needed here, war is a regime"),
        ("war < 'low'", 0, "regimes have no order: compare them by == or !="),
        ("war == 'lull'", 7, "war has no regime 'lull' (did you mean 'full'?); there are full, low, ceasefire"),
        ("war == 'cease_fire'", 7, "(did you mean 'ceasefire'?)"),
        ("war == 1", 0, "a regime is compared by == or != with a name in quotes"),
        ("war < front", 0, "a regime is compared by == or !="),
        ("x == 'low'", 5, "x is a number and can't be compared with the text 'low'"),
        ("x in ['low', 'full']", 6, "x is a number and can't be compared with the text 'low'"),
        ("'low' + 1", 0, "the text 'low' can stand only beside == or != or in date"),
        ("exp('low')", 4, "the text 'low' can stand only"),
        ("'low'", 0, "the text 'low' can stand only"),
        ("occurred(1)", 9, "occurred needs an event's name here"),
        ("occurred(x)", 9, "occurred needs an event; there is no event 'x'"),
        ("since(cease_fire)", 6, "there is no event 'cease_fire' (did you mean 'ceasefire'?)"),
        ("lag(x, z)", 7, "lag needs a constant length of time in years here, such as 2 or months(6)"),
        ("lag(x, 0)", 7, "lag needs a length of time above zero (got 0)"),
        ("lag(x, -1)", 7, "lag needs a length of time above zero (got -1)"),
        ("lag(x, 1/0)", 7, "lag needs a constant length of time"),
        ("value_at(x, ceasefire, -1)", 23, "needs a length of time"),
        ("date(2026)", 0, "date needs one date in quotes, as in date('2026-10')"),
        ("date(x)", 0, "date needs one date in quotes"),
        ("date('2026', '2027')", 0, "date needs one date in quotes"),
        ("date('soon')", 5, "'soon' is not a date"),
        ("date('2026-13')", 5, "of the calendar"),
    ],
)
def test_what_does_not_fit(text: str, offset: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        settled(text)
    assert message in caught.value.message
    assert caught.value.offset == offset


def test_what_is_wanted_where() -> None:
    assert number(parse("calm"), SCOPE) == Name("calm")
    assert number(parse("x > 1"), SCOPE) == ToNumber(Compare(">", X, Number(1.0)))
    assert truth(parse("calm"), SCOPE) == CALM
    for wanted, text in ((truth, "x"), (number, "war"), (truth, "war")):
        with pytest.raises(ExpressionError):
            wanted(parse(text), SCOPE)


def test_where_no_path_has_begun_nothing_is_remembered() -> None:
    once = Scope({"x": NUMBER}, {}, MEMORY, SCOPE.date, memory_refusal="remembers a path, and here none has begun")
    with pytest.raises(ExpressionError, match=r"lag\(…\) remembers a path, and here none has begun"):
        check(parse("1 + lag(x, 1)"), once)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", 2.0), ("-2", -2.0), ("1/4 + 2*3 - 1", 5.25), ("-(1 + 2)", -3.0), ("1/0", None), ("x", None), ("2**2", None)],
)
def test_constants(text: str, expected: float | None) -> None:
    assert constant(parse(text)) == expected


def nested(inner: str, start: str, times: int) -> str:
    text = start
    for _ in range(times):
        text = inner.replace("_", text)
    return text


@pytest.mark.parametrize(
    "text",
    [
        nested("(_) < 2", "x < 1", 55),
        nested("(_) == calm", "calm", 55),
        nested("true if calm else _", "angry", 85),
        nested("(_ if calm else angry)", "calm", 55),
        nested("max(_, x)", "x", 55),
        nested("lag(_, 1)", "x", 55),
        nested("months(_)", "x", 55),
    ],
)
def test_deep_texts_are_checked_at_once(text: str) -> None:
    """Whatever is looked at twice on every level is looked at 2⁵⁵ times at the bottom."""
    with soon(1.0):
        assert settled(text)[1] in (NUMBER, TRUTH)
