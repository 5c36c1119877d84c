"""A plan for people to read: one line a thing, in the order in which a path computes it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from simengine.distributions import Distribution, Law, Pool
from simengine.language.expression import Call, Node, Number, Slot
from simengine.language.source import source
from simengine.plan.identity import identity_of
from simengine.plan.plan import (
    DriverFactor,
    DriverPlan,
    EventPlan,
    LaterPlan,
    LookCell,
    MemoryCell,
    ParameterFactor,
    ParameterPlan,
    Plan,
)
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence, QuestionPlan

_WIDTH = 120
_WHOLE = re.compile(r"(?<![\w.])(\d+)\.0\b")
_FOLDED = {"greatest": "max", "least": "min", "total": "sum"}
_FOLDING = re.compile(rf"\b({'|'.join(_FOLDED)})\(")


_LAW_OF = {
    "normal": ("error", ""),
    "student_t": ("Student error", "degrees of freedom"),
    "lognormal": ("error of the logarithm", ""),
}
"""What an error is called, and what stands beside it."""


def plan_text(plan: Plan) -> str:
    """The whole plan as text, a section a phase."""
    sections = [
        _section("parameters", "drawn once per path", [(p.name, _law(p.distribution)) for p in plan.parameters]),
        _section("later", "from a step on", [(one.name, _later(plan, one)) for one in plan.later]),
        _section("experts", "one asked per path, with its chance", _experts(plan)),
        _section("parameter mixing", "parameters whose ranks are correlated", _parameter_mixing(plan)),
        _section("parameter factors", "what parameters have in common", _factors(plan, plan.parameter_factors)),
        _section("once", "computed once per path", _cells(plan.once)),
        _section("look", "at every step, in this order", _cells(plan.look)),
        _section("note", "after the events noted at the step", _cells(plan.note)),
        _section("events", "in the order of their effects", [(e.name, _event(plan, e)) for e in plan.events]),
        _section("drivers", "moved over every step", [(d.name, _driver(d)) for d in plan.drivers]),
        _section("mixing", "drivers whose noise is correlated", _mixing(plan)),
        _section("factors", "what the noise of drivers has in common", _factors(plan, plan.factors)),
        _section("observe", "or the path is left out", [(o.name, _observation(plan, o)) for o in plan.observations]),
        _section("figures", "which weigh the path", [(f.name, _figure(plan, f)) for f in plan.likelihoods]),
        _section("questions", "", [(q.name, _question(plan, q)) for q in plan.questions]),
        _section("measures", "at the end, in this order", _cells(plan.measures)),
        _section("outcome", "the first that holds", [(n, _expr(c) if c else "otherwise") for n, c in plan.classes]),
    ]
    return "\n\n".join([_head(plan), *(section for section in sections if section)]) + "\n"


def _head(plan: Plan) -> str:
    clock, identity = plan.clock, identity_of(plan)
    share = f", {plan.nested} paths to a draw of the parameters" if plan.nested > 1 else ""
    grid = f"{clock.label(0)} to {clock.label(clock.steps)}: {clock.steps} steps of a {clock.step}"
    return (
        f"{plan.name}: {plan.title}\n"
        f"clock  {grid}, dt = {clock.dt:.6g} year\n"
        f"seed   {plan.seed}{share}\n"
        f"plan   {plan.values} values a path, paths {identity.paths}, readings {identity.readings}"
    )


def _section(title: str, subtitle: str, rows: Iterable[tuple[str, str]]) -> str:
    """A titled table of names and texts; empty without rows."""
    lines = list(rows)
    if not lines:
        return ""
    size = min(38, max(len(name) for name, _ in lines))
    head = f"{title} ({len(lines)}){f', {subtitle}' if subtitle else ''}"
    return "\n".join([head, *(_row(name, text, size) for name, text in lines)])


def _row(name: str, text: str, size: int) -> str:
    label = f"  {name.ljust(size)}  "
    indent = " " * (size + 4)
    wrapped = textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False) or [""]
    if len(label) > len(indent):  # a long name has a line of its own
        return "\n".join([label.rstrip(), *(indent + line for line in wrapped)])
    return "\n".join([label + wrapped[0], *(indent + line for line in wrapped[1:])])


def _expr(node: Node) -> str:
    """An expression with its names spelled out, without the parentheses around the whole."""
    text = _WHOLE.sub(r"\1", source(node, _name))
    text = _FOLDING.sub(lambda found: f"{_FOLDED[found[1]]}(", text)
    return text[1:-1] if _is_wrapped(text) else text


def _name(slot: Slot) -> str:
    return slot.name


def _is_wrapped(text: str) -> bool:
    """Whether the first parenthesis closes at the very end."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index == len(text) - 1 and text.startswith("(")
    return False


def _law(law: Law) -> str:
    if isinstance(law, Pool):
        said = "; ".join(f"{name}: {_law(one)}" for name, one in zip(law.experts, law.laws, strict=True))
        return f"{'mean of the quantiles, weights ' + _value(law.weights) if law.averaged else 'of one expert'}; {said}"
    fields = {name: value for name, value in law.model_dump().items() if value not in (None, ())}
    tag = law.tag if isinstance(law, Distribution) else ""
    return f"{tag} " + ", ".join(f"{name} {_value(value)}" for name, value in fields.items())


def _later(plan: Plan, one: LaterPlan) -> str:
    return f"= {_value(one.value)} from {plan.clock.label(one.step)} (step {one.step}) on"


def _experts(plan: Plan) -> list[tuple[str, str]]:
    """The experts of whom a path asks one, each with the chance that it does."""
    return [(name, f"{weight:.10g}") for name, weight in plan.experts.weights] if plan.experts else []


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple | list) and value and isinstance(value[0], tuple | list):
        return "{" + ", ".join(": ".join(_value(part) for part in pair) for pair in value) + "}"
    return str(value)


def _cells(cells: Iterable[LookCell]) -> list[tuple[str, str]]:
    return [(cell.name, _memory(cell) if isinstance(cell, MemoryCell) else f"= {_expr(cell.expr)}") for cell in cells]


def _memory(cell: MemoryCell) -> str:
    """What a function with memory remembers; its name may tell its arguments in short."""
    arguments = [_expr(node) for node in cell.arguments if not (isinstance(node, Call) and node.function == "Log")]
    parts = [f"remembers {', '.join(arguments)}"] if arguments else ["reads the log"]
    parts += [f"{' and '.join(map(str, cell.windows))} steps"] if cell.windows else []
    parts += [f"history of {len(cell.past)} steps"] if cell.past else []
    return "; ".join(parts)


def _driver(driver: DriverPlan) -> str:
    parts = [
        driver.process,
        f"from {_expr(driver.initial)}",
        *(f"{name} = {_expr(node)}" for name, node in driver.inputs),
    ]
    if driver.bounds:
        parts.append(f"within {_expr(driver.bounds[0])} … {_expr(driver.bounds[1])}")
    return "; ".join(parts)


def _event(plan: Plan, event: EventPlan) -> str:
    label = plan.clock.label
    parts = [f"hazard {_expr(event.hazard)}"] if event.hazard else []
    parts += [f"when {_expr(event.when)}"] if event.when else []
    parts += [f"at {', '.join(f'{label(step)} (step {step})' for step in event.at)}"] if event.at else []
    parts += [f"latest {label(event.latest)} (step {event.latest})"] if event.latest is not None else []
    parts += [f"after {plan.events[event.after].name} by {_delay(event)}"] if event.after is not None else []
    parts += ["repeats" + (", once a step at most" if event.once_a_step else "")] if event.repeats else []
    parts += [f"{plan.drivers[e.driver].name} {e.operation} {_expr(e.amount)}" for e in event.effects]
    if event.branch:
        chances = (f"{plan.events[i].name} {_expr(node) if node else 'otherwise'}" for i, node in event.branch)
        parts.append(f"branches: {', '.join(chances)}")
    if not (event.hazard or event.when or event.at or event.after is not None):
        parts.insert(0, "a branch")
    return "; ".join(parts)


def _delay(event: EventPlan) -> str:
    if isinstance(event.delay, Distribution):
        return _law(event.delay)
    return _expr(event.delay) if event.delay is not None else ""


def _parameter_mixing(plan: Plan) -> list[tuple[str, str]]:
    return [row for mixing in plan.parameter_mixing for row in _root(plan.parameters, mixing.parameters, mixing.root)]


def _mixing(plan: Plan) -> list[tuple[str, str]]:
    return [row for mixing in plan.mixing for row in _root(plan.drivers, mixing.drivers, mixing.root)]


def _root(
    elements: Sequence[ParameterPlan | DriverPlan], members: tuple[int, ...], root: tuple[tuple[float, ...], ...]
) -> list[tuple[str, str]]:
    """The names of the members, each with its row of the root."""
    return [
        (elements[member].name, " ".join(f"{weight:+.4f}" for weight in row))
        for member, row in zip(members, root, strict=True)
    ]


def _factors(plan: Plan, factors: Sequence[ParameterFactor | DriverFactor]) -> list[tuple[str, str]]:
    """What members have in common: its weight and that of their own, and who they are."""
    rows = []
    for factor in factors:
        names = (
            [plan.parameters[i].name for i in factor.parameters]
            if isinstance(factor, ParameterFactor)
            else [plan.drivers[i].name for i in factor.drivers]
        )
        rows.append((factor.name, "{:.4f} common, {:.4f} own: ".format(*factor.weights) + ", ".join(names)))
    return rows


def _observation(plan: Plan, seen: ObservationPlan) -> str:
    return f"{plan.clock.label(seen.step)} (step {seen.step}): {seen.low:g} <= {_expr(seen.expr)} <= {seen.high:g}"


def _figure(plan: Plan, figure: LikelihoodPlan) -> str:
    """What of a path is compared with what, how far that may lie off, and since when it is known."""
    at = f"{plan.clock.label(figure.step)} (step {figure.step})"
    unit, (law, beside) = f" {figure.unit}" if figure.unit else "", _LAW_OF[figure.law]
    size = f"{figure.error.value:.6g}" if isinstance(figure.error, Number) else _expr(figure.error)
    parts = [f"{law} {size}{'' if figure.law == 'lognormal' else unit}"]
    parts += [f"{beside} {figure.freedom:g}"] if beside else []
    parts += [f"{figure.shared:g} of its variance shared by {figure.agency}"] if figure.agency else []
    parts += [f"known {figure.known[:10]}"]
    if isinstance(figure.seen, Occurrence):
        seen = f"{at}: {plan.events[figure.seen.event].name} came, occurrence {figure.seen.number}"
        return "; ".join([f"{seen}, {figure.value:.6g}{unit} after the start", *parts])
    return "; ".join([f"{at}: {_expr(figure.seen)} is {figure.value:.10g}{unit}", *parts])


def _question(plan: Plan, question: QuestionPlan) -> str:
    given = f"; given {_expr(question.given)}" if question.given else ""
    return f"{question.kind} at {plan.clock.label(question.step)} (step {question.step}): {_expr(question.expr)}{given}"
