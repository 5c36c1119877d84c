"""How drivers move over a step, and what events do to them."""

from __future__ import annotations

from simengine.engines.kernel.context import Context, indented, loop
from simengine.engines.kernel.layout import INPUTS, STATE, Group
from simengine.engines.kernel.write_start import each_driver, fixed_inputs, rows_of, view
from simengine.language.arithmetic import clip
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
    process, given = group.process, INPUTS + group.direct + group.fed
    slices = rows_of(group, "state", STATE)
    direct = [f"x{j}[i]" for j in range(group.direct)]
    for j in range(group.direct):
        slices += rows_of(group, f"x{j}", INPUTS + j)
    before, numbers = _numbers(context, group, slices, given)
    draws = _draws(context, group, slices)
    arguments = ", ".join(["state[i]", "dt", *direct, *numbers, *draws])
    inside = [*before, f"state[i] = {context.named(process.step)}({arguments})"]
    if process.clamped is not None:
        inside.append(
            f"hit += where({context.named(process.clamped)}({', '.join(direct)}) & (v[r_alive + i] != 0.0), 1, 0)"
        )
    lines = [*slices, "for i in range(n):", *indented(inside)]
    if process.clamped is not None:
        drivers = [context.setting(index) for index in group.drivers]
        lines = ["hit = 0", *lines, f"clamps[s[{drivers[0][2:-1]} + d]] += hit"]
    return context.define(
        f"move_{group.name}", "Moves these drivers from t to t + dt.", each_driver(context, group, lines)
    )


def _numbers(context: Context, group: Group, slices: list[str], given: int) -> tuple[list[str], list[str]]:
    """What `prepare` gives: computed at the start, or here."""
    prepare, fed = group.process.prepare, INPUTS + group.direct
    if prepare is None:
        return [], []
    if group.process.wide:
        numbers = view("at", given, group.numbers)
        before = [] if group.once else [f"{context.named(prepare)}(dt, {view('at', fed, group.fed)}, {numbers})"]
        return before, [numbers]
    first, count = (given, group.numbers) if group.once else (fed, group.fed)
    for j in range(count):
        slices += rows_of(group, f"y{j}", first + j)
    held = [f"y{j}[i]" for j in range(count)]
    if group.once:
        return [], held
    # A loop of its own, for what is costly in `prepare` goes through vectors where a step may not.
    found = [f"p{j}" for j in range(group.numbers)]
    for j, name in enumerate(found):
        slices += rows_of(group, name, given + j)
    slices += ["for i in range(n):", f"    numbers = {context.named(prepare)}(dt, {', '.join(held)})"]
    slices += [f"    {name}[i] = numbers[{j}]" for j, name in enumerate(found)]
    return [], [f"{name}[i]" for name in found]


def _draws(context: Context, group: Group, slices: list[str]) -> list[str]:
    """The random numbers of the step, in the order of the process."""
    texts, normal, uniform = [], 0, 0
    for draw in group.process.draws:
        if draw is Draw.UNIFORM:
            slices.append(f"u{uniform} = uniforms[q, {group.uniform + uniform} + d * {group.uniforms}]")
            texts.append(f"u{uniform}[i]")
            uniform += 1
            continue
        if draw is Draw.BROWNIAN and group.mixed:
            first = context.row(context.layout.mixed[group.drivers[0]])
            slices += [f"noise_at = {first} + (4 * d + q) * B", "mixed = v[noise_at:noise_at + B]"]
            texts.append("mixed[i]")
        else:
            slices.append(f"z{normal} = noise[q, {group.normal + normal} + d * {group.normals}]")
            texts.append(f"np.float64(z{normal}[i])")
        normal += 1
    return texts


def write_bounds(context: Context) -> list[str]:
    """The calls that keep drivers inside their bounds where no effect has touched them."""
    by_kind: dict[str, list[int]] = {}
    for index in context.layout.bounds:
        by_kind.setdefault(context.layout.group_of(index).process.kind, []).append(index)
    return [_kept_inside(context, kind, drivers) for kind, drivers in by_kind.items()]


def _kept_inside(context: Context, kind: str, drivers: list[int]) -> str:
    process = context.layout.group_of(drivers[0]).process
    lines = []
    for index in drivers:
        state = f"v[{context.row(context.layout.group_of(index).record(index) + STATE)} + i]"
        low, high = (f"v[{name} + i]" for name in context.layout.bounds[index])
        free = f" & (v[{context.layout.moved[index][1]} + i] == 0.0)" if index in context.layout.moved else ""
        lines += loop([
            f"x = {context.named(process.observe)}({state})",
            f"y = {context.named(clip)}(x, {low}, {high})",
            f"z = where(abs(y) < inf, {context.named(process.place)}(y), y)",
            f"{state} = where((abs(x) < inf) & (y != x){free}, z, {state})",
        ])  # fmt: skip
    return context.define(f"bound_{kind}", "Keeps drivers inside their bounds.", lines)
