"""Whether forecasts of questions that imply one another fit together; and references, and answers.

What one run says of its futures always fits. What people write (a sheet edited, a reference, an answer) need not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, permutations

from simengine.model.coherent import ROUNDED, Asked, at_once, excluded, follows, of_all, unfitting
from simengine.model.implication import grows, threshold
from simengine.runs.sheet import Answer, Forecast, Sheet

_TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
Questions = Mapping[str, Asked]
Chances = Mapping[str, float]
Points = Mapping[str, Mapping[float, float]]


def contradictions(sheet: Sheet, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What doesn't fit in a sheet: its probabilities and quantiles, those of its references, and the answers to it."""
    said = {name: one for name, one in sheet.questions.items() if one.when is not None or one.value is not None}
    asked = {name: _asked(one) for name, one in said.items()}
    chances = {name: one.p for name, one in said.items() if one.p is not None}
    points = {name: dict(one.quantiles) for name, one in said.items() if one.quantiles}
    found = [*_of_classes(sheet.outcome), *_of_chances(asked, chances), *_of_numbers(asked, points, chances)]
    references = {name: one.reference for name, one in said.items() if one.reference}
    chances = {name: one.probability for name, one in references.items() if one.probability is not None}
    points = {name: dict(one.quantiles) for name, one in references.items() if one.quantiles}
    by_references = (*_of_chances(asked, chances), *_of_numbers(asked, points, chances))
    values = {name: one.value for name, one in answers.items() if name in asked and one.value is not None}
    return (*found, *(f"by the references, {one}" for one in by_references), *_of_answers(asked, values))


def _asked(one: Forecast) -> Asked:
    what = one.when or one.value
    if what is None:
        raise ValueError("a forecast of nothing")
    given = one.given.node if one.given else None
    return Asked(what.node, one.when is not None, one.due, given, one.members)


def _of_chances(asked: Questions, p: Chances) -> Iterator[str]:
    return (why for _, why in unfitting(asked, p))


def _of_classes(outcome: Mapping[str, float]) -> Iterator[str]:
    whole = sum(outcome.values())
    if outcome and abs(whole - 1.0) > ROUNDED * len(outcome):
        yield f"the classes of the outcome add up to {whole:.6g}, and one of them comes"


def _of_numbers(asked: Questions, points: Points, chances: Chances) -> Iterator[str]:
    """Of quantiles: what never falls has none that does; and a probability to be above a number fits that number's."""
    for one, other in permutations(points, 2):
        a, b = asked[one], asked[other]
        if not (of_all(a, b) and a.node == b.node and grows(a.node) and a.due < b.due):
            continue
        for level in sorted({*points[one]} & {*points[other]}):
            if points[one][level] > points[other][level]:
                told = f"{points[one][level]:g} of {one} is above {points[other][level]:g} of {other}"
                yield f"at {level:.0%} {told}, though it never falls"
    for name, chance in chances.items():
        for number, levels in points.items():
            yield from _of_threshold(asked, name, chance, number, levels)


def _of_threshold(asked: Questions, name: str, p: float, number: str, levels: Mapping[float, float]) -> Iterator[str]:
    """Whether P(x > c) fits the quantiles of x: one above c at level t leaves at least 1 − t above c."""
    a, b = asked[name], asked[number]
    limit = threshold(a.node) if a.is_chance and at_once(a, b) else None
    if limit is None or limit[0] != b.node or limit[1][0] not in "<>":
        return
    above = p if limit[1][0] == ">" else 1.0 - p
    for level, value in levels.items():
        off = above < 1.0 - level - ROUNDED if value > limit[2] else above > 1.0 - level + ROUNDED
        if off and value != limit[2]:
            told = f"P({name}) = {p:.4g} doesn't fit the {level:.0%} point of {number}, {value:g}"
            yield f"{told}, for it asks whether that is {limit[1]} {limit[2]:g}"
            return


def _of_answers(asked: Questions, values: Mapping[str, float]) -> Iterator[str]:
    """Answers that can't all be right."""
    chances = {name: value for name, value in values.items() if asked[name].is_chance}
    for one, other in permutations(chances, 2):
        if chances[one] and not chances[other] and follows(asked[one], asked[other]):
            yield f"{one} is answered yes and {other} no, though whenever {one} holds {other} does"
    for one, other in combinations(chances, 2):
        if chances[one] and chances[other] and excluded(asked[one], asked[other]):
            yield f"{one} and {other} are both answered yes, and both can't be"
    for name, value in chances.items():
        for number in (other for other in values if not asked[other].is_chance):
            yield from _beside(asked, name, value, number, values[number])


def _beside(asked: Questions, name: str, happened: float, number: str, value: float) -> Iterator[str]:
    a, b = asked[name], asked[number]
    limit = threshold(a.node) if a.is_chance and at_once(a, b) else None
    if limit is None or limit[0] != b.node:
        return
    if _TESTS[limit[1]](value, limit[2]) != bool(happened):
        said = "yes" if happened else "no"
        told = f"{name} is answered {said} and {number} {value:g}"
        yield f"{told}, though it asks whether that is {limit[1]} {limit[2]:g}"
