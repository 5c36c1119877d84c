"""How events come to occur: what their rates, conditions, chances and effects are, and tables of everything else.

The rest of an event's life is the same for all events, and stands in `runtime.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simengine.engines.kernel.context import Context, indented
from simengine.engines.kernel.layout import STATE
from simengine.language.expression import Node
from simengine.processes import Process

OPERATIONS = ("set", "add", "multiply")


def write_rates(context: Context) -> list[str]:
    """The calls that compute the hazards of this step."""
    statements = [
        f"v[{context.layout.rates[index]} + i] = {context.each_step(event.hazard, f'events.{event.name}.hazard')}"
        for index, event in enumerate(context.plan.events)
        if event.hazard is not None
    ]
    return context.define_loops("hazards", "Hazards in this step.", statements)


def write_conditions(context: Context) -> list[str]:
    """The calls that see whether the conditions of events hold."""
    statements = []
    for index, event in enumerate(context.plan.events):
        if event.when is not None:
            holds = context.each_step(event.when, f"events.{event.name}.when")
            statements.append(f"v[{context.layout.rates[index]} + i] = where({holds}, 1.0, 0.0)")
    return context.define_loops("conditions", "Whether the conditions of events hold.", statements)


def write_choices(context: Context) -> None:
    """`chance` and `amount`: the few expressions that are wanted on one path only."""
    plan = context.plan
    chances = [(chance, event.name) for event in plan.events for _, chance in event.branch]
    amounts = [(effect.amount, event.name) for event in plan.events for effect in event.effects]
    _choice(context, "chance", "The chance of a branch.", [(node, f"events.{name}.branch") for node, name in chances])
    _choice(context, "amount", "The amount of an effect.", [(node, f"events.{name}.effects") for node, name in amounts])


def _choice(context: Context, name: str, told: str, nodes: Sequence[tuple[Node | None, str]]) -> None:
    lines = []
    for index, (node, place) in enumerate(nodes):
        if node is not None:
            lines += [f"if which == {index}:", f"    return {context.text(node, place)}"]
    text = [f'"""{told}"""', *lines, "return 2.0"]
    context.functions.append(
        "\n".join(["@routine", f"def {name}(v, c, which, i, time, year):", *indented(text)]),
    )


def write_kinds(context: Context) -> None:
    """`observed` and `placed`: values of states and states of values, for drivers that events move."""
    kinds = moved_kinds(context)
    for name, told, method in (
        ("observed", "The value of a state.", "observe"),
        ("placed", "The state of a value.", "place"),
    ):
        lines = []
        for index, kind in enumerate(kinds):
            lines += [f"if kind == {index}:", f"    return {context.named(getattr(kind, method))}(x)"]
        text = [f'"""{told}"""', *lines, "return x"]
        context.functions.append("\n".join(["@routine", f"def {name}(kind, x):", *indented(text)]))


def moved_kinds(context: Context) -> list[type[Process]]:
    """The processes of drivers that effects move."""
    return list(dict.fromkeys(context.layout.group_of(driver).process for driver in context.layout.moved))


def event_table(context: Context, block: int) -> list[list[int]]:
    """A row an event; the columns are named in `runtime.py`."""
    layout, rows = context.layout, []
    first_branch = first_effect = marked = 0
    for index, event in enumerate(context.plan.events):
        total, limit = (layout.names[name] * block for name in layout.clocks.get(index, ("r_due", "r_due")))
        shape = layout.events[index]
        held = layout.names[layout.held[index]] * block if index in layout.held else 0
        rows.append([
            layout.slots[event.slot] * block,
            marked if shape.many else -1,
            first_branch, len(event.branch), first_effect, len(event.effects),
            layout.names[layout.rates[index]] * block if index in layout.rates else 0,
            total, limit, held,
            -1 if event.latest is None else event.latest,
            int(event.repeats),
            1 if event.hazard is not None else 2 if event.when is not None else 3 if event.at is not None else 0,
            0 if event.at is None else event.at,
        ])  # fmt: skip
        first_branch, first_effect = first_branch + len(event.branch), first_effect + len(event.effects)
        marked += shape.many
    return rows


def branch_table(context: Context) -> list[list[int]]:
    """A row a branch: the event, and whether it has a chance of its own or takes what is left."""
    return [[branch, int(node is not None)] for event in context.plan.events for branch, node in event.branch]


def effect_table(context: Context) -> list[list[int]]:
    """A row an effect: the driver among those that effects move, and what is done to it."""
    moved = [*context.layout.moved]
    effects = (effect for event in context.plan.events for effect in event.effects)
    return [[moved.index(effect.driver), OPERATIONS.index(effect.operation)] for effect in effects]


def moved_table(context: Context, block: int) -> list[list[int]]:
    """A row for each driver that effects move: its kind, its state, the rows of its change, and its bounds' (or -1)."""
    layout, kinds, rows = context.layout, moved_kinds(context), []
    for driver, names in layout.moved.items():
        group = layout.group_of(driver)
        bounds = layout.bounds.get(driver)
        places = [layout.names[name] * block for name in (*names, *(bounds or ()))]
        state = (group.record(driver) + STATE) * block
        rows.append([kinds.index(group.process), state, *places, *([-1, -1] if bounds is None else [])])
    return rows


def table(rows: Iterable[Iterable[int]], width: int) -> list[list[int]]:
    """Rows of a table that may be empty."""
    return [list(row) for row in rows] or [[0] * width][:0]
