"""An expression as Python source over a path's values.

The reference engine evaluates this source as it is. It is built from a checked tree and from nothing else: numbers,
places in the values, and the functions of `NAMESPACE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simengine.language.arithmetic import (
    NAN,
    clip,
    coalesce,
    divide,
    earliest,
    floor,
    greatest,
    least,
    power,
    rate_of,
    root,
    total,
    unequal,
    whole_power,
    whole_steps,
)
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
from simengine.numerics import cos, exp, log, logistic, logit, sin, tanh

NAMESPACE: Mapping[str, object] = {
    "__builtins__": {},
    "abs": abs,
    "clip": clip,
    "coalesce": coalesce,
    "cos": cos,
    "divide": divide,
    "earliest": earliest,
    "exp": exp,
    "floor": floor,
    "greatest": greatest,
    "inf": float("inf"),
    "least": least,
    "log": log,
    "logistic": logistic,
    "logit": logit,
    "nan": NAN,
    "power": power,
    "rate_of": rate_of,
    "root": root,
    "sin": sin,
    "tanh": tanh,
    "total": total,
    "unequal": unequal,
    "whole_power": whole_power,
    "whole_steps": whole_steps,
}
RENAMED = {"sqrt": "root", "min": "least", "max": "greatest", "sum": "total"}
"""What functions are called where a name of Python's own would be taken."""


def value_in_list(slot: Slot) -> str:
    """The default spelling of a value: `v[3]`."""
    return f"v[{slot.index}]"


def source(node: Node, value: Callable[[Slot], str] = value_in_list) -> str:
    """Python source of a lowered expression; `value` spells the access to a slot."""
    return Writer(value).write(node)


class Writer:
    """Writes trees as source."""

    def __init__(self, value: Callable[[Slot], str]) -> None:
        self._value = value

    def write(self, node: Node) -> str:
        """The source of a lowered expression. Raises TypeError for one that is not lowered."""
        match node:
            case Number(value=number):
                return repr(float(number)) if number >= 0 else f"({float(number)!r})"
            case Truth(value=truth):
                return repr(truth)
            case Slot():
                return self._value(node)
            case Negative(operand=operand):
                return f"(-{self.write(operand)})"
            case Not(operand=operand):
                return f"(not {self.write(operand)})"
            case Arithmetic():
                return self._arithmetic(node)
            case Power():
                return self._power(node)
            case Compare(op="!=", left=left, right=right):
                return f"unequal({self.write(left)}, {self.write(right)})"
            case Compare(op=op, left=left, right=right):
                return f"({self.write(left)} {op} {self.write(right)})"
            case Logic(op=op, operands=operands):
                return "(" + f" {op} ".join(self.write(operand) for operand in operands) + ")"
            case Choice(condition=condition, yes=yes, no=no):
                return f"({self.write(yes)} if {self.write(condition)} else {self.write(no)})"
            case ToNumber(operand=operand):
                return f"(1.0 if {self.write(operand)} else 0.0)"
            case IsTrue(operand=operand):
                return f"({self.write(operand)} == 1.0)"
            case Call():
                return self._call(node)
        raise TypeError(f"{type(node).__name__} has no source: lower the expression first")

    def _arithmetic(self, node: Arithmetic) -> str:
        left, right = self.write(node.left), self.write(node.right)
        if node.op == "/" and not (isinstance(node.right, Number) and node.right.value != 0.0):
            return f"divide({left}, {right})"
        return f"({left} {node.op} {right})"

    def _power(self, node: Power) -> str:
        base, exponent = self.write(node.base), node.exponent
        if isinstance(exponent, Number) and exponent.value.is_integer():
            return f"whole_power({base}, {int(exponent.value)})"
        return f"power({base}, {self.write(exponent)})"

    def _call(self, node: Call) -> str:
        arguments = ", ".join(self.write(argument) for argument in node.arguments)
        if node.function == "mean":
            return f"(total({arguments}) / {float(len(node.arguments))!r})"
        return f"{RENAMED.get(node.function, node.function)}({arguments})"
