"""What the mechanisms of a scenario say they raise, and on what: that it is there, and can be read as a number."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.errors import did_you_mean
from simengine.scenario.nodes import KeyPath, Sequence, node_at
from simengine.scenario.schema import Act, Scenario
from simengine.scenario.scopes import event_names

Found = tuple[KeyPath, str, bool]
TARGETS = ("drivers", "formulas", "measures", "events")
_KINDS = {
    "parameters": "a parameter", "drivers": "a driver", "formulas": "a formula", "measures": "a measure",
    "events": "an event", "outcome": "an outcome class", "questions": "a question", "observe": "an observation",
}  # fmt: skip


def register_problems(scenario: Scenario) -> Iterator[Found]:
    """Everything wrong with what mechanisms act on."""
    for path, act in acts_of(scenario):
        if act.raised not in scenario.declared("parameters"):
            yield (*path, "raise"), _not_raised(scenario, act.raised), False
        if act.between and act.between[0] >= act.between[1]:
            yield (*path, "between"), "the first must be less than the second: raising goes upwards", False
        target = _not_moved(scenario, act.on)
        if target:
            yield (*path, "on"), target, False


def acts_of(scenario: Scenario) -> Iterator[tuple[KeyPath, Act]]:
    """Every act, with the path it stands at: `mechanisms.M1.acts`, or `mechanisms.M1.acts[0]` in a list."""
    for name, mechanism in scenario.mechanisms.items():
        path: KeyPath = ("mechanisms", name, "acts")
        listed = isinstance(node_at(scenario.tree, path), Sequence)
        yield from (((*path, index) if listed else path, act) for index, act in enumerate(mechanism.acts))


def _not_raised(scenario: Scenario, name: str) -> str:
    kind = _kind(scenario, name)
    if kind:
        return f"{name} is {kind}, and only a parameter can be raised: name the coefficient in it"
    return f"no parameter {name!r}{did_you_mean(name, scenario.declared('parameters'))}"


def _not_moved(scenario: Scenario, name: str) -> str:
    """Why a name is no number of a path; empty if it is one."""
    driver = scenario.drivers.get(name)
    if driver and driver.regimes():
        regime = driver.regimes()[0]
        return f"{name} is a regime, not a number: name a formula, such as {name} == {regime!r} (its share of time)"
    targets = [*event_names(scenario), *(one for section in TARGETS for one in scenario.declared(section))]
    if name in targets:
        return ""
    kind = _kind(scenario, name)
    wanted = "a driver, formula, measure or event"
    return f"{name} is {kind}: {wanted} is needed" if kind else f"no {wanted[2:]} {name!r}{did_you_mean(name, targets)}"


def _kind(scenario: Scenario, name: str) -> str:
    found = (kind for section, kind in _KINDS.items() if name in scenario.declared(section))
    return next(found, _KINDS["events"] if name in event_names(scenario) else "")
