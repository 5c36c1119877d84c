"""What points from one part of a scenario to another: sources, tags, streams, histories, correlations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.model.correlations import Correlations, components, normal_correlations
from simengine.model.model import Model
from simengine.processes._process import Draw, past_values
from simengine.randomness.correlation import symmetric_root
from simengine.randomness.keys import stream_key
from simengine.scenario.schema import Scenario, source_ids
from simengine.scenario.sections import ELEMENTS
from simengine.yaml.nodes import KeyPath


def reference_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with what points elsewhere."""
    scenario = model.scenario
    yield from _sources_and_tags(scenario)
    yield from _streams(model)
    yield from _histories(scenario)
    yield from _correlations(scenario)


def _sources_and_tags(scenario: Scenario) -> Iterator[Finding]:
    cited: list[tuple[KeyPath, tuple[str, ...]]] = []
    mechanisms, sources = (dict.fromkeys(scenario.declared(section)) for section in ("mechanisms", "sources"))
    for section in ELEMENTS:
        for key, element in scenario.elements(section):
            cited.append(((section, key, "source"), element.source))
            for tag in element.tags:
                if tag not in mechanisms:
                    hint = what_there_is(tag, mechanisms)
                    yield Finding((section, key, "tags"), f"no mechanism {tag!r}{hint}; declare it under mechanisms")
    cited += [(("mechanisms", name, "source"), mechanism.source) for name, mechanism in scenario.mechanisms.items()]
    for path, texts in cited:
        for identity in source_ids(texts):
            if identity not in sources:
                hint = what_there_is(identity, sources)
                yield Finding(path, f"no source {identity!r}{hint}; declare it under sources")


def _streams(model: Model) -> Iterator[Finding]:
    seed = model.scenario.simulate.seed
    taken: dict[tuple[int, int], str] = {}
    for section, name, stream in _stream_names(model):
        key = stream_key(seed, section, stream)
        if key in taken:
            yield Finding(
                (section, name), f"draws the same random numbers as {taken[key]}: give one of them another `stream:`"
            )
        taken[key] = f"{section}.{name}"


def _stream_names(model: Model) -> Iterator[tuple[str, str, str]]:
    scenario = model.scenario
    for name, parameter in scenario.parameters.items():
        yield "parameters", name, parameter.stream or name
    for name, driver in scenario.drivers.items():
        yield "drivers", name, driver.stream or name
    for name in model.events:
        event = scenario.events.get(name)
        yield "events", name, (event.stream if event else None) or name


def _histories(scenario: Scenario) -> Iterator[Finding]:
    tables = [
        (("drivers", name, "history"), driver.history, driver.counts) for name, driver in scenario.drivers.items()
    ]
    tables += [(("formulas", name, "history"), formula.history, False) for name, formula in scenario.formulas.items()]
    for path, table, counts in tables:
        try:
            past_values(table, scenario.clock, counts)
        except ValueError as error:
            yield Finding(path, str(error))


def _correlations(scenario: Scenario) -> Iterator[Finding]:
    drivers, parameters = scenario.drivers.items(), scenario.parameters.items()
    still = {name: driver.kind for name, driver in drivers if Draw.BROWNIAN not in driver.draws}
    fixed = [name for name, parameter in parameters if parameter.distribution.is_one_value]
    remedy = "give it a distribution, or delete this pair (set it to null)"
    unfit = {
        "correlations": {k: f"{k} has no Brownian noise to correlate (it is a {kind})" for k, kind in still.items()},
        "parameter_correlations": {k: f"{k} is fixed and can't be correlated: {remedy}" for k in fixed},
    }
    yield from _pairs(scenario, "correlations", "drivers", scenario.correlations, unfit)
    yield from _pairs(scenario, "parameter_correlations", "parameters", normal_correlations(scenario), unfit)


def _pairs(
    scenario: Scenario, section: str, of: str, correlations: Correlations, unfit: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    """What is wrong in a section of pairs of elements of another; `unfit` tells which can't be in one, and why."""
    known = dict(scenario.elements(of))
    missing = {name for pair in correlations for name in pair if name not in known}
    wrong = {name: f"no {of[:-1]} {name!r}{what_there_is(name, known)}" for name in missing} | dict(unfit[section])
    named = [(pair, name) for pair in correlations for name in pair if name in wrong]
    for pair, name in named:
        if name in known or name not in scenario.declared(of):  # what could not be read is told already
            yield Finding(_pair_path(scenario, section, pair), wrong[name])
    if not named:
        yield from _contradictions(section, correlations)


def _pair_path(scenario: Scenario, section: str, pair: tuple[str, str]) -> KeyPath:
    """Where a pair stands, however much space is around its `~`."""
    written = (key for key in scenario.declared(section) if tuple(map(str.strip, key.split("~"))) == pair)
    return (section, next(written, " ~ ".join(pair)))


def _contradictions(section: str, correlations: Correlations) -> Iterator[Finding]:
    for members, matrix in components(correlations):
        try:
            symmetric_root(matrix)
        except ValueError as error:
            yield Finding((section,), f"among {', '.join(members)}: {error}")
