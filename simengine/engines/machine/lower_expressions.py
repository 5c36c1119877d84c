"""Expressions of a plan as instructions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simengine.engines.machine.writer import Register, Value, Writer
from simengine.language.arithmetic import whole_power
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Slot,
    ToNumber,
    Truth,
)

_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply"}
_COMPARE = {"<": "less", "<=": "at_most", ">": "less", ">=": "at_most", "==": "equal", "!=": "unequal"}
_CALLED = {"abs": "absolute", "sqrt": "root"}
_FOLDED = {"min": "smaller", "max": "larger", "sum": "add", "coalesce": "first_known", "earliest": "sooner"}

_FUSED = {
    ("*", "+"): "multiply_add",
    ("*", "-"): "multiply_subtract",
    ("*", "*"): "multiply_multiply",
    ("-", "-"): "subtract_subtract",
    ("-", "+"): "subtract_add",
}
"""An operation on the left of another, and both in one."""


def _operation(node: Node) -> str:
    return node.op if isinstance(node, Arithmetic) else ""


def _operands(node: Node) -> tuple[Node, Node]:
    if not isinstance(node, Arithmetic):
        raise TypeError(f"{type(node).__name__} has no two sides")
    return node.left, node.right


@dataclass(slots=True)
class ExpressionLowering:
    """Writes expressions; `slot` finds the value in a place."""

    writer: Writer
    slot: Callable[[int], Value]

    def value(self, node: Node) -> Value:
        """An expression's value; a truth is 1 or 0. TypeError for one that is not lowered."""
        match node:
            case Number(value=number):
                return float(number)
            case Truth(value=truth):
                return float(truth)
            case Slot(index=index):
                return self.slot(index)
            case Negative(operand=operand):
                return self._compute("negative", operand)
            case Not(operand=operand):
                return self._compute("not", operand)
            case Arithmetic():
                return self._arithmetic(node)
            case Power(base=base, exponent=Number(value=exponent)) if exponent.is_integer():
                return self._whole_power(self.value(base), int(exponent))
            case Power(base=base, exponent=exponent):
                return self._compute("power", base, exponent)
            case Compare(op=op, left=left, right=right):
                pair = (right, left) if op in (">", ">=") else (left, right)
                return self._compute(_COMPARE[op], *pair)
            case Logic(op=op, operands=operands):
                return self._fold(op, operands)
            case Choice(condition=condition, yes=yes, no=no):
                return self._choice(self.value(condition), yes, no)
            case ToNumber(operand=operand):
                return self.value(operand)
            case IsTrue(operand=operand):
                value = self.value(operand)
                return value if isinstance(operand, Slot) else self.writer.compute("equal", [value, 1.0])
            case Call():
                return self._call(node)
        raise TypeError(f"{type(node).__name__} has no instruction: lower the expression first")

    def _compute(self, name: str, *nodes: Node) -> Value:
        return self.writer.compute(name, [self.value(node) for node in nodes])

    def _arithmetic(self, node: Arithmetic) -> Value:
        if node.op == "/":
            known = isinstance(node.right, Number) and node.right.value != 0.0
            return self._compute("over" if known else "divide", node.left, node.right)
        return self._fused(node) or self._compute(_ARITHMETIC[node.op], node.left, node.right)

    def _fused(self, node: Arithmetic) -> Value | None:
        """Two operations as one instruction, with the rounding of each; None where there is no such, or a number."""
        left, right = _operation(node.left), _operation(node.right)
        found: tuple[str, tuple[Node, ...]] | None = None
        if node.op == "+" and left == right == "*":
            found = "add_products", (*_operands(node.left), *_operands(node.right))
        elif (left, node.op) in _FUSED:
            found = _FUSED[left, node.op], (*_operands(node.left), node.right)
        elif node.op == "+" and right == "*":
            found = "multiply_add", (*_operands(node.right), node.left)
        elif node.op == "-" and right == "*":
            found = "subtract_product", (node.left, *_operands(node.right))
        if found is None:
            return None
        values = [self.value(part) for part in found[1]]
        if not all(isinstance(value, Register) for value in values):
            return self._product_and(values) if found[0] == "multiply_add" else None
        return self.writer.compute(found[0], values)

    def _product_and(self, values: list[Value]) -> Value:
        """x·y + z where some are numbers."""
        x, y, z = values
        if isinstance(x, float):
            x, y = y, x
        if isinstance(x, float):
            return self.writer.compute("add", [self.writer.compute("multiply", [x, y]), z])
        return self.writer.compute("multiply_add", [x, y, z])

    def _whole_power(self, base: Value, exponent: int) -> Value:
        """The multiplications of `whole_power`, one by one."""
        if isinstance(base, float):
            return whole_power(base, exponent)
        result: Value | None = None
        square: Value = base
        rest = abs(exponent)
        while rest:
            if rest & 1:
                result = square if result is None else self.writer.compute("multiply", [result, square])
            rest >>= 1
            if rest:
                square = self.writer.compute("multiply", [square, square])
        result = 1.0 if result is None else result
        return result if exponent >= 0 else self.writer.compute("divide", [1.0, result])

    def _fold(self, name: str, nodes: Sequence[Node]) -> Value:
        """One after the other, so that of many no more than two are there at a time."""
        total = self.value(nodes[0])
        for node in nodes[1:]:
            total = self.writer.compute(name, [total, self.value(node)])
        return total

    def _choice(self, condition: Value, yes: Node, no: Node) -> Value:
        if isinstance(condition, float):
            return self.value(yes if condition else no)
        return self.writer.compute("choose", [condition, self.value(yes), self.value(no)])

    def _call(self, node: Call) -> Value:
        if node.function in _FOLDED:
            return self._fold(_FOLDED[node.function], node.arguments)
        if node.function == "mean":
            return self.writer.compute("over", [self._fold("add", node.arguments), float(len(node.arguments))])
        values = [self.value(argument) for argument in node.arguments]
        return self.writer.compute(_CALLED.get(node.function, node.function), values)
