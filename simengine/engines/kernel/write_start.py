"""What happens before step 0: parameters, what follows from them alone, memories, the log, and the drivers' places."""

from __future__ import annotations

from simengine.distributions import distributions
from simengine.engines.kernel.context import Context, indented, loop, slots_in
from simengine.engines.kernel.layout import INPUTS, STATE, Group
from simengine.language.arithmetic import clip
from simengine.numerics import normal_cdf, normal_quantile
from simengine.randomness.correlation import LARGEST_UNIFORM, SMALLEST_UNIFORM


def write_start(context: Context) -> list[str]:
    """The calls that begin the paths of a block."""
    once = [
        f"{context.at(cell.slot)} = {context.text(cell.expr, f'formulas.{cell.name}')}" for cell in context.plan.once
    ]
    return [
        *_parameters(context),
        *context.define_loops("compute_once", "What follows from the parameters alone.", [*once, *context.once]),
        *_memories(context),
        "begin_events(v, table, path, event_keys, n)",
        *context.define_loops("compute_initial", "Where the drivers begin.", _initial(context)),
        *context.define_loops("feed_once", "What drivers are fed, where it stays.", fixed_inputs(context)),
        *(_begun(context, group) for group in context.layout.groups),
    ]


def _parameters(context: Context) -> list[str]:
    """Uniform numbers, made correlated where they are, and taken through the quantile functions family by family."""
    calls, number = [], 0
    for _, members in context.layout.families:
        first = context.row(context.layout.slots[context.plan.parameters[members[0]].slot])
        calls.append(f"parameter_rows(v, {first}, draw, parameter_keys, {number}, {number + len(members)}, n)")
        number += len(members)
    for number, mixing in enumerate(context.plan.parameter_mixing, 1):
        rows = [context.at(context.plan.parameters[index].slot) for index in mixing.parameters]
        place = "parameter_correlations"
        lines = [f"z{j} = {context.named(normal_quantile)}({row})" for j, row in enumerate(rows)]
        for row, weights in zip(rows, mixing.root, strict=True):
            first_weight = context.numbers.extend(weights, place)
            total = " + ".join(f"c[{first_weight + j}] * z{j}" for j in range(len(weights)))
            mixed = f"{context.named(normal_cdf)}(0.0 + {total})"
            lines.append(f"{row} = minimum(maximum({mixed}, {SMALLEST_UNIFORM!r}), {LARGEST_UNIFORM!r})")
        calls.append(context.define(f"correlated_parameters_{number}", "The normal copula.", loop(lines)))
    return [*calls, *(_family(context, tag, members) for tag, members in context.layout.families)]


def _family(context: Context, tag: str, members: tuple[int, ...]) -> str:
    laws = [context.plan.parameters[index].distribution for index in members]
    places = [f"parameters.{context.plan.parameters[index].name}" for index in members]
    width = len(laws[0].constants)
    first = min(context.numbers.extend(law.constants, place) for law, place in zip(laws, places, strict=True))
    row = context.row(context.layout.slots[context.plan.parameters[members[0]].slot])
    constants = "".join(f"c[at + {j}], " for j in range(width))
    inverse = context.named(distributions()[tag.partition(" ")[0]].inverse)
    lines = [
        f"for p in range({len(members)}):",
        f"    at = {first} + {width} * p",
        f"    constants = ({constants})",
        f"    row = {row} + p * B",
        "    law = v[row:row + B]",
        "    for i in range(n):",
        f"        law[i] = {inverse}(law[i], constants)",
    ]
    return context.define(f"draw_{tag.replace(' ', '_')}", f"Parameters whose law is {tag.partition(' ')[0]}.", lines)


def _memories(context: Context) -> list[str]:
    first, last = context.layout.memory_rows
    if first == last:
        return []
    return [f"fill_rows(v, {context.row(first)}, memories, n)"]


def _initial(context: Context) -> list[str]:
    statements = []
    for driver in context.plan.drivers:
        here = context.at(driver.slot)
        statements.append(f"{here} = {context.text(driver.initial, f'drivers.{driver.name}.initial')}")
        if driver.bounds:
            names = [f"v[{name} + i]" for name in context.layout.bounds[context.plan.drivers.index(driver)]]
            for name, bound in zip(names, driver.bounds, strict=True):
                statements.append(f"{name} = {context.text(bound, f'drivers.{driver.name}.bounds')}")
            statements.append(f"{here} = clip_finite({context.named(clip)}({here}, {', '.join(names)}), {here})")
    return statements


def _begun(context: Context, group: Group) -> str:
    """The states of a group's first values, and what stays in a step of its drivers."""
    inside = [f"state[i] = where(abs(value[i]) < inf, {context.named(group.process.place)}(value[i]), value[i])"]
    slices = [*rows_of(group, "value", 0), *rows_of(group, "state", STATE)]
    function = group.process.prepare_once or group.process.prepare
    if function is not None and group.once:
        name, fed, given = context.named(function), INPUTS + group.direct, INPUTS + group.direct + group.fed
        if group.process.wide:
            inside.append(f"{name}(dt, {view('at', fed, group.fed)}, {view('at', given, group.numbers)})")
        else:
            for j in range(group.fed):
                slices += rows_of(group, f"x{j}", fed + j)
            for j in range(group.numbers):
                slices += rows_of(group, f"y{j}", given + j)
            inside.append(f"numbers = {name}(dt, {', '.join(f'x{j}[i]' for j in range(group.fed))})")
            inside += [f"y{j}[i] = numbers[{j}]" for j in range(group.numbers)]
    lines = [*slices, "for i in range(n):", *indented(inside)]
    return context.define(f"begin_{group.name}", "First states, and what stays.", each_driver(context, group, lines))


def each_driver(context: Context, group: Group, lines: list[str]) -> list[str]:
    """A loop over the drivers of a group, whose records begin at `at`."""
    first = f"    at = {context.row(group.row)} + d * {group.width} * B"
    return [f"for d in range({len(group.drivers)}):", first, *indented(lines)]


def rows_of(group: Group, name: str, row: int) -> list[str]:
    """A row of a driver's record as an array: a slice, so that the compiler knows where it begins and ends."""
    return [f"{name} = v[at + {row} * B:at + {row + 1} * B]"] if row < group.width else []


def fixed_inputs(context: Context, fixed: bool = True) -> list[str]:
    """Statements for the inputs that can't change along a path, or (not `fixed`) for those that can."""
    plan = context.plan
    known = {parameter.slot for parameter in plan.parameters} | {cell.slot for cell in plan.once}
    statements = []
    for group in context.layout.groups:
        prepared = group.process.prepared
        for index in group.drivers:
            driver = plan.drivers[index]
            ordered = sorted(driver.inputs, key=lambda item: item[0] in prepared)
            for offset, (name, node) in enumerate(ordered):
                stays = slots_in(node) <= known or (group.once and name in prepared)
                if stays == fixed:
                    row = context.row(group.record(index) + INPUTS + offset)
                    written = context.text if fixed else context.each_step
                    statements.append(f"v[{row} + i] = {written(node, f'drivers.{driver.name}.{name}')}")
    return statements


def view(at: str, first: int, count: int) -> str:
    """Some rows of path `i`, as an array of their own."""
    begin = f"{at} + {first} * B + i" if first else f"{at} + i"
    return f"column(v, {begin}, {count})"
