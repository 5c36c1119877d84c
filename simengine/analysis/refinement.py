"""How far the answers of a scenario move on a finer clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.compute.redrawn import Redrawn
from simengine.errors import Problem
from simengine.runs.outcome_table import Floats

Of = Literal["class", "measure", "question"]


@dataclass(frozen=True, slots=True)
class Moved:
    """One answer on both clocks, over the same paths; a probability if it `is_chance`, else a mean in `unit`."""

    of: Of
    name: str
    unit: str
    is_chance: bool
    coarse: float
    fine: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Refinement:
    """How far the answers of a scenario move with `parts` steps in the place of each `step`.

    `pairs` of the `paths` are ok on both clocks. `otherwise` is what the scenario says that means something else on the
    finer one, each with its place. So many `figures` with an error were not learnt from.
    """

    scenario: str
    step: str
    parts: int
    paths: int
    pairs: int
    answers: tuple[Moved, ...]
    otherwise: tuple[Problem, ...]
    figures: int = 0


def refinement(drawn: Redrawn) -> Refinement:
    """The differences of what was drawn."""
    about = drawn.scenario, drawn.step, drawn.parts, drawn.paths, drawn.outcome.shape[1]
    return Refinement(*about, tuple(_moves(drawn)), drawn.otherwise, drawn.figures)


def _moves(drawn: Redrawn) -> Iterator[Moved]:
    for index, name in enumerate(drawn.classes):
        yield _moved("class", name, "", (drawn.outcome == index).astype(np.float64), is_chance=True)
    for index, name in enumerate(drawn.measure_names):
        yield _moved("measure", name, drawn.units[name], drawn.measures[:, :, index], name in drawn.truths)
    for index, name in enumerate(drawn.question_names):
        yield _moved("question", name, drawn.units[name], drawn.questions[:, :, index], name in drawn.truths)


def _moved(of: Of, name: str, unit: str, both: Floats, is_chance: bool) -> Moved:
    known = both[:, ~np.isnan(both).any(axis=0)]
    means = known.mean(axis=1) if known.size else np.full(2, np.nan)
    found = (paired_chance if is_chance else paired_mean)(*known)
    return Moved(of, name, unit, is_chance, float(means[0]), float(means[1]), found)
