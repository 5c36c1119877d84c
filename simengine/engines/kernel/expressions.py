"""Expressions as text of a kernel: over rows of paths, with every number an argument.

A kernel's text depends on the structure of a model only. Its numbers stand in one array, `c`, in the order in which
they are written; whole exponents are structure, and so is whether a divisor is a literal 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simengine.engines.kernel.harvest import Library
from simengine.language.expression import Choice, Logic, Node, Number, Power, Slot
from simengine.language.source import NAMESPACE, Writer

_WORDS = {"and": "&", "or": "|"}
_CALLED = re.compile(r"\b([a-z]\w*)\(")


@dataclass(slots=True)
class Numbers:
    """The numbers a kernel is called with, each with the place it comes from."""

    values: list[float] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def extend(self, values: Iterable[float], place: str) -> int:
        """The index of the first of some more numbers."""
        first = len(self.values)
        self.values += [float(value) for value in values]
        self.places += [place] * (len(self.values) - first)
        return first


@dataclass(slots=True)
class Expressions:
    """Writes the expressions of one kernel; `row` spells the value of a slot on path `i`."""

    library: Library
    numbers: Numbers
    row: Callable[[Slot], str]
    exponents: set[int] = field(default_factory=set)

    def text(self, node: Node, place: str) -> str:
        """The text of an expression for path `i`; its numbers are noted as those of `place`."""
        return _CALLED.sub(self._called, _RowWriter(self, place).write(node))

    def _called(self, found: re.Match[str]) -> str:
        function = NAMESPACE.get(found[1])
        return f"{self.library.name_of(function)}(" if callable(function) and function is not abs else found[0]

    def power(self, exponent: int) -> str:
        """The name of the function that takes a number to a whole power."""
        self.exponents.add(exponent)
        return power_name(exponent)


def power_name(exponent: int) -> str:
    """The name of the function that takes a number to a whole power."""
    return f"power_{exponent}" if exponent >= 0 else f"power_minus_{-exponent}"


def power_text(exponent: int, divide: str) -> str:
    """The function of that name: the multiplications of `whole_power` for one exponent, without its loop."""
    lines: list[str] = []
    square, result, rest = "x", "", abs(exponent)
    while rest:
        if rest & 1:
            result = f"({result} * {square})" if result else square
        rest >>= 1
        if rest:
            following = f"x{len(lines) + 1}"
            lines.append(f"    {following} = {square} * {square}")
            square = following
    result = result or "1.0"
    lines.append(f"    return {result if exponent >= 0 else f'{divide}(1.0, {result})'}")
    return "\n".join(["@scalar", f"def {power_name(exponent)}(x):", *lines])


class _RowWriter(Writer):
    """Both sides of a choice, and every operand of a logic, are written to be computed: no path branches alone."""

    def __init__(self, expressions: Expressions, place: str) -> None:
        super().__init__(expressions.row)
        self._expressions = expressions
        self._place = place

    def write(self, node: Node) -> str:
        match node:
            case Number(value=value):
                return f"c[{self._expressions.numbers.extend((value,), self._place)}]"
            case Logic(op=op, operands=operands):
                return "(" + f" {_WORDS[op]} ".join(self.write(operand) for operand in operands) + ")"
            case Choice(condition=condition, yes=yes, no=no):
                return f"where({self.write(condition)}, {self.write(yes)}, {self.write(no)})"
            case Power(base=base, exponent=Number(value=value)) if value.is_integer():
                return f"{self._expressions.power(int(value))}({self.write(base)})"
        return super().write(node)
