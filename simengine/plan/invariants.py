"""What is kept of an invariant: when it first broke."""

from __future__ import annotations

from simengine.language.expression import Arithmetic, Call, Choice, Compare, Name, Negative, Node, Number
from simengine.language.types import TIME_NAMES
from simengine.plan.plan import Cell

INVARIANTS = "invariants."
"""What the name of a measure begins with that an invariant is read by: when it first broke, in years; else NaN."""
_NEVER = -1e300
"""Less than minus any time."""


def first_break(condition: Node) -> Node:
    """The years from the start until a condition first does not hold, read at the end; NaN if it always does."""
    time = Negative(Name(TIME_NAMES[0]))
    earliest = Call("max_so_far", (Choice(condition, Number(_NEVER), time),))
    none = Arithmetic("/", Number(0.0), Number(0.0))
    return Choice(Compare(">", earliest, Number(_NEVER)), Negative(earliest), none)


def origin_of(measure: Cell) -> str:
    """Where in the scenario a measure stands, as a dotted path."""
    return measure.name if measure.name.startswith(INVARIANTS) else f"measures.{measure.name}"
