"""The merged tree read as records, section by section, with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simengine.distributions import distributions
from simengine.errors import Problem, Problems, did_you_mean, what_there_is
from simengine.language.clock import Clock, make_clock
from simengine.processes import Process
from simengine.processes._plugins import Plugin
from simengine.scenario import schema
from simengine.scenario.messages import problems_of
from simengine.scenario.schema import Scenario
from simengine.scenario.sections import NAMES, SECTIONS
from simengine.yaml.nodes import (
    KeyPath,
    MappingNode,
    ScalarNode,
    YamlNode,
    key_place_of,
    node_at,
    path_text,
    place_of,
    plain,
)

Model = TypeVar("Model", bound=BaseModel)
Kinds = Mapping[str, type[Process]]
SIGNATURE = re.compile(r"(\w+)\s*\(([^()]*)\)")
_NO_CLOCK = make_clock("2000", "2001", "year")
LONGEST_CHAIN = 20
_BESIDE_DISTRIBUTION = ("unit", "source", "confidence", "note", "tags", "stream")


def named_kinds(tree: MappingNode) -> tuple[str, ...]:
    """The kinds of process that the drivers of a merged tree name, each once."""
    drivers = tree.get("drivers")
    entries = drivers.entries if isinstance(drivers, MappingNode) else ()
    named = [entry.node.get("process") for entry in entries if isinstance(entry.node, MappingNode)]
    kinds = [kind.value for kind in named if isinstance(kind, ScalarNode)]
    return tuple(dict.fromkeys(kind for kind in kinds if isinstance(kind, str)))


@dataclass(slots=True)
class Reader:
    """Reads one merged tree; `problems` collects what is wrong, and elements with problems are left out.

    `kinds` are the processes it may name, `offered` the kinds that installed packages offer, for its messages.
    """

    tree: MappingNode
    kinds: Kinds
    offered: tuple[str, ...] = ()
    problems: Problems = field(default_factory=Problems)

    def report(self, path: KeyPath, message: str, key: bool = False) -> None:
        """Notes a problem at the value (or the key) at a path."""
        place = key_place_of(self.tree, path) if key else place_of(self.tree, path)
        self.problems.append(Problem(place, path_text(path), message))

    def scenario(
        self, files: tuple[tuple[str, str], ...], overrides: tuple[str, ...], plugins: tuple[Plugin, ...] = ()
    ) -> Scenario | None:
        """The scenario of what could be read, or None without a clock: then no date and no window means anything."""
        self._sections()
        clock = self._clock()
        name, title = self._text("name"), self._text("title")
        simulate = self._record(schema.Simulate, ("simulate",)) if self.tree.get("simulate") else None
        scenario = Scenario(
            name=name,
            title=title or name,
            clock=clock or _NO_CLOCK,
            sources=self._records("sources", schema.Source),
            mechanisms=self._records("mechanisms", schema.Mechanism),
            parameters=self._elements("parameters", self._parameter),
            drivers=self._elements("drivers", self._driver),
            parameter_correlations=self._correlations("parameter_correlations", "parameters"),
            correlations=self._correlations("correlations", "drivers"),
            functions=self._functions(),
            formulas=self._records("formulas", schema.Formula),
            events=self._records("events", schema.Event),
            observe=self._records("observe", schema.Observation),
            measures=self._records("measures", schema.Measure),
            outcome=self._elements("outcome", self._outcome_class),
            questions=self._records("questions", schema.Question),
            simulate=simulate or schema.Simulate(),
            tree=self.tree,
            files=files,
            overrides=overrides,
            plugins=plugins,
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
        if key == "name" and (
            not node.text.strip() or set(node.text) & set('/\\:*?"<>|\0') or node.text.startswith((".", "-"))
        ):
            self.report(
                (key,),
                f'names a folder of results, so no / \\ : * ? " < > | and no . or - in front (got {node.text!r})',
            )
        return node.text

    def _clock(self) -> Clock | None:
        if self.tree.get("clock") is None:
            return None
        section = self._record(schema.ClockSection, ("clock",))
        if section is None:
            return None
        try:
            return make_clock(section.start, section.end, section.step)
        except ValueError as error:
            self.report(("clock",), str(error))
            return None

    def _record(self, model: type[Model], path: KeyPath, value: Any = None) -> Model | None:
        try:
            return model.model_validate(plain(_at(self.tree, path)) if value is None else value)
        except ValidationError as error:
            self.problems.extend(problems_of(error, model, self.tree, path))
            return None

    def _records(self, section: str, model: type[Model]) -> dict[str, Model]:
        return self._elements(section, lambda path, value: self._record(model, path, value))

    def _elements(self, section: str, read: Callable[[KeyPath, Any], Model | None]) -> dict[str, Model]:
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
        return self._record(self.kinds[kind], path, value)

    def _no_process(self, path: KeyPath, kind: object) -> None:
        known = tuple(dict.fromkeys((*self.kinds, *self.offered)))
        there = f"there are {', '.join(known)}; one of your own needs --plugin FILE"
        if kind is None:
            self.report(path, f"process is missing; {there}")
        else:
            wrong = f"unknown process {kind!r}{did_you_mean(str(kind), known)}"
            self.report((*path, "process"), f"{wrong}; {there}, for no installed package offers it")

    def _parameter(self, path: KeyPath, value: Any) -> schema.Parameter | None:
        if not isinstance(value, dict):
            self.report(
                path, "a distribution is needed: {uniform: [0, 1]}, {quantiles: {5%: …, 50%: …, 95%: …}}, or a number"
            )
            return None
        known = distributions()
        value = self._resembling(path, value)
        if value is None:
            return None
        given = [key for key in value if key in known]
        if len(given) != 1:
            unknown = [key for key in value if key not in (*_BESIDE_DISTRIBUTION, "lower", "upper", *known)]
            hint = next((f"; {key!r} is none{did_you_mean(key, known)}" for key in unknown), "")
            wrong = "no distribution" if not given else "more than one distribution: " + ", ".join(given)
            self.report(path, f"{wrong}{hint}; there are {', '.join(known)}, like")
            return None
        rest = {key: item for key, item in value.items() if key not in (given[0], "lower", "upper")}
        try:
            distribution = known[given[0]].read(value[given[0]], value.get("lower"), value.get("upper"))
        except ValidationError as error:
            self.problems.extend(problems_of(error, known[given[0]], self.tree, (*path, given[0])))
            return None
        except ValueError as error:
            self.report((*path, given[0]), str(error))
            return None
        return self._record(schema.Parameter, path, {**rest, "distribution": distribution})

    def _resembling(self, path: KeyPath, value: dict[str, Any]) -> dict[str, Any] | None:
        """The element with the distribution of the one it is `like` put in; None if that can't be."""
        trail = [str(path[1])]
        given = value
        while "like" in given:
            name = given["like"]
            node = node_at(self.tree, ("parameters", name)) if isinstance(name, str) else None
            if not isinstance(node, MappingNode):
                names = self.tree.get("parameters")
                hint = what_there_is(str(name), names.keys() if isinstance(names, MappingNode) else ())
                self.report((*path, "like"), f"no parameter {name!r} to be like{hint}")
                return None
            if name in trail:
                self.report((*path, "like"), f"a circle: {' → '.join([*trail, name])}")
                return None
            if len(trail) > LONGEST_CHAIN:
                self.report((*path, "like"), f"a chain of more than {LONGEST_CHAIN} likes; name the first of them")
                return None
            trail.append(name)
            given = {entry.key: plain(entry.node) for entry in node.entries}
        if given is value:
            return value
        clash = [key for key in value if key in distributions() or key in ("lower", "upper")]
        if clash:
            self.report((*path, clash[0]), f"stands beside like, which gives the whole distribution: remove {clash[0]}")
            return None
        return {**{key: given[key] for key in given if key in distributions() or key in ("lower", "upper")}, **value}

    def _outcome_class(self, path: KeyPath, value: Any) -> schema.OutcomeClass | None:
        try:
            return schema.OutcomeClass.model_validate({"condition": value})
        except ValidationError as error:
            self.problems.extend(problems_of(error, schema.OutcomeClass, self.tree, path))
            return None

    def _functions(self) -> dict[str, schema.Function]:
        found: dict[str, schema.Function] = {}
        for key, function in self._elements("functions", self._function).items():
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
        return self._record(schema.Function, path, {**fields, "parameters": tuple(names)})

    def _correlations(self, section: str, elements: str) -> dict[tuple[str, str], float]:
        node = self.tree.get(section)
        found: dict[tuple[str, str], float] = {}
        if not isinstance(node, MappingNode):
            if node is not None:
                self.report((section,), "a mapping is needed: {a ~ b: 0.3}")
            return found
        for entry in node.entries:
            path = (section, entry.key)
            names = [name.strip() for name in entry.key.split("~")]
            value = plain(entry.node)
            if len(names) != 2 or not all(names) or names[0] == names[1]:
                self.report(path, f"write two {elements} as 'a ~ b' (got {entry.key!r})", key=True)
            elif isinstance(value, bool) or not isinstance(value, int | float) or not -1 < value < 1:
                self.report(path, f"a number between -1 and 1 is needed (got {value!r})")
            elif (names[0], names[1]) in found or (names[1], names[0]) in found:
                self.report(path, "this pair stands twice", key=True)
            else:
                found[names[0], names[1]] = float(value)
        return found


def _at(tree: MappingNode, path: KeyPath) -> YamlNode:
    node: YamlNode = tree
    for step in path:
        found = node.get(str(step)) if isinstance(node, MappingNode) else None
        if found is None:
            return tree
        node = found
    return node
