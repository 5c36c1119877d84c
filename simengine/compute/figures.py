"""One figure of some paths, as a column: of what was just computed, and of what is stored."""

from __future__ import annotations

import numpy as np

from simengine.engines.path_results import PathResults
from simengine.plan.plan import Plan
from simengine.runs.columns import StoredParts
from simengine.runs.outcome_table import Floats
from simengine.runs.tally import OK
from simengine.scenario.answer import Answer
from simengine.status import Status


def computed_figure(figure: Answer, plan: Plan, results: PathResults) -> Floats:
    """1 or 0 of a chance, else a number; NaN on a path that doesn't count."""
    if figure.of == "class":
        names = tuple(name for name, _ in plan.classes)
        return _in_classes(figure, names, results.outcome, results.status == Status.OK)
    there = [one.name for one in (plan.questions if figure.of == "question" else plan.measures)]
    columns = results.questions if figure.of == "question" else results.measures
    return columns[:, there.index(figure.names[0])]


def stored_figure(figure: Answer, plan: Plan, parts: StoredParts) -> Floats:
    """The same of stored parts."""
    if figure.of == "class":
        names = tuple(name for name, _ in plan.classes)
        return _in_classes(figure, names, parts.codes("class", names), parts.codes("status", (OK,)) == 0)
    (found,) = parts.floats([f"{figure.of}.{figure.names[0]}"])
    return found


def _in_classes(
    figure: Answer, names: tuple[str, ...], outcome: np.ndarray[tuple[int], np.dtype[np.int16]], ok: np.ndarray
) -> Floats:
    wanted = [names.index(name) for name in figure.names if name in names]
    return np.where(ok, np.isin(outcome, wanted), np.nan)
