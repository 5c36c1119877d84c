"""The answer that is to be explained, path by path: a chance of classes, of a question or of a truth, or a number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.headline import Headline, headline_of, of_classes, of_measure, of_question, values_of
from simengine.analysis.targets import ANSWER, figure_of
from simengine.errors import WrongUsageError
from simengine.model.model import Model
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable

FEWEST = 40
"""Of so many futures some must end so and others not, for a half of them to say what sets them apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """On some ok paths of a run, all with an answer, whether it holds: `hits`, 1 or 0, of shape [n]; or its `number`.

    Of a number `hits` are what it is, in its `unit`.

    `path` are their numbers; `clusters` is what they hang together by, None where each stands alone. Of all `paths`
    that have an answer these are spread evenly. `nothing` says why there is nothing to explain; else it is "". `worth`
    is what the table says of a path.
    """

    title: str
    of: str
    names: tuple[str, ...]
    hits: Floats
    path: Integers
    clusters: Integers | None
    paths: int
    nothing: str = ""
    worth: float = 0.0
    number: bool = False
    unit: str = ""


def chance_of(model: Model, table: OutcomeTable, asked: str, most: int, *, numbers: bool = False) -> Chance:
    """What is asked for ("" is the answer to the scenario's question) on at most so many paths.

    Whole clusters are taken of those that are many, and some paths of each where they are few.

    Raises:
        WrongUsageError: for what the scenario hasn't, and for a number, which has no chance, unless `numbers` do.
    """
    found = headline_asked(model, table, asked)
    if not (found.chance or numbers):
        raise WrongUsageError(f"{found.title!r} is a number, not a chance: name a class, or a question with `when`")
    values = values_of(table, found)
    known = np.flatnonzero(table.ok & ~np.isnan(values))
    rows = known[_spread(table.sampling.clusters(table.path[known]), len(known), most)]
    path = table.path[rows]
    clusters = table.sampling.clusters(path)
    chance = Chance(found.title, found.of, found.names, values[rows], path, clusters, len(known), worth=table.worth)
    chance = replace(chance, number=not found.chance, unit=found.unit)
    return replace(chance, nothing=_nothing(chance))


def headline_asked(model: Model, table: OutcomeTable, asked: str) -> Headline:
    """What a text asks for, "" the answer to the scenario's question. WrongUsageError for what the scenario hasn't."""
    if asked in ("", ANSWER):
        found = headline_of(table)
        if found is None:
            raise WrongUsageError(f"{table.scenario} has no class, question or measure: nothing is read off its paths")
        return found
    answer = figure_of(model.scenario, table.words.class_named(asked, table.classes))
    if answer.of == "class":
        return of_classes(table, answer.names)
    return (of_question if answer.of == "question" else of_measure)(table, answer.names[0])


def _spread(clusters: Integers | None, n: int, most: int) -> Integers:
    """The places of at most so many of n paths: whole clusters if a cluster is little, else some of each."""
    if n <= most:
        return np.arange(n)
    if clusters is None:
        return np.arange(most) * n // most
    numbers, which = np.unique(clusters, return_inverse=True)
    wanted = len(numbers) * most // n
    if wanted < FEWEST:
        return np.arange(most) * n // most
    taken = np.zeros(len(numbers), np.bool_)
    taken[np.arange(wanted) * len(numbers) // wanted] = True
    return np.flatnonzero(taken[which])


def _nothing(chance: Chance) -> str:
    """Why nothing can be told apart; "" if something can."""
    n, hits = len(chance.hits), int(np.count_nonzero(chance.hits))
    if n == 0:
        return "no future has an answer"
    if chance.number and not np.isfinite(chance.hits).all():
        return "it is infinite in some futures: nothing can be told of its mean"
    if chance.number and np.ptp(chance.hits) == 0.0:
        return f"it is {chance.hits[0]:g} in every one of {n:,} futures: nothing sets them apart"
    if not chance.number and hits in (0, n):
        every = "in every one" if hits else "in none"
        return f"it is so {every} of {n:,} futures: nothing sets them apart"
    if n < 2 * FEWEST or (not chance.number and min(hits, n - hits) < FEWEST // 2):
        few = f"there are {n:,} futures" if chance.number else f"it is so in {hits:,} of {n:,} futures"
        return f"{few}: too few to choose on one half and to tell on the other; draw more paths"
    if chance.clusters is not None and len(np.unique(chance.clusters)) < 2:
        return "all futures hang together: there are no two halves that don't"
    return ""
