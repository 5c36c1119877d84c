"""Published figures in a CSV file: `{expr: …, csv: data/trips.csv, date: month, value: trips, error: …}`.

Each row is an observation of its own. What it takes from the file are its period and its figure, and where the element
names a column for them, its error and when it was known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from simengine.errors import Problem, Problems, did_you_mean
from simengine.language import numerals
from simengine.scenario.column_form import BESIDE_FIGURE, CSV, Columns, is_date, read_form
from simengine.scenario.column_values import KNOWN, ColumnValues, DatedRow
from simengine.scenario.observation import AGGREGATES, LAWS, Observation
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, YamlNode, is_null, path_text

ERROR: KeyPath = ("error",)
_OWN = (*BESIDE_FIGURE, "value")
_NOT_BESIDE = {
    "at": "the file has the dates: remove it",
    "between": "a fact has no value: remove it, or write between: {csv: …, date: …, low: …, high: …} for facts",
    "when": "the rows of a file are figures: remove it, or name them by expr alone",
    "event": "the rows of a file are figures: remove it, or name them by expr alone",
    "occurrence": "only an event has it: remove it",
}


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows of an element, each with the entries that it has instead of the columns' names; and all the others."""

    rows: tuple[tuple[DatedRow, tuple[Entry, ...]], ...]
    rest: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """Reads the figures of an element's file; `parameters` are names that an error may be an expression of."""

    values: ColumnValues
    problems: Problems
    parameters: Collection[str]

    def read(self, path: KeyPath, element: MappingNode) -> FigureRows | None:
        """The rows of an element with `csv`; None, and told, if it can't be read."""
        given = {entry.key: entry for entry in element.entries if not is_null(entry.node)}
        count = len(self.problems)
        self._refuse(path, given)
        form = read_form(self._form(path, element, given), path, ("value",), dated=True, problems=self.problems)
        if form is None or len(self.problems) > count:
            return None
        names = self.values.names(form, path)
        form = form.with_columns(self._more(path, given, names))
        if len(self.problems) > count:
            return None
        rows = self.values.dated(form, path)
        taken = {*_OWN, "over", *(str(key[0]) for key in form.keys)}
        rest = tuple(entry for entry in element.entries if entry.key not in taken)
        return FigureRows(tuple((row, tuple(_entries(row, form, given))) for row in rows), rest)

    def _refuse(self, path: KeyPath, given: Mapping[str, Entry]) -> None:
        """Tells what can't stand beside a file, and what must."""
        known = {*Observation.model_fields, *_OWN}
        for key, entry in given.items():
            if key in _NOT_BESIDE:
                self._report(entry, path, _NOT_BESIDE[key])
            elif key not in known:
                self._report(entry, path, f"unknown key{did_you_mean(key, known)}")
        if "error" not in given:
            message = "is missing: how far the figures may lie off, such as error: {relative: 0.1}, or a column's name"
            self.problems.append(Problem(given[CSV].key_place, path_text((*path, "error")), message))

    def _form(self, path: KeyPath, element: MappingNode, given: Mapping[str, Entry]) -> MappingNode:
        """What is said of the columns, as it is said elsewhere; `over` names that of the periods as `date` does."""
        entries = [entry for key, entry in given.items() if key in _OWN]
        over = given.get("over")
        if over is not None:
            if "date" in given:
                message = "one column has the dates: date names it for figures of a period's end, over for those of all"
                self._report(over, path, f"{message} of it; remove one")
            else:
                entries.append(Entry("date", over.key_place, _period_of(over.node)))
        return MappingNode(tuple(entries), element.place)

    def _more(self, path: KeyPath, given: Mapping[str, Entry], names: Collection[str]) -> dict[KeyPath, ScalarNode]:
        """The columns for errors and for when the figures were known, by where they are named."""
        error, known = given["error"].node, given.get("known")
        sizes = {ERROR: error}
        if isinstance(error, MappingNode):
            sizes = {(*ERROR, law): node for law in LAWS if (node := error.get(law)) is not None}
        found = {
            key: node
            for key, node in sizes.items()
            if isinstance(node, ScalarNode) and self._is_column((*path, *key), node, names)
        }
        if known is not None and isinstance(known.node, ScalarNode) and not is_date(known.node.text):
            found[KNOWN] = known.node
        return found

    def _is_column(self, path: KeyPath, node: ScalarNode, names: Collection[str]) -> bool:
        """Whether the size of an error is a column's name; a part of the figure is that or a number."""
        text = node.text.strip()
        if text in names and text in self.parameters:
            message = f"{text!r} is a column of the file and a name of the scenario: rename the column"
            self.problems.append(Problem(node.place, path_text(path), message))
        return text in names or (path[-1] == "relative" and not numerals.is_number(text))

    def _report(self, entry: Entry, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(entry.key_place, path_text((*path, entry.key)), message))


def _period_of(node: YamlNode) -> YamlNode:
    """The name of a column in `over: month` or `over: {sum: month}`."""
    if isinstance(node, MappingNode) and len(node.entries) == 1 and node.entries[0].key in AGGREGATES:
        return node.entries[0].node
    return node


def _entries(row: DatedRow, form: Columns, given: Mapping[str, Entry]) -> Iterator[Entry]:
    """What a row says: its period, its figure, and what else comes from columns."""
    date, over = row.date, given.get("over")
    if over is None:
        yield Entry("at", date.place, date)
    elif isinstance(over.node, MappingNode):
        by = over.node.entries[0]
        yield Entry("over", over.key_place, MappingNode((by._replace(node=date),), over.node.place))
    else:
        yield Entry("over", over.key_place, date)
    for key, value in zip(form.keys, row.values, strict=True):
        own = str(key[0])
        if len(key) == 1:
            yield Entry(own, value.place, value)
        else:
            whole = given[own].node
            assert isinstance(whole, MappingNode)  # noqa: S101 (a column is named within it)
            yield Entry(own, given[own].key_place, whole.replaced(str(key[1]), value))
