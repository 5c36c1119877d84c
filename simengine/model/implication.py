"""Which conditions follow from which, as far as their texts tell: sound, not complete.

`count(war) >= 2` implies `occurred(war)`, at this date and at any later one. What two formulas have in common is not
looked for. A comparison with NaN is false, so the converse of one is not the other: nothing here rests on that.
"""

from __future__ import annotations

from simengine.functions import memory_functions
from simengine.language.expression import Call, Compare, Logic, Node, Not, Number, Truth, constant

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def implies(one: Node, other: Node) -> bool:
    """Whether wherever the first holds the second does, at the same instant of a path."""
    return _implies(_plain(one), _plain(other))


def excludes(one: Node, other: Node) -> bool:
    """Whether both can't hold at one instant."""
    return _excludes(_plain(one), _plain(other))


def completes(one: Node, other: Node) -> bool:
    """Whether exactly one of them holds, at any instant of any path: one is the denial of the other."""
    return any(isinstance(a, Not) and _plain(a.operand) == _plain(b) for a, b in ((one, other), (other, one)))


def stays(node: Node) -> bool:
    """Whether a condition that holds once holds ever after on that path: `occurred(war)`, `count(war) >= 2`."""
    return _stays(_plain(node))


def ends(node: Node) -> bool:
    """Whether a condition that fails once fails ever after on that path: `not occurred(war)`."""
    return isinstance(node, Not) and stays(node.operand)


def grows(node: Node) -> bool:
    """Whether a number never falls along a path: how often an event occurred (a largest yet may become NaN)."""
    kind = memory_functions().get(node.function) if isinstance(node, Call) else None
    return kind is not None and kind.is_count_of_log


def threshold(node: Node) -> tuple[Node, str, float] | None:
    """A comparison with a constant as (what, operator, constant), the constant to the right; None for any other."""
    plain = _plain(node)
    if not isinstance(plain, Compare):
        return None
    value = constant(plain.right)
    return None if value is None else (plain.left, plain.op, value)


def _plain(node: Node) -> Node:
    """In one form: constants to the right of a comparison, `occurred(e)` as a count, `between` as two comparisons."""
    match node:
        case Call(function=name, arguments=events) if _is_once(name):
            return Compare(">=", Call(_counting(), events), Number(1.0))
        case Call(function="between", arguments=(what, low, high)):
            return Logic("and", (_plain(Compare(">=", what, low)), _plain(Compare("<=", what, high))))
        case Compare(op=op, left=left, right=right) if constant(left) is not None and constant(right) is None:
            return _whole(Compare(_MIRRORED[op], right, left))
        case Compare():
            return _whole(node)
        case Not(operand=operand):
            inner = _plain(operand)
            return inner.operand if isinstance(inner, Not) else Not(inner)
        case Logic(op=op, operands=operands):
            return Logic(op, tuple(map(_plain, operands)))
    return node


def _is_once(name: str) -> bool:
    """Whether a function tells that its event has occurred at least once."""
    kind = memory_functions().get(name)
    return kind is not None and kind.is_count_of_log_once


def _counting() -> str:
    """The function that tells how often one has."""
    return next(name for name, kind in memory_functions().items() if kind.is_count_of_log)


def _whole(node: Compare) -> Compare:
    """Of a count, `> 0` is `>= 1` and `< 1` is `<= 0`."""
    value = constant(node.right)
    if not grows(node.left) or value is None or value != round(value):
        return node
    if node.op in (">", "<"):
        return Compare(f"{node.op}=", node.left, Number(value + (1.0 if node.op == ">" else -1.0)))
    return node


def _implies(one: Node, other: Node) -> bool:
    if one == other or one == Truth(False) or other == Truth(True):
        return True
    if isinstance(one, Logic) and one.op == "or":
        return all(_implies(part, other) for part in one.operands)
    if isinstance(other, Logic) and other.op == "and":
        return all(_implies(one, part) for part in other.operands)
    if isinstance(one, Logic) and any(_implies(part, other) for part in one.operands):  # an `and`
        return True
    if isinstance(other, Logic) and any(_implies(one, part) for part in other.operands):  # an `or`
        return True
    if isinstance(other, Not):
        return _implies(other.operand, one.operand) if isinstance(one, Not) else _excludes(one, other.operand)
    return isinstance(one, Compare) and isinstance(other, Compare) and _narrower(one, other)


def _excludes(one: Node, other: Node) -> bool:
    if isinstance(one, Compare) and isinstance(other, Compare):
        return _apart(one, other)
    return _denies(one, other) or _denies(other, one)


def _denies(one: Node, other: Node) -> bool:
    """Whether the first, by its parts, leaves no room for the second."""
    if isinstance(one, Logic):
        return (all if one.op == "or" else any)(_excludes(part, other) for part in one.operands)
    return isinstance(one, Not) and _implies(other, one.operand)


def _narrower(one: Compare, other: Compare) -> bool:
    """Whether of two comparisons of one thing with constants the first leaves less room."""
    a, b = constant(one.right), constant(other.right)
    if one.left != other.left or a is None or b is None:
        return False
    if one.op == "==":
        return _holds(a, other.op, b)
    if other.op == "!=":
        return not _holds(b, one.op, a)
    if one.op[0] != other.op[0] or one.op[0] not in "<>":
        return False
    if a == b:
        return other.op.endswith("=") or not one.op.endswith("=")
    return (a > b) == (one.op[0] == ">")


def _apart(one: Compare, other: Compare) -> bool:
    a, b = constant(one.right), constant(other.right)
    if one.left != other.left or a is None or b is None:
        return False
    if one.op == "==" or other.op == "==":
        exact, rest, value, bound = (one, other, a, b) if one.op == "==" else (other, one, b, a)
        return exact.op == "==" and not _holds(value, rest.op, bound)
    ways = {one.op[0]: (one, a), other.op[0]: (other, b)}
    if ways.keys() != {"<", ">"}:
        return False
    (below, most), (above, least) = ways["<"], ways[">"]
    return most < least or (most == least and not (below.op == "<=" and above.op == ">="))


def _holds(a: float, op: str, b: float) -> bool:
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]


def _stays(node: Node) -> bool:
    if isinstance(node, Logic):
        return all(map(_stays, node.operands))
    if isinstance(node, Truth):
        return True
    return (
        isinstance(node, Compare) and grows(node.left) and node.op in (">", ">=") and constant(node.right) is not None
    )
