"""What points from one part of a scenario to another: sources, tags, streams, histories, correlations."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.common_factors import common_findings
from simengine.checks.correlations import correlation_findings
from simengine.checks.experts import expert_findings
from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.language.clock import period
from simengine.model.model import Model
from simengine.processes._process import past_values
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
    yield from correlation_findings(scenario)
    yield from expert_findings(scenario)
    yield from common_findings(scenario)


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
    cited += [
        (("questions", name, "reference", "source"), question.reference.source)
        for name, question in scenario.questions.items()
        if question.reference
    ]
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
        wrong = [(date, message) for date in table if (message := _misread(date))]
        yield from (Finding((*path, date), message) for date, message in wrong)
        dates = set(table) - {date for date, _ in wrong}
        for date in sorted(dates, key=lambda row: period(row).first, reverse=True):  # the latest may lie too late
            try:
                past_values({date: 0.0}, scenario.clock, counts)
            except ValueError as error:
                yield Finding((*path, date), f"{error}: remove it, or leave rows of a table out by until")
            else:
                break


def _misread(date: str) -> str:
    """Why a text is no date; empty if it is one."""
    try:
        period(date)
    except ValueError as error:
        return str(error)
    return ""
