"""What the mechanisms of a scenario say they raise, and on what: that it is there, and can be read as a number."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.model.model import Model
from simengine.scenario.schema import Act, Scenario
from simengine.scenario.sections import NAMED, SECTIONS
from simengine.yaml.nodes import KeyPath, SequenceNode, node_at

TARGETS = tuple(name for name in NAMED if name != "parameters")
_ONES = {section.name: section.one for section in SECTIONS if section.one}


def mechanism_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with what mechanisms act on."""
    scenario = model.scenario
    for path, act in acts_of(scenario):
        if act.raised not in scenario.declared("parameters"):
            yield Finding((*path, "raise"), _not_raised(model, act.raised))
        raised = scenario.parameters.get(act.raised)
        if raised and raised.distribution.names:
            names = ", ".join(raised.distribution.names)
            yield Finding((*path, "raise"), f"{act.raised} has names ({names}), not numbers: it can't be raised")
        if act.between and act.between[0] >= act.between[1]:
            yield Finding((*path, "between"), "the first must be less than the second: raising goes upwards")
        target = _not_moved(model, act.on)
        if target:
            yield Finding((*path, "on"), target)


def acts_of(scenario: Scenario) -> Iterator[tuple[KeyPath, Act]]:
    """Every act, with the path it stands at: `mechanisms.M1.acts`, or `mechanisms.M1.acts[0]` in a list."""
    for name, mechanism in scenario.mechanisms.items():
        path: KeyPath = ("mechanisms", name, "acts")
        listed = isinstance(node_at(scenario.tree, path), SequenceNode)
        yield from (((*path, index) if listed else path, act) for index, act in enumerate(mechanism.acts))


def _whose(model: Model, name: str) -> str:
    """What to say of a name with a group where no member is meant; empty for others."""
    each = model.scenario.groups.instances(name)
    return (
        f"{name}: whose? Name a member, {each[0]}, or a mechanism of each, as in M1{name[name.index('[') :]}"
        if each
        else ""
    )


def _not_raised(model: Model, name: str) -> str:
    if whose := _whose(model, name):
        return whose
    one = _one(model, name)
    if one:
        return f"{name} is {one}, and only a parameter can be raised: name the coefficient in it"
    return f"no parameter {name!r}{what_there_is(name, model.scenario.declared('parameters'))}"


def _not_moved(model: Model, name: str) -> str:
    """Why a name is no number of a path; empty if it is one."""
    if whose := _whose(model, name):
        return whose
    scenario = model.scenario
    driver = scenario.drivers.get(name)
    if driver and driver.regimes():
        regime = driver.regimes()[0]
        return f"{name} is a regime, not a number: name a formula, such as {name} == {regime!r} (its share of time)"
    targets = [*model.events, *(one for section in TARGETS for one in scenario.declared(section))]
    if name in targets:
        return ""
    one = _one(model, name)
    wanted = "a driver, formula, measure or event"
    return f"{name} is {one}: {wanted} is needed" if one else f"no {wanted[2:]} {name!r}{what_there_is(name, targets)}"


def _one(model: Model, name: str) -> str:
    """What has this name: `a driver`; empty if nothing has."""
    found = (one for section, one in _ONES.items() if name in model.scenario.declared(section))
    return next(found, _ONES["events"] if name in model.events else "")
