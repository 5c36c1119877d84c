"""Expressions over what is stored of the paths: measures, answers, classes, and when events occurred."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.functions import memory_functions
from simengine.functions._memory_function import Log
from simengine.language.asked import CLASS, END
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    ToNumber,
    Truth,
    children,
)
from simengine.language.source import NAMESPACE, RENAMED
from simengine.language.types import EVENT
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.store import Run

Values = NDArray[Any]
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
}  # fmt: skip
OF_COLUMNS: Mapping[str, Callable[..., Any]] = {
    "abs": np.abs,
    "floor": np.floor,
    "total": lambda *values: reduce(np.add, values),
    "least": lambda *values: reduce(np.minimum, values),
    "greatest": lambda *values: reduce(np.maximum, values),
    "earliest": lambda *values: reduce(np.fmin, values),
    "coalesce": lambda *values: reduce(lambda a, b: np.where(np.isnan(a), b, a), values),
    "clip": lambda x, low, high: np.maximum(low, np.minimum(x, high)),
    "divide": lambda a, b: np.where(b != 0.0, a / b, np.nan),
}
"""The functions of the language that NumPy has too, with the same values."""
_AT_ONCE = 2**16  # paths of which Python's own numbers are made at a time


@dataclass(slots=True, eq=False)
class StoredValues:
    """The ok paths of a run, and what is known of each: what is stored, and what is `added` under other names.

    Values of `added` names are arrays over the ok paths. A value is read when it is first asked for, and kept.
    """

    run: Run
    table: OutcomeTable
    added: dict[str, Values] = field(default_factory=dict)
    _kept: dict[Node, Values] = field(default_factory=dict)

    @property
    def rows(self) -> Integers:
        """The rows of the ok paths among all."""
        return np.flatnonzero(self.table.ok)

    def has(self, node: Node) -> bool:
        """Whether an expression needs nothing but what is known."""
        if isinstance(node, Name):
            return node.name.startswith(END) or node.name in self.added or node.name in self.table.measures
        if isinstance(node, Call) and node.function in memory_functions():
            return _reads_log(node)
        return all(map(self.has, children(node)))

    def of(self, node: Node) -> Values:
        """The values of a typed expression on the ok paths: truths, or numbers. KeyError for what isn't known."""
        match node:
            case Number(value=value) | Truth(value=value):
                return np.full(len(self.rows), value)
            case Name() | Call(function="Log"):
                return self._kept_value(node, self._stored)
            case Call() if node.function in memory_functions():
                return self._kept_value(node, self._logged)
            case Negative(operand=operand):
                return -self.of(operand)
            case Not(operand=operand):
                return np.logical_not(self.of(operand))
            case ToNumber(operand=operand):
                return self.of(operand).astype(np.float64)
            case IsTrue(operand=operand):
                return np.equal(self.of(operand), 1.0)
            case Choice():
                return np.where(self.of(node.condition), self.of(node.yes), self.of(node.no))
            case Logic():
                sides = [self.of(operand) for operand in node.operands]
                together: Values = np.all(sides, axis=0) if node.op == "and" else np.any(sides, axis=0)
                return together
        with np.errstate(all="ignore"):
            return self._computed(node, [self.of(child) for child in children(node)])

    def _computed(self, node: Node, values: list[Values]) -> Values:
        match node:
            case Compare(op="!="):
                return (values[0] < values[1]) | (values[0] > values[1])
            case Compare(op=op):
                found: Values = _COMPARED[op](*values)
                return found
            case Arithmetic(op="+"):
                return values[0] + values[1]
            case Arithmetic(op="-"):
                return values[0] - values[1]
            case Arithmetic(op="*"):
                return values[0] * values[1]
            case Arithmetic():
                return _applied("divide", values)
            case Power(exponent=Number(value=power)) if power.is_integer():
                return _applied("whole_power", [values[0], np.full(len(values[0]), int(power))])
            case Power():
                return _applied("power", values)
            case Call(function="mean"):
                return _applied("total", values) / float(len(values))
            case Call(function=name):
                return _applied(RENAMED.get(name, name), values)
        raise TypeError(f"{type(node).__name__} is not of a typed expression")

    def _kept_value(self, node: Node, read: Callable[[Any], Values]) -> Values:
        if node not in self._kept:
            self._kept[node] = read(node)
        return self._kept[node]

    def _stored(self, name: Name) -> Values:
        if name.name in self.added:
            return self.added[name.name]
        table, found = self.table, name.name.removeprefix(END)
        if found == name.name:
            return table.measures[found][self.rows]
        if found in table.questions:
            return table.questions[found][self.rows]
        of: Integers | NDArray[np.int16] = table.outcome if found == CLASS else table.expert
        return of[self.rows].astype(np.float64)

    def _logged(self, call: Call) -> Values:
        """A function that remembers nothing but the log, by its own code, once for each log there is."""
        function, clock = memory_functions()[call.function], self.run.clock
        events = [argument.name for argument in call.arguments if isinstance(argument, Name)]
        if function.signature.more and len(events) > 1:
            alone = [self._kept_value(Call(call.function, (Name(event),)), self._logged) for event in events]
            return _applied(call.function, alone)
        log = [column[self.rows] for event in events for column in self.run.parts().occurrences(event)]
        kinds, which = _kinds(log)
        per_year = clock.per_year
        found = [
            function.look([], clock.steps, per_year, *(Log(*kind[at : at + 3]) for at in range(0, len(kind), 3)))
            for kind in kinds.tolist()
        ]
        return np.array(found, np.float64)[which]


def _kinds(columns: Sequence[Values]) -> tuple[Floats, Integers]:
    """The rows that there are of some columns of equal length, and which of these each row is."""
    kinds, which = np.empty((1, 0)), np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, at = np.unique(column, return_inverse=True)
        found, which = np.unique(which * len(values) + at, return_inverse=True)
        kinds = np.column_stack([kinds[found // max(1, len(values))], values[found % max(1, len(values))]])
    return kinds, which


def _reads_log(call: Call) -> bool:
    """Whether it needs no more than when events first and last occurred, and how often."""
    function = memory_functions()[call.function]
    takes = function.signature.takes
    return all(kind == EVENT for kind in takes) and function.size() == 0


def _applied(function: str, values: list[Values]) -> Values:
    """A function of the language: of columns if NumPy has it, else by its own code, path by path."""
    with np.errstate(all="ignore"):
        if function in OF_COLUMNS:
            of_columns: Values = OF_COLUMNS[function](*values)
            return of_columns
        scalar: Any = NAMESPACE[function]
        code = np.frompyfunc(scalar, len(values), 1)
        found = np.empty(len(values[0]))
        for start in range(0, len(found), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            found[some] = code(*(column[some].tolist() for column in values))
        return found
