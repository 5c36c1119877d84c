"""The unit of an expression, from the units of the names in it.

A unit that can't be known is None and fits everything: that of a name without one, of a literal, of a product with a
literal (which may convert), of an exponential. Only what is known on both sides can clash, so a clash is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise

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
from simengine.language.quantities import LARGEST_POWER, PURE_NUMBER, Unit
from simengine.language.types import LENGTHS
from simengine.language.wording import shown

REMEDY = "convert one, or correct a unit"
YEAR = Unit((("year", 1),))
_ALIKE = ("min", "max", "clip", "mean")
_VERBS = {"+": "added", "-": "subtracted", "mean": "averaged"}


@dataclass(frozen=True, slots=True)
class Clash:
    """Two units that should be one, at the offset of the second operand."""

    message: str
    offset: int


@dataclass(slots=True)
class Inference:
    """Finds the unit of an expression, and every clash in it.

    `names` holds the units of names; `truths` the names and functions whose values are true or false; `functions` the
    units of the values of functions with memory, where `own` is that of the first argument.
    """

    names: Mapping[str, Unit]
    truths: Set[str]
    functions: Mapping[str, Unit]
    clashes: list[Clash] = field(default_factory=list)

    def unit(self, node: Node) -> Unit | None:
        """The unit of a node, or None; what clashes in it goes to `clashes`."""
        match node:
            case Name(name=name):
                return YEAR if name == "time" else self.names.get(name)
            case Negative(operand=operand):
                return self.unit(operand)
            case Arithmetic(op="+" | "-" as op, left=left, right=right):
                return self._alike(node, (left, right), _VERBS[op])
            case Arithmetic(op=op, left=left, right=right):
                above, below = self._factor(left), self._factor(right)
                if above is None or below is None:
                    return None
                return above * below if op == "*" else above / below
            case Power(base=base, exponent=exponent):
                return self._power(self._factor(base), exponent)
            case Compare(left=left, right=right):
                self._alike(node, (left, right), "compared")
                return None
            case Choice(condition=condition, yes=yes, no=no):
                self.unit(condition)
                return self._alike(node, (yes, no), "the two values of one choice")
            case Call():
                return self._call(node)
        for child in children(node):
            self.unit(child)
        return None

    def _factor(self, node: Node) -> Unit | None:
        """A truth counts 1 or 0, a pure number; as a term of a sum it fits like a literal."""
        unit = self.unit(node)
        return PURE_NUMBER if unit is None and self._is_truth(node) else unit

    def _is_truth(self, node: Node) -> bool:
        if isinstance(node, Name):
            return node.name in self.truths
        if isinstance(node, Call):
            return node.function in self.truths
        return isinstance(node, Truth | Not | Compare | Logic | IsTrue | ToNumber)

    def _alike(self, node: Node, operands: tuple[Node, ...], verb: str) -> Unit | None:
        """The one unit of several operands; each is held against the last before it that is known."""
        units = [(operand, self.unit(operand)) for operand in operands]
        known = [(operand, unit) for operand, unit in units if unit is not None]
        for (_, before), (operand, unit) in pairwise(known):
            if unit != before:
                self.clashes.append(Clash(_clash(node, before, unit, verb), operand.offset))
                return None
        return known[0][1] if known else None

    def _power(self, base: Unit | None, exponent: Node) -> Unit | None:
        self.unit(exponent)
        if base is None or base == PURE_NUMBER:
            return base
        power = exponent.value if isinstance(exponent, Number) else 0.5
        return base ** int(power) if power == int(power) and abs(power) <= LARGEST_POWER else None

    def _call(self, node: Call) -> Unit | None:
        if node.function in LENGTHS or node.function == "date":
            return YEAR
        if node.function in _ALIKE:
            return self._alike(node, node.arguments, _VERBS.get(node.function, "compared"))
        units = [self.unit(argument) for argument in node.arguments]
        first = units[0] if units else None
        if node.function == "abs":
            return first
        given = self.functions.get(node.function)
        return given.of(first) if given is not None else None


def in_words(unit: Unit) -> str:
    """A unit as a message names it."""
    return "a pure number" if unit == PURE_NUMBER else str(unit)


def _clash(node: Node, first: Unit, second: Unit, verb: str) -> str:
    both = f"{in_words(first)} and {in_words(second)}"
    return f"{shown(node, 60)}: {both} can't be {verb}; {REMEDY}"
