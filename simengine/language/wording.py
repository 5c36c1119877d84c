"""An expression's tree as a person would write it, for messages."""

from __future__ import annotations

from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Middle,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Slot,
    Start,
    Text,
    ToNumber,
    Truth,
)

_ATOM = 10
_STRENGTH = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}


def shown(node: Node, longest: int = 40) -> str:
    """A node as a text of at most `longest` characters; what is longer ends in …."""
    text = _text(node)[0]
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _text(node: Node) -> tuple[str, int]:
    """The text, and how strongly it holds together."""
    match node:
        case Number(value=value):
            return f"{value:g}", _ATOM if value >= 0 else 7
        case Truth(value=value):
            return str(value).lower(), _ATOM
        case Text(text=text):
            return repr(text), _ATOM
        case Name(name=name) | Slot(name=name):
            return name, _ATOM
        case Negative(operand=operand):
            return f"-{_within(operand, 7)}", 7
        case Not(operand=operand):
            return f"not {_within(operand, 3)}", 3
        case Arithmetic(op=op, left=left, right=right):
            strength = _STRENGTH[op]
            space = " " if strength == 5 else ""
            return f"{_within(left, strength)}{space}{op}{space}{_within(right, strength + 1)}", strength
        case Power(base=base, exponent=exponent):
            return f"{_within(base, 9)}**{_within(exponent, 8)}", 8
        case Compare(op=op, left=left, right=right):
            return f"{_within(left, 5)} {op} {_within(right, 5)}", 4
        case Logic(op=op, operands=operands):
            strength = _STRENGTH[op]
            return f" {op} ".join(_within(operand, strength + 1) for operand in operands), strength
        case Choice(condition=condition, yes=yes, no=no):
            return f"{_within(yes, 1)} if {_within(condition, 1)} else {_within(no, 0)}", 0
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_within(argument, 0) for argument in arguments)})", _ATOM
        case ToNumber() | IsTrue() | Middle() | Start():
            return _text(node.operand)


def _within(node: Node, strength: int) -> str:
    text, own = _text(node)
    return text if own >= strength else f"({text})"
