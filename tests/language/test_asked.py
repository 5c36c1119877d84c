"""What is asked is cut at its bar and its statistics, and each part keeps its place in the whole."""

import pytest

from simengine.language.asked import Asked, Statistic, parse_asked, place_in
from simengine.language.expression import Arithmetic, Call, Compare, Name, Number, Text, walk
from simengine.language.parse import ExpressionError

A, B, X = Name("a"), Name("b"), Name("x")


@pytest.mark.parametrize(
    ("text", "kind", "value", "given", "level"),
    [
        ("a", "", A, None, 0.5),
        ("mean(a, b)", "", Call("mean", (A, B)), None, 0.5),
        ("P(a)", "chance", A, None, 0.5),
        (" P ( a | b ) ", "chance", A, B, 0.5),
        ("mean(x | b)", "mean", X, B, 0.5),
        ("mean(mean(a, b))", "mean", Call("mean", (A, B)), None, 0.5),
        ("(median(x))", "quantile", X, None, 0.5),
        ("q05(x|b)", "quantile", X, B, 0.05),
        ("q975(x)", "quantile", X, None, 0.975),
        ("quantile(min(a, b), .9 | b)", "quantile", Call("min", (A, B)), B, 0.9),
        ("P(a | class == 'x|y')", "chance", A, Compare("==", Name("class"), Text("x|y")), 0.5),
        ("P(a |\n\tb)", "chance", A, B, 0.5),
    ],
)
def test_one_statistic(text, kind, value, given, level) -> None:
    asked = parse_asked(text)
    (found,) = asked.statistics
    assert asked.formula is None
    assert (found.kind, found.value, found.given, found.level) == (kind, value, given, level)


def test_several_statistics_are_joined_by_a_formula() -> None:
    asked = parse_asked("2*P(a | b) - mean(x)/P(b)")
    assert [one.text for one in asked.statistics] == ["P(a | b)", "mean(x)", "P(b)"]
    ratio = Arithmetic("/", Name("_1"), Name("_2"))
    assert asked.formula == Arithmetic("-", Arithmetic("*", Number(2.0), Name("_0")), ratio)


def test_every_part_keeps_its_place() -> None:
    text = "P(einer | zwei > 1) - P(class == 'x' | drei)"
    for statistic in parse_asked(text).statistics:
        for side in (statistic.value, statistic.given):
            for part in walk(side):
                if isinstance(part, Name):
                    assert text[part.offset :].startswith(part.name)


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("P(a | b | c)", 9, "join conditions by `and`"),
        ("P(a || b)", 6, "either of two is `or`"),
        ("a | b", 3, "`|` stands inside P(… | …)"),
        ("q5(x)", 1, "write q05 or q50"),
        ("q00(x)", 1, "a level lies between 0 and 1"),
        ("quantile(x)", 10, "quantile(x, 0.9"),
        ("quantile(x, 2)", 12, "a level lies between 0 and 1 (got 2)"),
        ("quantile(x, y)", 12, "a level lies between 0 and 1 (got y)"),
        ("Pr(a)", 1, "ask P(…)"),
        (" sd(x)", 2, "quantile(…, 0.05)"),
        ("P(a", 2, "never closed"),
        ("P()", 3, "an expression is missing"),
        ("P(a | )", 6, "an expression is missing"),
        ("", 1, "an expression is missing"),
        ("P(class = 'x')", 9, "write == to compare"),
        ("P(a) - x", 8, "write mean(x)"),
        ("P(a) - _0", 8, "write mean(_0)"),
        ("P(a) > 3", 1, "a condition goes inside"),
        ("P(a) - median(x)", 8, "stands alone"),
        ("P(a) P(b)", 6, "not an expression"),
        ("P(a.b)", 3, "names have no parts"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_column(text: str, column: int, told: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_asked(text)
    shown = place_in(text, raised.value)
    assert shown.startswith(f"{text}: column {column}: ")
    assert told in shown
    assert "_0'" not in shown or "_0" in text or text == "P(a) P(b)"


def test_a_long_text_is_cut_in_a_message() -> None:
    text = f"P({'a and ' * 100}b +)"
    with pytest.raises(ExpressionError) as raised:
        parse_asked(text)
    assert len(place_in(text, raised.value)) < 320


def test_a_text_without_a_bar_is_the_statistic() -> None:
    assert parse_asked(" x ") == Asked(" x ", (Statistic("x", "", X),))
