"""Where what may be not a number (NaN) ends a path, or decides without a word what is read off it.

A driver, a hazard, a chance or an effect that is NaN ends the path. In a class, a question or a measure a comparison
with NaN is false, and the smallest of several numbers is NaN where one is: seldom what an author has thought of.
"""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.certainty import Certainty, certainty_of
from simengine.checks.findings import Finding, inside
from simengine.checks.maybe_nan import NOTHING, Decision, Doubt, Doubts, Facts, doubts_of
from simengine.functions import memory_functions
from simengine.language.expression import Call, Node, children
from simengine.language.wording import shown
from simengine.model.model import Model, ModelExpression
from simengine.model.readings import reading_step

READ = ("measures", "outcome", "questions", "invariants")
"""The sections of what is read off a path; but for observations, which are there to leave paths out."""


def number_findings(model: Model) -> Iterator[Finding]:
    """A warning for each expression that may be not a number where it matters; the model must be without errors."""
    doubts = doubts_of(model)
    certainty = certainty_of(model, doubts)
    failed = NOTHING  # what is certain where none of the classes so far holds
    for found in model.expressions:
        section = found.origin.section
        if section in ("drivers", "events"):
            yield from _that_ends(found, doubts, certainty)
        elif section in READ:
            yield from _that_decides(found, doubts, certainty, failed | _given(found, model, doubts))
        if section == "outcome":
            failed |= doubts.implied(found.node, False)
        else:
            failed = NOTHING


def _that_ends(found: ModelExpression, doubts: Doubts, certainty: Certainty) -> Iterator[Finding]:
    section, name, key = (*(str(step) for step in found.origin.path), "")[:3]
    if key == "when":
        return
    wanted = tuple(doubts.of(found.node, NOTHING))
    by_event = key in ("effects", "branch", "delay") and section == "events"
    facts = certainty.at(name, wanted) if by_event else certainty.by_step(0, wanted)
    doubt = next(doubts.of(found.node, facts), None)
    if doubt is not None:
        yield inside(found, doubt.message(), doubt.offset)


def _given(found: ModelExpression, model: Model, doubts: Doubts) -> Facts:
    """What is certain of a path on which a question is asked at all."""
    section, name, key = (*(str(step) for step in found.origin.path), "")[:3]
    given = model.by_path.get((section, name, "given")) if section == "questions" and key != "given" else None
    return NOTHING if given is None else doubts.implied(given.node, True)


def _that_decides(found: ModelExpression, doubts: Doubts, certainty: Certainty, facts: Facts) -> Iterator[Finding]:
    step = reading_step(found.origin.path, certainty.model.scenario)
    wanted = [one.doubt for one in doubts.decisions(found.node, NOTHING)]
    wanted += [doubt for call in _smallest(found.node) for doubt in doubts.of(call, NOTHING)]
    known = facts | certainty.by_step(step or 0, wanted)
    decision = next(doubts.decisions(found.node, known), None)
    if decision is not None:
        yield inside(found, _decided(decision, doubts), decision.doubt.offset)
        return
    for call in _smallest(found.node):
        if events := _several(call, doubts, known):
            message = f"{shown(call)} is not a number unless each of {' and '.join(events)} has occurred"
            yield inside(found, f"{message}; the first of several is {_earliest(events)}", call.offset)


def _smallest(node: Node) -> Iterator[Call]:
    """Every `min`, but for those that a function with memory follows along the path."""
    if isinstance(node, Call):
        if node.function in memory_functions():
            return
        if node.function == "min":
            yield node
    for child in children(node):
        yield from _smallest(child)


def _several(call: Call, doubts: Doubts, facts: Facts) -> list[str]:
    """The events of which each must have occurred for the smallest of some times to be a number, if more than one."""
    found = [doubt for argument in call.arguments for doubt in doubts.of(argument, facts) if not doubt.stretch]
    events = list(dict.fromkeys(event for doubt in found for event in sorted(doubt.events)))
    return events if len({doubt.events for doubt in found}) > 1 else []


def _decided(one: Decision, doubts: Doubts) -> str:
    doubt, compare = one.doubt, one.compare
    where = f"the stretch after {doubt.named} is not over" if doubt.stretch else f"{doubt.named} has not occurred"
    head = f"{shown(doubt.call)} is not a number where {where}, and {shown(compare, 60)} is false there"
    remedies = [f"guard it: {_guarded(doubt)}", f"put a number in its place: coalesce({shown(doubt.call)}, …)"]
    sides = [next(doubts.of(side, NOTHING), None) for side in (compare.left, compare.right)]
    first, second = (None if side is None or side.stretch else side.named for side in sides)
    if first and second and first != second and " " not in first + second:
        remedies.insert(0, f"which came first is before({first}, {second}) or before({second}, {first})")
    for call in _smallest(compare):
        if events := _several(call, doubts, NOTHING):
            remedies.insert(0, f"the first of several is {_earliest(events)}")
    return f"{head}; say what is meant ({'; '.join(remedies)})"


def _guarded(doubt: Doubt) -> str:
    """What to write before a comparison."""
    return f"({doubt.guard}) and …" if len(doubt.events) > 1 else f"{doubt.guard} and …"


def _earliest(events: list[str]) -> str:
    return f"earliest({', '.join(events)})"
