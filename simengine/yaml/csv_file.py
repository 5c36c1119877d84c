"""The cells of a CSV file, each with its place: UTF-8, commas, a header row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from simengine.errors import Place, Problem, ScenarioError
from simengine.yaml.lines import Lines
from simengine.yaml.source_file import CSV_FILE, UnreadableError, decoded, digest_of, read_bytes

ENDING = ".csv"
Refuse = Callable[[int, str], ScenarioError]
_QUOTED = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*')
_BARE = re.compile(r"[^,\r\n]*")
_BREAK = re.compile(r"\r\n|\r|\n")
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Cell(NamedTuple):
    """A cell without its quotes and the space around it; `at` is where it begins in the text."""

    text: str
    at: int


class Row(NamedTuple):
    """The cells of a row; `end` is where it ends in the text."""

    cells: tuple[Cell, ...]
    end: int


@dataclass(frozen=True, eq=False)
class CsvFile:
    """A file read: its header and its rows, all of one length; `shown` is what messages call it."""

    shown: str
    digest: str
    text: str
    header: Row
    rows: tuple[Row, ...]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(cell.text for cell in self.header.cells)

    def place(self, cell: Cell) -> Place:
        """Where a cell begins."""
        return Place(self.shown, *self._lines.at(cell.at))


def read_csv(path: Path, shown: str) -> CsvFile:
    """A file's cells. Raises UnreadableError if its text can't be had, ScenarioError if it is no table."""
    data = read_bytes(path, CSV_FILE)
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableError(f"{path.name!r} is a workbook, not a text; save the sheet as CSV (UTF-8)")
    text = unicodedata.normalize("NFC", decoded(data, shown).removeprefix("\ufeff"))
    lines = Lines(text)

    def refuse(at: int, message: str) -> ScenarioError:
        return ScenarioError([Problem(Place(shown, *lines.at(at)), "", message)])

    unreadable = _UNREADABLE.search(text)
    if unreadable:
        raise refuse(
            unreadable.start(),
            f"the character U+{ord(unreadable.group()):04X} can't stand in a table; save the sheet as CSV (UTF-8)",
        )
    rows = []
    try:
        rows = _rows(text)
    except _BrokenQuoteError as error:
        raise refuse(error.at, str(error)) from None
    if not rows:
        raise refuse(0, "the file is empty; a header row and rows below it are needed")
    header, *below = rows
    separator = next((mark for mark in _OTHER_SEPARATORS if mark in text[: header.end]), None)
    if len(header.cells) == 1 and separator:
        kind = _OTHER_SEPARATORS[separator]
        message = f"{kind} separate the columns; save the file with commas between columns, and decimal points"
        raise refuse(text.index(separator), message)
    _check_lengths(header, below, text, refuse)
    return CsvFile(shown, digest_of(data), text, header, tuple(below))


def _check_lengths(header: Row, rows: list[Row], text: str, refuse: Refuse) -> None:
    count = len(header.cells)
    wrong = [row for row in rows if len(row.cells) != count]
    if not wrong:
        return
    first = wrong[0]
    line = text[first.cells[0].at : first.end]
    others = f" (here and in {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
    advice = "remove the line if it is no row"
    if len(first.cells) > count:
        advice = "a comma within a cell needs quotes around it, and numbers have a decimal point"
    at = first.cells[min(count, len(first.cells) - 1)].at
    message = f"{count} cells are needed, as in the header{others}; {advice} (got {line[:40]!r})"
    raise refuse(at, message)


class _BrokenQuoteError(Exception):
    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


def _rows(text: str) -> list[Row]:
    """The rows that hold anything; a line of nothing but commas holds nothing either."""
    found: list[Row] = []
    cells: list[Cell] = []
    at = 0
    while at <= len(text):
        cell, at = _cell(text, at)
        cells.append(cell)
        if text[at : at + 1] == ",":
            at += 1
            continue
        if any(cell.text for cell in cells):
            found.append(Row(tuple(cells), at))
        cells = []
        ended = _BREAK.match(text, at)
        if ended is None:
            break
        at = ended.end()
    return found


def _cell(text: str, at: int) -> tuple[Cell, int]:
    """The cell that begins at a place, and where it ends."""
    quoted = _QUOTED.match(text, at)
    if quoted:
        if text[quoted.end() : quoted.end() + 1] not in ("", ",", "\r", "\n"):
            raise _BrokenQuoteError(quoted.end(), "text after a closing quote; within quotes, write a quote twice")
        return Cell(quoted.group(1).replace('""', '"').strip(), quoted.start()), quoted.end()
    bare = _BARE.match(text, at)
    end = bare.end() if bare else at
    raw = text[at:end]
    begin = at + len(raw) - len(raw.lstrip())
    if raw.lstrip().startswith('"'):
        raise _BrokenQuoteError(begin, "the quote that opens here is never closed")
    return Cell(raw.strip(), begin), end
