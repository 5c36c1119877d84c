"""The imports of the package: no module imports, on any way, what imports it."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.helpers.house.tree import PACKAGE, tree_of


def name_of(file: Path) -> str:
    """A file's module."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def nodes_that_run(node: ast.AST) -> Iterator[ast.AST]:
    """Everything in a tree, but for what is for type checkers only."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            for other in child.orelse:
                yield from nodes_that_run(other)
        else:
            yield from nodes_that_run(child)


def imports_of(tree: ast.AST, modules: set[str]) -> set[str]:
    """The modules, of those given, that a tree imports at any place."""
    found: set[str] = set()
    for node in nodes_that_run(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside & modules if inside <= modules else {node.module, *(inside & modules)}
    return found & modules


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """One circle of imports, from a module to itself; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def test_no_circle_of_imports() -> None:
    files = {name_of(file): file for file in PACKAGE.rglob("*.py")}
    trees = {name: tree_of(file) for name, file in files.items()}
    graph = {name: imports_of(tree, set(files)) for name, tree in trees.items()}
    assert sum(map(len, graph.values())) > 500
    assert circle_in(graph) == []


def test_a_circle_is_seen_wherever_the_import_stands() -> None:
    modules = {"p", "p.a", "p.b", "p.c"}
    texts = {"p.a": "from p.b import f", "p.b": "def g():\n    from p import c", "p.c": "import p.a"}
    graph = {name: imports_of(ast.parse(text), modules) for name, text in texts.items()}
    assert graph == {"p.a": {"p.b"}, "p.b": {"p.c"}, "p.c": {"p.a"}}
    assert len(circle_in(graph)) == 4
    quiet = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p import c"
    assert imports_of(ast.parse(quiet), modules) == set()
