"""What points from one part of a scenario to another: sources, tags, streams, histories, correlations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from simengine.errors import did_you_mean, there_is
from simengine.language.fields import Element
from simengine.processes._base import Draw, past_values
from simengine.randomness.correlation import Matrix, normal_correlation, symmetric_root
from simengine.randomness.keys import stream_key
from simengine.scenario.nodes import KeyPath
from simengine.scenario.schema import Scenario
from simengine.scenario.scopes import event_names

Found = tuple[KeyPath, str, bool]
Correlations = Mapping[tuple[str, str], float]
ELEMENTS = ("parameters", "drivers", "formulas", "events", "observe", "measures", "questions")
_ID = re.compile(r"[A-Za-z]\w*")


def link_problems(scenario: Scenario) -> Iterator[Found]:
    """Everything wrong with what points elsewhere."""
    yield from _sources_and_tags(scenario)
    yield from _streams(scenario)
    yield from _histories(scenario)
    yield from _correlations(scenario)
    yield from _parameter_correlations(scenario)


def _sources_and_tags(scenario: Scenario) -> Iterator[Found]:
    cited: list[tuple[KeyPath, tuple[str, ...]]] = []
    mechanisms, sources = (dict.fromkeys(scenario.declared(section)) for section in ("mechanisms", "sources"))
    for section in ELEMENTS:
        elements: dict[str, Element] = getattr(scenario, section)
        for name, element in elements.items():
            cited.append(((section, name, "source"), element.source))
            for tag in element.tags:
                if tag not in mechanisms:
                    hint = there_is(tag, tuple(mechanisms))
                    yield (section, name, "tags"), f"no mechanism {tag!r}{hint}; declare it under mechanisms", False
    cited += [(("mechanisms", name, "source"), mechanism.source) for name, mechanism in scenario.mechanisms.items()]
    for path, texts in cited:
        for identity in source_ids(texts):
            if identity not in sources:
                hint = there_is(identity, tuple(sources))
                yield path, f"no source {identity!r}{hint}; declare it under sources", False


def source_ids(texts: tuple[str, ...]) -> list[str]:
    """The ids of sources in texts such as `S2 ¶15, S1 ¶23`: the word each part begins with."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    return [found.group() for part in parts if (found := _ID.match(part))]


def _streams(scenario: Scenario) -> Iterator[Found]:
    seed = scenario.simulate.seed
    taken: dict[tuple[int, int], str] = {}
    for section, name, stream in _stream_names(scenario):
        key = stream_key(seed, section, stream)
        if key in taken:
            yield (
                (section, name),
                f"draws the same random numbers as {taken[key]}: give one of them another `stream:`",
                False,
            )
        taken[key] = f"{section}.{name}"


def _stream_names(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    for name, parameter in scenario.parameters.items():
        yield "parameters", name, parameter.stream or name
    for name, driver in scenario.drivers.items():
        yield "drivers", name, driver.stream or name
    for name in event_names(scenario):
        event = scenario.events.get(name)
        yield "events", name, (event.stream if event else None) or name


def _histories(scenario: Scenario) -> Iterator[Found]:
    tables = [
        (("drivers", name, "history"), driver.history, driver.counts) for name, driver in scenario.drivers.items()
    ]
    tables += [(("formulas", name, "history"), formula.history, False) for name, formula in scenario.formulas.items()]
    for path, table, counts in tables:
        try:
            past_values(table, scenario.clock, counts)
        except ValueError as error:
            yield path, str(error), False


def _correlations(scenario: Scenario) -> Iterator[Found]:
    sound = True
    for pair, name in _members(scenario.correlations):
        driver = scenario.drivers.get(name)
        wrong = ""
        if driver is None:
            wrong = f"no driver {name!r}{did_you_mean(name, scenario.drivers)}"
        elif Draw.BROWNIAN not in driver.draws:
            wrong = f"{name} has no Brownian noise to correlate (it is a {driver.kind})"
        sound = sound and not wrong
        if wrong and (driver is not None or name not in scenario.declared("drivers")):
            yield _pair_path(scenario, "correlations", pair), wrong, False
    if sound:
        yield from _contradictions("correlations", scenario.correlations)


def _parameter_correlations(scenario: Scenario) -> Iterator[Found]:
    sound = True
    for pair, name in _members(scenario.parameter_correlations):
        parameter = scenario.parameters.get(name)
        wrong = ""
        if parameter is None:
            wrong = f"no parameter {name!r}{did_you_mean(name, scenario.parameters)}"
        elif parameter.distribution.tag == "fixed":
            wrong = (
                f"{name} is fixed and can't be correlated: give it a distribution, or delete this pair (set it to null)"
            )
        sound = sound and not wrong
        if wrong and (parameter is not None or name not in scenario.declared("parameters")):
            yield _pair_path(scenario, "parameter_correlations", pair), wrong, False
    if sound:
        yield from _contradictions("parameter_correlations", normal_correlations(scenario))


def _members(correlations: Correlations) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((pair, name) for pair in correlations for name in pair)


def _pair_path(scenario: Scenario, section: str, pair: tuple[str, str]) -> KeyPath:
    """Where a pair stands, however much space is around its `~`."""
    written = (key for key in scenario.declared(section) if tuple(map(str.strip, key.split("~"))) == pair)
    return (section, next(written, " ~ ".join(pair)))


def _contradictions(section: str, correlations: Correlations) -> Iterator[Found]:
    for members, matrix in components(correlations):
        try:
            symmetric_root(matrix)
        except ValueError as error:
            yield (section,), f"among {', '.join(members)}: {error}", False


def normal_correlations(scenario: Scenario) -> Correlations:
    """The correlations of the normal numbers behind the parameters, from the rank correlations of the scenario."""
    return {pair: normal_correlation(rank) for pair, rank in scenario.parameter_correlations.items()}


def components(correlations: Correlations) -> list[tuple[tuple[str, ...], Matrix]]:
    """The connected groups of correlated elements, names sorted, each with its matrix of correlations."""
    groups: list[set[str]] = []
    for pair in correlations:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [group for group in groups if not group & joined] + [joined]
    both = {**correlations, **{(b, a): value for (a, b), value in correlations.items()}}
    found = []
    for members in sorted(tuple(sorted(group)) for group in groups):
        matrix = tuple(tuple(1.0 if a == b else both.get((a, b), 0.0) for b in members) for a in members)
        found.append((members, matrix))
    return found
