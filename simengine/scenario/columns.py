"""Columns of CSV files in the place of typed numbers: `{csv: data/oil.csv, date: month, value: kbarrel}`.

They are read into the merged tree, as if somebody had typed them there; each number keeps its place in its file. So
whatever reads a scenario knows nothing of tables, and a stored run's text holds the values themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simengine.distributions import distributions
from simengine.errors import Problem, Problems
from simengine.language.clock import period
from simengine.scenario.column_form import CSV, read_form
from simengine.scenario.column_values import ColumnValues, DatedRow
from simengine.scenario.figure_columns import FigureColumns
from simengine.scenario.tables import Tables
from simengine.yaml.csv_file import ENDING
from simengine.yaml.nodes import (
    Entry,
    KeyPath,
    MappingNode,
    ScalarNode,
    SequenceNode,
    YamlNode,
    path_text,
)

MOST_OBSERVATIONS = 1000
_WRONG_PLACE = (
    "columns of a CSV file can stand in a history, in a table of dates, in `between` of an observation, beside "
    "`expr` of one with an error, and as the values of a distribution (empirical); type the numbers here"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A tree with the columns it names read into it; what is wrong with those, and the paths that lack values for it.

    Nothing else need be said of these paths.
    """

    tree: MappingNode
    problems: Problems
    lacking: frozenset[str]


def with_columns(tree: MappingNode, tables: Tables) -> Filled:
    """The tree with the columns it names read into it."""
    problems = Problems()
    reader = _Expander(ColumnValues(tables, problems), problems, _named_in(tree))
    entries = tuple(entry._replace(node=reader.section(entry)) for entry in tree.entries)
    return Filled(MappingNode(entries, tree.place, tree.deleted), problems, frozenset(reader.lacking))


@dataclass(slots=True)
class _Expander:
    values: ColumnValues
    problems: Problems
    parameters: frozenset[str]
    lacking: list[str] = field(default_factory=list)

    def section(self, section: Entry) -> YamlNode:
        """A section with the columns its elements name."""
        if not isinstance(section.node, MappingNode):
            return section.node
        entries: list[Entry] = []
        for entry in section.node.entries:
            seen = entry.node if section.key == "observe" and isinstance(entry.node, MappingNode) else None
            between = seen.get("between") if seen is not None else None
            if seen is not None and _names_file(seen):
                entries += self._figures(entry, seen)
            elif isinstance(between, MappingNode) and _names_file(between):
                entries += self._facts(entry, between)
            else:
                entries.append(entry._replace(node=self._element((section.key, entry.key), entry.node)))
        return MappingNode(tuple(entries), section.node.place, section.node.deleted)

    def _element(self, path: KeyPath, element: YamlNode) -> YamlNode:
        if not isinstance(element, MappingNode):
            return element
        fields = tuple(entry._replace(node=self._field((*path, entry.key), entry.node)) for entry in element.entries)
        return MappingNode(fields, element.place, element.deleted)

    def _field(self, path: KeyPath, node: YamlNode) -> YamlNode:
        if path[0] == "parameters" and path[2:] == ("experts",) and isinstance(node, MappingNode):
            said = tuple(entry._replace(node=self._element((*path, entry.key), entry.node)) for entry in node.entries)
            return MappingNode(said, node.place, node.deleted)
        read, count, found = self._reading_of(path), len(self.problems), node
        if read is not None and isinstance(node, MappingNode) and _names_file(node):
            found = read(path, node)
        else:
            for name in _named_files(node):
                self.problems.append(Problem(name.place, path_text(path), _WRONG_PLACE))
        empty = found is not node and found in (MappingNode((), node.place), SequenceNode((), node.place))
        if len(self.problems) > count or empty:  # of a file that can't be read, only the first use tells why
            self.lacking.append(path_text(path))
        return found

    def _reading_of(self, path: KeyPath) -> Callable[[KeyPath, MappingNode], YamlNode] | None:
        match path:
            case ("drivers", _, _) | ("formulas", _, "history"):
                return self._table
            case ("parameters", _, str(tag)) | ("parameters", _, "experts", _, str(tag)):
                known = distributions()
                return self._sample if tag in known and known[tag].of_values else None
        return None

    def _table(self, path: KeyPath, node: MappingNode) -> YamlNode:
        """Rows by date, in the order of time; what is typed beside them is laid over them."""
        form = read_form(node, path, ("value",), dated=True, problems=self.problems)
        rows = self.values.dated(form, path) if form else []
        found = {row.date.text: Entry(row.date.text, row.date.place, row.values[0]) for row in rows}
        found |= {entry.key: entry for entry in form.typed} if form else {}
        ordered = sorted(found.values(), key=lambda entry: period(entry.key).first)
        return MappingNode(tuple(ordered), node.place, node.deleted)

    def _sample(self, path: KeyPath, node: MappingNode) -> YamlNode:
        form = read_form(node, path, ("value",), dated=False, problems=self.problems)
        return SequenceNode(tuple(self.values.plain(form, path)) if form else (), node.place)

    def _figures(self, entry: Entry, element: MappingNode) -> Iterator[Entry]:
        """A figure a row, `name 2024-05`, with all else that the element says."""
        path: KeyPath = ("observe", entry.key)
        found = FigureColumns(self.values, self.problems, self.parameters).read(path, element)
        if found is None or self._too_many(len(found.rows), element, path):
            return
        for row, own in found.rows:
            yield Entry(_name(entry.key, row), entry.key_place, MappingNode((*own, *found.rest), element.place))

    def _facts(self, entry: Entry, between: MappingNode) -> Iterator[Entry]:
        """An observation a row, `name 2024-05`, with all else that the element says."""
        path: KeyPath = ("observe", entry.key, "between")
        assert isinstance(entry.node, MappingNode)  # noqa: S101 (it has a `between`)
        given = entry.node.entry("at")
        if given:
            self.problems.append(
                Problem(given.key_place, path_text((*path[:2], "at")), "the file has the dates: remove it")
            )
        form = read_form(between, path, ("low", "high"), dated=True, problems=self.problems)
        rows = self.values.dated(form, path) if form else []
        if self._too_many(len(rows), between, path):
            return
        rest = tuple(one for one in entry.node.entries if one.key not in ("at", "between"))
        for row in rows:
            yield Entry(_name(entry.key, row), entry.key_place, _observation(rest, row, between))

    def _too_many(self, rows: int, node: MappingNode, path: KeyPath) -> bool:
        """Whether these are more observations than a scenario may have, which is told."""
        if rows <= MOST_OBSERVATIONS:
            return False
        message = f"{rows:,} rows, and at most {MOST_OBSERVATIONS:,} are observed: choose some by from and until"
        self.problems.append(Problem(node.place, path_text(path), message))
        return True


def _name(key: str, row: DatedRow) -> str:
    """What the observation of a row is called: before the brackets of its members, as every name."""
    stem, bracket, members = key.partition("[")
    return f"{stem} {row.date.text}{bracket}{members}"


def _observation(rest: tuple[Entry, ...], row: DatedRow, between: MappingNode) -> MappingNode:
    bounds = SequenceNode(row.values, row.values[0].place)
    own = (Entry("at", row.date.place, row.date), Entry("between", row.values[0].place, bounds))
    return MappingNode((*own, *rest), between.place)


def _named_in(tree: MappingNode) -> frozenset[str]:
    """The names that the error of a figure may be an expression of."""
    sections = (tree.get(section) for section in ("parameters", "formulas"))
    return frozenset(entry.key for found in sections if isinstance(found, MappingNode) for entry in found.entries)


def _names_file(node: MappingNode) -> bool:
    return isinstance(node.get(CSV), ScalarNode)


def _named_files(node: YamlNode) -> Iterator[ScalarNode]:
    """What names a CSV file in a node or below it."""
    if isinstance(node, SequenceNode):
        for item in node.items:
            yield from _named_files(item)
    elif isinstance(node, MappingNode):
        for entry in node.entries:
            child = entry.node
            if not isinstance(child, ScalarNode):
                yield from _named_files(child)
            elif entry.key == CSV and isinstance(child.value, str) and child.text.lower().endswith(ENDING):
                yield child
