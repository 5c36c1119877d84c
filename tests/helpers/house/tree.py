"""The repository as the tests of the house see it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "simengine"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    """Every Python file of ours: the package, the benchmarks, the tests, the site's, start.py."""
    folders = (PACKAGE, ROOT / "bench", ROOT / "tests", ROOT / "docs")
    files = [*(file for folder in folders for file in folder.rglob("*.py")), ROOT / "start.py"]
    assert len(files) > 20, "the tree was not found"
    return sorted(files)


def functions_in(file: Path) -> Iterator[Function]:
    """Every function and method of a file, also those inside others."""
    for node in nodes_in(file):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def tree_of(file: Path) -> ast.Module:
    """What Python makes of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_in(file: Path) -> tuple[ast.AST, ...]:
    """Every node of it."""
    return tuple(ast.walk(tree_of(file)))


def lines_of(function: Function) -> int:
    """From `def` to the last line, its docstring included."""
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def shown(file: Path, line: int | None = None) -> str:
    """A place as an editor opens it."""
    name = file.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"
