"""The check that gives every part of an expression its type.

It also settles what needs no knowledge of a path: `months(6)` and `date('2026-10')` become numbers, a regime's name
becomes its number, a truth used in arithmetic is turned into 1 or 0.
"""

from __future__ import annotations

from dataclasses import replace

from simengine.errors import MOST_NAMES, what_there_is
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
    Start,
    Text,
    ToNumber,
    Truth,
    constant,
)
from simengine.language.indexed import example_of
from simengine.language.parse import ExpressionError
from simengine.language.remedies import FUNCTIONS, NAMES
from simengine.language.settled import refuse_chance, settled
from simengine.language.types import (
    ANY,
    CONSTANTS,
    DATE,
    EVENT,
    INSTANT,
    LENGTHS,
    NUMBER,
    ONE_NUMBER,
    PURE_FUNCTIONS,
    TIME,
    TRUTH,
    Scope,
    Signature,
    Type,
)
from simengine.language.wording import shown


def check(node: Node, scope: Scope) -> tuple[Node, Type]:
    """The node with its types settled, and its type.

    Raises:
        ExpressionError: an unknown name or function, a wrong number of arguments, a type that does not fit.
    """
    return _Checker(scope).check(node)


def number(node: Node, scope: Scope) -> Node:
    """`check` where a number is wanted: a truth is turned into 1 or 0."""
    return _Checker(scope).number(node)


def truth(node: Node, scope: Scope) -> Node:
    """`check` where a condition is wanted."""
    return _Checker(scope).truth(node)


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def number(self, node: Node) -> Node:
        return self._as_number(node, *self.check(node))

    @staticmethod
    def _as_number(node: Node, typed: Node, kind: Type) -> Node:
        """A checked node where a number is wanted; checked once only, for twice at every level would never end."""
        if kind in (NUMBER, ANY):
            return typed
        if kind == TRUTH:
            return typed.operand if isinstance(typed, IsTrue) else ToNumber(typed, node.offset)
        if kind.regimes:
            raise ExpressionError(
                f"{shown(node)} is {kind}: compare it, as in {shown(node)} == '{kind.regimes[0]}'", node.offset
            )
        raise ExpressionError(f"a number is needed here, {shown(node)} is {kind}", node.offset)

    def truth(self, node: Node) -> Node:
        typed, kind = self.check(node)
        if kind not in (TRUTH, ANY):
            raise ExpressionError(
                f"a condition is needed here, {shown(node)} is {kind}: compare it with something", node.offset
            )
        return typed

    def check(self, node: Node) -> tuple[Node, Type]:
        match node:
            case Number():
                return node, NUMBER
            case Truth():
                return node, TRUTH
            case Text():
                raise ExpressionError(
                    f"the text {node.text!r} can stand only beside == or != or in date(…)", node.offset
                )
            case Name():
                return self._name(node)
            case Negative(operand=operand):
                return Negative(self.number(operand), node.offset), NUMBER
            case Not(operand=operand):
                return Not(self.truth(operand), node.offset), TRUTH
            case Arithmetic(op=op, left=left, right=right):
                result = Arithmetic(op, self.number(left), self.number(right), node.offset)
                if op == "-" and self._on_grid(left) and self._on_grid(right):
                    return Call("whole_steps", (result, Number(self._scope.per_year)), node.offset), NUMBER
                return result, NUMBER
            case Power(base=base, exponent=exponent):
                return Power(self.number(base), self.number(exponent), node.offset), NUMBER
            case Compare():
                return self._compare(node), TRUTH
            case Logic(op=op, operands=operands):
                return Logic(op, tuple(self._operand(op, operand) for operand in operands), node.offset), TRUTH
            case Choice():
                return self._choice(node)
            case Call():
                return self._call(node)
            case Middle(operand=operand) | Start(operand=operand):
                return replace(node, operand=self.number(operand)), NUMBER
        raise TypeError(f"{type(node).__name__} does not come from a text")

    def _operand(self, op: str, node: Node) -> Node:
        if isinstance(node, Text):
            both = f"x == 'low' {op} x == {node.text!r}" + (f", or x in ['low', {node.text!r}]" if op == "or" else "")
            raise ExpressionError(f"beside {op} stands a whole condition: {both}", node.offset)
        return self.truth(node)

    def _name(self, node: Name) -> tuple[Node, Type]:
        kind = self._scope.types.get(node.name)
        if kind is None:
            if reason := self._scope.elsewhere.get(node.name):
                raise ExpressionError(f"{node.name}: {reason}", node.offset)
            if node.name in self._scope.functions or node.name in PURE_FUNCTIONS or node.name in LENGTHS:
                raise ExpressionError(f"{node.name} is a function: it needs its arguments in parentheses", node.offset)
            types = self._scope.types
            told = f": {NAMES[node.name]}" if node.name in NAMES else example_of(node.name, types)
            few = len(types) <= MOST_NAMES  # of more nobody is told all, and to sort out events takes its time
            known = [name for name, of in types.items() if of is not EVENT] if few else types
            hint = told or what_there_is(node.name, known)
            raise ExpressionError(f"unknown name {node.name!r}{hint}", node.offset)
        if kind == EVENT:
            raise ExpressionError(
                f"{node.name} is an event: ask occurred({node.name}), since({node.name}) or count({node.name})",
                node.offset,
            )
        return (IsTrue(node, node.offset) if kind == TRUTH else node), kind

    def _compare(self, node: Compare) -> Node:
        left, right = node.left, node.right
        if isinstance(left, Text):
            left, right = right, left
        if isinstance(right, Text):
            return self._regime(node, left, right)
        self._refuse_bare_regime(left, right)
        first, first_kind = self.check(left)
        second, second_kind = self.check(right)
        if first_kind.regimes or second_kind.regimes:
            if first_kind != second_kind or node.op not in ("==", "!="):
                raise ExpressionError("a regime is compared by == or != with a name in quotes", node.offset)
            return Compare(node.op, first, second, node.offset)
        numbers = self._as_number(left, first, first_kind), self._as_number(right, second, second_kind)
        return Compare(node.op, *numbers, node.offset)

    def _refuse_bare_regime(self, *sides: Node) -> None:
        """A name that is none beside a regime lacks its quotes."""
        for side, other in (sides, sides[::-1]):
            if isinstance(other, Name) and other.name not in self._scope.types and isinstance(side, Name):
                regimes = self._scope.types.get(side.name, NUMBER).regimes
                if other.name in regimes:
                    message = f"a regime stands in quotes: {side.name} == {other.name!r}"
                    raise ExpressionError(message, other.offset)
                if regimes:
                    hint = what_there_is(other.name, regimes)
                    raise ExpressionError(f"{side.name} has no regime {other.name!r}{hint}, in quotes", other.offset)

    def _regime(self, node: Compare, left: Node, text: Text) -> Node:
        typed, kind = (left, NUMBER) if isinstance(left, Text) else self.check(left)
        if kind == ANY:
            return typed
        if not kind.regimes:
            raise ExpressionError(
                f"{shown(left)} is {kind} and can't be compared with the text {text.text!r}", text.offset
            )
        if node.op not in ("==", "!="):
            raise ExpressionError("regimes have no order: compare them by == or !=", node.offset)
        if text.text not in kind.regimes:
            hint = what_there_is(text.text, kind.regimes)
            raise ExpressionError(f"{shown(left)} has no regime {text.text!r}{hint}", text.offset)
        return Compare(node.op, typed, Number(float(kind.regimes.index(text.text)), text.offset), node.offset)

    def _choice(self, node: Choice) -> tuple[Node, Type]:
        condition = self.truth(node.condition)
        yes, no = self.check(node.yes), self.check(node.no)
        if yes[1] == TRUTH == no[1]:
            return Choice(condition, yes[0], no[0], node.offset), TRUTH
        return Choice(condition, self._as_number(node.yes, *yes), self._as_number(node.no, *no), node.offset), NUMBER

    def _call(self, node: Call) -> tuple[Node, Type]:
        if node.function == DATE:
            return self._date(node), NUMBER
        if node.function in LENGTHS:
            self._count(node, ONE_NUMBER)
            length = Arithmetic("/", self.number(node.arguments[0]), Number(LENGTHS[node.function]), node.offset)
            folded = constant(length)
            return (length if folded is None else Number(folded, node.offset)), NUMBER
        signature = PURE_FUNCTIONS.get(node.function) or self._scope.functions.get(node.function)
        if signature is None:
            known = [*PURE_FUNCTIONS, *LENGTHS, DATE, *self._scope.functions]
            if node.function in self._scope.types:
                remedy = f"remove the parentheses, or write {node.function}*(…)"
                raise ExpressionError(f"{node.function} is not a function: {remedy}", node.offset)
            own = FUNCTIONS.get(node.function)
            hint = f": {own}" if own else what_there_is(node.function, known)
            raise ExpressionError(f"unknown function {node.function!r}{hint}", node.offset)
        if node.function in self._scope.functions and self._scope.memory_refusal:
            raise ExpressionError(f"{node.function}(…) {self._scope.memory_refusal}", node.offset)
        self._count(node, signature)
        if node.function == "rate_of":
            refuse_chance(node.arguments[0], constant(node.arguments[0]))
        arguments = tuple(
            self._argument(node, argument, signature.type_at(i)) for i, argument in enumerate(node.arguments)
        )
        call = Call(node.function, arguments, node.offset)
        return (IsTrue(call, node.offset) if signature.gives == TRUTH else call), signature.gives

    def _on_grid(self, node: Node) -> bool:
        """Whether a value is a time or duration of the grid, whose differences are taken in whole steps."""
        if isinstance(node, Call):
            signature = self._scope.functions.get(node.function)
            if node.function == "coalesce":
                return all(map(self._on_grid, node.arguments))
            return node.function == DATE or (signature is not None and signature.on_grid)
        return isinstance(node, Name) and node.name == TIME

    def _count(self, node: Call, signature: Signature) -> None:
        given, most = len(node.arguments), len(signature.takes)
        if given < signature.fewest or (given > most and not signature.more):
            wanted = (
                f"{signature.fewest} or more"
                if signature.more
                else " or ".join(map(str, range(signature.fewest, most + 1)))
            )
            raise ExpressionError(
                f"{node.function} takes {wanted} argument{'s' * (wanted != '1')} (got {given})", node.offset
            )

    def _argument(self, call: Call, node: Node, wanted: Type) -> Node:
        if wanted == EVENT:
            return self._event(call, node)
        if wanted in CONSTANTS:
            return self._constant(call, node, wanted)
        return self.number(node) if wanted == NUMBER else self.truth(node)

    def _event(self, call: Call, node: Node) -> Node:
        if not isinstance(node, Name):
            raise ExpressionError(f"{call.function} needs an event's name here", node.offset)
        if self._scope.types.get(node.name) != EVENT:
            events = (name for name, kind in self._scope.types.items() if kind is EVENT)
            raise ExpressionError(
                f"{call.function} needs an event; there is no event {node.name!r}{what_there_is(node.name, events)}",
                node.offset,
            )
        return node

    def _constant(self, call: Call, node: Node, wanted: Type) -> Node:
        if isinstance(node, Text) and wanted == INSTANT:
            node = Call(DATE, (node,), node.offset)
        return settled(call, node, constant(self.number(node)), wanted)

    def _date(self, node: Call) -> Node:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Text):
            raise ExpressionError("date needs one date in quotes, as in date('2026-10')", node.offset)
        try:
            return Number(self._scope.date(node.arguments[0].text), node.offset)
        except ValueError as error:
            raise ExpressionError(str(error), node.arguments[0].offset) from None
