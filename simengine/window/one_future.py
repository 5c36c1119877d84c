"""The story of one future of a setting, in dated lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from simengine.analysis.typical import typical
from simengine.errors import SimengineError, WrongUsageError
from simengine.page.blocks.stories import dated_rows
from simengine.results.result import extended
from simengine.results.story import Story
from simengine.runs.outcome_table import Integers, OutcomeTable
from simengine.story.account import story_of_path
from simengine.window.arm import Arm

_WIDTH = 96
Json = dict[str, Any]


def one_future(arm: Arm, table: OutcomeTable, of: str, name: str, number: int) -> Json:
    """The typical future behind a bar (`number` 0; of a class its medoid), or the next ones in their order.

    SimengineError where there is none.
    """
    paths = _paths(table, of, name)
    if not len(paths):
        raise SimengineError("no future ends so: there is no story to tell")
    chosen = number == 0 and of == "class"
    path = typical(table, name).path if chosen else int(paths[(number - (of == "class")) % len(paths)])
    story = extended(Story, story_of_path(arm.model, arm.plan, path))
    outcome = story.words.called("outcome", story.outcome) if story.outcome else ""
    return {
        "path": path, "number": number, "of": of, "name": name, "futures": len(paths),
        "title": f"Future {path}{f': {outcome}' if outcome else ''}",
        "why": f"in the middle of the {len(paths):,} that end so" if chosen else f"one of {len(paths):,}",
        "about": story.words.class_texts.get(story.outcome or "", ""),
        "rows": [list(row) for row in dated_rows(story)], "text": story.text(_WIDTH),
    }  # fmt: skip


def _paths(table: OutcomeTable, of: str, name: str) -> Integers:
    """The futures that a bar counts."""
    if of in ("class", "together"):
        names = (name,) if of == "class" else table.words.report.together.get(name, ())
        numbers = [table.classes.index(one) for one in names if one in table.classes]
        return table.path[table.ok & np.isin(table.outcome, numbers)]
    columns = {"question": table.questions, "measure": table.measures}.get(of, {})
    if name not in columns:
        raise WrongUsageError(f"there is no bar of {of} {name!r}")
    found: Integers = table.path[table.ok & (columns[name] == 1.0)]
    return found
