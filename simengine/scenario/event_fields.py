"""What stands in fields of events alone: one date or several, and a delay."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from simengine.distributions import Distribution
from simengine.language.fields import DATE_SCHEMA, DateText, Expression, not_negative


def _as_dates(value: Any) -> Any:
    if isinstance(value, list) and not value:
        raise PydanticCustomError("dates", "needs a date at least")
    return value if value is None or isinstance(value, list | tuple) else (value,)


_DATES = {**DATE_SCHEMA, "type": [*DATE_SCHEMA["type"], "array"], "items": DATE_SCHEMA, "minItems": 1}
OptionalDates = Annotated[tuple[DateText, ...] | None, BeforeValidator(_as_dates), WithJsonSchema(_DATES)]


def _delay(value: Any) -> Any:
    return value if value is None or isinstance(value, Distribution) else not_negative(value)


_DELAY = {"type": ["string", "number", "object"], "minimum": 0}
OptionalDelay = Annotated[Expression | Distribution | None, BeforeValidator(_delay), WithJsonSchema(_DELAY)]
