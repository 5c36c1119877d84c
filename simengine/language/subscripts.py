"""`support[jp]` in Python's tree: a name and whose it is."""

from __future__ import annotations

import ast
from typing import NamedTuple

from simengine.language.indexed import Indexed


class Wrong(NamedTuple):
    """Why it can't be, and the part of it that is to blame."""

    message: str
    part: ast.expr


def name_with_members(node: ast.Subscript) -> Indexed | Wrong:
    """The name that brackets stand behind, with the members or groups in them."""
    if not isinstance(node.value, ast.Name):
        return Wrong("only a name has members, as in support[jp]; values have no items", node)
    inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for index in inside:
        if not isinstance(index, ast.Name):
            return Wrong(_no_index(node.value.id, index), index)
    return Indexed(node.value.id, tuple(index.id for index in inside if isinstance(index, ast.Name)))


def _no_index(name: str, index: ast.expr) -> str:
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        return f"a member is written without quotes: {name}[{index.value}]"
    if isinstance(index, ast.Constant | ast.UnaryOp):
        return f"members are names, never numbers, and values have no items: {name}[jp]"
    return f"in the brackets stands a group or a member of one: {name}[country], {name}[jp]"
