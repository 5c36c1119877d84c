"""What a story is made from: the values of one path, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simengine.engines.path_results import PathEnd
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.language.expression import Node, Slot, walk
from simengine.plan.later import with_later
from simengine.plan.plan import EventPlan, LaterPlan, MemoryCell, Plan
from simengine.randomness.dice import NOTHING_ROLLED, Die
from simengine.scenario.schema import Scenario
from simengine.story.figures import read_figures

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One path: how it ended, the values of a step's look as far as a story asks for them, and those at the end.

    `rolled` are dice that show another number than the path's; `read` is what it has of each figure with an error, and
    that error; `later` are the parameters that come to have another value.
    """

    scenario: Scenario
    plan: Plan
    end: PathEnd
    columns: dict[int, Floats]
    last: tuple[float, ...]
    rolled: Mapping[Die, int]
    read: tuple[float, ...]
    later: tuple[LaterPlan, ...]

    @property
    def steps(self) -> int:
        """The last step that was looked at; -1 if the path ended before its first."""
        return len(next(iter(self.columns.values()), ())) - 1

    def at(self, k: int) -> list[float]:
        """The values at step k in the places expressions find them; NaN where none was kept."""
        values = [float("nan")] * self.plan.values
        for slot, column in self.columns.items():
            values[slot] = float(column[k])
        return values

    def date(self, k: int) -> str:
        """Step k as a person would write it."""
        return self.plan.clock.label(k)

    def shown(self, driver: str, value: float) -> float | str:
        """A driver's value; a regime by its name."""
        regimes = self.scenario.drivers[driver].regimes()
        return regimes[round(value)] if regimes and 0.0 <= value < len(regimes) else value


def follow(scenario: Scenario, plan: Plan, path: int) -> Track:
    """Computes a path for its story, by the reference engine."""
    later, plan = plan.later, with_later(plan)
    slots = _slots(plan)
    members = plan.members
    rolled = members.rolled_on(path) if members else NOTHING_ROLLED
    asked = replace(plan, questions=(*plan.questions, *read_figures(plan)))
    trace = ReferenceEngine(asked).trace(path, slots, rolled=rolled, fresh=members.step if members else None)
    rows = np.array(trace.end.rows, dtype=np.float64).reshape(len(trace.end.rows), len(slots))
    columns, read = dict(zip(slots, rows.T, strict=True)), trace.end.questions[len(plan.questions) :]
    return Track(scenario, plan, trace.end, columns, trace.values, rolled, read, later)


def _slots(plan: Plan) -> tuple[int, ...]:
    """The places of all names, and those the conditions and effects of events read."""
    looked = (cell for cell in plan.look if not isinstance(cell, MemoryCell))
    cells = (*plan.parameters, *plan.once, *plan.drivers, *looked)
    read = (part.index for node in _nodes(plan.events) for part in walk(node) if isinstance(part, Slot))
    return tuple(dict.fromkeys((*(cell.slot for cell in cells), *read)))


def _nodes(events: Iterable[EventPlan]) -> Iterator[Node]:
    for event in events:
        if event.when is not None:
            yield event.when
        yield from (effect.amount for effect in event.effects)
