"""One Python function's syntax tree rewritten to stand in a module other than its own."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from contextlib import suppress
from types import FunctionType

Resolve = Callable[[str], str]
"""From what a function calls something outside it, such as `_mean_reversion.step`, to its new name."""
SHORT = 110
ATTEMPTS = 5


def parse(text: str) -> ast.Module:
    """The tree of a module's text. SyntaxError if it is none."""
    # Python 3.11 counts the depth of trees in one place for all threads: two that parse at once can end in an error.
    for _ in range(ATTEMPTS):
        with suppress(SystemError):
            return ast.parse(text)
    return ast.parse(text)


def parsed(function: FunctionType) -> ast.FunctionDef:
    """A function's tree. OSError, TypeError or SyntaxError if its source is not to be had."""
    (tree,) = parse(textwrap.dedent(inspect.getsource(function))).body
    if not isinstance(tree, ast.FunctionDef):
        raise TypeError(f"{function.__name__} is not written as a function")
    return tree


def rewritten(tree: ast.FunctionDef, name: str, resolve: Resolve) -> str:
    """The text of a function under a new name, without annotations, decorators, comments and long docstrings.

    A local variable that now has the name of something outside gets an underscore.
    """
    _strip(tree)
    local = _local_names(tree)
    outside = _Outside(local)
    for one in tree.body:
        outside.visit(one)
    new = {old: resolve(old) for old in outside.found}
    roots = {text.split(".")[0] for text in new.values()}
    new |= {clash: f"{clash}_" for clash in sorted(local & roots)}
    tree.name = name
    return ast.unparse(_Renamed(new).visit(tree))


def may_be_long(tree: ast.FunctionDef) -> bool:
    """Whether a function has a loop other than one over the members of a constant."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
    return any(isinstance(loop, ast.While) or isinstance(loop.iter, ast.Call) for loop in loops)


def _strip(tree: ast.FunctionDef) -> None:
    tree.decorator_list, tree.returns = [], None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
    described = ast.get_docstring(tree)
    if described is not None:
        first = described.splitlines()[0]
        tree.body[:1] = [ast.Expr(ast.Constant(first))] if len(first) <= SHORT else []


def _local_names(tree: ast.FunctionDef) -> set[str]:
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def _outer(node: ast.AST, local: set[str]) -> str | None:
    """How a name, a dotted name or float("nan") from outside the function is spelled; None for anything else."""
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str())]):
            return ast.unparse(node)
        case ast.Name(id=name):
            return None if name in local else name
        case ast.Attribute(value=value, attr=attribute):
            root = _outer(value, local)
            return root and f"{root}.{attribute}"
    return None


class _Outside(ast.NodeVisitor):
    """Collects what a function takes from outside, in the order of its text."""

    def __init__(self, local: set[str]) -> None:
        self._local = local
        self.found: dict[str, None] = {}

    def visit(self, node: ast.AST) -> None:
        spelled = _outer(node, self._local)
        if spelled is not None:
            self.found.setdefault(spelled)
        else:
            self.generic_visit(node)


class _Renamed(ast.NodeTransformer):
    """Puts new names in place of old ones."""

    def __init__(self, new: dict[str, str]) -> None:
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.arg):
            node.arg = self._new.get(node.arg, node.arg)
            return node
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            node = ast.copy_location(ast.Assign([node.target], node.value), node)
        spelled = _outer(node, set())
        if spelled in self._new:
            return self._put(node, self._new[spelled])
        visited: ast.AST = self.generic_visit(node)
        return visited

    @staticmethod
    def _put(node: ast.AST, text: str) -> ast.AST:
        (line,) = parse(text).body
        found = line.value if isinstance(line, ast.Expr) else line
        if isinstance(found, ast.Name) and isinstance(node, ast.Name):
            found.ctx = node.ctx
        return ast.copy_location(found, node)
