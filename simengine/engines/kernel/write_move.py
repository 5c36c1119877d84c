"""How drivers move over a step, and what events do to them."""

from __future__ import annotations

from simengine.engines.kernel.context import Context, indented, loop
from simengine.engines.kernel.layout import INPUTS, STATE, Group
from simengine.engines.kernel.write_start import bounded, fixed_inputs, view
from simengine.language.arithmetic import clip
from simengine.plan.plan import EffectPlan
from simengine.processes._base import Draw


def write_mixing(context: Context) -> list[str]:
    """The calls that correlate the noise of four steps."""
    calls = []
    for number, mixing in enumerate(context.plan.mixing, 1):
        streams = [_brownian(context, index) for index in mixing.drivers]
        lines = [f"z{j} = np.float64(noise[q, {stream}, i])" for j, stream in enumerate(streams)]
        for index, weights in zip(mixing.drivers, mixing.root, strict=True):
            first = context.numbers.extend(weights, "correlations")
            total = " + ".join(f"c[{first + j}] * z{j}" for j in range(len(weights)))
            lines.append(f"v[{context.row(context.layout.mixed[index])} + q * B + i] = {total}")
        body = ["for q in range(4):", *indented(loop(lines))]
        calls.append(context.define(f"correlate_noise_{number}", "Noise of drivers that move together.", body, ["q"]))
    return calls


def _brownian(context: Context, driver: int) -> int:
    """The stream of a driver's Brownian noise: its first normal one."""
    group = context.layout.group_of(driver)
    draws = [draw for draw in group.process.draws if draw is not Draw.UNIFORM]
    return group.normal + group.drivers.index(driver) * group.normals + draws.index(Draw.BROWNIAN)


def write_inputs(context: Context) -> list[str]:
    """The calls that compute what drivers are fed in this step."""
    return context.define_loops("feed", "What drivers are fed in this step.", fixed_inputs(context, fixed=False))


def write_move(context: Context) -> list[str]:
    """The calls that move the drivers, kind by kind."""
    return [_move(context, group) for group in context.layout.groups]


def _move(context: Context, group: Group) -> str:
    before, numbers = _numbers(context, group)
    direct = [f"v[at + {INPUTS + j} * B + i]" for j in range(group.direct)]
    state = f"v[at + {STATE} * B + i]"
    arguments = ", ".join([state, "dt", *direct, *numbers, *_draws(context, group)])
    inside = [*before, f"{state} = {context.named(group.process.step)}({arguments})"]
    clamped = group.process.clamped
    if clamped is not None:
        inside.append(f"hit += where({context.named(clamped)}({', '.join(direct)}) & (v[r_alive + i] != 0.0), 1, 0)")
    lines = [
        f"for d in range({len(group.drivers)}):",
        f"    at = {context.row(group.row)} + d * {group.width} * B",
        *(["    hit = 0"] if clamped is not None else []),
        "    for i in range(n):",
        *indented(indented(inside)),
    ]
    if clamped is not None:
        drivers = [context.setting(index) for index in group.drivers]
        lines.append(f"    clamps[s[{drivers[0][2:-1]} + d]] += hit")
    return context.define(f"move_{group.name}", "Moves these drivers from t to t + dt.", lines)


def _numbers(context: Context, group: Group) -> tuple[list[str], list[str]]:
    """What `prepare` gives: computed at the start, or here."""
    given = INPUTS + group.direct + group.fed
    held = [f"v[at + {given + j} * B + i]" for j in range(group.numbers)]
    prepare = group.process.prepare
    fed = INPUTS + group.direct
    if group.process.wide:
        numbers = view("at", given, group.numbers)
        before = [] if group.once else [f"{context.named(prepare)}(dt, {view('at', fed, group.fed)}, {numbers})"]
        return (before, [numbers]) if prepare else ([], [])
    if group.once or prepare is None:
        return [], held
    arguments = ", ".join(f"v[at + {fed + j} * B + i]" for j in range(group.fed))
    return [f"numbers = {context.named(prepare)}(dt, {arguments})"], [f"numbers[{j}]" for j in range(group.numbers)]


def _draws(context: Context, group: Group) -> list[str]:
    """The random numbers of the step, in the order of the process."""
    texts, normal, uniform = [], 0, 0
    for draw in group.process.draws:
        if draw is Draw.UNIFORM:
            texts.append(f"uniforms[q, {group.uniform + uniform} + d * {group.uniforms}, i]")
            uniform += 1
            continue
        if draw is Draw.BROWNIAN and group.mixed:
            first = context.row(context.layout.mixed[group.drivers[0]])
            texts.append(f"v[{first} + (4 * d + q) * B + i]")
        else:
            texts.append(f"np.float64(noise[q, {group.normal + normal} + d * {group.normals}, i])")
        normal += 1
    return texts


def write_apply(context: Context) -> list[str]:
    """The calls that apply effects, in the order of the file, and then bounds."""
    calls = [_effects(context, index) for index, event in enumerate(context.plan.events) if event.effects]
    calls += [_kept_inside(context, index) for index, driver in enumerate(context.plan.drivers) if driver.bounds]
    return calls + [_settled(context, driver) for driver in context.layout.moved]


def _effects(context: Context, index: int) -> str:
    event = context.plan.events[index]
    inside = [line for effect in event.effects for line in _effect(context, effect, f"events.{event.name}.effects")]
    lines = [f"for j in range(fired[{index}]):", f"    i = lanes[{index}, j]", *indented(inside)]
    return context.define(f"effects_of_{event.name}", f"What {event.name} does where it has just occurred.", lines)


def _effect(context: Context, effect: EffectPlan, place: str) -> list[str]:
    group = context.layout.group_of(effect.driver)
    moved, touched = context.layout.moved[effect.driver]
    state = f"v[{context.row(group.record(effect.driver) + STATE)} + i]"
    amount = context.text(effect.amount, place)
    value = {"set": amount, "add": f"x + {amount}", "multiply": f"x * {amount}"}[effect.operation]
    return [
        f"x = v[{moved} + i] if v[{touched} + i] != 0.0 else {context.named(group.process.observe)}({state})",
        f"v[{moved} + i] = {value}",
        f"v[{touched} + i] = 1.0",
    ]


def _kept_inside(context: Context, index: int) -> str:
    """Bounds of a driver on the paths where no effect has touched it."""
    driver, group = context.plan.drivers[index], context.layout.group_of(index)
    state = f"v[{context.row(group.record(index) + STATE)} + i]"
    low, high = (context.text(bound, f"drivers.{driver.name}.bounds") for bound in driver.bounds or ())
    free = f" & (v[{context.layout.moved[index][1]} + i] == 0.0)" if index in context.layout.moved else ""
    lines = [
        f"x = {context.named(group.process.observe)}({state})",
        f"y = {context.named(clip)}(x, {low}, {high})",
        f"{state} = where((abs(x) < inf) & (y != x){free}, where(abs(y) < inf, {context.named(group.process.place)}(y), y), {state})",
    ]
    return context.define(f"bounds_of_{driver.name}", f"Keeps {driver.name} inside its bounds.", loop(lines))


def _settled(context: Context, index: int) -> str:
    """Puts a driver where effects have moved it."""
    driver, group = context.plan.drivers[index], context.layout.group_of(index)
    moved, touched = context.layout.moved[index]
    state = f"v[{context.row(group.record(index) + STATE)} + i]"
    events = [e for e, event in enumerate(context.plan.events) if any(x.driver == index for x in event.effects)]
    lines = [
        f"for e in ({', '.join(map(str, events))},):",
        "    for j in range(fired[e]):",
        "        i = lanes[e, j]",
        f"        if v[{touched} + i] != 0.0:",
        f"            x = {bounded(context, driver, f'v[{moved} + i]')}",
        f"            {state} = {context.named(group.process.place)}(x) if abs(x) < inf else x",
        f"            v[{touched} + i] = 0.0",
    ]
    return context.define(f"settle_{driver.name}", f"Puts {driver.name} where effects have moved it.", lines)
