"""The assumption ledger: every number of a scenario with where it comes from, and what each mechanism acts on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from simengine.distributions import Distribution, distributions
from simengine.language.fields import Element
from simengine.processes import Process
from simengine.scenario.groups import binding_at, in_general
from simengine.scenario.ledger_entries import Entry, Kind, Ledger, MechanismUse
from simengine.scenario.literals import WrittenNumber, literals
from simengine.scenario.observation import Observation
from simengine.scenario.parameter import Parameter
from simengine.scenario.placed import Placed, error_path, expressions
from simengine.scenario.schema import Event, Scenario
from simengine.scenario.sections import ELEMENTS, SHORT_FORMS
from simengine.yaml.nodes import Entry as YamlEntry
from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, SequenceNode, YamlNode, node_at, place_of

_KINDS: Mapping[str | int, Kind] = {"effects": "effect", "bounds": "bound", "delay": "delay"}


def make_ledger(scenario: Scenario) -> Ledger:
    """The ledger of a scenario."""
    found = [*_parameters(scenario), *_correlations(scenario), *_functions(scenario)]
    for placed in expressions(scenario):
        if placed.path[0] == "observe" and placed.path[-1] == "event":
            continue  # nobody wrote the condition that says when it came
        found += _of_expression(scenario, placed)
    found += [*_histories(scenario), *_dates(scenario), *_observations(scenario), *_references(scenario)]
    sections = [entry.key for entry in scenario.tree.entries]
    keys = [(section, name) for section in sections for name in scenario.declared(section)]
    order = {key: at for at, key in enumerate(keys)}
    entries = sorted(found, key=lambda entry: order[str(entry.path[0]), str(entry.path[1])])
    once = tuple(_once(scenario, entries)) if scenario.bindings else tuple(entries)
    return Ledger(scenario.name, scenario.title, once, scenario.sources, tuple(_uses(scenario)))


def _once(scenario: Scenario, entries: list[Entry]) -> Iterator[Entry]:
    """What is written once in a template is one entry, under the template's name."""
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        sort = (entry.place, entry.kind, entry.text, entry.unit, entry.confidence, entry.source)
        found.setdefault(sort if binding_at(scenario.bindings, entry.path) else len(found), []).append(entry)
    for alike in found.values():
        bindings = [binding_at(scenario.bindings, one.path) for one in alike]
        binding = max(bindings, key=lambda one: len(set(one.values())))  # in which no member stands for two groups
        one = alike[bindings.index(binding)]
        varied = {group: who for group, who in binding.items() if any(other.get(group) != who for other in bindings)}
        general = tuple(in_general(step, varied) if isinstance(step, str) else step for step in one.path)
        yield replace(one, path=general)


def _entry(
    scenario: Scenario,
    path: KeyPath,
    kind: Kind,
    value: float | None,
    text: str | None = None,
    unit: str | None = None,
    literal: WrittenNumber | None = None,
    expression: str | None = None,
) -> Entry:
    node = node_at(scenario.tree, path)
    element = _element(scenario, path)
    offset = literal.offset if literal else 0
    return Entry(
        path=path,
        kind=kind,
        text=text or _as_written(node),
        value=value,
        place=node.place_at(offset) if isinstance(node, ScalarNode) else place_of(scenario.tree, path),
        unit=unit,
        confidence=element.confidence if element else None,
        source=element.source if element else (),
        note=element.note if element else None,
        expression=expression,
        plain=literal.plain if literal else False,
    )


def _element(scenario: Scenario, path: KeyPath) -> Element | None:
    if path[0] not in ELEMENTS:
        return None
    elements: Mapping[str, Element] = getattr(scenario, str(path[0]))
    return elements.get(str(path[1]).partition("(")[0].strip())


def _as_written(node: YamlNode | None) -> str:
    """A value on one line as its author wrote it, without the outermost brackets."""
    if isinstance(node, MappingNode):
        return ", ".join(f"{entry.key} {_within(entry.node)}" for entry in node.entries)
    if isinstance(node, SequenceNode):
        return ", ".join(map(_within, node.items))
    return node.text if node else ""


def _within(node: YamlNode) -> str:
    return _as_written(node) if isinstance(node, ScalarNode) else f"({_as_written(node)})"


def _parameters(scenario: Scenario) -> Iterator[Entry]:
    for name, parameter in scenario.parameters.items():
        path: KeyPath = ("parameters", name)
        if parameter.experts and not parameter.like:
            yield from _experts(scenario, name, parameter)
        else:
            value = parameter.distribution.expectation() if parameter.distribution.is_one_value else None
            yield _law(scenario, path, value, parameter.unit, bool(parameter.like))
        if parameter.later is not None:
            yield _entry(scenario, (*path, "later", "from"), "date", None)
            then = parameter.later.value
            number = None if isinstance(then, str) else then
            yield _entry(scenario, (*path, "later", "value"), "value", number, unit=parameter.unit)


def _experts(scenario: Scenario, name: str, parameter: Parameter) -> Iterator[Entry]:
    """What each expert says, with the expert's own source or else the parameter's; and the weights."""
    for expert, said in parameter.experts.items():
        value = said.law.expectation() if said.law.is_one_value else None
        entry = _law(scenario, ("parameters", name, "experts", expert), value, parameter.unit)
        own = {key: found for key in ("source", "confidence", "note") if (found := getattr(said, key))}
        yield replace(entry, **own)
    for expert, weight in parameter.weights.items():
        yield _entry(scenario, ("parameters", name, "weights", expert), "value", weight)


def _law(scenario: Scenario, path: KeyPath, value: float | None, unit: str | None, like: bool = False) -> Entry:
    """A distribution as its author wrote it, on one line; `like` where it is another's."""
    node = node_at(scenario.tree, path)
    rows = node.entries if isinstance(node, MappingNode) else ()
    tags = {"like"} if like else set(distributions())
    short = f"{SHORT_FORMS['parameters']} "
    law = [f"{row.key} {_as_written(row.node)}".removeprefix(short) for row in rows if row.key in tags]
    ends = [f"{row.key} {_as_written(row.node)}" for row in rows if row.key in ("lower", "upper")]
    entry = _entry(scenario, path, "parameter", value, "; ".join([*law, *ends]), unit)
    return _with_values(entry, next((row for row in rows if row.key in tags), None))


def _with_values(entry: Entry, law: YamlEntry | None) -> Entry:
    """The entry of a distribution; where its values stand in a table, it is there, and is told by their ends."""
    values = law.node.items if law and isinstance(law.node, SequenceNode) else ()
    if not law or not values or values[0].place.file == law.key_place.file:
        return entry
    numbers = sorted(float(value.text) for value in values if isinstance(value, ScalarNode))
    text = f"{law.key} of {len(values):,} values, {numbers[0]:g} – {numbers[-1]:g}"
    return replace(entry, text=text, place=values[0].place, last_line=values[-1].place.line)


def _correlations(scenario: Scenario) -> Iterator[Entry]:
    found = (
        ("parameter_correlations", scenario.parameter_correlations, scenario.parameter_common),
        ("correlations", scenario.correlations, scenario.common),
    )
    for section, pairs, common in found:
        of_pairs = iter(pairs.values())
        for key in scenario.declared(section):
            yield _entry(scenario, (section, key), "correlation", common[key] if key in common else next(of_pairs))


def _functions(scenario: Scenario) -> Iterator[Entry]:
    for key, function in zip(scenario.declared("functions"), scenario.functions.values(), strict=True):
        short = isinstance(node_at(scenario.tree, ("functions", key)), ScalarNode)
        path: KeyPath = ("functions", key) if short else ("functions", key, "expr")
        yield from _of_expression(scenario, Placed(path, function.expr, "look"))


def _of_expression(scenario: Scenario, placed: Placed) -> Iterator[Entry]:
    """The numbers of an expression: itself, if it is one, else those inside."""
    path, expression = placed.path, placed.expression
    for literal in literals(expression):
        if literal.alone:
            kind: Kind = "date" if literal.value is None else _kind(scenario, path)
            yield _entry(scenario, path, kind, literal.value, unit=unit_at(scenario, path))
        else:
            kind = "date" if literal.value is None else "literal"
            yield _entry(scenario, path, kind, literal.value, literal.text, literal.unit, literal, expression.text)


def _kind(scenario: Scenario, path: KeyPath) -> Kind:
    """What a number is that is all that stands at a path."""
    field, element = path[2] if len(path) > 2 else "", _element(scenario, path)
    if isinstance(element, Process) and field in element.tables:
        return "table"
    return _KINDS.get(field, "value")


def unit_at(scenario: Scenario, path: KeyPath) -> str | None:
    """The unit of a number that is all that stands at a path."""
    element = _element(scenario, path)
    if isinstance(element, Process):
        unit = element.unit_of(str(path[2]))
        own = element.unit
        return {"own": own, "own/year": own and f"{own}/year", "1/year": "1/year"}.get(unit or "")
    if isinstance(element, Event):
        if path[2] == "effects" and path[4] != "multiply":
            return scenario.drivers[str(path[3])].unit
        return {"hazard": "1/year", "delay": "year"}.get(str(path[2]))
    if isinstance(element, Observation) and path[2] == "error":
        return {"relative": None, "lognormal": None}.get(str(path[-1]), "year" if element.event else element.unit)
    return element.unit if element and path[0] != "questions" else None


def _histories(scenario: Scenario) -> Iterator[Entry]:
    for section, elements in (("drivers", scenario.drivers), ("formulas", scenario.formulas)):
        for name, element in elements.items():
            for date, value in element.history.items():
                yield _entry(scenario, (section, name, "history", date), "history", value, unit=element.unit)


def _dates(scenario: Scenario) -> Iterator[Entry]:
    """When an event happens, where the scenario says it; the dates of questions and observations are no assumptions."""
    for name, event in scenario.events.items():
        path: KeyPath = ("events", name, "at")
        node = node_at(scenario.tree, path)
        several = node.items if isinstance(node, SequenceNode) else ()
        paths = [(*path, index) for index in range(len(several))] or [path] * (event.at is not None)
        if isinstance(event.delay, Distribution):
            yield _entry(scenario, ("events", name, "delay"), "delay", None, unit="year")
        for date in (*paths, *[("events", name, "latest")] * (event.latest is not None)):
            yield _entry(scenario, date, "date", None)


def _observations(scenario: Scenario) -> Iterator[Entry]:
    for name, observation in scenario.observe.items():
        for index, value in enumerate(observation.between or ()):
            path: KeyPath = ("observe", name, "between", index)
            yield _entry(scenario, path, "observation", value, unit=observation.unit)
        if observation.value is not None:
            yield _entry(scenario, ("observe", name, "value"), "observation", observation.value, unit=observation.unit)
        error = observation.error
        if error is not None and error.relative is not None:
            yield _entry(scenario, error_path(scenario, name, "relative"), "observation", error.relative)
        if observation.event is not None:
            yield _entry(scenario, ("observe", name, "at"), "date", None)


def _references(scenario: Scenario) -> Iterator[Entry]:
    """What reference classes say of the questions, with their own sources."""
    for name, question in scenario.questions.items():
        said = question.reference
        if said is not None:
            path: KeyPath = ("questions", name, "reference", "quantiles" if said.quantiles else "probability")
            unit = question.unit if said.quantiles else None
            note = said.note or said.reference_class
            entry = _entry(scenario, path, "reference", said.probability, unit=unit)
            yield replace(entry, source=said.source or entry.source, note=note)


def _uses(scenario: Scenario) -> Iterator[MechanismUse]:
    carriers: dict[str, list[str]] = {name: [] for name in scenario.mechanisms}
    for section in ELEMENTS:
        elements: Mapping[str, Element] = getattr(scenario, section)
        for name, element in elements.items():
            for tag in dict.fromkeys(element.tags):
                general = in_general(name, binding_at(scenario.bindings, (section, name)))
                carriers.setdefault(tag, []).append(f"{section}.{general}")
    for name, mechanism in scenario.mechanisms.items():
        yield MechanismUse(name, mechanism, tuple(dict.fromkeys(carriers[name])))
