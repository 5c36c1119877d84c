"""From a file to a validated scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Problem, ScenarioError
from simengine.processes import Process, processes
from simengine.scenario.check import check_scenario
from simengine.scenario.merge import Merged, merge_files
from simengine.scenario.read import Reader
from simengine.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A scenario and what is to be said of it."""

    scenario: Scenario
    warnings: tuple[Problem, ...]


def load(path: str | Path, overrides: Sequence[str] = (), kinds: Mapping[str, type[Process]] | None = None) -> Scenario:
    """The scenario of a file with all it extends and sets, and KEY=VALUE overrides.

    `kinds` are the processes drivers can follow, those that come with simengine if it is not given.

    Raises:
        ScenarioError: with everything that is wrong, each at its place.
    """
    return load_with_warnings(path, overrides, kinds).scenario


def load_with_warnings(
    path: str | Path, overrides: Sequence[str] = (), kinds: Mapping[str, type[Process]] | None = None
) -> Loaded:
    """`load`, with the warnings."""
    return validated(merge_files(Path(path), overrides), kinds)


def validated(merged: Merged, kinds: Mapping[str, type[Process]] | None = None) -> Loaded:
    """The scenario of a merged tree. Raises ScenarioError."""
    reader = Reader(merged.tree, kinds or processes())
    files = tuple((file.shown, file.digest) for file in merged.files)
    scenario = reader.scenario(files, merged.overrides)
    if scenario is None:
        raise ScenarioError(reader.problems)
    found = check_scenario(scenario)
    problems = [*reader.problems, *(problem for problem in found if not problem.warning)]
    if problems:
        raise ScenarioError(problems)
    return Loaded(scenario, tuple(problem for problem in found if problem.warning))
