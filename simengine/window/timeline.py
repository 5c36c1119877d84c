"""When events are forced: those that have a date or a latest date, and those that could be given one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simengine.model.model import Model
from simengine.plan.plan import EventPlan, Plan
from simengine.report.numbers import spaced

Json = dict[str, Any]
_MOST = 6
"""So many dates of an event have a handle each."""


def timeline(model: Model, plan: Plan) -> Json:
    """The dates of the steps, and the events on them: `steps` is where one is forced, empty where it is left to chance.

    What has more dates than can be shown, or some before the start, tells them in `many`. Only what has a date or comes
    by chance can be forced: a condition, another event or a branch say when others come.
    """
    steps = plan.clock.steps
    return {"dates": [plan.clock.label(step) for step in range(steps + 1)], "events": list(_events(model, plan))}


def _events(model: Model, plan: Plan) -> Iterator[Json]:
    for event in plan.events:
        said = model.scenario.events.get(event.name)
        if said is None or (said.at is None and said.hazard is None) or _is_past(event):
            continue
        steps = list(_forced_at(event, dated=bool(said.at)))
        many = len(steps) > _MOST or min(steps, default=1) < 1
        yield {
            "name": event.name,
            "title": said.title or spaced(event.name),
            "note": said.note or "",
            "by": "at" if said.at else "latest",
            "steps": [] if many else steps,
            "many": ", ".join(map(str, said.at or ())) if many else "",
        }


def _is_past(event: EventPlan) -> bool:
    return bool(event.at) and max(event.at) <= 0


def _forced_at(event: EventPlan, *, dated: bool) -> tuple[int, ...]:
    if dated:
        return event.at
    return () if event.latest is None else (event.latest,)
