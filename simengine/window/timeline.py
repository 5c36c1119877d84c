"""When events are forced: those that have a date or a latest date, and those that could be given one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simengine.model.model import Model
from simengine.plan.plan import EventPlan, Plan
from simengine.report.numbers import spaced

Json = dict[str, Any]


def timeline(model: Model, plan: Plan) -> Json:
    """The dates of the steps, and the events on them: `step` is where one is forced, None where it is left to chance.

    Only what has a date or comes by chance can be forced: a condition, another event or a branch say when others come.
    """
    steps = plan.clock.steps
    return {"dates": [plan.clock.label(step) for step in range(steps + 1)], "events": list(_events(model, plan))}


def _events(model: Model, plan: Plan) -> Iterator[Json]:
    for event in plan.events:
        said = model.scenario.events.get(event.name)
        if said is None or (said.at is None and said.hazard is None) or _is_past(event):
            continue
        many = len(said.at or ()) > 1
        yield {
            "name": event.name,
            "title": said.title or spaced(event.name),
            "note": said.note or "",
            "by": "at" if said.at else "latest",
            "step": None if many else _forced_at(event),
            "many": ", ".join(map(str, said.at or ())) if many else "",
        }


def _is_past(event: EventPlan) -> bool:
    return bool(event.at) and max(event.at) <= 0


def _forced_at(event: EventPlan) -> int | None:
    return event.at[0] if len(event.at) == 1 else event.latest
