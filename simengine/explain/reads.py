"""What a class reads itself: conditions on it are no discovery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simengine.language.expression import Node, Slot, walk
from simengine.plan.plan import Cell, MemoryCell, Plan, ShiftedCell


def read_by(plan: Plan, of: str, names: Sequence[str]) -> frozenset[str]:
    """The drivers, events and parameters that classes, or a question or measure, read: `drivers.oil`, `events.war`.

    Those inside their measures and formulas, too, and formulas of no drivers but these; not what moves a driver, or
    brings an event about. A class is what it is also by the conditions of the classes before it. A formula is told as
    a driver, which it stands beside in a report. So are questions that read nothing but these: `questions.war_by_2027`.
    """
    own = _reads(plan, _conditions(plan, of, names))
    drivers = frozenset(f"drivers.{driver.name}" for driver in plan.drivers)
    made_of = {
        f"drivers.{cell.name}": drivers & _reads(plan, [cell.expr]) for cell in plan.look if isinstance(cell, Cell)
    }
    asked = {f"questions.{one.name}": _reads(plan, _conditions(plan, "question", [one.name])) for one in plan.questions}
    return own | {name for name, parts in (made_of | asked).items() if parts and parts <= own}


def _reads(plan: Plan, nodes: Iterable[Node]) -> frozenset[str]:
    sections = _owners(plan)
    cells: dict[int, tuple[Node, ...]] = {}
    for cell in (*plan.once, *plan.look, *plan.note, *plan.measures):
        cells[cell.slot] = cell.arguments if isinstance(cell, MemoryCell) else (cell.expr,)
    found: set[str] = set()
    seen: set[int] = set()
    todo = list(nodes)
    while todo:
        for part in walk(todo.pop()):
            if not isinstance(part, Slot) or part.index in seen:
                continue
            seen.add(part.index)
            if part.index in sections:
                found.add(sections[part.index])
            todo += cells.get(part.index, ())
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
