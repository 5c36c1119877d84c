"""What is asked with `until`, read against a scenario: which figure is meant, and how well it is to be known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real

from simengine.analysis.precision import Precision
from simengine.analysis.signs import Signs
from simengine.errors import Setting, Worded, WrongUsageError, what_there_is
from simengine.language import numerals
from simengine.language.types import TRUTH
from simengine.model.model import Model
from simengine.runs.stopping import Target
from simengine.scenario.answer import SECTIONS, Answer, answer_of, meanings
from simengine.scenario.schema import Scenario

ANSWER = "answer"
"""What answers the scenario's question goes by this name."""
_UNTIL = Setting("until", ..., "--until")


def precision_of(model: Model, until: Mapping[str, object]) -> Precision:
    """The targets of one scenario, by what was asked for. WrongUsageError for what it hasn't, or can't be known to."""
    targets = []
    for asked, half in until.items():
        figure = figure_of(model.scenario, asked)
        targets.append(Target(asked, figure, _half_width(model, asked, figure, half)))
    return Precision(tuple(targets), tuple(is_chance(model, target.figure) for target in targets))


def signs_of(model: Model, asked: Sequence[str]) -> Signs:
    """The figures of a base of whose differences the sign is asked for. WrongUsageError for what it hasn't."""
    figures = tuple(figure_of(model.scenario, one) for one in asked)
    return Signs(tuple(asked), figures, tuple(is_chance(model, figure) for figure in figures))


def figure_of(scenario: Scenario, asked: str) -> Answer:
    """The one figure a text means: a class, a measure, a question, a title of classes together, or `answer`."""
    found = list(meanings(scenario, asked))
    if len(found) > 1:
        ways = " or ".join(f"{SECTIONS[one.of]}.{asked}" for one in found)
        raise WrongUsageError(
            f"{asked!r} is a {' and a '.join(one.of for one in found)} of {scenario.name}: say {ways}"
        )
    if found:
        return found[0]
    names = {of: scenario.declared(section) for of, section in SECTIONS.items()}
    answers = [Answer(of, (some[0],)) for of, some in names.items() if some]
    if asked == ANSWER and answers:
        return answer_of(scenario) or answers[0]
    known = [*(name for some in names.values() for name in some), *scenario.report.together, ANSWER]
    hint = what_there_is(asked, known) if answers else ": nothing is read off its futures"
    raise WrongUsageError(f"{scenario.name} has no class, question or measure {asked!r}{hint}")


def is_chance(model: Model, figure: Answer) -> bool:
    """Whether a figure is a probability, else a mean."""
    if figure.of == "class":
        return True
    if figure.of == "question":
        return model.scenario.questions[figure.names[0]].when is not None
    return model.at("measures", figure.names[0], "expr").type == TRUTH


def _half_width(model: Model, asked: str, figure: Answer, half: object) -> float:
    chance = is_chance(model, figure)
    of = "a chance" if chance else f"a mean{_in_unit(model.scenario, figure)}"
    example = f"such as {'0.01' if chance else '0.5'}"
    if isinstance(half, str) and not numerals.is_number(half.strip()):
        remedy = numerals.remedy(half).partition("; what")[0]
        hint = f"{remedy}, half of the interval of {of}" if remedy else f"write half of the interval of {of}, {example}"
        raise WrongUsageError(Worded(_UNTIL, f": {half!r} is no half-width for {asked!r}: {hint}"))
    if isinstance(half, bool) or not isinstance(half, str | Real):
        raise WrongUsageError(Worded(_UNTIL, f": {asked!r} needs a number (got {half!r})"))
    number = float(half)
    if not (math.isfinite(number) and number > 0.0):
        raise WrongUsageError(Worded(_UNTIL, f": the half-width of {asked!r} must be above 0 (got {half})"))
    if chance and number >= 0.5:
        meant = f": {number / 100:g} is {number:g} in a hundred" if number >= 1.0 else ""
        raise WrongUsageError(Worded(_UNTIL, f": {asked!r} is a chance, known to ±0.5 before a path is drawn{meant}"))
    return number


def _in_unit(scenario: Scenario, figure: Answer) -> str:
    unit = getattr(scenario, SECTIONS[figure.of])[figure.names[0]].unit
    return f" in {unit}" if unit else ""
