"""What can be wrong with the error of a figure that was observed."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.language.expression import constant
from simengine.model.model import Model
from simengine.scenario.observation import LAWS, Error, Observation
from simengine.scenario.placed import error_path
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath


def error_findings(model: Model, name: str, one: Observation) -> Iterator[Finding]:
    """What is wrong with how far a figure, or the date of an event, may lie off."""
    error = one.error
    if error is None:
        return
    path: KeyPath = ("observe", name, "error")
    if len(error.laws) != 1:
        got = " and ".join(error.laws) or "none"
        yield Finding(path, f"one of {', '.join(LAWS)} says how large it is (got {got})")
        return
    (law,) = error.laws
    yield from _size(model, name, error, law)
    if one.event is not None and law in ("relative", "lognormal"):
        yield Finding((*path, law), "the error of a date is a length of time, such as error: months(2)", at_key=True)
    elif one.value is not None and law == "relative" and one.value == 0:
        yield Finding((*path, law), "a part of 0 is 0: write the error as a number, in the unit of the figure")
    elif one.value is not None and law == "lognormal" and not one.value > 0:
        message = f"a figure with a lognormal error is above 0 (got {one.value:g}): take a normal one, error: …"
        yield Finding(("observe", name, "value"), message)
    yield from _beside(path, error, law)


def _size(model: Model, name: str, error: Error, law: str) -> Iterator[Finding]:
    path = error_path(model.scenario, name, law)
    found = model.by_path.get(path)
    size = error.relative if law == "relative" else constant(found.node) if found is not None else None
    if size is not None and not size > 0 and (found is None or found.error is None):
        yield Finding(
            path, f"an error must be above 0 (got {size:g}); what is known exactly is a fact: between or when"
        )


def _beside(path: KeyPath, error: Error, law: str) -> Iterator[Finding]:
    given = error.model_fields_set
    if "freedom" in given and law != "student_t":
        yield Finding((*path, "freedom"), f"goes with student_t alone: leave it out, for the law is {law}", at_key=True)
    elif not error.freedom > 0:
        yield Finding((*path, "freedom"), f"degrees of freedom are above 0 (got {error.freedom:g}); usual are 3 to 8")
    if error.shared is None and "share" in given:
        yield Finding((*path, "share"), "goes with shared, the agency whose figures share it: name it", at_key=True)
    elif not 0 < error.share < 1:
        message = f"a part of the variance lies between 0 and 1 (got {error.share:g})"
        yield Finding((*path, "share"), f"{message}; all of it is a bias: make it a parameter of the expr")
    if error.shared is not None and law == "student_t":
        message = "errors that are shared are normal together: take normal, relative or lognormal"
        yield Finding((*path, "shared"), f"{message}, or leave shared out", at_key=True)


def shared_findings(scenario: Scenario) -> Iterator[Finding]:
    """Figures of an agency have the same part in common, for any two of them the same."""
    first: dict[str, tuple[str, float]] = {}
    for name, one in scenario.observe.items():
        error = one.error
        if error is None or error.shared is None:
            continue
        other, share = first.setdefault(error.shared, (name, error.share))
        if error.share != share:
            where = "share" if "share" in error.model_fields_set else "shared"
            message = f"any two figures of {error.shared} share the same part, and {other} says {share:g}"
            yield Finding(
                ("observe", name, "error", where), f"{message} (got {error.share:g}): write one number in both"
            )
