"""Whether forecasts of questions that imply one another fit together; and references, and answers.

What one run says of its futures always fits. What people write (a sheet edited, a reference, an answer) need not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, permutations

from simengine.language.expression import Node
from simengine.model.implication import completes, ends, excludes, grows, implies, stays, threshold
from simengine.runs.sheet import Answer, Forecast, Sheet

_ROUNDED = 2e-6  # two probabilities of six digits each
_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
Questions = Mapping[str, Forecast]
Chances = Mapping[str, float]
Points = Mapping[str, Mapping[float, float]]


def contradictions(sheet: Sheet, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What doesn't fit in a sheet: its probabilities and quantiles, those of its references, and the answers to it."""
    asked = sheet.questions
    found = [*_of_classes(sheet.outcome), *_of_chances(asked, _forecasts(asked)), *_of_numbers(asked, _points(asked))]
    references = {name: one.reference for name, one in asked.items() if one.reference}
    rates = {name: one.probability for name, one in references.items() if one.probability is not None}
    points = {name: dict(one.quantiles) for name, one in references.items() if one.quantiles}
    found += [f"by the references, {one}" for one in (*_of_chances(asked, rates), *_of_numbers(asked, points))]
    values = {name: one.value for name, one in answers.items() if name in asked and one.value is not None}
    return (*found, *_of_answers(asked, values))


def _forecasts(asked: Questions) -> Chances:
    return {name: one.p for name, one in asked.items() if one.p is not None}


def _points(asked: Questions) -> Points:
    return {name: dict(one.quantiles) for name, one in asked.items() if one.quantiles}


def _of_classes(outcome: Mapping[str, float]) -> Iterator[str]:
    whole = sum(outcome.values())
    if outcome and abs(whole - 1.0) > _ROUNDED * len(outcome):
        yield f"the classes of the outcome add up to {whole:.6g}, and one of them comes"


def _of_chances(asked: Questions, p: Chances) -> Iterator[str]:
    """Of probabilities: what implies another is not more probable, denials add up to 1, what excludes to 1 at most."""
    for one, other in permutations(p, 2):
        a, b = asked[one], asked[other]
        if p[one] > p[other] + _ROUNDED and _follows(a, b):
            told = f"P({one}) = {_p(p[one])} is above P({other}) = {_p(p[other])}"
            yield f"{told}, though whenever {one} holds {other} does"
    for one, other in combinations(p, 2):
        a, b = asked[one], asked[other]
        if not _at_once(a, b) or a.when is None or b.when is None:
            continue
        together = p[one] + p[other]
        told = f"P({one}) = {_p(p[one])} and P({other}) = {_p(p[other])}"
        if completes(a.when.node, b.when.node):
            if abs(together - 1.0) > _ROUNDED:
                yield f"{told} don't add up to 1, though one is the denial of the other"
        elif excludes(a.when.node, b.when.node) and together > 1.0 + _ROUNDED:
            yield f"{told} add up to more than 1, though both can't be"


def _of_numbers(asked: Questions, points: Points) -> Iterator[str]:
    """Of quantiles: what never falls has none that does; and a probability to be above a number fits that number's."""
    for one, other in permutations(points, 2):
        a, b = asked[one], asked[other]
        if not (_same(a, b) and _node(a) == _node(b) and grows(_node(a)) and a.due < b.due):
            continue
        for level in sorted({*points[one]} & {*points[other]}):
            if points[one][level] > points[other][level]:
                told = f"{points[one][level]:g} of {one} is above {points[other][level]:g} of {other}"
                yield f"at {level:.0%} {told}, though it never falls"
    for name, chance in _forecasts(asked).items():
        for number, levels in points.items():
            yield from _of_threshold(asked, name, chance, number, levels)


def _of_threshold(asked: Questions, name: str, p: float, number: str, levels: Mapping[float, float]) -> Iterator[str]:
    """Whether P(x > c) fits the quantiles of x: one above c at level t leaves at least 1 − t above c."""
    a, b = asked[name], asked[number]
    limit = threshold(a.when.node) if a.when and _at_once(a, b) else None
    if limit is None or limit[0] != _node(b) or limit[1][0] not in "<>":
        return
    above = p if limit[1][0] == ">" else 1.0 - p
    for level, value in levels.items():
        off = above < 1.0 - level - _ROUNDED if value > limit[2] else above > 1.0 - level + _ROUNDED
        if off and value != limit[2]:
            told = f"P({name}) = {_p(p)} doesn't fit the {level:.0%} point of {number}, {value:g}"
            yield f"{told}, for it asks whether that is {limit[1]} {limit[2]:g}"
            return


def _of_answers(asked: Questions, values: Mapping[str, float]) -> Iterator[str]:
    """Answers that can't all be right."""
    chances = {name: value for name, value in values.items() if asked[name].kind == "chance"}
    for one, other in permutations(chances, 2):
        if chances[one] and not chances[other] and _follows(asked[one], asked[other]):
            yield f"{one} is answered yes and {other} no, though whenever {one} holds {other} does"
    for one, other in combinations(chances, 2):
        a, b = asked[one], asked[other]
        both = chances[one] and chances[other] and _at_once(a, b)
        if both and a.when and b.when and excludes(a.when.node, b.when.node):
            yield f"{one} and {other} are both answered yes, and both can't be"
    for name, value in chances.items():
        for number in (other for other in values if asked[other].kind == "number"):
            yield from _beside(asked, name, value, number, values[number])


def _beside(asked: Questions, name: str, happened: float, number: str, value: float) -> Iterator[str]:
    a, b = asked[name], asked[number]
    limit = threshold(a.when.node) if a.when and _at_once(a, b) else None
    if limit is None or limit[0] != _node(b):
        return
    if _TESTS[limit[1]](value, limit[2]) != bool(happened):
        said = "yes" if happened else "no"
        told = f"{name} is answered {said} and {number} {value:g}"
        yield f"{told}, though it asks whether that is {limit[1]} {limit[2]:g}"


def _p(p: float) -> str:
    return f"{p:.4g}"


def _node(one: Forecast) -> Node:
    asked = one.when or one.value
    if asked is None:
        raise ValueError("a forecast of nothing")
    return asked.node


def _same(a: Forecast, b: Forecast) -> bool:
    """Whether both are of the same futures and members, so that what they say can be compared at all."""
    return a.given is None and b.given is None and a.members == b.members and _asks(a) and _asks(b)


def _asks(one: Forecast) -> bool:
    return one.when is not None or one.value is not None


def _at_once(a: Forecast, b: Forecast) -> bool:
    """Whether both are read at one instant, of the same futures."""
    alike = _same(a, b) or (a.given == b.given and a.members == b.members and _asks(a) and _asks(b))
    return alike and a.due == b.due


def _follows(a: Forecast, b: Forecast) -> bool:
    """Whether the second holds on every future on which the first does, each at its own date."""
    if a.when is None or b.when is None:
        return False
    one, other = a.when.node, b.when.node
    if not implies(one, other):
        return False
    if _at_once(a, b):
        return True
    if not _same(a, b):
        return False
    return any(map(stays, (one, other))) if a.due < b.due else any(map(ends, (one, other)))
