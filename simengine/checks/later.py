"""What parameters are from a date on: the date lies within the clock, and the parameter can have the value then."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.distributions._reading import shown
from simengine.errors import did_you_mean
from simengine.language.clock import Clock, period
from simengine.language.expression import names
from simengine.model.model import Model
from simengine.model.told_at_the_start import told_at_the_start
from simengine.scenario.parameter import Later, Parameter
from simengine.yaml.nodes import KeyPath


def later_findings(model: Model) -> Iterator[Finding]:
    """Everything that is wrong with what is said of later."""
    said = [(name, one, one.later) for name, one in model.scenario.parameters.items() if one.later is not None]
    stuck = told_at_the_start(model) if said else {}
    for name, parameter, later in said:
        path: KeyPath = ("parameters", name, "later")
        yield from _date((*path, "from"), later.start, model.scenario.clock)
        yield from _value((*path, "value"), parameter, later)
        if name in stuck:
            message = f"{name} is told to {stuck[name]}, at the start alone, so it can't be another later"
            yield Finding(path, f"{message}: leave `later` out", at_key=True)


def unread_later(model: Model) -> Iterator[Finding]:
    """A warning for each parameter that nobody reads any more when it has its value of later."""
    for name, parameter in model.scenario.parameters.items():
        if parameter.later is None or any(
            name in names(one.node) for one in model.by_path.values() if one.stage != "once"
        ):
            continue
        message = f"nothing reads {name} after the start, so what it is later changes nothing"
        yield Finding(("parameters", name, "later"), message, warning=True, at_key=True)


def _date(path: KeyPath, text: str, clock: Clock) -> Iterator[Finding]:
    try:
        step = clock.step_at(period(text).first)
    except ValueError as error:
        yield Finding(path, str(error))
        return
    if step < 1:
        first = clock.label(1)
        message = f"{text} does not lie after the start of the clock ({clock.label(0)}): write {first} or later"
        yield Finding(path, f"{message}, or give the parameter that value alone, which it then always has")
    elif step > clock.steps:
        yield Finding(
            path, f"{text} lies after the end of the clock, {clock.label(clock.steps)}: write an earlier date"
        )


def _value(path: KeyPath, parameter: Parameter, later: Later) -> Iterator[Finding]:
    law, value = parameter.distribution, later.value
    if law.names:
        if value not in law.names:
            hint = did_you_mean(value, law.names) if isinstance(value, str) else ""
            yield Finding(path, f"must be one of {', '.join(law.names)} (got {shown(value)}){hint}")
    elif isinstance(value, str):
        yield Finding(path, f"a number is needed, since the parameter has no names (got {shown(value)})")
    elif law.few() and law.chance_of(value) == 0.0:
        yield Finding(path, f"must be one of {', '.join(f'{one:g}' for one in law.few())} (got {shown(value)})")
    elif law.varies:
        least, most = law.bounds()
        if not least <= value <= most:
            yield Finding(path, f"must lie between {least:g} and {most:g}, as every draw does (got {shown(value)})")
