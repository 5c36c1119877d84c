"""How events come to occur: by their conditions, their hazards, their dates, and as branches of one another."""

from __future__ import annotations

from simengine.engines.kernel.context import Context, indented, loop
from simengine.plan.plan import EventPlan

NOTE, READ, DECIDE = 1, 2, 3
"""The phases of a step in which a path can end, as the reference engine numbers them."""


def write_occurrences(context: Context) -> None:
    """A function for each event that enters it in the log; branches before the events they branch from."""
    done: set[int] = set()

    def write(index: int) -> None:
        if index not in done:
            done.add(index)
            for branch, _ in context.plan.events[index].branch:
                write(branch)
            _occur(context, index)

    for index in range(len(context.plan.events)):
        write(index)


def occur(context: Context, index: int) -> str:
    """The call that enters an event in the log of path `i`, decided at k, at `step`."""
    event = context.plan.events[index]
    return f"occur_{event.name}(v, c, code, path, event_keys, lanes, fired, bits, base, i, k, step)"


def _occur(context: Context, index: int) -> None:
    event = context.plan.events[index]
    log = context.row(context.layout.slots[event.slot])
    lines = [f"occurrence = v[{log} + i]"] if event.branch else []
    lines.append(f"enter(v, {log}, i, step)")
    if context.layout.events[index].many:
        lines.append(f"mark(bits, {_bit_row(context, index)}, base + i, step)")
    if event.effects:
        lines.append(f"call(lanes, fired, {index}, i)")
    if event.branch:
        lines += _branches(context, index)
    arguments = "v, c, code, path, event_keys, lanes, fired, bits, base, i, k, step"
    text = [f'"""{event.name} occurs on path i."""', *lines]
    context.functions.append("\n".join(["@routine", f"def occur_{event.name}({arguments}):", *indented(text)]))


def _bit_row(context: Context, index: int) -> int:
    """The place of an event among those that can occur often."""
    return sum(event.many for event in context.layout.events[:index])


def _branches(context: Context, index: int) -> list[str]:
    """One number decides among the branches; every chance must be sound, that of a later branch too."""
    event = context.plan.events[index]
    place = f"events.{event.name}.branch"
    chances = [(branch, context.text(chance, place) if chance else None) for branch, chance in event.branch]
    lines = [f"p{j} = {text}" for j, (_, text) in enumerate(chances) if text is not None]
    unsound = " or ".join(f"not p{j} >= 0.0" for j, (_, text) in enumerate(chances) if text is not None)
    if unsound:
        phase = f"{NOTE} if step == k else {DECIDE}"
        lines += [f"if {unsound}:", f"    fail(code, i, k, {phase}, {index}, BAD_CHANCE)", "    return"]
    lines.append(f"u = occurrence_uniform(event_keys[{index}, 0], event_keys[{index}, 1], path[i], int(occurrence), 1)")
    lines.append("total = 0.0")
    for j, (branch, text) in enumerate(chances):
        lines += [
            f"total = total + {'2.0' if text is None else f'p{j}'}",
            "if total > u:",
            f"    {occur(context, branch)}",
            "    return",
        ]
    return lines


def write_noted(context: Context) -> list[str]:
    """The calls that enter events whose condition comes to hold."""
    return [_noted(context, index, event) for index, event in enumerate(context.plan.events) if event.when is not None]


def _noted(context: Context, index: int, event: EventPlan) -> str:
    if event.when is None:
        return ""
    log = context.row(context.layout.slots[event.slot])
    lines = [f"holds = {context.text(event.when, f'events.{event.name}.when')}"]
    if event.repeats:
        held = f"v[{context.layout.held[index]} + i]"
        lines += [f"fires = holds & ({held} == 0.0) & (v[r_alive + i] != 0.0)", f"{held} = where(holds, 1.0, 0.0)"]
    else:
        lines.append(f"fires = holds & (v[{log} + i] == 0.0) & (v[r_alive + i] != 0.0)")
    lines += ["v[r_due + i] = where(fires, 1.0, 0.0)", "hits += where(fires, 1, 0)"]
    entering = ["step = k", "for i in range(n):", "    if v[r_due + i] != 0.0:", f"        {occur(context, index)}"]
    body = ["hits = 0", *loop(lines), "if hits > 0:", *indented(entering)]
    return _counted(
        context, f"note_{event.name}", f"Enters {event.name} where its condition comes to hold.", body, event
    )


def write_decided(context: Context) -> list[str]:
    """The calls that enter events by hazard or date, at t + dt."""
    calls = []
    for index, event in enumerate(context.plan.events):
        if event.hazard is not None:
            calls.append(_by_hazard(context, index, event))
        elif event.when is None and event.at is not None:
            calls.append(_dated(context, index, event))
    return calls


def _by_hazard(context: Context, index: int, event: EventPlan) -> str:
    """Where the summed hazard passes the limit, or the latest date falls due before the first occurrence."""
    if event.hazard is None:
        return ""
    log = context.row(context.layout.slots[event.slot])
    total, limit = (f"v[{row} + i]" for row in context.layout.clocks[index])
    latest = context.setting(-1 if event.latest is None else event.latest)
    first = f"(v[{log} + i] == 0.0)"
    waits = "(v[r_alive + i] != 0.0)" if event.repeats else f"(v[r_alive + i] != 0.0) & {first}"
    lines = [
        f"rate = {context.text(event.hazard, f'events.{event.name}.hazard')}",
        f"waits = {waits}",
        "sound = rate >= 0.0",
        f"so_far = {total} + rate * dt",
        f"{total} = so_far",
        f"fires = waits & sound & ((so_far > {limit}) | (forced & {first}))",
        "v[r_due + i] = where(fires, 1.0, 0.0)",
        "hits += where(fires, 1, 0)",
        "unsound += where(waits & (not sound), 1, 0)",
    ]
    again = f"        begin_again(v, {', '.join(context.layout.clocks[index])}, {log}, path, event_keys, {index}, i)"
    entering = [
        "for i in range(n):",
        "    if v[r_due + i] != 0.0:",
        f"        {occur(context, index)}",
        *([again] if event.repeats else []),
    ]
    failing = [
        "for i in range(n):",
        f"    if ({waits}) & (not {context.text(event.hazard, f'events.{event.name}.hazard')} >= 0.0):",
        f"        fail(code, i, k, {DECIDE}, {index}, BAD_HAZARD)",
    ]
    body = [
        "step = k + 1",
        f"forced = {latest} == step",
        "hits = 0",
        "unsound = 0",
        *loop(lines),
        "if unsound > 0:",
        *indented(failing),
        "if hits > 0:",
        *indented(entering),
    ]
    told = f"Whether {event.name} occurs in this step; how many paths may end."
    counted = "hits + unsound" if event.branch else "unsound"
    return "ended += " + context.define(f"decide_{event.name}", told, [*body, f"return {counted}"], ["step"])


def _dated(context: Context, index: int, event: EventPlan) -> str:
    at = context.setting(event.at or 0)
    body = [
        "step = k + 1",
        "hits = 0",
        f"if {at} == step:",
        "    for i in range(n):",
        "        if v[r_alive + i] != 0.0:",
        "            hits += 1",
        f"            {occur(context, index)}",
    ]
    return _counted(context, f"date_{event.name}", f"{event.name} occurs at its date.", body, event)


def _counted(context: Context, name: str, told: str, body: list[str], event: EventPlan) -> str:
    """A function's call; where the event branches, a chance may be unsound and end a path, so it tells how many."""
    if not event.branch:
        return context.define(name, told, body, ["step"])
    return "ended += " + context.define(name, told, [*body, "return hits"], ["step"])
