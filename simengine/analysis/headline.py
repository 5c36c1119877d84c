"""The headline of a run: the one figure that answers what its scenario asks. Whatever shows a run starts from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import Proportion, Spread, ok_draws, proportion, spread
from simengine.runs.outcome_table import Floats, OutcomeTable
from simengine.runs.words import one_line
from simengine.scenario.answer import SECTIONS, Answer, Answering


@dataclass(frozen=True, slots=True)
class Headline:
    """Some classes, or a question, or a measure; whether it is a chance, or a number in its unit ("" if none)."""

    of: Answering
    names: tuple[str, ...]
    title: str
    unit: str
    chance: bool


def headline_of(table: OutcomeTable) -> Headline | None:
    """The headline of a run: what its report says, else the first class, else the first question or measure.

    None where a run has none of these.
    """
    found = table.words.report.answer or _first(table)
    if found is None:
        return None
    if found.of == "class":
        return of_classes(table, found.names)
    return of_question(table, found.names[0]) if found.of == "question" else of_measure(table, found.names[0])


def of_question(table: OutcomeTable, name: str) -> Headline:
    """What a question asks for."""
    title = table.words.title("questions", name) or one_line(table.question_texts.get(name, "")) or name
    chance = table.question_kinds[name] == "chance"
    return Headline("question", (name,), title, "" if chance else table.question_units.get(name, ""), chance)


def of_measure(table: OutcomeTable, name: str) -> Headline:
    """A measure; of a truth its chance."""
    chance = name in table.truths
    unit = "" if chance else table.measure_units.get(name, "")
    return Headline("measure", (name,), table.words.called("measures", name), unit, chance)


def same_in(table: OutcomeTable, headline: Headline) -> bool:
    """Whether another run has what a headline is of: one of its classes, or such a question or measure."""
    if headline.of == "class":
        return any(name in table.classes for name in headline.names)
    name = headline.names[0]
    if name not in (table.questions if headline.of == "question" else table.measures):
        return False
    there = (of_question if headline.of == "question" else of_measure)(table, name)
    return (there.unit, there.chance) == (headline.unit, headline.chance)


def of_classes(table: OutcomeTable, names: Sequence[str]) -> Headline:
    """That a path ends in one of some classes; called as the report calls these together, if it does."""
    together = table.words.report.together.items()
    title = next((one_line(title) for title, classes in together if set(classes) == set(names)), "")
    each = " or ".join(table.words.called(SECTIONS["class"], name) for name in names)
    return Headline("class", tuple(names), title or each, "", chance=True)


def values_of(table: OutcomeTable, headline: Headline | Answer) -> Floats:
    """The headline on every path, shape [n]: 1 or 0 of a chance, else a number; NaN where it has none.

    Only paths that are ok mean something.
    """
    if headline.of == "class":
        numbers = [table.classes.index(name) for name in headline.names if name in table.classes]
        return np.isin(table.outcome, numbers).astype(np.float64)
    return (table.questions if headline.of == "question" else table.measures)[headline.names[0]]


def estimate_of(table: OutcomeTable, headline: Headline) -> Proportion | Spread:
    """The headline's probability, or its spread, over the paths that are ok."""
    values, draws = values_of(table, headline)[table.ok], ok_draws(table)
    return proportion(values, draws, table.worth) if headline.chance else spread(values, draws)


def _first(table: OutcomeTable) -> Answer | None:
    for of, names in (("class", table.classes), ("question", table.question_kinds), ("measure", table.measures)):
        for name in names:
            return Answer(of, (name,))  # type: ignore[arg-type]  # of these three
    return None
