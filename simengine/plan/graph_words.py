"""What the elements of a graph say of themselves, in the words of their scenario."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.scenario.expressions import expressions
from simengine.scenario.schema import Event, Scenario


def detail_of(key: str, scenario: Scenario) -> tuple[str, ...]:
    """A few words under a name: a driver's process, an event's trigger, the classes of the outcome."""
    section, _, name = key.partition(".")
    if section == "drivers":
        return (scenario.drivers[name].kind.replace("_", " "),)
    if section == "events":
        return (_trigger(scenario.events.get(name) or Event()),)
    return tuple(scenario.outcome) if section == "outcome" else ()


def _trigger(event: Event) -> str:
    parts = ["hazard"] if event.hazard else []
    parts += ["when"] if event.when else []
    parts += [event.at] if event.at else []
    parts += [f"by {event.latest}"] if event.latest else []
    parts += ["repeats"] if event.repeats and parts else []
    return ", ".join(parts) or "branch"


def words_of(key: str, scenario: Scenario) -> tuple[str, ...]:
    """All an element says, a line a field: expressions as they are written, its dates, its unit and its note."""
    section, _, name = key.partition(".")
    if section == "outcome":
        return tuple(f"{name}: {found.condition or 'otherwise'}" for name, found in scenario.outcome.items())
    element: object = getattr(scenario, section).get(name)
    return (*_fields(section, name, scenario), *_rest(element))


def _fields(section: str, name: str, scenario: Scenario) -> Iterator[str]:
    for placed in expressions(scenario):
        if placed.path[:2] == (section, name):
            field = ".".join(map(str, placed.path[2:]))
            yield placed.expression.text if field == "expr" else f"{field}: {placed.expression.text}"


def _rest(element: object) -> Iterator[str]:
    """What stands beside the expressions."""
    for field in ("at", "latest", "unit", "note"):
        value = getattr(element, field, None)
        if value:
            yield f"{field}: {value}"
