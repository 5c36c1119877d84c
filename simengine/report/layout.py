"""Plain text in columns, never wider than asked for if it can be helped.

Widths are those on a terminal: a letter of Korean, Chinese or Japanese takes two columns, an accent none.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

GAP = 2
_FILLER = "\ue000"  # a letter nobody uses, which stands for the second column of a wide one


def terminal_width() -> int:
    """The columns of the terminal, COLUMNS if set; 100 in a pipe."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 (most texts need no table of all letters)

    return cell_len(text)


def left(text: str, size: int) -> str:
    """The text with spaces behind it, up to so many columns."""
    return text + " " * (size - width_of(text))


def right(text: str, size: int) -> str:
    """The text with spaces before it, up to so many columns."""
    return " " * (size - width_of(text)) + text


def cut(text: str, width: int) -> str:
    """The text, or as much of its beginning as fits into so many columns with a mark that more follows."""
    if width_of(text) <= width:
        return text
    while width_of(text) >= width:
        text = text[: -max(1, (width_of(text) - width) // 2)]
    return f"{text}…"


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """A text on lines of so many columns, broken between words, and inside one that is longer than a line.

    Lines after the first are indented. Nothing is left of a text of spaces.
    """
    full = text if text.isascii() else "".join(letter + _FILLER * (width_of(letter) - 1) for letter in text)
    lines = _lines(full, width, indent)
    fits = all(width_of(line) <= width for line in lines)
    return lines if fits else _lines(full, width - 1, indent)  # a letter parted from its filler counted as one


def _lines(full: str, width: int, indent: int) -> list[str]:
    return [line.replace(_FILLER, "") for line in textwrap.wrap(full, width, subsequent_indent=" " * indent)]


def fill(parts: Sequence[str], width: int, gap: int = GAP, indent: int = 0) -> list[str]:
    """Parts set one after another, `gap` apart, on as many lines as they need; lines after the first are indented."""
    lines: list[str] = []
    for part in parts:
        if lines and width_of(lines[-1]) + gap + width_of(part) <= width:
            lines[-1] += " " * gap + part
        else:
            lines.append(" " * indent + part if lines else part)
    return lines


def hanging(label: str, text: str, width: int) -> list[str]:
    """A label with a text wrapped beside it; under it, when less than 20 columns are left."""
    size = width_of(label)
    if not text or size > width:
        below = [" " * 4 + line for line in wrapped(text, max(20, width - 4))]
        return [*fitted([label.rstrip()], width, 2), *below]
    indent = size if width - size >= 20 else 4
    lines = wrapped(text, max(20, width - indent)) or [""]
    if indent < size:
        return [label.rstrip(), *(" " * indent + line for line in lines)]
    return [(label + lines[0]).rstrip(), *(" " * indent + line for line in lines[1:])]


def fitted(lines: Sequence[str], width: int, indent: int) -> list[str]:
    """The same lines, with those that are too long broken between words."""
    return [part for line in lines for part in _broken(line, width, indent) or [""]]


def _broken(line: str, width: int, indent: int) -> list[str]:
    return [line] if width_of(line) <= width else wrapped(line, width, indent)


def aligned(rows: Sequence[Sequence[str]], to_right: frozenset[int] = frozenset(), gap: int = GAP) -> list[str]:
    """Rows of equal length as columns; those in `to_right` are set to the right."""
    sizes = [max(width_of(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(
            right(cell, size) if index in to_right else left(cell, size)
            for index, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        .rstrip()
        for row in rows
    ]


def grid(
    title: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], width: int, label_width: int = 0
) -> list[str]:
    """A table with labelled rows, cut into blocks of as many columns as fit; the title stands over the labels."""
    names = [title, *(name for name, _ in rows)]
    label = max([label_width, *(width_of(name) for name in names)])
    cells = [[head, *(row[index] for _, row in rows)] for index, head in enumerate(heads)]
    lines: list[str] = []
    for block in _blocks(cells, width - label, 3):
        for index, name in enumerate(names):
            text = "".join("   " + left(column[index], _size(column)) for column in block)
            lines.append((left(name, label) + text).rstrip())
    return lines


def label_rows(label: str, cells: list[str], room: int, indent: int = 4) -> list[tuple[str, list[str]]]:
    """The rows of a grid for a label on as many lines of so many columns as it needs; the cells are in the first."""
    first, *rest = wrapped(label, room, indent) or [""]
    return [(first, cells), *((line, [""] * len(cells)) for line in rest)]


def _size(column: Sequence[str]) -> int:
    return max(width_of(cell) for cell in column)


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
