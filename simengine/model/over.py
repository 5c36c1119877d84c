"""What is observed over a period: the mean of a level, or the sum of a count, of the steps in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from simengine.functions import memory_functions
from simengine.language.clock import Clock, period
from simengine.language.expression import Arithmetic, Call, Choice, Name, Negative, Node, Number, children
from simengine.language.parse import ExpressionError
from simengine.language.wording import shown
from simengine.scenario.observation import AGGREGATES, Aggregate, Observation
from simengine.scenario.schema import Scenario

Made = Literal["nothing", "counts", "levels", "both"]
"""What an expression is made of: of numbers and parameters alone, of counts of a step times these, of what has a value
at every instant, or of both, so that nobody can tell whether it is to be averaged or added up."""


def steps_over(clock: Clock, date: str) -> tuple[int, int]:
    """The steps i < k ≤ j of a period, as (i, j): those that end in it.

    Raises:
        ValueError: if it is not a date.
    """
    named = period(date)
    return clock.reading_step(named.first), clock.reading_step(named.after)


def aggregated(node: Node, seen: Observation, scenario: Scenario, formulas: Mapping[str, Node]) -> Node:
    """An expression over the period of an observation, as a function with memory read at the period's end.

    It is left as it is where there is no such period, which is told where that stands. `formulas` are those of the
    scenario without shorthands, each after all it uses.

    Raises:
        ExpressionError: where counts of a step stand beside levels, and nothing says whether to average or to add up.
    """
    over, clock = seen.over, scenario.clock
    try:
        first, last = steps_over(clock, over.date) if over is not None else (0, 0)
    except ValueError:
        first = last = 0
    if over is None or not 0 <= first < last:
        return node
    by = over.by or _decided(node, over.date, _made_of(scenario, formulas))
    return Call(f"rolling_{by}", (node, Number((last - first) / clock.per_year, node.offset)), node.offset)


def _decided(node: Node, date: str, known: Mapping[str, Made]) -> Aggregate:
    made = _made(node, known)
    if made == "both":
        which = " or ".join(f"over: {{{one}: {date}}}" for one in reversed(AGGREGATES))
        reason = f"counts of a step are added up over a period, levels are averaged, and {shown(node)} is neither alone"
        raise ExpressionError(f"{reason}: write {which}", node.offset)
    return "sum" if made == "counts" else "mean"


def _made_of(scenario: Scenario, formulas: Mapping[str, Node]) -> Mapping[str, Made]:
    """What each name stands for; one that is not in it stands for a level."""
    known: dict[str, Made] = dict.fromkeys(scenario.parameters, "nothing")
    known |= {name: "counts" for name, driver in scenario.drivers.items() if driver.counts}
    for name, node in formulas.items():
        known[name] = _made(node, known)
    return known


def _made(node: Node, known: Mapping[str, Made]) -> Made:
    parts = [_made(child, known) for child in children(node)]
    match node:
        case Name(name=name):
            return known.get(name, "levels")
        case Negative():
            return parts[0]
        case Arithmetic(op="+" | "-") | Call(function="sum" | "mean"):
            return _alike(parts)
        case Arithmetic(op="*") if "nothing" in parts:
            return parts[parts[0] == "nothing"]
        case Arithmetic(op="/") if parts[1] == "nothing":
            return parts[0]
        case Choice() if parts[0] == "nothing":
            return _alike(parts[1:])
    if {"counts", "both"} & set(parts):
        return "both"
    is_level = "levels" in parts or (isinstance(node, Call) and node.function in memory_functions())
    return "levels" if is_level else "nothing"


def _alike(parts: Sequence[Made]) -> Made:
    """Of terms: counts beside anything else, and be it a number, are neither."""
    if set(parts) <= {"levels", "nothing"}:
        return "levels" if "levels" in parts else "nothing"
    return "counts" if set(parts) == {"counts"} else "both"
