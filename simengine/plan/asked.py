"""What is asked of a run, settled: each expression typed where a finished path is read, and what has to be computed.

Beside all that a measure may use there are `class`, the outcome class of the path, `expert`, whom it asks, and the
answers of the questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from simengine.checks.expression_types import check_memory
from simengine.checks.maybe_nan import NOTHING, Doubts
from simengine.checks.units import unit_of, unit_of_formula
from simengine.distributions import Pool
from simengine.functions import memory_functions
from simengine.language.asked import CLASS, END, EXPERT, Asked, Statistic
from simengine.language.checker import check, number, truth
from simengine.language.expression import (
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Name,
    Node,
    Not,
    Text,
    ToNumber,
    Truth,
    children,
    names,
    rebuild,
    walk,
)
from simengine.language.fields import Expression
from simengine.language.parse import ExpressionError
from simengine.language.types import NUMBER, TRUTH, Scope, Type
from simengine.language.wording import shown
from simengine.model.expand import expand
from simengine.model.model import Model, ModelExpression, Origin
from simengine.model.scopes import end_scope, end_types, look_types
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath

_ORIGIN = "asked"
CalledTogether = Mapping[str, tuple[str, ...]]
"""The classes that a title stands for: one, or those that a report counts together."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A statistic with its kind known and its expressions typed; `unit` is "" where there is none.

    What is known at the end of a path alone has a name with `END` before it. `otherwise` is what the condition of a
    probability would be if comparisons with what has no value held, which are false: where it differs, none decided.
    """

    statistic: Statistic
    value: Node
    given: Node | None
    unit: str
    otherwise: tuple[Node, ...] = ()


def settle(model: Model, statistic: Statistic, titles: CalledTogether, doubts: Doubts) -> Settled:
    """A statistic as it is read off finished paths. ExpressionError, with the offset in what was asked."""
    scope = _scope(model)
    value, kind = _typed(model, statistic.value, scope, titles)
    wanted = statistic.kind or ("chance" if kind == TRUTH else "mean")
    text = shown(statistic.value)
    if wanted == "chance" and kind != TRUTH:
        message = f"P(…) is of a condition, {text} is {kind}: compare it with something"
        remedy = f", or ask mean({text})" if kind == NUMBER else ""
        raise ExpressionError(message + remedy, statistic.value.offset)
    if wanted != "chance" and kind == TRUTH:
        raise ExpressionError(f"{text} is a condition and has a probability: ask P({text})", statistic.value.offset)
    if wanted != "chance" and kind.regimes:
        number(statistic.value, scope)
    unit = "" if wanted == "chance" else unit_of(model, _expanded(model, statistic.value))
    given = None if statistic.given is None else _typed(model, statistic.given, scope, titles, condition=True)[0]
    otherwise = _otherwise(value, given, doubts) if wanted == "chance" else ()
    return Settled(replace(statistic, kind=wanted), value, given, unit, otherwise)


def _otherwise(condition: Node, given: Node | None, doubts: Doubts) -> tuple[Node, ...]:
    """The condition with each comparison that may lack a number true where it does, one alone and all at once."""
    facts = NOTHING if given is None else doubts.implied(given, holds=True)
    compares = (part for part in _at_end(condition) if isinstance(part, Compare))
    found = {one for one in compares if any(True for side in (one.left, one.right) for _ in doubts.of(side, facts))}
    ways = [found, *({one} for one in found)] if len(found) > 1 else [found]
    return tuple(_true_without_number(condition, some) for some in ways if some)


def _true_without_number(node: Node, compares: Set[Node]) -> Node:
    if isinstance(node, Compare) and node in compares:
        lacking = (Not(Compare("==", side, side)) for side in (node.left, node.right))
        return Logic("or", (node, *lacking))
    return node if _follows(node) else rebuild(node, lambda child: _true_without_number(child, compares))


def _at_end(node: Node) -> Iterator[Node]:
    """A node and all in it that is looked at when the path is finished, not along it."""
    yield node
    if not _follows(node):
        for child in children(node):
            yield from _at_end(child)


def _follows(node: Node) -> bool:
    return isinstance(node, Call) and node.function in memory_functions()


def unit_of_asked(asked: Asked, statistics: Sequence[tuple[Statistic, str]]) -> str:
    """The unit of a formula of settled statistics with their units; "" where there is none, or none is known.

    Raises ExpressionError where they clash: a probability is a pure number.
    """
    if asked.formula is None:
        return statistics[0][1]
    units = {f"_{at}": "1" if one.kind == "chance" else unit for at, (one, unit) in enumerate(statistics)}
    return unit_of_formula(asked.formula, units, {f"_{at}": one.text for at, (one, _) in enumerate(statistics)})


def _scope(model: Model) -> Scope:
    scenario = model.scenario
    look = look_types(scenario)
    look |= {name: _stored_type(model, "formulas", name) for name in scenario.formulas}
    types = end_types(scenario, look)
    types |= {name: _stored_type(model, "measures", name) for name in scenario.measures}
    scope = end_scope(scenario, types)
    asked = {name: NUMBER if one.when is None else TRUTH for name, one in scenario.questions.items()}
    classes = tuple(scenario.outcome)
    named = {CLASS: classes, EXPERT: _experts(scenario)}
    known = {**asked, **{name: Type("regime", of) for name, of in named.items() if of}, **types}
    elsewhere = {name: f"is a class: ask class == {name!r}" for name in classes}
    if not classes:
        elsewhere[CLASS] = f"{scenario.name} has no outcome, so no path has a class"
    return replace(scope, types=known, elsewhere={**scope.elsewhere, **elsewhere})


def _experts(scenario: Scenario) -> tuple[str, ...]:
    """Those of whom a path asks one, in their order."""
    asked = (one.distribution for one in scenario.parameters.values() if one.asks)
    return next((law.experts for law in asked if isinstance(law, Pool)), ())


def _stored_type(model: Model, section: str, name: str) -> Type:
    return TRUTH if model.at(section, name, "expr").type == TRUTH else NUMBER


def _typed(
    model: Model, written: Node, scope: Scope, titles: CalledTogether, *, condition: bool = False
) -> tuple[Node, Type]:
    expanded = _with_titles(_expanded(model, written), titles, scope)
    ends = scope.types.keys() - end_types(model.scenario, look_types(model.scenario)).keys()
    _refuse_in_memory(expanded, ends)
    try:
        node, kind = (truth(expanded, scope), TRUTH) if condition else check(expanded, scope)
    except ExpressionError as error:
        message = error.message.replace(f"{CLASS} has no regime", "there is no class")
        raise ExpressionError(message, error.offset) from None
    origin, expression = Origin((_ORIGIN, _ORIGIN)), Expression("", written)
    check_memory(ModelExpression(origin, "end", expression, expanded, node, kind), model.scenario)
    unit_of(model, expanded)
    return _with_ends(node, ends), kind


def _expanded(model: Model, written: Node) -> Node:
    return expand(written, model.scenario)


def _with_titles(node: Node, titles: CalledTogether, scope: Scope) -> Node:
    """A class is named by its title, too, and several by the title that the report gives them together."""
    node = rebuild(node, lambda child: _with_titles(child, titles, scope))
    if not isinstance(node, Compare) or node.op not in ("==", "!="):
        return node
    sides = {type(side): side for side in (node.left, node.right)}
    name, text = sides.get(Name), sides.get(Text)
    if not isinstance(name, Name) or not isinstance(text, Text) or name.name != CLASS:
        return node
    meant = titles.get(text.text, ())
    if text.text in scope.types[CLASS].regimes if CLASS in scope.types else not meant:
        return node
    equal = tuple(Compare("==", name, Text(one, text.offset), node.offset) for one in meant)
    if not equal:
        return node
    either: Node = equal[0] if len(equal) == 1 else Logic("or", equal, node.offset)
    return either if node.op == "==" else Not(either, node.offset)


def _refuse_in_memory(node: Node, ends: Set[str]) -> None:
    """Functions with memory run along the path, at whose end only classes and answers are."""
    for call in walk(node):
        if isinstance(call, Call) and call.function in memory_functions():
            for name in sorted(names(call) & ends):
                message = f"{call.function}(…) runs along the path, {name} is known only at its end"
                raise ExpressionError(message, call.offset)


def _with_ends(node: Node, ends: Set[str]) -> Node:
    """An expression in which what is known at the end of a path alone has a name that tells so."""
    if isinstance(node, Name):
        return replace(node, name=END + node.name) if node.name in ends else node
    return rebuild(node, lambda child: _with_ends(child, ends))


def is_truth(node: Node) -> bool:
    """Whether a typed expression is a truth, and no number."""
    if isinstance(node, Choice):
        return is_truth(node.yes)
    return isinstance(node, Truth | Not | Compare | Logic | IsTrue)


def plan_with(model: Model, plan: Plan, readings: Mapping[str, Node]) -> Plan:
    """The plan of the same paths with these readings as its measures, and those measures that they and classes need.

    Questions and invariants are left out: nobody reads them here.
    """
    scenario = model.scenario
    added = {name: _reading(name, node) for name, node in readings.items()}
    classes = [one.node for path, one in model.by_path.items() if path[0] == "outcome"]
    wanted = frozenset[str]().union(*(names(node) for node in (*readings.values(), *classes)))
    for name in reversed(model.measure_order):
        if name in wanted:
            wanted |= names(model.at("measures", name, "expr").node)
    kept = tuple(name for name in model.measure_order if name in wanted)
    by_path: dict[KeyPath, ModelExpression] = dict(model.by_path)
    by_path.update({("measures", name, "expr"): one for name, one in added.items()})
    bare = replace(scenario, questions={}, invariants={})
    asked = replace(model, scenario=bare, measure_order=(*kept, *added), by_path=by_path)
    return replace(make_plan(asked, plan.seed, plan.nested), members=plan.members)


def _reading(name: str, node: Node) -> ModelExpression:
    stored = node.operand if isinstance(node, IsTrue) else ToNumber(node) if is_truth(node) else node
    return ModelExpression(Origin(("measures", name, "expr")), "end", Expression("", node), stored, stored, NUMBER)
