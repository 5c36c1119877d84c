"""The outcome: that every path has one class, if there are classes."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.model.model import Model
from simengine.scenario.placed import class_path


def outcome_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with the order of the classes."""
    scenario = model.scenario
    classes = list(scenario.outcome.items())
    if scenario.tree.entry("outcome") is not None and not scenario.declared("outcome"):
        yield Finding(("outcome",), "needs at least one class, the last of them `otherwise`; or leave the section out")
    for name, outcome in classes[:-1]:
        if outcome.condition is None:
            message = "otherwise must be the last class: those below it could never be reached"
            yield Finding(class_path(scenario, name), message)
    last_is_read = classes and scenario.declared("outcome")[-1] == classes[-1][0]  # else it is told already
    if last_is_read and classes[-1][1].condition is not None:
        yield Finding(
            class_path(scenario, classes[-1][0]), "the last class must be `otherwise`, so that every path has one"
        )
