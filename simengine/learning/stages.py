"""The order in which observations became known."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.plan.past import observed
from simengine.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Stage:
    """Observations that became known together, at an instant (ISO), and the last step that any so far is read at."""

    known: str
    names: tuple[str, ...]
    step: int


def stages_of(plan: Plan) -> tuple[Stage, ...]:
    """The stages of a plan's observations, sharp or with an error; those known at the same instant are one."""
    seen = observed(plan)
    found, step = [], 0
    for known in sorted({one.known for one in seen}):
        together = [one for one in seen if one.known == known]
        step = max(step, *(one.step for one in together))
        found.append(Stage(known, tuple(one.name for one in together), step))
    return tuple(found)
