"""Regimes: whether each can be left and reached, for a slip of the pen makes a regime of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.checks.findings import Finding
from simengine.errors import did_you_mean
from simengine.processes import Process
from simengine.scenario.schema import Scenario


def regime_findings(scenario: Scenario) -> Iterator[Finding]:
    """A warning for each regime that has no row of its own, and for each that no path comes to."""
    for name, driver in scenario.drivers.items():
        by_events = _set_by_events(scenario, name)
        for field, table in _tables(driver):
            reached = _reached(driver, table, by_events)
            for here, row in table.items():
                if here not in reached:
                    message = (
                        f"{name} never becomes {here!r}: it begins otherwise, nothing leads there, no event sets it"
                    )
                    yield Finding(("drivers", name, field, here), message, warning=True, at_key=True)
                for there in row:
                    comes_and_goes = there in by_events and by_events - {there}
                    if there not in table and not comes_and_goes:
                        yield _without_row((name, field, here, there), list(table))


def _without_row(at: tuple[str, str, str, str], rows: list[str]) -> Finding:
    name, _, _, regime = at
    meant = did_you_mean(regime, rows)
    message = f"{regime!r} is only ever a target: {name} never leaves it by itself{meant}; if so it shall be, write"
    return Finding(("drivers", *at), f"{message} {regime}: {{}}", warning=True, at_key=True)


def _tables(driver: Process) -> Iterator[tuple[str, Mapping[str, Mapping[str, object]]]]:
    """The fields that tell to which regimes each may move."""
    for field in type(driver).model_fields if driver.regimes() else ():
        value = getattr(driver, field)
        if isinstance(value, Mapping) and value and all(isinstance(row, Mapping) for row in value.values()):
            yield field, value


def _set_by_events(scenario: Scenario, driver: str) -> set[str]:
    effects = [event.effects[driver] for event in scenario.events.values() if driver in event.effects]
    return {effect.regime for effect in effects if effect.regime is not None}


def _reached(driver: Process, table: Mapping[str, Mapping[str, object]], by_events: set[str]) -> set[str]:
    reached: set[str] = set()
    waiting = [*by_events, *(regime for regime in driver.regimes() if regime == getattr(driver, "initial", None))]
    while waiting:
        regime = waiting.pop()
        if regime not in reached:
            reached.add(regime)
            waiting += table.get(regime, {})
    return reached
