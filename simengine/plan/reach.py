"""Between which ends a number can lie on any path, as far as its expression tells: a count is never below 0.

Interval arithmetic over the plan (Moore 1966, Interval analysis): what comes out may be wider than what can be, never
narrower. Where nothing is known an end is infinite. NaN, what has no value, lies nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from simengine.functions import memory_functions
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Middle,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Slot,
    Start,
    ToNumber,
    Truth,
)
from simengine.language.types import EVENT, NUMBER, TRUTH
from simengine.plan.plan import Cell, DriverPlan, MemoryCell, ParameterPlan, Plan, ShiftedCell
from simengine.processes import Process
from simengine.processes._installed import every_process

Span: TypeAlias = tuple[float, float]
ANYWHERE: Span = (-math.inf, math.inf)
_FROM_ZERO: Span = (0.0, math.inf)
_SHARE: Span = (0.0, 1.0)
_FAR = 1e300


class Reach:
    """The ends of the expressions of a plan."""

    def __init__(self, plan: Plan) -> None:
        cells = (*plan.parameters, *plan.once, *plan.drivers, *plan.look, *plan.note, *plan.measures)
        self._cells = {cell.slot: cell for cell in cells}
        self._kinds = every_process(plan.plugins)
        self._known = dict[int, Span]()

    def of(self, node: Node) -> Span:
        """The ends of an expression; a truth is 1 or 0."""
        match node:
            case Number(value=value):
                return value, value
            case Truth() | Not() | Compare() | Logic() | ToNumber() | IsTrue():
                return _SHARE
            case Slot(index=index):
                return self._of_slot(index)
            case Middle(operand=operand) | Start(operand=operand):
                return self.of(operand)
            case Negative(operand=operand):
                low, high = self.of(operand)
                return -high, -low
            case Arithmetic(op=op, left=left, right=right):
                return _arithmetic(op, self.of(left), self.of(right))
            case Power(base=base):
                return _FROM_ZERO if self.of(base)[0] >= 0.0 else ANYWHERE
            case Choice(yes=yes, no=no):
                return _hull([self.of(yes), self.of(no)])
            case Call(function=function, arguments=arguments):
                return _CALLS.get(function, _unknown)([self.of(one) for one in arguments])
        return ANYWHERE

    def _of_slot(self, index: int) -> Span:
        if index not in self._known:
            self._known[index] = ANYWHERE  # what is made of itself, a step before, says nothing
            self._known[index] = self._of_cell(index)
        return self._known[index]

    def _of_cell(self, index: int) -> Span:
        match self._cells.get(index):
            case ParameterPlan(distribution=law):
                return law.quantile(0.0), law.quantile(1.0)
            case Cell(expr=expr) | ShiftedCell(expr=expr):
                return self.of(expr)
            case DriverPlan() as driver:
                return self._of_driver(driver)
            case MemoryCell() as cell:
                return self._of_memory(cell)
        return ANYWHERE

    def _of_driver(self, driver: DriverPlan) -> Span:
        """Where its process can be, within its bounds."""
        low, high = _of_kind(self._kinds[driver.process])
        if driver.bounds is None:
            return low, high
        first, last = map(self.of, driver.bounds)
        return max(low, first[0]), min(high, last[1])

    def _of_memory(self, cell: MemoryCell) -> Span:
        function = memory_functions()[cell.function]
        signature, of_what = function.signature, function.signature.takes[0]
        if TRUTH in (signature.gives, of_what):
            return _SHARE if function.unit in ("own", "1") else ANYWHERE
        if of_what == EVENT:
            return _FROM_ZERO if function.unit == "own" else ANYWHERE  # how often; else a date
        if of_what != NUMBER:
            return ANYWHERE
        ends = _hull([self.of(cell.arguments[0]), *((value, value) for value in cell.past)])
        if function.adds:
            return 0.0 if ends[0] >= 0.0 else -math.inf, 0.0 if ends[1] <= 0.0 else math.inf
        return ends if function.unit == "own" else ANYWHERE


def _of_kind(kind: type[Process]) -> Span:
    """Where a process puts what lies far out; one that has no place for it, as a logarithm has none, is above 0."""
    if kind.counts:
        return _FROM_ZERO
    low, high = _placed(kind, -_FAR), _placed(kind, _FAR)
    return (
        0.0 if math.isnan(low) else math.floor(low) if low > -_FAR else -math.inf,
        math.ceil(high) if high < 1.0 else math.inf,
    )


def _placed(kind: type[Process], value: float) -> float:
    try:
        return kind.observe(kind.place(value))
    except (ArithmeticError, ValueError, TypeError):
        return value


def _arithmetic(op: str, left: Span, right: Span) -> Span:
    (a, b), (c, d) = left, right
    if op == "+":
        return a + c, b + d
    if op == "-":
        return a - d, b - c
    if op == "/":
        if c < 0.0 < d or (c, d) == (0.0, 0.0):
            return ANYWHERE
        return _arithmetic("*", left, (1.0 / d if d else -math.inf, 1.0 / c if c else math.inf))
    found = [x * y if x and y else 0.0 for x, y in product(left, right)]  # no number is infinite: 0 times it is 0
    return min(found), max(found)


def _hull(ends: Sequence[Span]) -> Span:
    return min(low for low, _ in ends), max(high for _, high in ends)


def _unknown(_: Sequence[Span]) -> Span:
    return ANYWHERE


def _absolute(ends: Sequence[Span]) -> Span:
    ((low, high),) = ends
    return max(0.0, low, -high), max(-low, high)


_CALLS: Mapping[str, Callable[[Sequence[Span]], Span]] = {
    "min": lambda ends: (min(low for low, _ in ends), min(high for _, high in ends)),
    "max": lambda ends: (max(low for low, _ in ends), max(high for _, high in ends)),
    "sum": lambda ends: (sum(low for low, _ in ends), sum(high for _, high in ends)),
    "mean": _hull,
    "coalesce": _hull,
    "clip": lambda ends: (ends[1][0], ends[2][1]),
    "abs": _absolute,
    **dict.fromkeys(("exp", "sqrt"), lambda _: _FROM_ZERO),
    "logistic": lambda _: _SHARE,
    "tanh": lambda _: (-1.0, 1.0),
}
