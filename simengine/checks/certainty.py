"""What is certain of events where something is computed or read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simengine.checks.maybe_nan import Doubt, Doubts, Facts, fact
from simengine.language.clock import period
from simengine.language.expression import Call, Node
from simengine.model.model import Model
from simengine.model.windows import windows_of


@dataclass(frozen=True, slots=True)
class Certainty:
    """What is certain of events at some place; `triggers` are the hazards and conditions of the events.

    `dated` holds the steps of those with dates, rising, `latest` the step by which others have occurred.
    """

    model: Model
    doubts: Doubts
    triggers: Mapping[tuple[str, str], Node]
    dated: Mapping[str, tuple[int, ...]]
    latest: Mapping[str, int]
    origins: Mapping[str, str]
    after: Mapping[str, str]

    def by_step(self, step: int, doubts: Iterable[Doubt]) -> Facts:
        """What is certain at a step by dates alone, as far as these doubts ask for it."""
        found = set()
        for doubt in doubts:
            for event in doubt.events:
                by = self._occurs_by(event, step, doubt.stretch)
                if by is not None and by + (self._length(doubt.call) if doubt.stretch else 0) <= step:
                    found.add(fact(event, doubt.stretch))
        return frozenset(found)

    def _occurs_by(self, event: str, step: int, last: bool) -> int | None:
        """The step by which an event has occurred, or has for the last time; None where that is not certain."""
        past = [date for date in self.dated.get(event, ()) if date <= step]
        if past:
            return past[-1]
        latest = self.latest.get(event)
        if latest is None or latest > step or (last and self.model.scenario.events[event].repeats):
            return None
        return latest

    def _length(self, call: Call) -> int:
        """How many steps after an event what is read off it is complete."""
        return max(windows_of(call, self.model.scenario.clock), default=0)

    def at(self, name: str, doubts: Sequence[Doubt]) -> Facts:
        """What is certain where an event's effects and chances are looked at.

        That is the instant before it occurs by hazard or date, or at which its condition holds.
        """
        known = self.by_step(0, doubts)
        while name in self.origins:
            name = self.origins[name]
        if name in self.dated:
            return known | self.by_step(self.dated[name][0] - 1, doubts)
        if name in self.after:
            origin = self.after[name]
            return known | {fact(origin)} | {one for one in self.at(origin, doubts) if not one[1]}
        trigger = self.triggers.get((name, "when")) or self.triggers.get((name, "hazard"))
        if trigger is None or name in self.latest:
            return known
        return known | self.doubts.implied(trigger, True)


def certainty_of(model: Model, doubts: Doubts) -> Certainty:
    """The certainty of a model's events; no event may branch into itself."""
    scenario = model.scenario
    events, step_at = scenario.events.items(), scenario.clock.step_at
    triggers = {
        (found.origin.name, str(found.origin.path[2])): found.node
        for found in model.expressions
        if found.origin.section == "events"
    }
    dated = {
        name: tuple(sorted(step_at(period(date).first) for date in event.at)) for name, event in events if event.at
    }
    latest = {name: step_at(period(event.latest).first) for name, event in events if event.latest is not None}
    origins = {branch: name for name, event in events for branch in event.branch}
    after = {name: event.after for name, event in events if event.after is not None}
    return Certainty(model, doubts, triggers, dated, latest, origins, after)
