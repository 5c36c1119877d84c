"""From a file to a validated scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Problem, Problems, ScenarioError
from simengine.processes._plugins import Given, Plugin, all_processes, find_plugin
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


def load(path: str | Path, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Scenario:
    """The scenario of a file with all it extends and sets, and KEY=VALUE overrides.

    `plugins` are processes of your own: Python files, which are run, or classes.

    Raises:
        ScenarioError: with everything that is wrong, each at its place.
        SimengineError: for a plug-in that can't be used.
    """
    return load_with_warnings(path, overrides, plugins).scenario


def load_with_warnings(path: str | Path, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Loaded:
    """`load`, with the warnings."""
    return validated(merge_files(Path(path), overrides), plugins)


def load_text(
    text: str, shown: str, files: Files = (), overrides: Sequence[str] = (), plugins: tuple[Plugin, ...] = ()
) -> Loaded:
    """A merged scenario from its text, as `show` prints it; messages call it `shown`.

    `files` and `overrides` tell what it was merged from. Raises ScenarioError.
    """
    return _checked(parse_document(text, shown), files, tuple(overrides), plugins)


def varied(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """The scenario with values set at dotted paths; each counts as an override KEY=VALUE. Raises ScenarioError."""
    problems = Problems()
    tree, overrides = scenario.tree, list(scenario.overrides)
    for key, value in values.items():
        overrides.append(f"{key}={_written(key, value)}")
        tree = apply(tree, [read_assignment(overrides[-1])], problems)
    if problems:
        raise ScenarioError(problems)
    return _checked(tree, scenario.files, tuple(overrides), scenario.plugins).scenario


def _written(key: str, value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)  # JSON is YAML on one line
    except (TypeError, ValueError) as error:
        what = "a finite number, a text, a truth, None, or a list or dict of these is needed"
        raise ScenarioError([Problem(None, key, f"{what} (got {value!r})")]) from error


def validated(merged: Merged, plugins: Sequence[Given] = ()) -> Loaded:
    """The scenario of a merged tree. Raises ScenarioError, or SimengineError for a plug-in."""
    found = tuple(find_plugin(path) for path in plugins)
    files = [(file.shown, file.digest) for file in merged.files] + [(plugin.path, plugin.digest) for plugin in found]
    return _checked(merged.tree, tuple(files), merged.overrides, found)


def _checked(tree: Tree, files: Files, overrides: tuple[str, ...], plugins: tuple[Plugin, ...] = ()) -> Loaded:
    reader = Reader(tree, all_processes(plugins))
    scenario = reader.scenario(files, overrides, plugins)
    if scenario is None:
        raise ScenarioError(reader.problems)
    found = check_scenario(scenario)
    problems = [*reader.problems, *(problem for problem in found if not problem.warning)]
    if problems:
        raise ScenarioError(problems)
    return Loaded(scenario, tuple(problem for problem in found if problem.warning))
