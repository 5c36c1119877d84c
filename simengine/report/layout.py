"""Plain text in columns, never wider than asked for if it can be helped."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

GAP = 2


def terminal_width() -> int:
    """The columns of the terminal, COLUMNS if set; 100 in a pipe."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def fill(parts: Sequence[str], width: int, gap: int = GAP, indent: int = 0) -> list[str]:
    """Parts set one after another, `gap` apart, on as many lines as they need; lines after the first are indented."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + gap + len(part) <= width:
            lines[-1] += " " * gap + part
        else:
            lines.append(" " * indent + part if lines else part)
    return lines


def hanging(label: str, text: str, width: int) -> list[str]:
    """A label with a text wrapped beside it; under it, when less than 20 columns are left."""
    indent = len(label) if width - len(label) >= 20 else 4
    wrapped = textwrap.wrap(text, max(20, width - indent)) or [""]
    if indent < len(label):
        return [label.rstrip(), *(" " * indent + line for line in wrapped)]
    return [(label + wrapped[0]).rstrip(), *(" " * indent + line for line in wrapped[1:])]


def fitted(lines: Sequence[str], width: int, indent: int) -> list[str]:
    """The same lines, with those that are too long broken between words."""
    return [part for line in lines for part in textwrap.wrap(line, width, subsequent_indent=" " * indent) or [""]]


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), gap: int = GAP) -> list[str]:
    """Rows of equal length as columns; those in `right` are set to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(
            cell.rjust(size) if index in right else cell.ljust(size)
            for index, (cell, size) in enumerate(zip(row, widths, strict=True))
        )
        .rstrip()
        for row in rows
    ]


def grid(
    title: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], width: int, label_width: int = 0
) -> list[str]:
    """A table with labelled rows, cut into blocks of as many columns as fit; the title stands over the labels."""
    names = [title, *(name for name, _ in rows)]
    label = max([label_width, *(len(name) for name in names)])
    cells = [[head, *(row[index] for _, row in rows)] for index, head in enumerate(heads)]
    lines: list[str] = []
    for block in _blocks(cells, width - label, 3):
        for index, name in enumerate(names):
            text = "".join("   " + column[index].ljust(_size(column)) for column in block)
            lines.append((name.ljust(label) + text).rstrip())
    return lines


def _size(column: Sequence[str]) -> int:
    return max(len(cell) for cell in column)


def _blocks(columns: list[list[str]], room: int, gap: int) -> list[list[list[str]]]:
    blocks: list[list[list[str]]] = []
    used = 0
    for column in columns:
        size = gap + _size(column)
        if blocks and used + size <= room:
            blocks[-1].append(column)
            used += size
        else:
            blocks.append([column])
            used = size
    return blocks
