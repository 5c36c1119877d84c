"""What is known: facts with sharp edges, figures with an error, and events that came."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from simengine.language.clock import DATE
from simengine.language.fields import (
    DATE_SCHEMA,
    DateText,
    Element,
    End,
    OptionalCondition,
    OptionalExpr,
    Real,
    Record,
)

START = "start"
Reading = Annotated[DateText, WithJsonSchema({**DATE_SCHEMA, "pattern": f"^(?:{START}|{DATE.pattern})$"})]
LAWS = ("normal", "relative", "student_t", "lognormal")


class Error(Record):
    """How far a figure may lie from what it tells of: one of the four laws, and what it shares with others."""

    normal: OptionalExpr = Field(None, description="the standard deviation of a normal law, in the figure's unit")
    relative: Real | None = Field(None, description="the same as a part of the figure: 0.1 is ten percent")
    student_t: OptionalExpr = Field(None, description="the scale of Student's t, for figures that may be far out")
    freedom: Real = Field(4.0, description="the degrees of freedom of student_t")
    lognormal: OptionalExpr = Field(None, description="the standard deviation of the figure's logarithm")
    shared: str | None = Field(None, description="the agency with whose other figures it shares a part of its error")
    share: Real = Field(0.5, description="that part, of the variance")

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws that are given; there should be one."""
        return tuple(name for name in LAWS if getattr(self, name) is not None)


def _error(value: Any) -> Any:
    """A number or an expression is the standard deviation of a normal law."""
    return value if value is None or isinstance(value, dict | Error) else {"normal": value}


class Observation(Element):
    """What is known: paths on which it does not hold are left out, or count by how likely the figure is on them."""

    at: Reading = Field(description="the period at whose end it is read, or `start`; of an event, in which it came")
    expr: OptionalExpr = Field(None, description="what is known")
    between: tuple[End, End] | None = Field(
        None,
        description="[lo, hi]: between what it lies, both included; or {csv: FILE, date: …, low: …, high: …}",
        json_schema_extra={"columns": ["low", "high"]},
    )
    value: Real | None = Field(None, description="the figure that was published, which has an `error`")
    error: Annotated[Error | None, BeforeValidator(_error)] = Field(
        None,
        description="the figure's standard deviation, or {relative: …}, {student_t: …}, {lognormal: …}; of an event's "
        "date in years, such as months(2)",
    )
    when: OptionalCondition = Field(None, description="a condition that is known to hold then")
    event: str | None = Field(None, description="the event that came in that period")
    occurrence: int = Field(1, description="which of its occurrences, counted from 1")
    known: DateText | None = Field(None, description="the period in which it was published, if not when it ended")
