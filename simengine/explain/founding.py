"""What each parameter rests on: its source, its confidence, the mechanisms it serves, and how weak that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simengine.errors import Place
from simengine.language.expression import names
from simengine.language.fields import Element
from simengine.model.model import Model
from simengine.scenario.parameter import Parameter
from simengine.scenario.schema import Scenario

_ACTING = ("drivers", "formulas", "events")
_WEAK = {"datum": 0.25, "base_rate": 0.5, "elicited": 0.75, "lever": 0.0}
UNSAID = 1.0
NO_SOURCE = 0.25
"""What the weakness is more without a source; so it lies in 0 … 1.25."""


@dataclass(frozen=True, slots=True)
class Founding:
    """Where a parameter comes from: `confidence` "" where none is said; `place` None where its file is gone."""

    title: str
    unit: str
    confidence: str
    source: tuple[str, ...]
    mechanisms: tuple[str, ...]
    place: Place | None
    weakness: float


Places = Mapping[tuple[str, str], Place]
"""Where elements are written, by section and name."""


def founding_of(model: Model, places: Places) -> dict[str, Founding]:
    """That of every parameter of a scenario."""
    scenario, serving = model.scenario, mechanisms_of(model)
    found = {}
    for name, parameter in scenario.parameters.items():
        place = places.get(("parameters", name))
        confidence, source = _said(parameter)
        title, unit = parameter.title or "", parameter.unit or ""
        weak = weakness(confidence, source)
        found[name] = Founding(title, unit, confidence, source, serving[name], place, weak)
    return found


def weakness(confidence: str, source: tuple[str, ...]) -> float:
    """How weak a foundation is, 0 … 1.25: a quarter for a datum, a half for a base rate, three for what was elicited.

    One for what says nothing of it, and none for a lever, which nobody can find out. Without a source a quarter more.
    """
    weak = _WEAK.get(confidence, UNSAID)
    return weak + NO_SOURCE if weak and not source else weak


def mechanisms_of(model: Model) -> dict[str, tuple[str, ...]]:
    """The mechanisms each parameter serves: those it is tagged with, or that raise it.

    Where there are none, those of the drivers, formulas and events whose expressions name it.
    """
    scenario = model.scenario
    own = {name: [*one.tags, *_raising(scenario, name)] for name, one in scenario.parameters.items()}
    read: dict[str, list[str]] = {name: [] for name in own}
    for expression in model.expressions:
        origin = expression.origin
        element = _elements(scenario, origin.section).get(origin.name)
        for name in names(expression.expanded) & own.keys() if element else ():
            read[name] += element.tags if element else ()
    order = {name: at for at, name in enumerate(scenario.mechanisms)}
    return {
        name: tuple(sorted(dict.fromkeys(found or read[name]), key=lambda one: order.get(one, len(order))))
        for name, found in own.items()
    }


def tagged(scenario: Scenario, mechanism: str) -> frozenset[str]:
    """The drivers and events that carry a mechanism, as `drivers.name`."""
    return frozenset(
        f"{section}.{name}"
        for section in ("drivers", "events")
        for name, element in _elements(scenario, section).items()
        if mechanism in element.tags
    )


def _elements(scenario: Scenario, section: str) -> Mapping[str, Element]:
    found: Mapping[str, Element] = getattr(scenario, section) if section in _ACTING else {}
    return found


def _raising(scenario: Scenario, parameter: str) -> Iterator[str]:
    for name, mechanism in scenario.mechanisms.items():
        if any(act.raised == parameter for act in mechanism.acts):
            yield name


def _said(parameter: Parameter) -> tuple[str, tuple[str, ...]]:
    """Its confidence and sources; of several experts the weakest confidence, and all their sources."""
    source = dict.fromkeys((*parameter.source, *(text for one in parameter.experts.values() for text in one.source)))
    said = [one.confidence or parameter.confidence or "" for one in parameter.experts.values()]
    weakest = max(said, key=lambda one: _WEAK.get(one, UNSAID), default=parameter.confidence or "")
    return weakest, tuple(source)
