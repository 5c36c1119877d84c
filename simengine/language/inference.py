"""The unit of an expression, from the units of the names in it.

A unit that can't be known is None and fits everything: that of a name without one, of a literal, of a product with a
literal (which may convert), of an exponential. Two known units clash where at least one comes from a unit somebody has
declared: `0.5 + time` is nobody's mistake, `truce_months + time` is.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Logic,
    Middle,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Start,
    Truth,
    children,
)
from simengine.language.quantities import LARGEST_POWER, PURE_NUMBER, Unit
from simengine.language.types import LENGTHS
from simengine.language.wording import shown

REMEDY = "convert one, or correct a unit"
YEAR = Unit((("year", 1),))
_ALIKE = ("min", "max", "clip", "mean", "sum", "coalesce")
_KEPT = ("abs", "floor")
"""Functions whose value has the unit of what they take."""
_PURE = ("sin", "cos")
_VERBS = {"+": "added", "-": "subtracted", "mean": "averaged", "sum": "added"}


class Known(NamedTuple):
    """A unit, and whether a declared one is among what it was found from, as against `time` or `held(…)` alone."""

    unit: Unit
    declared: bool

    def clashes(self, other: Known) -> bool:
        """Whether the two can't stand for one another."""
        return self.unit != other.unit and (self.declared or other.declared)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two units that should be one, at the offset of the second operand."""

    message: str
    offset: int


@dataclass(slots=True)
class Inference:
    """Finds the unit of an expression, and every clash in it.

    `names` holds the declared units of names; `truths` the names and functions whose values are true or false;
    `functions` the units of the values of functions with memory, where `own` is that of the first argument.
    """

    names: Mapping[str, Unit]
    truths: Set[str]
    functions: Mapping[str, Unit]
    clashes: list[Clash] = field(default_factory=list)

    def unit(self, node: Node) -> Known | None:
        """The unit of a node, or None; what clashes in it goes to `clashes`."""
        match node:
            case Name(name="time"):
                return Known(YEAR, False)
            case Name(name=name):
                return Known(self.names[name], True) if name in self.names else None
            case Negative(operand=operand) | Middle(operand=operand) | Start(operand=operand):
                return self.unit(operand)
            case Arithmetic(op="+" | "-" as op, left=left, right=right):
                return self._alike(node, (left, right), _VERBS[op])
            case Arithmetic(op=op, left=left, right=right):
                return self._product(op, self._factor(left), self._factor(right))
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

    def _factor(self, node: Node) -> Known | None:
        """A truth counts 1 or 0, a pure number; as a term of a sum it fits like a literal."""
        known = self.unit(node)
        return Known(PURE_NUMBER, False) if known is None and self._is_truth(node) else known

    def _is_truth(self, node: Node) -> bool:
        if isinstance(node, Name):
            return node.name in self.truths
        if isinstance(node, Call):
            return node.function in self.truths
        return isinstance(node, Truth | Not | Compare | Logic)

    @staticmethod
    def _product(op: str, left: Known | None, right: Known | None) -> Known | None:
        if left is None or right is None:
            return None
        return Known(left.unit * right.unit if op == "*" else left.unit / right.unit, left.declared or right.declared)

    def _alike(self, node: Node, operands: tuple[Node, ...], verb: str) -> Known | None:
        """The one unit of several operands; each is held against the last before it that is known."""
        units = [(operand, self.unit(operand)) for operand in operands]
        known = [(operand, unit) for operand, unit in units if unit is not None]
        for (_, before), (operand, unit) in pairwise(known):
            if unit.clashes(before):
                both = f"{in_words(before.unit)} and {in_words(unit.unit)}"
                self.clashes.append(Clash(f"{shown(node, 60)}: {both} can't be {verb}; {REMEDY}", operand.offset))
                return None
        found = {unit.unit for _, unit in known}
        return Known(found.pop(), any(unit.declared for _, unit in known)) if len(found) == 1 else None

    def _power(self, base: Known | None, exponent: Node) -> Known | None:
        self.unit(exponent)
        if base is None or base.unit == PURE_NUMBER:
            return base
        power = exponent.value if isinstance(exponent, Number) else 0.5
        if power != int(power) or abs(power) > LARGEST_POWER:
            return None
        return Known(base.unit ** int(power), base.declared)

    def _call(self, node: Call) -> Known | None:
        if node.function in LENGTHS or node.function == "date":
            return Known(YEAR, False)
        if node.function in _ALIKE:
            return self._alike(node, node.arguments, _VERBS.get(node.function, "compared"))
        units = [self.unit(argument) for argument in node.arguments]
        first = units[0] if units else None
        if node.function in _KEPT:
            return first
        if node.function in _PURE:
            return Known(PURE_NUMBER, False)
        if node.function == "rate_of":
            return self._rate(node, first)
        given = self.functions.get(node.function)
        unit = given.of(first.unit if first else None) if given is not None else None
        return None if unit is None else Known(unit, given != unit and first is not None and first.declared)

    def _rate(self, node: Call, chance: Known | None) -> Known:
        if chance is not None and chance.clashes(Known(PURE_NUMBER, False)):
            message = f"{shown(node, 60)}: a chance a year is a pure number, not in {chance.unit}; {REMEDY}"
            self.clashes.append(Clash(message, node.arguments[0].offset))
        return Known(PURE_NUMBER / YEAR, False)


def in_words(unit: Unit) -> str:
    """A unit as a message names it."""
    return "a pure number" if unit == PURE_NUMBER else str(unit)
