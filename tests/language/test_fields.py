"""Expressions as fields of records: what stands for one, what is wanted of its sign, and how errors are told."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from simengine.language.expression import Name, Number, Truth
from simengine.language.fields import (
    Condition,
    DateText,
    Element,
    Expr,
    Expression,
    NonNegativeExpr,
    OptionalCondition,
    OptionalExpr,
    OptionalNonNegativeExpr,
    PositiveExpr,
    Record,
    Texts,
)
from simengine.language.parse import parse


class All(Record):
    any: Expr = Expression("0", Number(0.0))
    condition: Condition = Expression("true", Truth(True))
    positive: PositiveExpr = Expression("1", Number(1.0))
    not_negative: NonNegativeExpr = Expression("0", Number(0.0))
    maybe: OptionalExpr = None
    maybe_condition: OptionalCondition = None
    maybe_not_negative: OptionalNonNegativeExpr = None
    date: DateText = ""
    texts: Texts = ()


def read(key: str, value: Any) -> Any:
    return getattr(All.model_validate({key: value}), key)


def error(key: str, value: Any) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        All.model_validate({key: value})
    (found,) = caught.value.errors()
    return dict(found)


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        (3, Expression("3", Number(3.0))),
        (0.25, Expression("0.25", Number(0.25))),
        (-0.5, Expression("-0.5", Number(-0.5))),
        (True, Expression("true", Truth(True))),
        (False, Expression("false", Truth(False))),
        ("x", Expression("x", Name("x"))),
        (" a < b ", Expression(" a < b ", parse("a < b"))),
        (Expression("y", Name("y")), Expression("y", Name("y"))),
    ],
)
def test_what_stands_for_an_expression(value: Any, expression: Expression) -> None:
    assert read("any", value) == expression
    assert str(expression) == expression.text


def test_a_condition_says_so() -> None:
    assert read("condition", "x > 1") == Expression("x > 1", parse("x > 1"), condition=True)
    assert read("maybe_condition", True) == Expression("true", Truth(True), condition=True)


@pytest.mark.parametrize("key", ["maybe", "maybe_condition", "maybe_not_negative"])
def test_nothing_is_allowed_where_it_is_optional(key: str) -> None:
    assert read(key, None) is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "a number or an expression is needed (got nothing)"),
        ([1], "a number or an expression is needed (got a list)"),
        ({"a": 1}, "a number or an expression is needed (got a mapping)"),
        (b"x", "a number or an expression is needed (got bytes)"),
        (10**400, "a number too large to hold (above 1.8e308)"),
        ("", "an expression is missing"),
    ],
)
def test_what_stands_for_none(value: Any, message: str) -> None:
    assert error("any", value)["msg"] == message


@pytest.mark.parametrize("key", ["any", "condition", "positive", "not_negative", "maybe", "maybe_not_negative"])
def test_an_error_inside_tells_its_offset_and_is_told_once(key: str) -> None:
    found = error(key, "1 + a.b")
    assert found["loc"] == (key,)
    assert found["type"] == "expression"
    assert found["ctx"]["offset"] == 4
    assert found["msg"].startswith("names have no parts here")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("positive", 0, "must be > 0 (got 0)"),
        ("positive", "-0.3", "must be > 0 (got -0.3)"),
        ("positive", -0.0, "must be > 0 (got -0)"),
        ("not_negative", -1e-9, "must be >= 0 (got -1e-09)"),
        ("not_negative", "- 2", "must be >= 0 (got -2)"),
        ("maybe_not_negative", -1, "must be >= 0 (got -1)"),
    ],
)
def test_a_literal_of_the_wrong_sign(key: str, value: Any, message: str) -> None:
    assert error(key, value)["msg"] == message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("positive", 1e-300),
        ("positive", "-x"),
        ("positive", "1 - 2"),
        ("not_negative", 0),
        ("maybe_not_negative", "-x"),
    ],
)
def test_the_sign_of_what_is_no_literal_is_the_paths_affair(key: str, value: Any) -> None:
    assert isinstance(read(key, value), Expression)


@pytest.mark.parametrize(("value", "text"), [(2026, "2026"), ("2026-05", "2026-05"), ("start", "start")])
def test_a_date_may_look_like_a_number(value: Any, text: str) -> None:
    assert read("date", value) == text


@pytest.mark.parametrize("value", [True, [2026], None])
def test_what_is_no_date_text(value: Any) -> None:
    assert error("date", value)["type"] == "string_type"


@pytest.mark.parametrize(("value", "texts"), [("S2 ¶22", ("S2 ¶22",)), (["M2", "M3"], ("M2", "M3")), ([], ())])
def test_one_text_or_several(value: Any, texts: tuple[str, ...]) -> None:
    assert read("texts", value) == texts


def test_records_are_frozen_and_know_their_fields() -> None:
    record = All.model_validate({"any": 1})
    with pytest.raises(ValidationError, match="frozen"):
        record.any = Expression("2", Number(2.0))
    assert error("anything", 1)["type"] == "extra_forbidden"
    with pytest.raises(ValidationError) as caught:
        All.model_validate({"any": {"secret": 1}})
    assert "secret" not in str(caught.value)


def test_what_every_element_may_carry() -> None:
    element = Element.model_validate(
        {"unit": "Mshell/year", "source": "S2 ¶22", "confidence": "elicited", "note": "why", "tags": ["M2"]}
    )
    assert (element.unit, element.source, element.tags) == ("Mshell/year", ("S2 ¶22",), ("M2",))
    with pytest.raises(ValidationError, match="'datum', 'base_rate', 'elicited' or 'lever'"):
        Element.model_validate({"confidence": "sure"})
