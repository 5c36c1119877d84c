"""Expressions as fields of a scenario's records, and what every element may carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simengine.language import numerals
from simengine.language.clock import DATE, FORMS
from simengine.language.expression import Negative, Node, Number, Truth, constant
from simengine.language.parse import ExpressionError, parse


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as written, and its tree. `condition` tells whether a truth is wanted."""

    text: str
    node: Node
    condition: bool = False

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Whether it is one is all there is to check; pydantic would look at each kind of node, for each field."""
        return core_schema.is_instance_schema(cls)


def _read(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return Expression("true" if value else "false", Truth(value))
    if isinstance(value, int | float):
        try:
            return Expression(repr(value), Number(float(value)))
        except OverflowError:
            raise PydanticCustomError("expression", "a number too large to hold (above 1.8e308)") from None
    if not isinstance(value, str):
        raise PydanticCustomError(
            "expression", "a number or an expression is needed (got {kind})", {"kind": _kind(value)}
        )
    try:
        return Expression(value, parse(value))
    except ExpressionError as error:
        context = {"message": error.message, "offset": error.offset}
        raise PydanticCustomError("expression", "{message}", context) from None


def _kind(value: Any) -> str:
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), type(value).__name__)


def _read_condition(value: Any) -> Expression:
    expression = _read(value)
    return Expression(expression.text, expression.node, condition=True)


def _positive(value: Any) -> Expression:
    expression = _read(value)
    literal = _literal(expression)
    if literal is not None and literal <= 0:
        raise PydanticCustomError("sign", "must be > 0 (got {got})", {"got": f"{literal:g}"})
    return expression


def not_negative(value: Any) -> Expression:
    """An expression that is no number below 0; PydanticCustomError for one that is."""
    expression = _read(value)
    literal = _literal(expression)
    if literal is not None and literal < 0:
        raise PydanticCustomError("sign", "must be >= 0 (got {got})", {"got": f"{literal:g}"})
    return expression


def _literal(expression: Expression) -> float | None:
    return constant(expression.node) if isinstance(expression.node, Number | Negative) else None


def _unless_none(read: Callable[[Any], Expression]) -> Callable[[Any], Expression | None]:
    return lambda value: None if value is None else read(value)


# For editors, which know `errorMessage` though JSON Schema does not.
_ANY = {"type": ["string", "number", "boolean"], "errorMessage": "a number or an expression is needed"}
_SCHEMA = WithJsonSchema(_ANY)
_ABOVE_ZERO = WithJsonSchema({**_ANY, "exclusiveMinimum": 0})
_FROM_ZERO = WithJsonSchema({**_ANY, "minimum": 0})
Expr = Annotated[Expression, BeforeValidator(_read), _SCHEMA]
Condition = Annotated[Expression, BeforeValidator(_read_condition), _SCHEMA]
PositiveExpr = Annotated[Expression, BeforeValidator(_positive), _ABOVE_ZERO]
NonNegativeExpr = Annotated[Expression, BeforeValidator(not_negative), _FROM_ZERO]

# The validators stand outside the union, so that an error is told once and at its own place.
OptionalExpr = Annotated[Expression | None, BeforeValidator(_unless_none(_read)), _SCHEMA]
OptionalCondition = Annotated[Expression | None, BeforeValidator(_unless_none(_read_condition)), _SCHEMA]
OptionalNonNegativeExpr = Annotated[Expression | None, BeforeValidator(_unless_none(not_negative)), _FROM_ZERO]

OTHERWISE = "otherwise"


def unless_otherwise(value: Any) -> Any:
    """None for the word that stands for what is left."""
    return None if value == OTHERWISE else value


ChanceExpr = Annotated[OptionalNonNegativeExpr, BeforeValidator(unless_otherwise)]

Confidence = Literal["datum", "base_rate", "elicited", "lever"]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


_TEXTS = WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}})
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), _TEXTS]


def _typed(value: Any) -> Any:
    """A number as it stands; no truth, and no text that looks like a number."""
    if isinstance(value, bool | str):
        shown = repr(value) if isinstance(value, str) else "true" if value else "false"
        meant = numerals.remedy(value) if isinstance(value, str) else f"write {int(value)}"
        advice = f"; {meant}" if meant else ""
        raise PydanticCustomError("number", "a number is needed (got {got}){advice}", {"got": shown, "advice": advice})
    return value


Real = Annotated[float, BeforeValidator(_typed), Field(allow_inf_nan=False)]
Whole = Annotated[int, BeforeValidator(_typed)]
End = Annotated[float, BeforeValidator(_typed)]
"""An end of a range, which may be infinite."""


def _as_text(value: Any) -> Any:
    """Dates and the like may look like numbers: `2026`."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


DATE_SCHEMA: dict[str, Any] = {
    "type": ["string", "integer"],
    "pattern": f"^{DATE.pattern}$",
    "errorMessage": f"write a date as {FORMS}",
}
DateText = Annotated[str, BeforeValidator(_as_text), WithJsonSchema(DATE_SCHEMA)]


class Record(BaseModel):
    """A frozen record that knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, hide_input_in_errors=True)


class Element(Record):
    """What every element of a scenario may carry beside what it is."""

    title: str | None = Field(None, description="what it is called where people read; its name stays the key")
    unit: str | None = Field(None, description="unit of the value, such as Mshell/year")
    source: Texts = Field((), description="ids of sources with paragraph, such as S2 ¶22")
    confidence: Confidence | None = Field(None, description="datum, base_rate, elicited or lever")
    note: str | None = Field(None, description="anything a reader should know")
    tags: Texts = Field((), description="ids of mechanisms it carries")
