"""Where a value that may be not a number (NaN) reaches a driver, a hazard, a chance or an effect, and ends the path.

`since(e)`, `value_at(x, e)` and their like are NaN until e has occurred. That is no fault in a comparison, which then
is false, nor where a condition stands guard: `exp(-since(e)) if occurred(e) else 1`. Where it is hard to tell, nothing
is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from simengine.functions import IsNumber, MemoryFunction, memory_functions
from simengine.language.clock import period
from simengine.language.expression import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    IsTrue,
    Logic,
    Name,
    Node,
    Not,
    Number,
    ToNumber,
    Truth,
    children,
)
from simengine.language.types import EVENT, TRUTH
from simengine.language.wording import shown
from simengine.model.model import Model

Facts: TypeAlias = frozenset[tuple[str, bool]]
"""(event, False): it has occurred; (event, True): and what is read off a stretch after it is complete."""
NOTHING: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call that may be NaN, the fact that would rule it out, and where it comes in."""

    call: Call
    needs: tuple[str, bool]
    offset: int

    def message(self) -> str:
        """What to say of it."""
        event, complete = self.needs
        until = f"the stretch after {event} is over" if complete else f"{event} has occurred"
        guard = f"since({event}) >= …" if complete else f"occurred({event})"
        return (
            f"{shown(self.call)} is not a number until {until}, which would end the path; "
            f"write it as … if {guard} else …, or ask for it in a condition"
        )


@dataclass(slots=True)
class Doubts:
    """What may be NaN in an expression; formulas are entered once, each after those it uses."""

    _doubts: dict[str, tuple[Doubt, ...]] = field(default_factory=dict)
    _if_true: dict[str, Facts] = field(default_factory=dict)
    _if_false: dict[str, Facts] = field(default_factory=dict)

    def enter(self, name: str, node: Node) -> None:
        """A formula, for the expressions that use it."""
        needed = {doubt.needs: doubt for doubt in self.of(node, NOTHING)}  # one of a kind: else they double and double
        self._doubts[name] = tuple(needed.values())
        self._if_true[name] = self.implied(node, True)
        self._if_false[name] = self.implied(node, False)

    def of(self, node: Node, facts: Facts) -> Iterator[Doubt]:
        """Every call that may make the value of a node NaN where these facts hold."""
        match node:
            case Name(name=name, offset=offset):
                found = self._doubts.get(name, ())
                yield from (Doubt(doubt.call, doubt.needs, offset) for doubt in found if doubt.needs not in facts)
            case Truth() | Not() | Compare() | Logic() | IsTrue() | ToNumber():
                return
            case Choice(condition=condition, yes=yes, no=no):
                yield from self.of(yes, facts | self.implied(condition, True))
                yield from self.of(no, facts | self.implied(condition, False))
            case Call() if _is_always_number(node):
                return
            case _:
                own = _doubt(node) if isinstance(node, Call) else None
                if own is not None and own.needs not in facts:
                    yield own
                for child in children(node):
                    yield from self.of(child, facts)

    def implied(self, node: Node, holds: bool) -> Facts:
        """What is certain where a condition holds (a number is not 0), or where it does not."""
        match node:
            case Name(name=name):
                return (self._if_true if holds else self._if_false).get(name, NOTHING)
            case IsTrue(operand=operand) | ToNumber(operand=operand):
                return self.implied(operand, holds)
            case Not(operand=operand):
                return self.implied(operand, not holds)
            case Logic(op=op, operands=operands):
                parts = [self.implied(operand, holds) for operand in operands]
                return NOTHING.union(*parts) if (op == "and") == holds else parts[0].intersection(*parts[1:])
        return self._implied_if_true(node) if holds else NOTHING

    def _implied_if_true(self, node: Node) -> Facts:
        match node:
            case Call(arguments=(Name(name=event), *_)) if _tells_whether(node):
                return frozenset({(event, False)})
            case Compare(op=">" | ">=", left=Call(arguments=(Name(name=event), *_)) as call) if _tells_count(call):
                return frozenset({(event, False)})
            case Compare(left=left, right=right):  # with NaN it would be false
                events = {doubt.needs[0] for side in (left, right) for doubt in self.of(side, NOTHING)}
                return frozenset((event, complete) for event in events for complete in (False, True))
            case Arithmetic(op="*", left=left, right=right):
                return self.implied(left, True) | self.implied(right, True)
            case Arithmetic(op="/", left=left):
                return self.implied(left, True)
            case Choice(condition=condition, yes=yes, no=Number(value=0.0)):
                return self.implied(condition, True) | self.implied(yes, True)
        return NOTHING


def _doubt(call: Call) -> Doubt | None:
    """The doubt about a function that reads something off an event; None for others."""
    function = _function_of(call)
    if function is None or function.signature.gives == TRUTH:
        return None
    takes = function.signature.takes
    events = [
        node for node, kind in zip(call.arguments, takes, strict=False) if kind == EVENT and isinstance(node, Name)
    ]
    if not events:
        return None
    without_stretch = function.is_number is IsNumber.AFTER_EVENT or len(call.arguments) < len(takes)
    return Doubt(call, (events[0].name, not without_stretch), call.offset)


def _function_of(node: Node) -> type[MemoryFunction] | None:
    """The function with memory that a node calls, if it calls one."""
    return memory_functions().get(node.function) if isinstance(node, Call) else None


def _tells_whether(node: Node) -> bool:
    """Whether a node says whether an event has occurred."""
    function = _function_of(node)
    return function is not None and function.is_count_of_log_once


def _tells_count(node: Node) -> bool:
    """Whether a node says how often an event has occurred."""
    function = _function_of(node)
    return function is not None and function.is_count_of_log


def _is_always_number(node: Node) -> bool:
    function = _function_of(node)
    return function is not None and function.is_number is IsNumber.ALWAYS


def doubts_of(model: Model) -> Doubts:
    """The doubts about the formulas of a model."""
    doubts = Doubts()
    for name in model.formula_order:
        doubts.enter(name, model.at("formulas", name, "expr").node)
    return doubts


@dataclass(frozen=True, slots=True)
class Certainty:
    """What is certain of events at some place; `triggers` are the hazards and conditions of the events."""

    doubts: Doubts
    triggers: Mapping[tuple[str, str], Node]
    dated: Mapping[str, int]
    latest: Set[str]
    origins: Mapping[str, str]
    after: Mapping[str, str]

    def at_start(self, wanted: Set[str]) -> Facts:
        """Those of these events that are dated at the start or before it."""
        return frozenset((name, False) for name in wanted if self.dated.get(name, 1) <= 0)

    def at(self, name: str, wanted: Set[str]) -> Facts:
        """What is certain where an event's effects and chances are looked at.

        That is the instant before it occurs by hazard or date, or at which its condition holds.
        """
        known = self.at_start(wanted)
        while name in self.origins:
            name = self.origins[name]
        if name in self.dated:
            earlier = [other for other in wanted if other in self.dated and self.dated[other] < self.dated[name]]
            return known | {(other, complete) for other in earlier for complete in (False, True)}
        if name in self.after:
            origin = self.after[name]
            return known | {(origin, False)} | {fact for fact in self.at(origin, wanted) if not fact[1]}
        trigger = self.triggers.get((name, "when")) or self.triggers.get((name, "hazard"))
        if trigger is None or name in self.latest:
            return known
        return known | self.doubts.implied(trigger, True)


def certainty_of(model: Model, doubts: Doubts) -> Certainty:
    """The certainty of a model's events; no event may branch into itself."""
    scenario = model.scenario
    events = scenario.events.items()
    triggers = {
        (found.origin.name, str(found.origin.path[2])): found.node
        for found in model.expressions
        if found.origin.section == "events"
    }
    clock = scenario.clock
    dated = {name: min(clock.step_at(period(date).first) for date in event.at) for name, event in events if event.at}
    latest = {name for name, event in events if event.latest is not None}
    origins = {branch: name for name, event in events for branch in event.branch}
    after = {name: event.after for name, event in events if event.after is not None}
    return Certainty(doubts, triggers, dated, latest, origins, after)
