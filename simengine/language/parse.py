"""Text to expression tree.

Python's own grammar is used to read the text (`ast.parse` in `eval` mode builds a tree and runs nothing); what is
not on the list here is refused with a remedy. Nothing of Python but its grammar gets through.
"""

from __future__ import annotations

import ast
import re
import warnings

from simengine.errors import SimengineError
from simengine.language import numerals, remedies
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Text,
    Truth,
)
from simengine.language.names import LONGEST_NAME, normal_name
from simengine.language.subscripts import Wrong, name_with_members

LONGEST = 10_000  # characters
FEW_CHARACTERS = 20  # of what can't be read
DEEPEST = 60  # nested brackets
TALLEST = 90  # levels of the tree
MOST_NODES = 20_000  # of the tree, in which the middle of a chain stands twice

_TOO_TALL = f"more than {TALLEST} operations hang on one another: use formulas"
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_LONG_NUMBER = re.compile(r"\d{4300}")  # Python's own limit, told in words about Python
_BRACKETS = re.compile(r"never closed|unmatched|does not match")  # Python tells of these best
_OTHERWISE_TYPED = re.compile(
    r"(?<![\w.])(?<![\w.][eE][-+])(?:0[xXoObB][0-9a-fA-F_]+|(?=[0-9._]*_)[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]+)?"
    r"|[0-9][0-9]*(?:\.[0-9]*)?[eE][-+]?[0-9]*_[0-9_]*|0+[0-9]+(?:\.[0-9]*)?)(?![\w.])"
)
_PREFIXES = re.compile(rf"(?:[-+~]\s*){{{DEEPEST}}}|(?:\bnot\s+){{{DEEPEST}}}")
_DATE = re.compile(r"(?<![\w.'\"])\d{4}\s*-\s*(?:\d{1,2}(?:\s*-\s*\d{1,2})?|Q[1-4])(?![\w.])")
_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "names have no parts here: write one name, without a dot",
    ast.Lambda: "a lambda can't be used: write a formula",
    ast.NamedExpr: "':=' can't be used: write a formula",
    ast.JoinedStr: "an f-string can't be used",
    ast.Starred: "'*' before a name can't be used",
    ast.Await: "await can't be used",
    ast.List: "a list stands only to the right of 'in'",
    ast.Tuple: "a comma outside a function's arguments: write one expression",
}


class ExpressionError(SimengineError):
    """An expression that can't be used: `message`, and the `offset` in its text."""

    exit_code = 2

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises:
        ExpressionError: with the offset in `text`, for anything outside the language.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression of {len(text):,} characters; at most {LONGEST:,} are read: use formulas")
    if not text.strip():
        raise ExpressionError("an expression is missing")
    _refuse_nesting(text)
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "'" * len(quoted.group()), text)
    _refuse_characters(text, outside)
    _raise(remedies.strange_character(outside) or remedies.grouped_number(outside))
    _refuse_dates(outside)
    _refuse_numbers(outside)
    flat = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    start = len(flat) - len(flat.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", SyntaxWarning
            )  # `1if c else 2` is no expression, and nobody wants Python's opinion of it
            tree = ast.parse(flat.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _syntax_error(error, text, outside, start) from None
    return _Reader(flat.strip(), outside, start).read(tree.body, 0)


def _raise(remedy: remedies.Remedy | None) -> None:
    if remedy:
        raise ExpressionError(*remedy)


def _refuse_nesting(text: str) -> None:
    """Python's parser itself must not be asked to go too deep: brackets, and runs of prefix operators."""
    depth = 0
    for offset, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise ExpressionError(f"nested more than {DEEPEST} deep: use formulas", offset)
    run = _PREFIXES.search(text)
    if run:
        raise ExpressionError(f"nested more than {DEEPEST} deep: use formulas", run.start())


def _refuse_characters(text: str, outside: str) -> None:
    """Python drops what follows a #, the rest of a folded expression with it; a backslash hides where a quote ends."""
    if "\\" in text:
        raise ExpressionError("a backslash can't be used", text.index("\\"))
    if "#" in outside:
        raise ExpressionError(
            "a comment can't stand inside an expression: write it as a `note`, or on a line of its own",
            outside.index("#"),
        )


def _refuse_dates(outside: str) -> None:
    """`year >= 2026-10` is a subtraction to Python, and `2026-08` a syntax error; to a person it is a date."""
    found = _DATE.search(outside)
    if found and (re.search(r"-\s*(0\d|Q)", found.group()) or re.search(r"\b(year|time|date)\b", outside)):
        date = re.sub(r"\s", "", found.group())
        raise ExpressionError(
            f"a date in an expression is written date('{date}'), in years since the start: time >= date('{date}')",
            found.start(),
        )


def _refuse_numbers(outside: str) -> None:
    """Numbers that Python reads and YAML does not, or the other way round, are read nowhere."""
    found = _OTHERWISE_TYPED.search(outside)
    if found and numerals.remedy(found.group()):
        raise ExpressionError(remedies.otherwise(found.group()), found.start())


def _syntax_error(error: Exception, text: str, outside: str, start: int) -> ExpressionError:
    if isinstance(error, MemoryError | RecursionError):
        return ExpressionError(_TOO_TALL)
    if not isinstance(error, SyntaxError):
        return ExpressionError("can't be read as an expression")
    offset = min(start + error.offset - 1, len(text)) if error.offset else len(text)  # 0 is the end
    if _LONG_NUMBER.search(text):
        return ExpressionError("a number too large to hold (above 1.8e308)", offset)
    reason = (error.msg or "can't be read").split(". Perhaps")[0].removesuffix(" (detected at line 1)")
    if reason == "invalid syntax":
        rest = text[offset : offset + FEW_CHARACTERS].strip()
        reason = f"it can't be read from {rest!r} on" if rest else "it ends too early"
    remedy = None if _BRACKETS.search(reason) else remedies.in_syntax(text, outside)
    return ExpressionError(*remedy) if remedy else ExpressionError(f"not an expression: {reason}", offset)


class _Reader:
    """Turns Python's tree into ours, with offsets in characters of the text as it stood."""

    def __init__(self, text: str, outside: str, start: int) -> None:
        self._text = text
        self._outside = outside
        self._start = start
        self._nodes = 0

    def read(self, node: ast.expr, depth: int) -> Node:
        offset = self._offset(node)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ExpressionError(
                f"more than {MOST_NODES:,} operations, chains of comparisons written out: use formulas", offset
            )
        if depth > TALLEST:
            raise ExpressionError(_TOO_TALL, offset)
        match node:
            case ast.Constant():
                return self._constant(node, offset)
            case ast.Name(id=name):
                return _name(name, offset)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _negative(self.read(operand, depth + 1), offset)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand, depth + 1), offset)
            case ast.BinOp():
                return self._binary(node, depth, offset)
            case ast.BoolOp(op=op, values=values):
                word = "and" if isinstance(op, ast.And) else "or"
                return Logic(word, tuple(self.read(value, depth + 1) for value in values), offset)
            case ast.Compare():
                return self._comparison(node, depth, offset)
            case ast.IfExp(test=test, body=yes, orelse=no):
                return Choice(self.read(test, depth + 1), self.read(yes, depth + 1), self.read(no, depth + 1), offset)
            case ast.Call():
                return self._call(node, depth, offset)
            case ast.Subscript():
                found = name_with_members(node)
                if isinstance(found, Wrong):
                    raise ExpressionError(found.message, self._offset(found.part))
                return _name(str(found), offset)
        if isinstance(node, ast.Tuple):
            _raise(remedies.with_commas(self._outside))
        if isinstance(node, ast.UnaryOp):
            _raise(remedies.in_syntax(self._outside, self._outside))
        raise ExpressionError(_REFUSED.get(type(node), f"{type(node).__name__} can't be used here"), offset)

    def _offset(self, node: ast.expr) -> int:
        """Python counts bytes; a person counts characters."""
        return self._start + len(self._text.encode()[: node.col_offset].decode(errors="ignore"))

    def _constant(self, node: ast.Constant, offset: int) -> Node:
        value = node.value
        if isinstance(value, bool):
            return Truth(value, offset)
        if isinstance(value, int | float):
            try:
                number = float(value)
            except OverflowError:
                number = float("inf")
            if number in (float("inf"), float("-inf")):
                raise ExpressionError("a number too large to hold (above 1.8e308)", offset)
            return Number(number, offset)
        if isinstance(value, str):
            return Text(normal_name(value), offset)
        raise ExpressionError(f"{value!r} can't be used: only numbers, names and functions", offset)

    def _binary(self, node: ast.BinOp, depth: int, offset: int) -> Node:
        left, right = self.read(node.left, depth + 1), self.read(node.right, depth + 1)
        if isinstance(node.op, ast.Pow):
            return Power(left, right, offset)
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            _raise(remedies.in_syntax(self._outside, self._outside))
            raise ExpressionError("this operator can't be used; there are + - * / ** and, or, not", offset)
        return Arithmetic(op, left, right, offset)

    def _comparison(self, node: ast.Compare, depth: int, offset: int) -> Node:
        sides = [node.left, *node.comparators]
        links = [
            self._link(op, left, right, depth) for op, left, right in zip(node.ops, sides[:-1], sides[1:], strict=True)
        ]
        return links[0] if len(links) == 1 else Logic("and", tuple(links), offset)

    def _link(self, op: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Node:
        offset = self._offset(left)
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
                raise ExpressionError("to the right of 'in' stands a list: war in ['full', 'low']", offset)
            equal: list[Node] = [
                Compare("==", self.read(left, depth + 1), self.read(item, depth + 1), offset) for item in right.elts
            ]
            either = equal[0] if len(equal) == 1 else Logic("or", tuple(equal), offset)
            return Not(either, offset) if isinstance(op, ast.NotIn) else either
        symbol = _COMPARISONS.get(type(op))
        if symbol is None:
            raise ExpressionError("'is' can't be used: write == or !=, and a regime in quotes", offset)
        return Compare(symbol, self.read(left, depth + 1), self.read(right, depth + 1), offset)

    def _call(self, node: ast.Call, depth: int, offset: int) -> Node:
        if not isinstance(node.func, ast.Name):
            raise ExpressionError("only a function's name can be called; a product has its sign: 2*(x + 1)", offset)
        if node.keywords:
            raise ExpressionError(f"{node.func.id}: arguments are given by their order, without names", offset)
        _name(node.func.id, offset)
        # min(a, b, c) is min(min(a, b), c): many arguments hang on one another as the terms of a sum do.
        many = len(node.args)
        if many == 1 and node.func.id in remedies.OF_ONE:
            raise ExpressionError(remedies.OF_ONE[node.func.id], offset)
        arguments = tuple(self.read(node.args[i], depth + max(1, many - max(i, 1))) for i in range(many))
        return Call(node.func.id, arguments, offset)


def _name(name: str, offset: int) -> Node:
    """`true` and `false` are YAML's spelling; Python's parser takes them for names."""
    if len(name.encode()) > LONGEST_NAME:
        raise ExpressionError(f"a name of more than {LONGEST_NAME} bytes ({name[:20]}…)", offset)
    return Truth(name == "true", offset) if name in ("true", "false") else Name(name, offset)


def _negative(operand: Node, offset: int) -> Node:
    return Number(-operand.value, offset) if isinstance(operand, Number) else Negative(operand, offset)
