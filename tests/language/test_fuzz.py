"""Any text is an expression or an ExpressionError; a well-typed one has a value, the one its own meaning gives."""

from __future__ import annotations

import math
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from simengine.language.expression import walk
from simengine.language.parse import ExpressionError
from simengine.language.types import NUMBER, TRUTH
from simengine.numerics import exp, log, logistic, logit, tanh
from tests.helpers.language.evaluating import TRUTHS, VALUES, remembers, settled, value, value_of
from tests.helpers.patience import soon

SETTINGS = settings(deadline=None, max_examples=100)
LANGUAGE = """x y z nothing endless time year calm angry war front ceasefire kept unknown true False None lambda import
    min( max( mean( clip( exp( log( sqrt( tanh( lag( since( held( value_at( months( date( f( ( ) [ ] { } , : ; . .. '
    " 'low' '2026-10' + - * / ** // % @ & | ^ ~ << < <= > >= == != = := and or not in is if else for 0 1 2.5 1e308
    1e999 0x1f 1_0 2026-10 2026 Q2 # \\ é 日 $ ? !"""
WORDS = [*LANGUAGE.split(), "\n"]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=2), max_size=25)


def looked_at(text: str) -> None:
    """Reads, checks and evaluates a text as far as it goes."""
    refusal = None
    with soon(1.0):
        try:
            node, kind = settled(text)
        except ExpressionError as error:
            refusal, node, kind = error, None, None
    if node is None:
        assert refusal.message
        assert 0 <= refusal.offset <= len(text)
        return
    assert all(0 <= part.offset <= len(text) for part in walk(node))
    if kind in (NUMBER, TRUTH) and not any(remembers(part) for part in walk(node)):
        assert isinstance(value_of(node), float if kind == NUMBER else bool)


@SETTINGS
@given(TEXTS.map(" ".join) | TEXTS.map("".join))
@example("a" * 300 + "(" * 59)
@example("x" + "\u2028" + "y")
@example("'''x'''")
@example("ﬁ + 1")
def test_any_text_is_an_expression_or_an_error(text: str) -> None:
    looked_at(text)


@SETTINGS
@given(st.text(max_size=60))
def test_any_characters_are_an_expression_or_an_error(text: str) -> None:
    looked_at(text)


# A text and its value, by the words of docs/semantics.md and Python's floats.
Pair = tuple[str, float]


def first_that(better: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    """Of two the better, of equals the first, NaN if there is one."""
    return lambda a, b: math.nan if a != a or b != b else b if better(b, a) else a


smaller, larger = first_that(lambda a, b: a < b), first_that(lambda a, b: a > b)
ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.nan,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a == a and b == b and a != b,
}
ONE: dict[str, Callable[[float], float]] = {
    "-": lambda a: -a,
    "abs": abs,
    "exp": exp,
    "log": log,
    "tanh": tanh,
    "logistic": logistic,
    "logit": logit,
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "months": lambda a: a / 12,
}
LITERALS = st.sampled_from([0.0, 1.0, 2.5, 0.1, 1e-5, 1e308, 3.0]).map(lambda x: (repr(x), x))
NAMED = st.sampled_from(["x", "y", "z", "nothing", "endless", *TRUTHS]).map(lambda name: (name, VALUES[name]))
HELD = st.sampled_from([("true", 1.0), ("false", 0.0), ("calm", 1.0), ("angry", 0.0), ("war == 'low'", 1.0)])


def numbers(inner: st.SearchStrategy[Pair], holding: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    def two(op: str, a: Pair, b: Pair) -> Pair:
        return f"({a[0]}) {op} ({b[0]})", ARITHMETIC[op](a[1], b[1])

    def one(name: str, a: Pair) -> Pair:
        return f"{name}({a[0]})", ONE[name](a[1])

    def many(name: str, items: list[Pair]) -> Pair:
        found = items[0][1]
        for _, item in items[1:]:
            found = {"min": smaller, "max": larger, "mean": ARITHMETIC["+"]}[name](found, item)
        return f"{name}({', '.join(text for text, _ in items)})", found / len(items) if name == "mean" else found

    def clipped(a: Pair, b: Pair, c: Pair) -> Pair:
        return f"clip({a[0]}, {b[0]}, {c[0]})", larger(b[1], smaller(a[1], c[1]))

    def chosen(a: Pair, c: Pair, b: Pair) -> Pair:
        return f"({a[0]}) if {c[0]} else ({b[0]})", a[1] if c[1] else b[1]

    return st.one_of(
        st.builds(two, st.sampled_from(sorted(ARITHMETIC)), inner, inner),
        st.builds(one, st.sampled_from(sorted(ONE)), inner),
        st.builds(many, st.sampled_from(["min", "max", "mean"]), st.lists(inner, min_size=2, max_size=4)),
        st.builds(clipped, inner, inner, inner),
        st.builds(chosen, inner, holding, inner),
    )


def conditions(inner: st.SearchStrategy[Pair], holding: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    def compared(first: Pair, rest: list[tuple[str, Pair]]) -> Pair:
        text, holds, left = f"({first[0]})", True, first[1]
        for op, (right, number) in rest:
            text, holds, left = f"{text} {op} ({right})", holds and COMPARISONS[op](left, number), number
        return text, float(holds)

    def joined(word: str, items: list[Pair]) -> Pair:
        truths = [bool(number) for _, number in items]
        text = f" {word} ".join(f"({item})" for item, _ in items)
        return text, float(all(truths) if word == "and" else any(truths))

    def among(a: Pair, items: list[Pair], word: str) -> Pair:
        found = any(a[1] == number for _, number in items)
        return f"({a[0]}) {word} [{', '.join(text for text, _ in items)}]", float(found == (word == "in"))

    links = st.tuples(st.sampled_from(sorted(COMPARISONS)), inner)
    return st.one_of(
        st.builds(compared, inner, st.lists(links, min_size=1, max_size=3)),
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(holding, min_size=2, max_size=3)),
        st.builds(among, inner, st.lists(inner, min_size=1, max_size=3), st.sampled_from(["in", "not in"])),
        holding.map(lambda c: (f"not ({c[0]})", float(not c[1]))),
    )


NUMBERS_0, TRUTHS_0 = LITERALS | NAMED, HELD
NUMBERS_1, TRUTHS_1 = NUMBERS_0 | numbers(NUMBERS_0, TRUTHS_0), TRUTHS_0 | conditions(NUMBERS_0, TRUTHS_0)
NUMBERS_2, TRUTHS_2 = numbers(NUMBERS_1, TRUTHS_1), conditions(NUMBERS_1, TRUTHS_1)
NUMBERS_3, TRUTHS_3 = numbers(NUMBERS_2 | TRUTHS_1, TRUTHS_2), conditions(NUMBERS_2 | TRUTHS_1, TRUTHS_2)


@SETTINGS
@given(NUMBERS_3)
def test_a_number_has_the_value_its_meaning_gives(pair: Pair) -> None:
    text, expected = pair
    found = value(f"({text}) if true else 0")  # a choice between conditions alone is a condition
    assert type(found) is float
    assert repr(found) == repr(expected)


@SETTINGS
@given(TRUTHS_3)
def test_a_condition_has_the_value_its_meaning_gives(pair: Pair) -> None:
    text, expected = pair
    assert value(text) is bool(expected)
