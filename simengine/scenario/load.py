"""From a file to a validated scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Problem, ScenarioError
from simengine.processes import Process, processes
from simengine.scenario.assign import apply, read_assignment
from simengine.scenario.check import check_scenario
from simengine.scenario.document import parse_document
from simengine.scenario.merge import Merged, merge_files
from simengine.scenario.nodes import Mapping as Tree
from simengine.scenario.read import Reader
from simengine.scenario.schema import Scenario

Files = tuple[tuple[str, str], ...]  # names and hashes


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


def load_text(text: str, shown: str, files: Files = (), overrides: Sequence[str] = ()) -> Loaded:
    """A merged scenario from its text, as `show` prints it; messages call it `shown`.

    `files` and `overrides` tell what it was merged from. Raises ScenarioError.
    """
    return _checked(parse_document(text, shown), files, tuple(overrides))


def varied(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """The scenario with values set at dotted paths; each counts as an override KEY=VALUE. Raises ScenarioError."""
    problems: list[Problem] = []
    tree, overrides = scenario.tree, list(scenario.overrides)
    for key, value in values.items():
        overrides.append(f"{key}={_written(key, value)}")
        tree = apply(tree, [read_assignment(overrides[-1])], problems)
    if problems:
        raise ScenarioError(problems)
    return _checked(tree, scenario.files, tuple(overrides)).scenario


def _written(key: str, value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)  # JSON is YAML on one line
    except (TypeError, ValueError) as error:
        what = "a finite number, a text, a truth, None, or a list or dict of these is needed"
        raise ScenarioError([Problem(None, key, f"{what} (got {value!r})")]) from error


def validated(merged: Merged, kinds: Mapping[str, type[Process]] | None = None) -> Loaded:
    """The scenario of a merged tree. Raises ScenarioError."""
    files = tuple((file.shown, file.digest) for file in merged.files)
    return _checked(merged.tree, files, merged.overrides, kinds)


def _checked(
    tree: Tree, files: Files, overrides: tuple[str, ...], kinds: Mapping[str, type[Process]] | None = None
) -> Loaded:
    reader = Reader(tree, kinds or processes())
    scenario = reader.scenario(files, overrides)
    if scenario is None:
        raise ScenarioError(reader.problems)
    found = check_scenario(scenario)
    problems = [*reader.problems, *(problem for problem in found if not problem.warning)]
    if problems:
        raise ScenarioError(problems)
    return Loaded(scenario, tuple(problem for problem in found if problem.warning))
