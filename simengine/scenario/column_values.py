"""The numbers in columns of CSV files, checked as typed ones are, each at its place in its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simengine.errors import Place, Problem, Problems, did_you_mean
from simengine.language import numerals
from simengine.language.clock import Period, period
from simengine.language.other_dates import date_meant
from simengine.scenario.column_form import Columns
from simengine.scenario.tables import Tables
from simengine.yaml.csv_file import Cell, CsvFile
from simengine.yaml.nodes import KeyPath, ScalarNode, Style, path_text
from simengine.yaml.scalars import resolve

MOST_ROWS = 10_000
"""Of one table. A day a row, 27 years; a scenario must stay a text that can be read and sent."""
MOST_VALUES = 50_000
"""Of all tables of a scenario."""
KNOWN: KeyPath = ("known",)
"""Where a column is named whose cells are dates."""
_NO_DATE = ScalarNode(None, Place("", 0, 0), "")
_SERIAL = 5  # digits: 45292 is the first of 2024 to a spreadsheet
_NOTHING = frozenset(("na", "n/a", "nan", "null", "none", "-", "--", ".", "..", "...", "?", "x", "missing", "#n/a"))


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A row's date and numbers."""

    date: ScalarNode
    values: tuple[ScalarNode, ...]


@dataclass(slots=True)
class _Chosen:
    """A file with the places of the wanted columns in its rows."""

    file: CsvFile
    date: int | None
    values: tuple[int, ...]


@dataclass(slots=True)
class ColumnValues:
    """Reads columns from tables; what is wrong goes to `problems`."""

    tables: Tables
    problems: Problems
    _count: int = field(default=0)

    def dated(self, form: Columns, path: KeyPath) -> list[DatedRow]:
        """The rows that are wanted, in the order of time, each date once."""
        first: dict[Period, DatedRow] = {}
        for row in self._rows(form, path):
            named = period(row.date.text)
            if named in first:
                line = first[named].date.place.line
                self._report(row.date.place, (*path, row.date.text), f"stands twice, first on line {line}; keep one")
            else:
                first[named] = row
        return [first[named] for named in sorted(first, key=lambda one: (one.first, one.after))]

    def plain(self, form: Columns, path: KeyPath) -> list[ScalarNode]:
        """The first of the columns, in the order of the file."""
        return [row.values[0] for row in self._rows(form, path)]

    def names(self, form: Columns, path: KeyPath) -> tuple[str, ...]:
        """What the columns of its file are called; nothing of one that can't be read, which is told once."""
        file = self.tables.file(form.file, path, self.problems)
        return tuple(file.names) if file else ()

    def _report(self, place: Place, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(place, path_text(path), message))

    def _rows(self, form: Columns, path: KeyPath) -> list[DatedRow]:
        file = self.tables.file(form.file, path, self.problems)
        chosen = self._choose(file, form, path) if file else None
        if file is None or chosen is None:
            return []
        count = len(self.problems)
        rows = list(self._read(chosen, form, path))
        self._count += len(rows) * len(form.values)
        if not rows and len(self.problems) == count:
            wanted = " that is wanted" if form.first or form.last or form.skips else ""
            self._report(form.file.place, path, f"{file.shown} has no row{wanted}")
        elif len(rows) > MOST_ROWS or self._count > MOST_VALUES:
            most = f"at most {MOST_ROWS:,} rows of one table, {MOST_VALUES:,} numbers of all, are read"
            self._report(
                form.file.place, path, f"{len(rows):,} rows of {file.shown}; {most}: choose some by from and until"
            )
            return []
        return rows

    def _choose(self, file: CsvFile, form: Columns, path: KeyPath) -> _Chosen | None:
        """Where the columns stand that the form names."""
        keys: list[KeyPath] = [*((("date",),) if form.date else ()), *form.keys]
        wanted = [*((form.date,) if form.date else ()), *form.values]
        places = [self._column(file, name, (*path, *key)) for key, name in zip(keys, wanted, strict=True)]
        found = [place for place in places if place is not None]
        if len(found) < len(places):
            return None
        return _Chosen(file, found[0] if form.date else None, tuple(found[1:] if form.date else found))

    def _column(self, file: CsvFile, name: ScalarNode, path: KeyPath) -> int | None:
        text = name.text.strip()
        count = file.names.count(text)
        if count == 1:
            return file.names.index(text)
        cells = file.header.cells
        if count:
            again = [cell for cell in cells if cell.text == text][1]
            self._report(file.place(again), path, f"the column {text!r} stands twice in the header; rename one of them")
        elif any(numerals.is_number(cell.text) for cell in cells):
            message = (
                f"the first row must be a header that names the columns, {text!r} among them (got {cells[0].text!r})"
            )
            if not any(problem.place == file.place(cells[0]) for problem in self.problems):
                self._report(file.place(cells[0]), path, message)
        else:
            hint = did_you_mean(text, file.names)
            there = ", ".join(name or "''" for name in file.names)
            self._report(name.place, path, f"no column {text!r} in {file.shown}{hint}; there are {there[:200]}")
        return None

    def _read(self, chosen: _Chosen, form: Columns, path: KeyPath) -> Iterator[DatedRow]:
        for row in chosen.file.rows:
            cells = [row.cells[at] for at in chosen.values]
            empty = any(not cell.text for cell in cells)
            if form.skips and empty:
                continue
            date = _NO_DATE if chosen.date is None else self._date(chosen.file, row.cells[chosen.date], path)
            if date is None or not (chosen.date is None or form.takes(period(date.text))):
                continue
            where = (*path, date.text) if chosen.date is not None else path
            read = [
                self._date(chosen.file, cell, where) if key == KNOWN else self._number(chosen.file, cell, where)
                for key, cell in zip(form.keys, cells, strict=True)
            ]
            known = tuple(one for one in read if one is not None)
            if len(known) == len(read):
                yield DatedRow(date, known)

    def _date(self, file: CsvFile, cell: Cell, path: KeyPath) -> ScalarNode | None:
        """A date of a row; None, and told, if it is none."""
        place = file.place(cell)
        try:
            period(cell.text)
        except ValueError as error:
            meant = date_meant(cell.text)
            told = f"not a date as it is written here: write {meant} (got {cell.text!r})" if meant else str(error)
            if numerals.is_number(cell.text) and len(cell.text) == _SERIAL:
                told = f"a spreadsheet's number for a day: format the column as a date (got {cell.text})"
            self._report(place, path, told if cell.text else "a date is missing in this row")
            return None
        return ScalarNode(cell.text, place, cell.text, Style.SINGLE)

    def _number(self, file: CsvFile, cell: Cell, path: KeyPath) -> ScalarNode | None:
        place = file.place(cell)
        if not cell.text:
            self._report(place, path, "an empty cell; fill it, or write missing: skip to leave such rows out")
            return None
        if numerals.is_number(cell.text):
            try:
                return ScalarNode(resolve(cell.text), place, cell.text)
            except ValueError as error:
                self._report(place, path, str(error))
                return None
        meant = numerals.remedy(cell.text)
        if cell.text.lower() in _NOTHING:
            meant = "leave the cell empty, and write missing: skip"
        advice = f"; {meant}" if meant else ""
        self._report(place, path, f"a number is needed (got {cell.text[:40]!r}){advice}")
        return None
