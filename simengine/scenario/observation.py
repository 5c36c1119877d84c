"""What is known: facts with sharp edges, figures with an error, and events that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from simengine.language.clock import DATE, Clock, Instant, period
from simengine.language.fields import (
    DATE_SCHEMA,
    DateText,
    Element,
    End,
    OptionalCondition,
    OptionalExpr,
    Real,
    Record,
    Whole,
)

START = "start"
Reading = Annotated[DateText, WithJsonSchema({**DATE_SCHEMA, "pattern": f"^(?:{START}|{DATE.pattern})$"})]
LAWS = ("normal", "relative", "student_t", "lognormal")
FREEDOM, SHARE = 4.0, 0.5
Aggregate = Literal["mean", "sum"]
AGGREGATES: tuple[Aggregate, ...] = ("mean", "sum")


class Error(Record):
    """How far a figure may lie from what it tells of: one of the four laws, and what it shares with others."""

    normal: OptionalExpr = Field(None, description="the standard deviation of a normal law, in the figure's unit")
    relative: Real | None = Field(None, description="the same as a part of the figure: 0.1 is ten percent")
    student_t: OptionalExpr = Field(None, description="the scale of Student's t, for figures that may be far out")
    freedom: Real = Field(FREEDOM, description="the degrees of freedom of student_t")
    lognormal: OptionalExpr = Field(None, description="the standard deviation of the figure's logarithm")
    shared: str | None = Field(None, description="the agency with whose other figures it shares a part of its error")
    share: Real = Field(SHARE, description="that part, of the variance")

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws that are given; there should be one."""
        return tuple(name for name in LAWS if getattr(self, name) is not None)


def _error(value: Any) -> Any:
    """A number or an expression is the standard deviation of a normal law."""
    return value if value is None or isinstance(value, dict | Error) else {"normal": value}


@dataclass(frozen=True, slots=True)
class Over:
    """A period over which something is averaged or added up; `by` is None where that follows from what it is."""

    date: str
    by: Aggregate | None = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)


def _over(value: Any) -> Any:
    """`2024`, `{sum: 2024}` or `{mean: 2024}`."""
    if value is None or isinstance(value, Over):
        return value
    by, date = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else (None, value)
    if by is not None and by not in AGGREGATES:
        raise PydanticCustomError("over", "a period is averaged or added up: {mean: 2024} or {sum: 2024}")
    if isinstance(date, bool) or not isinstance(date, str | int | float):
        raise PydanticCustomError("over", "a period is needed, as in 2024, or {sum: 2024} or {mean: 2024}")
    return Over(str(date), by)


_OVER: dict[str, Any] = {
    **DATE_SCHEMA,
    "type": [*DATE_SCHEMA["type"], "object"],
    "properties": {
        "mean": {**DATE_SCHEMA, "description": "the period over whose steps it is averaged"},
        "sum": {**DATE_SCHEMA, "description": "the period over whose steps it is added up"},
    },
    "additionalProperties": False,
}
_ERROR: dict[str, Any] = {
    "type": ["string", "number", "object"],
    "properties": Error.model_json_schema()["properties"],
    "additionalProperties": False,
    "exclusiveMinimum": 0,
}
OptionalOver = Annotated[Over | None, BeforeValidator(_over), WithJsonSchema(_OVER)]
OptionalError = Annotated[Error | None, BeforeValidator(_error), WithJsonSchema(_ERROR)]


class Observation(Element):
    """What is known: paths on which it does not hold are left out, or count by how likely the figure is on them."""

    at: Reading | None = Field(
        None, description="the period at whose end it is read, or `start`; of an event, in which it came"
    )
    over: OptionalOver = Field(
        None,
        description="instead of `at`: the period over whose steps it is averaged, or added up if it is a count; "
        "{mean: 2024} or {sum: 2024} says which",
    )
    expr: OptionalExpr = Field(None, description="what is known")
    between: tuple[End, End] | None = Field(
        None,
        description="[lo, hi]: between what it lies, both included; or {csv: FILE, date: …, low: …, high: …}",
        json_schema_extra={"columns": ["low", "high"]},
    )
    value: Real | None = Field(
        None, description="the figure that was published, which has an `error`; beside `csv`, the column of figures"
    )
    error: OptionalError = Field(
        None,
        description="the figure's standard deviation, or {relative: …}, {student_t: …}, {lognormal: …}; of an event's "
        "date in years, such as months(2)",
    )
    when: OptionalCondition = Field(None, description="a condition that is known to hold then")
    event: str | None = Field(None, description="the event that came in that period")
    occurrence: Whole = Field(1, description="which of its occurrences, counted from 1")
    known: DateText | None = Field(None, description="the period in which it was published, if not when it ended")

    @property
    def date(self) -> str:
        """The period it tells of, or `start`; empty if none is given."""
        return self.at if self.at is not None else self.over.date if self.over is not None else ""

    @property
    def date_keys(self) -> tuple[str, ...]:
        """The keys under which that stands."""
        if self.over is None:
            return ("at",)
        return ("over",) if self.over.by is None else ("over", self.over.by)

    @property
    def spans(self) -> bool:
        """Whether it tells of a whole period, not of its end."""
        return self.over is not None or (self.event is not None and self.error is None)

    def known_at(self, clock: Clock) -> Instant:
        """The instant since which it is known: the end of `known`, else of the period it tells of.

        Raises:
            ValueError: if there is no such date.
        """
        if self.known is not None:
            return period(self.known).after
        return clock.start if self.date == START else period(self.date).after
