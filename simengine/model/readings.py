"""When an expression is read: at one step, or at every step of a path."""

from __future__ import annotations

from simengine.language.clock import period
from simengine.scenario.observation import START
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath


def reading_step(path: KeyPath, scenario: Scenario) -> int | None:
    """The only step an expression is read at; None for one that is followed along the path."""
    if path[0] in ("measures", "outcome"):
        return scenario.clock.steps
    date = scenario.questions[str(path[1])].date if path[0] == "questions" else None
    if path[0] == "observe":
        date = scenario.observe[str(path[1])].date
    if date is None:
        return None
    return 0 if date == START else scenario.clock.reading_step(period(date).after)
