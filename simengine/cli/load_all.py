"""The scenarios that the words of a command line name, all of them checked before any is used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simengine.cli.inputs import sort_words
from simengine.cli.output import note
from simengine.errors import Problem, ScenarioError
from simengine.loading import load_with_warnings
from simengine.model.model import Model
from simengine.scenario.schema import Scenario


def load_all(words: Sequence[str], plugins: Sequence[Path] = ()) -> list[Model]:
    """The scenarios the words name, with warnings told on stderr.

    Raises:
        ScenarioError: with all that is wrong in any of them, also if two have one name, and so one folder.
    """
    files, overrides = sort_words(words)
    models: dict[str, Model] = {}
    problems: dict[Problem, None] = {}
    for file in files:
        try:
            loaded = load_with_warnings(file, overrides, plugins)
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
            continue
        problems |= dict.fromkeys(loaded.warnings)
        model = loaded.model
        first = models.setdefault(model.scenario.name.casefold(), model)  # as some file systems do
        if first is not model:
            problems[_same_name(first.scenario, model.scenario)] = None
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    for problem in problems:
        note(problem.text)
    return list(models.values())


def _same_name(first: Scenario, second: Scenario) -> Problem:
    """Two runs can't lie in one folder."""
    taken, name = first.tree.get("name"), second.tree.get("name")
    other = taken.place.file if taken else "another file"
    same = "" if first.name == second.name else f", which is the same folder to some systems as {second.name!r}"
    return Problem(
        name.place if name else None, "name", f"{first.name!r} is the name in {other} too{same}; give each its own"
    )
