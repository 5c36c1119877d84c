"""Arguments that are settled when a scenario is read: lengths of time, dates, and chances written as numbers."""

from __future__ import annotations

from simengine.language.expression import Call, Node, Number
from simengine.language.parse import ExpressionError
from simengine.language.types import INSTANT, WINDOW, Type

_LENGTH = "length of time in years here, such as 2 or months(6)"
_DATE = "date here, such as date('2026-10')"


def settled(call: Call, node: Node, value: float | None, wanted: Type) -> Number:
    """An argument in years, whose value is None if it has anything but literals in it. Raises ExpressionError."""
    is_date = wanted == INSTANT
    if value is None:
        what = _DATE if is_date else _LENGTH
        raise ExpressionError(
            f"{call.function} needs a constant {what}: it is fixed when the scenario is read", node.offset
        )
    if is_date and value < 0:
        reason = "counts from the start on, and this date lies before it: give a later one, or 0 for the start"
        raise ExpressionError(f"{call.function} {reason}", node.offset)
    if value < 0 or (value == 0 and wanted == WINDOW):
        raise ExpressionError(f"{call.function} needs a length of time above zero (got {value:g})", node.offset)
    return Number(value, node.offset)


def refuse_chance(node: Node, chance: float | None) -> None:
    """ExpressionError for a number that is no chance a year, or one that no rate has."""
    if chance is None or 0 <= chance < 1:
        return
    reason = "what is certain has no rate: give the event a date" if chance == 1 else "90 % is written 0.9"
    raise ExpressionError(f"rate_of takes a chance a year, from 0 to below 1 (got {chance:g}); {reason}", node.offset)
