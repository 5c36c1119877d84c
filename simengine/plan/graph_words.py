"""What the elements of a graph say of themselves, in the words of their scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.distributions import Distribution
from simengine.language.fields import OTHERWISE, Expression
from simengine.scenario.placed import expressions
from simengine.scenario.schema import Event, Scenario

_BESIDE = ("title", "at", "latest", "unit", "note")


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
    parts += [_dates(event.at)] if event.at else []
    parts += [f"after {event.after}"] if event.after else []
    parts += [f"by {event.latest}"] if event.latest else []
    parts += ["repeats"] if event.repeats and parts else []
    parts += ["once a step"] if event.each else []
    return ", ".join(parts) or "branch"


def all_words(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """All that drivers, formulas, events and the outcome say, by their keys.

    A line a field: expressions as they are written, then dates, the unit and the note.
    """
    lines: dict[str, list[str]] = {}
    for placed in expressions(scenario):
        section, name, *field = map(str, placed.path)
        text = placed.expression.text
        lines.setdefault(f"{section}.{name}", []).append(text if field == ["expr"] else f"{'.'.join(field)}: {text}")
    for section in ("drivers", "formulas", "events"):
        for name, element in getattr(scenario, section).items():
            lines.setdefault(f"{section}.{name}", []).extend(_beside(element))
    lines["outcome"] = [f"{name}: {found.condition or OTHERWISE}" for name, found in scenario.outcome.items()]
    return {key: tuple(said) for key, said in lines.items()}


def _beside(element: object) -> Iterator[str]:
    for field in _BESIDE:
        value = getattr(element, field, None)
        if value:
            yield f"{field}: {_dates(value) if isinstance(value, tuple) else value}"


def delay_words(delay: Expression | Distribution | None) -> str:
    """How long a delay takes."""
    if isinstance(delay, Distribution):
        return f"{delay.quantile(0.5):g}" if delay.is_one_value else f"{delay.tag}, each time another"
    return str(delay)


def _dates(dates: tuple[str, ...]) -> str:
    return ", ".join(dates)
