"""Which line made a scenario wrong, where several files and KEY=VALUE were laid over one another.

A message names what it is about. If a file that was laid later than the one the mistake shows in has deleted one of
these, made another of it or given it another unit, that line is the cause, and the mistake is told there. So a variant
hears of its own line, and never only of one of its base's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from simengine.errors import Place, Problem
from simengine.scenario.sections import NAMED, SECTIONS
from simengine.scenario.shapes import kind_keys
from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, path_text

_NAME = re.compile(r"[^\W\d]\w*(?:\[[^\W\d]\w*\])*")
_HINT = re.compile(r" \(did you mean|; there (?:is only|is none|are)\b|; it takes ")
_OF_DATES = re.compile(r"\bclock\b|\bgrid\b|\bthe start\b")
_OF_STEPS = re.compile(r"\bsteps of a\b")
_OF_REGIMES = re.compile(r"\bregimes?\b")
_DEFINING = frozenset({"process", "expr", "unit", "branch"})
_REFERRED_TO = tuple(section.name for section in SECTIONS if section.form == "elements")


class Written(NamedTuple):
    """Something written: its path, its place, and whether it was deleted there."""

    path: KeyPath
    place: Place
    deleted: bool = False


class Causes:
    """Finds causes in a merged tree; `files` are the names of its files in the order in which they were laid."""

    def __init__(self, tree: MappingNode, files: Sequence[str]) -> None:
        self._tree = tree
        self._order = {file: at for at, file in enumerate(files)}
        self._known: dict[str, list[Written]] = {}

    def told(self, problem: Problem) -> Problem:
        """The problem at the line that is its cause."""
        if problem.place is None or self._layer(problem.place) == len(self._order):
            return problem
        words = self._words(problem)
        involved = list(self._involved(problem, words))
        latest = max([self._layer(one.place) for one in involved], default=-1)
        if latest <= self._layer(problem.place):
            return problem
        last = max(
            (one for one in involved if self._layer(one.place) == latest), key=lambda one: str(one.path[-1]) in words
        )
        how = "deleted here" if last.deleted else "as it is here"
        message = f"{how}, so that {problem.path} ({problem.place}) does not hold: {problem.message}"
        return replace(problem, place=last.place, path=path_text(last.path), message=message)

    @property
    def _names(self) -> Mapping[str, list[Written]]:
        """The elements of each name, those that were deleted too; of a template by its stem, as `support[`."""
        if not self._known:
            for section in _REFERRED_TO:
                for one in _elements(section, self._tree.get(section)):
                    name = str(one.path[1]).partition("(")[0].strip()
                    for key in {name, f"{name.partition('[')[0]}["} if one.deleted and "[" in name else {name}:
                        self._known.setdefault(key, []).append(one)
        return self._known

    def _layer(self, place: Place) -> int:
        """How late a place was laid: files in their order, then the command line."""
        return self._order.get(place.file, -1) if place.line else len(self._order)

    @staticmethod
    def _words(problem: Problem) -> dict[str, None]:
        """The names that a problem has in its message and in its path."""
        return dict.fromkeys(_NAME.findall(f"{_HINT.split(problem.message)[0]} {problem.path}"))

    def _involved(self, problem: Problem, words: Mapping[str, None]) -> Iterator[Written]:
        text = _HINT.split(problem.message)[0]
        section, own, *_ = (*problem.path.split("."), "", "")
        for element in (element for name in words for element in self._named(name)):
            node = None if element.deleted else self._node(element.path)
            if element.path == (section, own) and node is not None:
                yield from (one for one in _below(element.path, node) if str(one.path[-1]) in words)
            elif node is None:
                yield element
            elif element.path[0] in NAMED:
                yield from _definition(element.path, node, whole=bool(_OF_REGIMES.search(text)))
        clock = self._tree.get("clock")
        if isinstance(clock, MappingNode) and section != "clock":
            keys = ("step",) if _OF_STEPS.search(text) else ("start", "end") if _OF_DATES.search(text) else ()
            yield from (Written(("clock", entry.key), entry.node.place) for entry in clock.entries if entry.key in keys)

    def _named(self, name: str) -> list[Written]:
        return self._names.get(name) or self._names.get(f"{name.partition('[')[0]}[", [])

    def _node(self, path: KeyPath) -> YamlNode | None:
        section = self._tree.get(str(path[0]))
        return section.get(str(path[1])) if isinstance(section, MappingNode) else None


def _elements(section: str, node: YamlNode | None) -> Iterator[Written]:
    if isinstance(node, MappingNode):
        yield from (Written((section, entry.key), entry.key_place) for entry in node.entries)
        yield from (Written((section, key), place, deleted=True) for key, place in node.deleted.items())


def _definition(path: KeyPath, node: YamlNode, whole: bool) -> Iterator[Written]:
    """Where it is said what an element is; with `whole` all that is said of it."""
    if whole or not isinstance(node, MappingNode):
        yield from _below(path, node)
        return
    keys = _DEFINING | kind_keys(path, node)
    for entry in node.entries:
        if entry.key in keys:
            yield from _below((*path, entry.key), entry.node)


def _below(path: KeyPath, node: YamlNode) -> Iterator[Written]:
    if isinstance(node, ScalarNode):
        yield Written(path, node.place)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _below((*path, index), item)
    else:
        yield from (Written((*path, key), place, deleted=True) for key, place in node.deleted.items())
        for entry in node.entries:
            yield from _below((*path, entry.key), entry.node)
