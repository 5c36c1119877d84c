"""What a class reads itself: conditions on it are no discovery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from simengine.language.expression import Node, Slot, walk
from simengine.plan.plan import Cell, MemoryCell, Plan, ShiftedCell


def read_by(plan: Plan, of: str, names: Sequence[str]) -> frozenset[str]:
    """The drivers, events and parameters that classes, or a question or measure, read: `drivers.oil`, `events.war`.

    Those inside their measures and formulas, too, and formulas of no drivers but these; not what moves a driver, or
    brings an event about. A class is what it is also by the conditions of the classes before it. A formula is told as
    a driver, which it stands beside in a report. So are questions that read nothing but these: `questions.war_by_2027`.
    """
    reads = _Reads.of(plan)
    own = reads(_conditions(plan, of, names))
    drivers = frozenset(f"drivers.{driver.name}" for driver in plan.drivers)
    made_of = {f"drivers.{cell.name}": drivers & reads([cell.expr]) for cell in plan.look if isinstance(cell, Cell)}
    asked = {f"questions.{one.name}": reads(_conditions(plan, "question", [one.name])) for one in plan.questions}
    return own | {name for name, parts in (made_of | asked).items() if parts and parts <= own}


@dataclass(frozen=True, slots=True)
class _Reads:
    """What expressions of a plan read: whose each slot is, and the expressions of those that are computed."""

    owners: Mapping[int, str]
    cells: Mapping[int, tuple[Node, ...]]

    @classmethod
    def of(cls, plan: Plan) -> _Reads:
        cells = (*plan.once, *plan.look, *plan.note, *plan.measures)
        read = {cell.slot: cell.arguments if isinstance(cell, MemoryCell) else (cell.expr,) for cell in cells}
        return cls(_owners(plan), read)

    def __call__(self, nodes: Iterable[Node]) -> frozenset[str]:
        """The elements that some expressions read, inside what is computed, too."""
        found: set[str] = set()
        seen: set[int] = set()
        todo = list(nodes)
        while todo:
            for part in walk(todo.pop()):
                if not isinstance(part, Slot) or part.index in seen:
                    continue
                seen.add(part.index)
                if part.index in self.owners:
                    found.add(self.owners[part.index])
                todo += self.cells.get(part.index, ())
        return frozenset(found)


def _conditions(plan: Plan, of: str, names: Sequence[str]) -> Iterator[Node]:
    if of == "class":
        last = max(at for at, (name, _) in enumerate(plan.classes) if name in names)
        yield from (condition for _, condition in plan.classes[: last + 1] if condition is not None)
        return
    for question in plan.questions:
        if of == "question" and question.name in names:
            yield from (node for node in (question.expr, question.given) if node is not None)
    for measure in plan.measures:
        if of == "measure" and measure.name in names:
            yield measure.expr


def _owners(plan: Plan) -> dict[int, str]:
    """What each slot is of: of formulas their names, too, which a report may show as drivers."""
    owners = {one.slot: f"parameters.{one.name}" for one in plan.parameters}
    owners |= {driver.slot: f"drivers.{driver.name}" for driver in plan.drivers}
    owners |= {cell.slot: f"drivers.{cell.name}" for cell in plan.look if isinstance(cell, Cell)}
    owners |= {
        cell.slot: cell.origin.replace("formulas.", "drivers.", 1)
        for cell in plan.look
        if isinstance(cell, ShiftedCell)
    }
    for event in plan.events:
        owners |= dict.fromkeys(range(event.slot, event.slot + 3), f"events.{event.name}")
    return owners
