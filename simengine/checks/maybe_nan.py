"""Where a value may be not a number (NaN): the time of an event that may never happen, and what is read off it.

`since(e)`, `value_at(x, e)` and their like are NaN until e has occurred, but where a condition stands guard:
`exp(-since(e)) if occurred(e) else 1`. Where it is hard to tell, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeAlias

from simengine.functions import IsNumber, MemoryFunction, memory_functions
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

Fact: TypeAlias = tuple[frozenset[str], bool]
"""({e, f}, False): one of these events has occurred; ({e}, True): a stretch after e is over."""
Facts: TypeAlias = frozenset[Fact]
NOTHING: Facts = frozenset()
MOST_FACTS = 100
"""Of an `or`; what more there is to know of it is let be."""


def fact(event: str, complete: bool = False) -> Fact:
    """That an event has occurred, or that a stretch after it is over."""
    return frozenset((event,)), complete


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call that is NaN until one of some events has occurred, or a stretch after one is over; where it comes in."""

    call: Call
    events: frozenset[str]
    stretch: bool
    offset: int

    def settled(self, facts: Facts) -> bool:
        """Whether it is a number where these facts hold."""
        return any(events <= self.events and complete == self.stretch for events, complete in facts)

    @property
    def named(self) -> str:
        """The events, for a message."""
        return " or ".join(sorted(self.events))

    @property
    def guard(self) -> str:
        """A condition that makes it a number."""
        if self.stretch:
            return f"since({self.named}) >= …"
        return " or ".join(f"occurred({event})" for event in sorted(self.events))

    def message(self) -> str:
        """What to say of it where a number is needed."""
        until = f"the stretch after {self.named} is over" if self.stretch else f"{self.named} has occurred"
        return (
            f"{shown(self.call)} is not a number until {until}, which would end the path; "
            f"write it as … if {self.guard} else …, or ask for it in a condition"
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A comparison that such a call decides."""

    compare: Compare
    doubt: Doubt


@dataclass(slots=True)
class Doubts:
    """What may be NaN in an expression; formulas and measures are entered once, each after those it uses."""

    _doubts: dict[str, tuple[Doubt, ...]] = field(default_factory=dict)
    _decisions: dict[str, tuple[Decision, ...]] = field(default_factory=dict)
    _implied: dict[tuple[str, bool, bool], Facts] = field(default_factory=dict)

    def enter(self, name: str, node: Node, told: bool) -> None:
        """A formula or measure, for the expressions that use it; one doubt of a kind, else they double and double.

        What decides in one that is `told` of by itself is not told again where it is used.
        """
        self._doubts[name] = tuple({(one.events, one.stretch): one for one in self.of(node, NOTHING)}.values())
        decided = {(one.doubt.events, one.doubt.stretch): one for one in self.decisions(node, NOTHING)}
        self._decisions[name] = () if told else tuple(decided.values())
        for holds in (True, False):
            for by_nan in (True, False):
                self._implied[name, holds, by_nan] = self.implied(node, holds, by_nan)

    def of(self, node: Node, facts: Facts) -> Iterator[Doubt]:
        """Every call that may make the value of a node NaN where these facts hold."""
        match node:
            case Name(name=name, offset=offset):
                found = self._doubts.get(name, ())
                yield from (replace(doubt, offset=offset) for doubt in found if not doubt.settled(facts))
            case Truth() | Not() | Compare() | Logic() | IsTrue() | ToNumber():
                return
            case Choice(condition=condition, yes=yes, no=no):
                yield from self.of(yes, facts | self.implied(condition, True))
                yield from self.of(no, facts | self.implied(condition, False))
            case Call(function="coalesce", arguments=arguments):
                yield from self._all_of(arguments, facts)
            case Call() if _is_always_number(node):
                return
            case _:
                own = _doubt(node) if isinstance(node, Call) else None
                if own is not None and not own.settled(facts):
                    yield own
                for child in children(node):
                    yield from self.of(child, facts)

    def _all_of(self, arguments: Sequence[Node], facts: Facts) -> Iterator[Doubt]:
        """The doubt that is left where any of several numbers will do."""
        found = [next(self.of(argument, facts), None) for argument in arguments]
        known = [doubt for doubt in found if doubt is not None and not doubt.stretch]
        if len(known) == len(arguments):
            yield replace(known[-1], events=known[0].events.union(*(doubt.events for doubt in known)))

    def decisions(self, node: Node, facts: Facts) -> Iterator[Decision]:
        """The comparisons in a node that a call decides which may be NaN where these facts hold.

        What is followed along the path, in a function with memory, is not looked at.
        """
        match node:
            case Name(name=name, offset=offset):
                for one in self._decisions.get(name, ()):
                    if not one.doubt.settled(facts):
                        yield replace(one, doubt=replace(one.doubt, offset=offset))
            case Logic(op=op, operands=operands):
                yield from self._beside_others(operands, op == "and", facts)
            case Arithmetic(op="*", left=left, right=right):
                yield from self._beside_others((left, right), True, facts)
            case Choice(condition=condition, yes=yes, no=no):
                yield from self.decisions(condition, facts)
                yield from self.decisions(yes, facts | self.implied(condition, True))
                yield from self.decisions(no, facts | self.implied(condition, False))
            case Call() if _function_of(node) is not None:
                return
            case _:
                if isinstance(node, Compare):
                    for side in (node.left, node.right):
                        yield from (Decision(node, doubt) for doubt in self.of(side, facts))
                for child in children(node):
                    yield from self.decisions(child, facts)

    def _beside_others(self, operands: Sequence[Node], hold: bool, facts: Facts) -> Iterator[Decision]:
        """Of several operands, each of which decides only where all others hold, or where none does.

        What stands before may be known from a comparison too; of what stands behind only plain guards count.
        """
        before = accumulate((self.implied(one, hold) for one in operands), frozenset.union, initial=facts)
        behind = accumulate(
            (self.implied(one, hold, by_nan=False) for one in reversed(operands)), frozenset.union, initial=NOTHING
        )
        for operand, known, later in zip(operands, before, [*behind][-2::-1], strict=False):
            yield from self.decisions(operand, known | later)

    def implied(self, node: Node, holds: bool, by_nan: bool = True) -> Facts:
        """What is certain where a condition holds (a number is not 0), or where it does not.

        `by_nan` tells whether a comparison that holds counts: with NaN it would not.
        """
        match node:
            case Name(name=name):
                return self._implied.get((name, holds, by_nan), NOTHING)
            case IsTrue(operand=operand) | ToNumber(operand=operand):
                return self.implied(operand, holds, by_nan)
            case Not(operand=operand):
                return self.implied(operand, not holds, by_nan)
            case Logic(op=op, operands=operands):
                parts = [self.implied(operand, holds, by_nan) for operand in operands]
                return NOTHING.union(*parts) if (op == "and") == holds else _either(parts)
        return self._implied_if_true(node, by_nan) if holds else NOTHING

    def _implied_if_true(self, node: Node, by_nan: bool) -> Facts:
        match node:
            case Call(arguments=(Name(name=event), *_)) if _tells_whether(node):
                return frozenset((fact(event),))
            case Compare(op=">" | ">=", left=Call(arguments=(Name(name=event), *_)) as call) if _tells_count(call):
                return frozenset((fact(event),))
            case Compare(left=left, right=right) if by_nan:
                found = {doubt.events for side in (left, right) for doubt in self.of(side, NOTHING)}
                return frozenset((events, complete) for events in found for complete in (False, True))
            case Arithmetic(op="*", left=left, right=right):
                return self.implied(left, True, by_nan) | self.implied(right, True, by_nan)
            case Arithmetic(op="/", left=left):
                return self.implied(left, True, by_nan)
            case Choice(condition=condition, yes=yes, no=Number(value=0.0)):
                return self.implied(condition, True, by_nan) | self.implied(yes, True, by_nan)
        return NOTHING


def _either(parts: Sequence[Facts]) -> Facts:
    """What is certain where one of these holds, nobody knows which."""
    found = parts[0]
    for part in parts[1:]:
        both = {(a | b, c) for a, c in found for b, d in part if c == d and (a == b or not c)}
        found = frozenset(both) if len(both) <= MOST_FACTS else found & part
    return found


def _doubt(call: Call) -> Doubt | None:
    """The doubt about a function that reads something off an event; None for others."""
    function = _function_of(call)
    if function is None or function.signature.gives == TRUTH:
        return None
    signature = function.signature
    kinds = [signature.type_at(place) for place in range(len(call.arguments))]
    given = zip(call.arguments, kinds, strict=True)
    events = [node.name for node, kind in given if kind == EVENT and isinstance(node, Name)]
    if not events:
        return None
    without_stretch = function.is_number is IsNumber.AFTER_EVENT or len(call.arguments) < len(signature.takes)
    wanted = events if signature.more else events[:1]
    return Doubt(call, frozenset(wanted), not without_stretch, call.offset)


def _function_of(node: Node) -> type[MemoryFunction] | None:
    """The function with memory that a node calls, if it calls one."""
    return memory_functions().get(node.function) if isinstance(node, Call) else None


def _tells_whether(node: Node) -> bool:
    """Whether a node, where it is true, says that its first event has occurred."""
    function = _function_of(node)
    return function is not None and function.holds_from_first


def _tells_count(node: Node) -> bool:
    """Whether a node says how often an event has occurred."""
    function = _function_of(node)
    return function is not None and function.is_count_of_log


def _is_always_number(node: Node) -> bool:
    function = _function_of(node)
    return function is not None and function.is_number is IsNumber.ALWAYS


def doubts_of(model: Model) -> Doubts:
    """The doubts about the formulas and measures of a model."""
    doubts = Doubts()
    for section, order in (("formulas", model.formula_order), ("measures", model.measure_order)):
        for name in order:
            doubts.enter(name, model.at(section, name, "expr").node, told=section == "measures")
    return doubts
