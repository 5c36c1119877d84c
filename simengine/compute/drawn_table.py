"""Paths that are drawn beside those of a run, as a table like the run's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simengine.engines.path_results import PathResults
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.store import Run
from simengine.status import Status


def drawn_table(run: Run, table: OutcomeTable, results: Sequence[PathResults]) -> OutcomeTable:
    """What came of them, numbered from 0, as columns of a table like the run's.

    Their plan answers what the run's does, and may answer more after it.
    """
    status = np.concatenate([one.status for one in results])
    measures = np.concatenate([one.measures for one in results])
    questions = np.concatenate([one.questions for one in results])
    names = [cell.name for cell in run.plan.measures]
    return replace(
        table,
        path=np.arange(len(status)),
        ok=status == Status.OK,
        failed=status > Status.EXCLUDED,
        excluded=status == Status.EXCLUDED,
        outcome=np.concatenate([one.outcome for one in results]),
        measures={name: measures[:, names.index(name)] for name in table.measures},
        questions={one.name: questions[:, at] for at, one in enumerate(run.plan.questions)},
        invariants={},
        endings=(),
        experts={},
    )
