"""What happens before step 0: parameters, what follows from them alone, memories, the log, and the drivers' places."""

from __future__ import annotations

from simengine.distributions import distributions
from simengine.engines.kernel.context import Context, indented, loop, slots_in
from simengine.engines.kernel.layout import INPUTS, STATE, Group
from simengine.language.arithmetic import clip
from simengine.numerics import normal_cdf, normal_quantile
from simengine.plan.plan import DriverPlan
from simengine.randomness.correlation import LARGEST_UNIFORM, SMALLEST_UNIFORM


def write_start(context: Context) -> list[str]:
    """The calls that begin the paths of a block."""
    once = [
        f"{context.at(cell.slot)} = {context.text(cell.expr, f'formulas.{cell.name}')}" for cell in context.plan.once
    ]
    return [
        *_parameters(context),
        *context.define_loops("compute_once", "What follows from the parameters alone.", once),
        *_memories(context),
        *_logs(context),
        *_clocks(context),
        *context.define_loops("compute_initial", "Where the drivers begin.", _initial(context)),
        *(_placed(context, group) for group in context.layout.groups),
        *context.define_loops("feed_once", "What drivers are fed, where it stays.", fixed_inputs(context)),
        *(_prepared(context, group) for group in context.layout.groups if group.once and group.numbers),
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
        "    for i in range(n):",
        f"        v[row + i] = {inverse}(v[row + i], constants)",
    ]
    return context.define(f"draw_{tag.replace(' ', '_')}", f"Parameters whose law is {tag.partition(' ')[0]}.", lines)


def _memories(context: Context) -> list[str]:
    first, last = context.layout.memory_rows
    if first == last:
        return []
    return [f"fill_rows(v, {context.row(first)}, memories, n)"]


def _logs(context: Context) -> list[str]:
    """Empty logs, but for events dated at the start or before."""
    calls = []
    for event in context.plan.events:
        at = event.at if event.at is not None else 1
        calls.append(f"begin_log(v, {context.row(context.layout.slots[event.slot])}, {context.setting(at)}, n)")
    return calls


def _clocks(context: Context) -> list[str]:
    """The first limits of the exponential clocks."""
    return [
        f"begin_clock(v, {total}, {limit}, path, event_keys, {index}, n)"
        for index, (total, limit) in context.layout.clocks.items()
    ]


def _initial(context: Context) -> list[str]:
    statements = []
    for driver in context.plan.drivers:
        value = context.text(driver.initial, f"drivers.{driver.name}.initial")
        if driver.bounds:
            value = bounded(context, driver, value)
        statements.append(f"{context.at(driver.slot)} = {value}")
    return statements


def bounded(context: Context, driver: DriverPlan, value: str) -> str:
    """A value brought inside a driver's bounds, if it is finite."""
    if driver.bounds is None:
        return value
    low, high = (context.text(bound, f"drivers.{driver.name}.bounds") for bound in driver.bounds)
    return f"clip_finite({context.named(clip)}({value}, {low}, {high}), {value})"


def _placed(context: Context, group: Group) -> str:
    place = context.named(group.process.place)
    lines = [
        f"for d in range({len(group.drivers)}):",
        f"    at = {context.row(group.row)} + d * {group.width} * B",
        "    for i in range(n):",
        "        x = v[at + i]",
        f"        v[at + {STATE} * B + i] = where(abs(x) < inf, {place}(x), x)",
    ]
    return context.define(f"place_{group.name}", "States of the drivers' first values.", lines)


def fixed_inputs(context: Context, fixed: bool = True) -> list[str]:
    """Statements for the inputs that can't change along a path, or (not `fixed`) for those that can."""
    plan = context.plan
    known = {cell.slot for cell in (*plan.parameters, *plan.once)}
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
                    statements.append(f"v[{row} + i] = {context.text(node, f'drivers.{driver.name}.{name}')}")
    return statements


def _prepared(context: Context, group: Group) -> str:
    function = group.process.prepare_once or group.process.prepare
    if function is None:
        return ""
    name, fed, given = context.named(function), INPUTS + group.direct, INPUTS + group.direct + group.fed
    if group.process.wide:
        inside = [f"{name}(dt, {view('at', fed, group.fed)}, {view('at', given, group.numbers)})"]
    else:
        inside = [
            f"numbers = {name}(dt, {', '.join(f'v[at + {fed + j} * B + i]' for j in range(group.fed))})",
            *(f"v[at + {given + j} * B + i] = numbers[{j}]" for j in range(group.numbers)),
        ]
    lines = [
        f"for d in range({len(group.drivers)}):",
        f"    at = {context.row(group.row)} + d * {group.width} * B",
        "    for i in range(n):",
        *indented(indented(inside)),
    ]
    return context.define(f"prepare_{group.name}", "What stays in a step of these drivers.", lines)


def view(at: str, first: int, count: int) -> str:
    """Some rows of path `i`, as an array of their own."""
    begin = f"{at} + {first} * B + i" if first else f"{at} + i"
    return f"v[{begin}:{at} + {first + count} * B:B]"
