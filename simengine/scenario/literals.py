"""The numbers an expression holds, as its author wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simengine.language.expression import Call, Negative, Node, Number, Power, Text, Truth, children
from simengine.language.fields import Expression
from simengine.language.numerals import NUMBER
from simengine.language.types import LENGTHS, PURE_FUNCTIONS


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in an expression at an `offset` of its text; `value` is None for a date.

    `alone` tells that it is all of the expression. `plain` marks, where it is not, a 0, a 1 and a whole exponent; but
    what stands by itself as the argument of a function with memory, or of the scenario's own, is never plain. A length
    of time, `months(6)`, has its `unit`.
    """

    text: str
    value: float | None
    offset: int
    alone: bool
    plain: bool = False
    unit: str | None = None


def literals(expression: Expression) -> Iterator[WrittenNumber]:
    """Every number and date of an expression from left to right; a `true` or `false` only where it stands alone."""
    if isinstance(expression.node, Truth):
        yield WrittenNumber(expression.text, float(expression.node.value), 0, alone=True)
        return
    found = {literal.offset: literal for literal in _below(expression, expression.node)}
    yield from (found[offset] for offset in sorted(found))  # the middle of a < b < c stands twice in the tree


def _below(expression: Expression, node: Node, around: Node | None = None) -> Iterator[WrittenNumber]:
    number = node.operand if isinstance(node, Negative) else node
    if isinstance(number, Number):
        text = _text(expression.text, number)
        sign = -1.0 if number is not node else 1.0
        alone = node is expression.node
        plain = not alone and _is_plain(node, number.value, around)
        signed = f"-{text}" if sign < 0.0 else text
        yield WrittenNumber(signed, sign * number.value, node.offset, alone, plain)
    elif isinstance(node, Call) and len(node.arguments) == 1 and isinstance(node.arguments[0], Number | Text):
        yield from _call(expression, node, node.arguments[0])
    else:
        for child in children(node):
            yield from _below(expression, child, node)


def _is_plain(node: Node, value: float, around: Node | None) -> bool:
    if isinstance(around, Power) and around.exponent is node:
        return value.is_integer()
    return value in (0.0, 1.0) and not (isinstance(around, Call) and around.function not in PURE_FUNCTIONS)


def _call(expression: Expression, call: Call, argument: Number | Text) -> Iterator[WrittenNumber]:
    """A length of time or a date as one; any other function's number by itself."""
    alone = call is expression.node
    if isinstance(argument, Text):
        if call.function == "date":
            yield WrittenNumber(f"date('{argument.text}')", None, call.offset, alone)
    elif call.function in LENGTHS:
        text = f"{call.function}({_text(expression.text, argument)})"
        yield WrittenNumber(text, argument.value, call.offset, alone, unit=call.function.removesuffix("s"))
    else:
        yield from _below(expression, argument, call)


def _text(text: str, number: Number) -> str:
    found = NUMBER.match(text, number.offset)
    return found.group() if found and float(found.group()) == number.value else f"{number.value:g}"
