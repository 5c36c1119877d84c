"""The merged tree read as records, section by section, with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simengine.errors import Problem, Problems, Setting, Worded, did_you_mean
from simengine.language.clock import Clock, make_clock
from simengine.processes import Process
from simengine.processes._plugins import Plugin
from simengine.scenario import schema, settings
from simengine.scenario.folder_name import folder_problem
from simengine.scenario.messages import problems_of
from simengine.scenario.observation import Observation
from simengine.scenario.read_events import read_event
from simengine.scenario.read_parameters import read_common, read_correlations, read_parameters
from simengine.scenario.schema import Scenario
from simengine.scenario.sections import NAMES, SECTIONS
from simengine.scenario.templates import Written
from simengine.yaml.nodes import (
    KeyPath,
    MappingNode,
    ScalarNode,
    YamlNode,
    key_place_of,
    path_text,
    place_of,
    plain,
)

Model = TypeVar("Model", bound=BaseModel)
Kinds = Mapping[str, type[Process]]
SIGNATURE = re.compile(r"(\w+)\s*\(([^()]*)\)")
_NO_CLOCK = make_clock("2000", "2001", "year")


def named_kinds(tree: MappingNode) -> tuple[str, ...]:
    """The kinds of process that the drivers of a merged tree name, each once."""
    drivers = tree.get("drivers")
    entries = drivers.entries if isinstance(drivers, MappingNode) else ()
    named = [entry.node.get("process") for entry in entries if isinstance(entry.node, MappingNode)]
    kinds = [kind.value for kind in named if isinstance(kind, ScalarNode)]
    return tuple(dict.fromkeys(kind for kind in kinds if isinstance(kind, str)))


PLUGIN = Setting("plugins", ..., typed="--plugin FILE")


@dataclass(slots=True)
class Reader:
    """Reads one merged tree; `problems` collects what is wrong, and elements with problems are left out.

    `merged` is what was merged, `written` that without templates, which is read. `kinds` are the processes it may name,
    `offered` the kinds that installed packages offer, for its messages.
    """

    merged: MappingNode
    written: Written
    kinds: Kinds
    offered: tuple[str, ...] = ()
    problems: Problems = field(default_factory=Problems)

    @property
    def tree(self) -> MappingNode:
        """What is read."""
        return self.written.tree

    def report(self, path: KeyPath, message: str, key: bool = False) -> None:
        """Notes a problem at the value (or the key) at a path."""
        place = key_place_of(self.tree, path) if key else place_of(self.tree, path)
        self.problems.append(Problem(place, path_text(path), message))

    def scenario(
        self,
        files: tuple[tuple[str, str], ...],
        overrides: tuple[str, ...],
        plugins: tuple[Plugin, ...] = (),
        folder: Path | None = None,
    ) -> Scenario | None:
        """The scenario of what could be read, or None without a clock: then no date and no window means anything."""
        self._sections()
        clock = self._clock()
        name, title = self._text("name"), self._text("title")
        report = self.record(settings.Report, ("report",)) if self.tree.get("report") else None
        simulate = self.record(settings.Simulate, ("simulate",)) if self.tree.get("simulate") else None
        scenario = Scenario(
            name=name,
            title=title or name,
            clock=clock or _NO_CLOCK,
            sources=self._records("sources", schema.Source),
            mechanisms=self._records("mechanisms", schema.Mechanism),
            parameters=read_parameters(self),
            drivers=self.elements("drivers", self._driver),
            parameter_correlations=read_correlations(self, "parameter_correlations", "parameters"),
            parameter_common=read_common(self, "parameter_correlations"),
            correlations=read_correlations(self, "correlations", "drivers"),
            common=read_common(self, "correlations"),
            functions=self._functions(),
            formulas=self._records("formulas", schema.Formula),
            events=self.elements("events", lambda path, value: read_event(self, path, value)),
            observe=self._records("observe", Observation),
            measures=self._records("measures", schema.Measure),
            invariants=self._records("invariants", schema.Invariant),
            outcome=self.elements("outcome", self._outcome_class),
            questions=self._records("questions", schema.Question),
            report=report or settings.Report(),
            simulate=simulate or settings.Simulate(),
            tree=self.tree,
            merged=self.merged,
            groups=self.written.groups,
            bindings=self.written.bindings,
            files=files,
            overrides=overrides,
            plugins=plugins,
            folder=folder,
        )
        return scenario if clock else None

    def _sections(self) -> None:
        for key in (entry.key for entry in self.tree.entries):
            if key not in NAMES:
                self.report(
                    (key,),
                    f"unknown section{did_you_mean(key, NAMES)}; there are {', '.join(NAMES)}",
                    key=True,
                )
        for section in SECTIONS:
            if section.needed and self.tree.get(section.name) is None:
                self.report((section.name,), "this section is missing")

    def _text(self, key: str) -> str:
        node = self.tree.get(key)
        if node is None:
            return ""
        if not isinstance(node, ScalarNode) or node.value is None:
            self.report((key,), "a text is needed")
            return ""
        if key == "name" and (wrong := folder_problem(node.text)):
            self.report((key,), wrong)
        return node.text

    def _clock(self) -> Clock | None:
        if self.tree.get("clock") is None:
            return None
        section = self.record(settings.ClockSection, ("clock",))
        if section is None:
            return None
        try:
            return make_clock(section.start, section.end, section.step)
        except ValueError as error:
            self.report(("clock",), str(error))
            return None

    def record(self, model: type[Model], path: KeyPath, value: Any = None) -> Model | None:
        """The record at a path of the tree, or made of `value`; None, and problems, if that can't be."""
        try:
            return model.model_validate(plain(_at(self.tree, path)) if value is None else value)
        except ValidationError as error:
            self.problems.extend(problems_of(error, model, self.tree, path))
            return None

    def _records(self, section: str, model: type[Model]) -> dict[str, Model]:
        return self.elements(section, lambda path, value: self.record(model, path, value))

    def elements(self, section: str, read: Callable[[KeyPath, Any], Model | None]) -> dict[str, Model]:
        """The elements of a section that could be read, by name."""
        node = self.tree.get(section)
        if node is None or (isinstance(node, ScalarNode) and node.value is None):
            return {}
        if not isinstance(node, MappingNode):
            self.report((section,), "a mapping (name: …) is needed")
            return {}
        found: dict[str, Model] = {}
        for entry in node.entries:
            element = read((section, entry.key), plain(entry.node))
            if element is not None:
                found[entry.key] = element
        return found

    def _driver(self, path: KeyPath, value: Any) -> Process | None:
        if not isinstance(value, dict):
            self.report(path, "a mapping with a process is needed: {process: level, initial: 0}")
            return None
        kind = value.get("process")
        if not isinstance(kind, str) or kind not in self.kinds:
            self._no_process(path, kind)
            return None
        return self.record(self.kinds[kind], path, value)

    def _no_process(self, path: KeyPath, kind: object) -> None:
        known = tuple(dict.fromkeys((*self.kinds, *self.offered)))
        there = Worded(f"there are {', '.join(known)}; one of your own needs ", PLUGIN)
        if kind is None:
            self.report(path, Worded("process is missing; ", there))
        else:
            wrong = f"unknown process {kind!r}{did_you_mean(str(kind), known)}"
            self.report((*path, "process"), Worded(f"{wrong}; ", there, ", for no installed package offers it"))

    def _outcome_class(self, path: KeyPath, value: Any) -> schema.OutcomeClass | None:
        return self.record(schema.OutcomeClass, path, value if isinstance(value, dict) else {"when": value})

    def _functions(self) -> dict[str, schema.Function]:
        found: dict[str, schema.Function] = {}
        for key, function in self.elements("functions", self._function).items():
            name = key.partition("(")[0].strip()
            if name in found:
                self.report(("functions", key), f"the function {name!r} stands twice", key=True)
            found[name] = function
        return found

    def _function(self, path: KeyPath, value: Any) -> schema.Function | None:
        written = SIGNATURE.fullmatch(str(path[1]).strip())
        names = [name.strip() for name in written.group(2).split(",")] if written else []
        if not written or not all(name.isidentifier() for name in names) or len(set(names)) < len(names):
            self.report(path, f"write a function with its arguments, as in kept(x, ref): … (got {path[1]!r})", key=True)
            return None
        fields = value if isinstance(value, dict) else {"expr": value}
        return self.record(schema.Function, path, {**fields, "parameters": tuple(names)})


def _at(tree: MappingNode, path: KeyPath) -> YamlNode:
    node: YamlNode = tree
    for step in path:
        found = node.get(str(step)) if isinstance(node, MappingNode) else None
        if found is None:
            return tree
        node = found
    return node
