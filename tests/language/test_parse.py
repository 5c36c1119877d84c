"""From text to tree: what is read, where it stood, and what is refused; nothing takes long or does worse."""

from __future__ import annotations

import pytest

from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Text,
    Truth,
    children,
    names,
    rebuild,
    walk,
)
from simengine.language.parse import DEEPEST, LONGEST, TALLEST, ExpressionError, parse
from tests.helpers.patience import soon

A, B, C = Name("a"), Name("b"), Name("c")
ONE, TWO = Number(1.0), Number(2.0)


def refusal(text: str) -> ExpressionError:
    """The error a text ends in, within a second."""
    with soon(1.0), pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("'full'", Text("full")),
        ('"full"', Text("full")),
        ("true", Truth(True)),
        ("-1", Number(-1.0)),
        ("- 1", Number(-1.0)),
        ("--1", ONE),
        ("+a", A),
        ("-a", Negative(A)),
        ("-1 ** 2", Negative(Power(ONE, TWO))),
        ("a ** -1", Power(A, Number(-1.0))),
        ("2 ** a ** 1", Power(TWO, Power(A, ONE))),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("a < b", Compare("<", A, B)),
        ("a < b <= c", Logic("and", (Compare("<", A, B), Compare("<=", B, C)))),
        ("a and b and c", Logic("and", (A, B, C))),
        ("a or b and c", Logic("or", (A, Logic("and", (B, C))))),
        ("not a == b", Not(Compare("==", A, B))),
        ("a in [b, 1]", Logic("or", (Compare("==", A, B), Compare("==", A, ONE)))),
        ("a in (b,)", Compare("==", A, B)),
        ("a not in [b]", Not(Compare("==", A, B))),
        ("a if b else c", Choice(B, A, C)),
        ("a if b else 1 if c else 2", Choice(B, A, Choice(C, ONE, TWO))),
        ("f()", Call("f", ())),
        ("f(a, g(b),)", Call("f", (A, Call("g", (B,))))),
        ("(((a)))", A),
        ("  a\n+\r\n\tb  ", Arithmetic("+", A, B)),
        ("größe + 1", Arithmetic("+", Name("größe"), ONE)),
        ("war == 'a # b = c'", Compare("==", Name("war"), Text("a # b = c"))),
        ("date('2026-10')", Call("date", (Text("2026-10"),))),
        ("year - 2026", Arithmetic("-", Name("year"), Number(2026.0))),
        ("a - 2026 - 10", Arithmetic("-", Arithmetic("-", A, Number(2026.0)), Number(10.0))),
    ],
)
def test_trees(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("a + bb*c", {"a": 0, "bb": 4, "c": 7}),
        ("  \n\ta <\n b", {"a": 4, "b": 9}),
        ("größe + ñu*x", {"größe": 0, "ñu": 8, "x": 11}),
        ("f('日本', x)", {"f": 0, "日本": 2, "x": 8}),
        ("max(a, -b)", {"max": 0, "a": 4, "b": 8}),
    ],
)
def test_nodes_know_where_they_stood(text: str, offsets: dict[str, int]) -> None:
    found = {
        getattr(node, "name", None) or getattr(node, "text", None) or getattr(node, "function", None): node.offset
        for node in walk(parse(text))
        if isinstance(node, Name | Text | Call)
    }
    assert found == offsets


def test_where_a_tree_stood_takes_no_part_in_equality() -> None:
    assert parse("a+b") == parse("  a  +  b")
    assert hash(parse("a+b")) == hash(parse("  a  +  b"))


def test_walking_and_rebuilding() -> None:
    tree = parse("f(a, b if c else -1) < 2")
    assert names(tree) == {"a", "b", "c"}
    assert [type(node).__name__ for node in children(tree)] == ["Call", "Number"]
    assert rebuild(tree, lambda node: node) == tree

    def doubled(node: Node) -> Node:
        return Name(node.name * 2) if isinstance(node, Name) else rebuild(node, doubled)

    assert doubled(tree) == parse("f(aa, bb if cc else -1) < 2")


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "an expression is missing"),
        (" \n ", 0, "an expression is missing"),
        ("a.b", 0, "names have no parts here"),
        ("1 + a.b.c", 4, "names have no parts here"),
        ("().__class__", 0, "names have no parts here"),
        ("a['jp']", 2, "a member is written without quotes: a[jp]"),
        ("(a + b)[jp]", 0, "only a name has members, as in support[jp]"),
        ("a[0]", 2, "members are names, never numbers"),
        ("a[1:2]", 2, "in the brackets stands a group or a member"),
        ("lambda: 1", 0, "a lambda can't be used: write a formula"),
        ("1 + (lambda x: x)", 5, "a lambda can't be used"),
        ("(a := 1)", 1, "':=' can't be used"),
        ("f'{a}'", 0, "an f-string can't be used"),
        ("[x for x in y]", 0, "ListComp can't be used here"),
        ("f(x for x in y)", 1, "GeneratorExp can't be used here"),
        ("{x: 1}", 0, "Dict can't be used here"),
        ("{x}", 0, "Set can't be used here"),
        ("[a, b]", 0, "a list stands only to the right of 'in'"),
        ("a, b", 0, "a comma outside a function's arguments"),
        ("()", 0, "a comma outside a function's arguments"),
        ("await a", 0, "await can't be used"),
        ("(yield)", 1, "Yield can't be used here"),
        ("f(*a)", 2, "'*' before a name can't be used"),
        ("f(**a)", 0, "f: arguments are given by their order, without names"),
        ("max(a, key=b)", 0, "max: arguments are given by their order, without names"),
        ("f()(a)", 0, "only a function's name can be called"),
        ("a.f(b)", 0, "only a function's name can be called"),
        ("__import__('os').system('ls')", 0, "only a function's name can be called"),
        ("'a'(b)", 0, "only a function's name can be called"),
        ("a is b", 0, "'is' can't be used: write == or !="),
        ("a is not b", 0, "'is' can't be used"),
        ("a // b", 2, "'//' can't be used: write /"),
        ("1 + a % b", 6, "'%' can't be used: 5 % is written 0.05"),
        ("a @ b", 0, "this operator can't be used"),
        ("a << b", 0, "this operator can't be used; there are + - * / ** and, or, not"),
        ("a & b", 2, "'&' can't be used: write and"),
        ("~a", 0, "'~' can't be used: write not"),
        ("a && b", 2, "'&' can't be used: write and"),
        ("a || b", 2, "'|' can't be used: write or"),
        ("a = b", 2, "'=' compares nothing: write == to compare"),
        ("a == 1 and b = 2", 13, "'=' compares nothing: write == to compare"),
        ("a in b", 0, "to the right of 'in' stands a list"),
        ("a in []", 0, "to the right of 'in' stands a list"),
        ("None", 0, "None can't be used: only numbers, names and functions"),
        ("1 + ...", 4, "Ellipsis can't be used"),
        ("1j", 0, "1j can't be used"),
        ("b'a'", 0, "b'a' can't be used"),
        ("1e999", 0, "a number too large to hold (above 1.8e308)"),
        ("a - 1e999", 4, "a number too large to hold"),
        ("9" * 400, 0, "a number too large to hold"),
        ("0x" + "f" * 400, 0, "a number too large to hold"),
        ("year >= 2026-10", 8, "a date in an expression is written date('2026-10')"),
        ("a + 2026-08", 4, "a date in an expression is written date('2026-08')"),
        ("time > 2026-05-17", 7, "written date('2026-05-17')"),
        ("a >= 2026-Q2", 5, "written date('2026-Q2')"),
        ("a # and then b", 2, "a comment can't stand inside an expression"),
        ("a\n# why\n+ b", 2, "a comment can't stand inside an expression"),
        ("war == 'full' # b'", 14, "a comment can't stand inside an expression"),
        ("a + \\\n b", 4, "a backslash can't be used"),
        (r"war == 'it\'s # ' + b", 10, "a backslash can't be used"),
        ("a b", 2, "not an expression: it can't be read from 'b' on"),
        ("a +", 3, "not an expression: it ends too early"),
        ("  größe größe", 8, "can't be read from 'größe' on"),
        ("3x", 0, "3x: a product needs its sign: write 3*x"),
        ("1if a else 2", 0, "not an expression: invalid decimal literal"),
        ("'a", 0, "not an expression: unterminated string literal"),
        ("(a", 0, "not an expression: '(' was never closed"),
        ("a)", 1, "not an expression: unmatched ')'"),
        ("a if b", 0, "not an expression: expected 'else' after 'if' expression"),
        ("import os", 0, "not an expression: it can't be read from"),
        ("a; b", 1, "not an expression: it can't be read from"),
        ("a\x00", 2, "not an expression"),
        ("\ud800", 0, "the character U+D800 can't be used here"),
    ],
)
def test_what_is_refused(text: str, offset: int, message: str) -> None:
    error = refusal(text)
    assert message in error.message
    assert error.offset == offset
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * (LONGEST + 1), "an expression of 10,001 characters; at most 10,000 are read: use formulas"),
        ("1+" * 500_000 + "1", "an expression of 1,000,001 characters"),
        ("(" * 5_000, f"nested more than {DEEPEST} deep"),
        ("(" * 61 + "a" + ")" * 61, f"nested more than {DEEPEST} deep"),
        ("f(" * 3_000 + ")" * 3_000, f"nested more than {DEEPEST} deep"),
        ("[" * 61 + "]" * 61, f"nested more than {DEEPEST} deep"),
        ("-" * 9_999 + "a", f"nested more than {DEEPEST} deep"),
        ("not " * 2_000 + "a", f"nested more than {DEEPEST} deep"),
        ("- + " * 2_000 + "a", f"nested more than {DEEPEST} deep"),
        ("2**" * 3_000 + "2", f"more than {TALLEST} operations hang on one another"),
        ("2**-" * 2_000 + "2", f"more than {TALLEST} operations hang on one another"),
        ("9**" * 20 + "9 + " + "1+" * 20 + "1e999", "a number too large to hold"),
        ("a+" * 91 + "a", f"more than {TALLEST} operations hang on one another"),
        ("a.b." * 2_000 + "c", f"more than {TALLEST} operations hang on one another"),
        ("lambda:" * 1_000 + "1", "a lambda can't be used"),
        ("a if b else " * 500 + "c", f"more than {TALLEST} operations hang on one another"),
        ("min(" + "a," * 92 + "a)", f"more than {TALLEST} operations hang on one another"),
        ("mean(" + "a," * 4_000 + "a)", f"more than {TALLEST} operations hang on one another"),
        ("0 < (" * 59 + "a" + ") < 1" * 59, "more than 20,000 operations"),
        ("(" * 59 + "a" + ") in [1, 2])"[:-1] * 59, "more than 20,000 operations"),
        ("9" * 5_000, "a number too large to hold"),
        ("'" * 9_999, "not an expression"),
        ("\"'" * 4_999, "not an expression"),
        ("2026" + " " * 9_000 + "x", "not an expression"),
        ("- " * 59 + "+" + "- " * 59 + "*", "nested more than"),
    ],
)
def test_what_is_too_much_is_refused_at_once(text: str, message: str) -> None:
    assert message in refusal(text).message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60 + "a" + ")" * 60,
        "-" * 59 + "a",
        "a+" * 89 + "a",
        "a<" * 4_000 + "a",
        "a and " * 1_600 + "a",
        "max(" + "a," * 89 + "a)",
        "a in [" + "b," * 3_000 + "b]",
    ],
)
def test_what_is_just_not_too_much_is_read(text: str) -> None:
    with soon(1.0):
        assert names(parse(text)) <= {"a", "b"}
