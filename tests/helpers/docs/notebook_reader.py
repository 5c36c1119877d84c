"""Runs the cells of a notebook as Jupyter would, one after the other, without Jupyter."""

import ast
import json
import linecache
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A cell of code; `stored` is what of a former run lies in the file beside it."""

    text: str
    stored: tuple[Any, ...]


def cells(file: Path) -> list[Cell]:
    """The cells with code."""
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["nbformat"] == 4
    return [
        Cell("".join(cell["source"]), (*cell["outputs"], *filter(None, [cell["execution_count"]])))
        for cell in found["cells"]
        if cell["cell_type"] == "code"
    ]


def shown(file: Path) -> list[str]:
    """What the last line of each cell shows: HTML where there is some, else a text, or nothing."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_shown(cell.text, f"{file.name}, cell {at}", names) for at, cell in enumerate(cells(file), 1)]


def _shown(text: str, called: str, names: dict[str, Any]) -> str:
    linecache.cache[called] = len(text), None, text.splitlines(keepends=True), called  # for what goes wrong in it
    body = ast.parse(text, called).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), called, "exec"), names)  # noqa: S102 (a page of our own)
    code = compile(ast.Expression(last.value), called, "eval") if isinstance(last, ast.Expr) else None
    value = eval(code, names) if code else None  # noqa: S307
    rich = getattr(value, "_repr_html_", None)
    return "" if value is None else rich() if rich else repr(value)
