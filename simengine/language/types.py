"""Types of values, signatures of functions, and the scope an expression stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simengine.errors import listed


@dataclass(frozen=True, slots=True)
class Type:
    """A type of value. A regime has `regimes`: the names it can take, numbered 0, 1, … in this order."""

    name: str
    regimes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"a regime ({listed(self.regimes)})" if self.regimes else _IN_WORDS.get(self.name, self.name)


_IN_WORDS = {
    "number": "a number",
    "truth": "a truth value (a condition)",
    "event": "an event's name",
    "window": "a length of time",
    "offset": "a length of time",
    "instant": "a date",
}

NUMBER = Type("number")
TRUTH = Type("truth")
EVENT = Type("event")
ANY = Type("any")  # of a name whose element could not be read: it fits everywhere
WINDOW = Type("window")  # a constant length of time, at least one step
OFFSET = Type("offset")  # a constant length of time, zero allowed
INSTANT = Type("instant")  # a constant date, not before the start
CONSTANTS = (WINDOW, OFFSET, INSTANT)
"""What is settled when the scenario is read, in whole steps."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives: `required` arguments must be there; with `more`, any number may follow.

    A value `on_grid` is a time or duration of the grid, in years: a difference of two is taken in whole steps.
    """

    takes: tuple[Type, ...]
    gives: Type = NUMBER
    required: int = -1
    more: bool = False
    on_grid: bool = False

    @property
    def fewest(self) -> int:
        return len(self.takes) if self.required < 0 else self.required

    def type_at(self, position: int) -> Type:
        return self.takes[min(position, len(self.takes) - 1)]


ONE_NUMBER = Signature((NUMBER,))
PURE_FUNCTIONS: Mapping[str, Signature] = {
    **dict.fromkeys(("abs", "exp", "log", "sqrt", "tanh", "logistic", "logit"), ONE_NUMBER),
    **dict.fromkeys(("sin", "cos", "floor", "rate_of"), ONE_NUMBER),
    "min": Signature((NUMBER, NUMBER), more=True),
    "max": Signature((NUMBER, NUMBER), more=True),
    "mean": Signature((NUMBER,), more=True),
    "sum": Signature((NUMBER,), more=True),
    "clip": Signature((NUMBER, NUMBER, NUMBER)),
    "coalesce": Signature((NUMBER, NUMBER), more=True),
}
DAYS_PER_YEAR = 365.25
LENGTHS: Mapping[str, float] = {
    "months": 12.0,
    "weeks": DAYS_PER_YEAR / 7,
    "days": DAYS_PER_YEAR,
    "hours": 24 * DAYS_PER_YEAR,
}
OVER = ("sum_over", "mean_over", "min_over", "max_over", "count_over", "any_over", "all_over")
"""What takes an expression once for each member of a group."""
TIME = "time"
TIME_NAMES = (TIME, "year", "month_of_year")
DATE = "date"
WORDS = (*TIME_NAMES, DATE, "true", "false", *PURE_FUNCTIONS, *LENGTHS, *OVER)
"""What means something by itself, so that no element and no function with memory can be called so."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may use where it stands.

    `types` holds the names that may stand here, `elsewhere` the names that exist but may not, each with the reason;
    `functions` the functions with memory (none where the value is needed before a path starts); `date` turns a date
    into years since the start, raising ValueError; `per_year` are the steps of a year.
    """

    types: Mapping[str, Type]
    elsewhere: Mapping[str, str]
    functions: Mapping[str, Signature]
    date: Callable[[str], float]
    per_year: float = 1.0
    memory_refusal: str = field(default="")
