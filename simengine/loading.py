"""From a file to the model of a scenario in which nothing is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simengine.checks.check import elaborate_and_check
from simengine.errors import Problem, Problems, ScenarioError
from simengine.model.model import Model
from simengine.processes._installed import offered, offers
from simengine.processes._plugins import Given, Plugin, all_processes, find_plugin, plugin_kinds
from simengine.scenario.cause import Causes
from simengine.scenario.read import Reader, named_kinds
from simengine.scenario.shapes import RULES
from simengine.scenario.templates import write_out
from simengine.scenario.told_once import MemberProblems
from simengine.yaml.assign import Assigner, read_assignment
from simengine.yaml.document import parse_document
from simengine.yaml.merge import Merged, merge_files
from simengine.yaml.nodes import MappingNode

Files = tuple[tuple[str, str], ...]  # names and hashes


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """The model of a scenario, and what is worth a second look in it."""

    model: Model
    warnings: tuple[Problem, ...]


def load(path: str | Path, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Model:
    """The model of the scenario in a file with all it extends and sets, and KEY=VALUE overrides.

    `plugins` are processes of your own: Python files, which are run, or classes. A process that is neither among them
    nor comes with simengine is looked for among those that installed packages offer.

    Raises:
        ScenarioError: with everything that is wrong, each at its place.
        SimengineError: for a plug-in or an installed process that can't be used.
    """
    return load_with_warnings(path, overrides, plugins).model


def load_with_warnings(path: str | Path, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Loaded:
    """`load`, with the warnings."""
    return validated(merge_files(Path(path), RULES, overrides), plugins)


def load_text(
    text: str, shown: str, files: Files = (), overrides: Sequence[str] = (), plugins: tuple[Plugin, ...] = ()
) -> Loaded:
    """A merged scenario from its text, as `show` prints it; messages call it `shown`.

    `files` and `overrides` tell what it was merged from. Raises ScenarioError.
    """
    return _checked(parse_document(text, shown), files, tuple(overrides), plugins)


def varied(model: Model, values: Mapping[str, object]) -> Loaded:
    """The scenario with values set at dotted paths; each counts as an override KEY=VALUE. Raises ScenarioError."""
    scenario, problems = model.scenario, Problems()
    written = [f"{key}={_written(key, value)}" for key, value in values.items()]
    tree = Assigner(RULES, problems).apply(scenario.merged, map(read_assignment, written))
    if problems:
        raise ScenarioError(problems)
    return _checked(tree, scenario.files, (*scenario.overrides, *written), scenario.plugins)


def _written(key: str, value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_of_numpy)  # JSON is YAML on one line
    except (TypeError, ValueError) as error:
        what = "a finite number, a text, a truth, None, or a list or dict of these is needed"
        raise ScenarioError([Problem(None, key, f"{what} (got {value!r})")]) from error


def _of_numpy(value: Any) -> object:
    """The number that a scalar of NumPy's holds. TypeError for anything else."""
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    raise TypeError


def validated(merged: Merged, plugins: Sequence[Given] = ()) -> Loaded:
    """The model of a merged tree. Raises ScenarioError, or SimengineError for a plug-in."""
    found = tuple(find_plugin(path) for path in plugins)
    files = [(file.shown, file.digest) for file in merged.files] + [(plugin.path, plugin.digest) for plugin in found]
    return _checked(merged.tree, tuple(files), merged.overrides, found, merged.mended)


def _checked(
    tree: MappingNode,
    files: Files,
    overrides: tuple[str, ...],
    plugins: tuple[Plugin, ...] = (),
    mended: tuple[Problem, ...] = (),
) -> Loaded:
    kinds = all_processes(plugins)
    written = write_out(tree, RULES)
    unknown = [kind for kind in named_kinds(written.tree) if kind not in kinds]
    there = offers() if unknown else {}
    installed = tuple(offered(kind, there) for kind in unknown if kind in there)
    plugins = (*plugins, *installed)
    problems: Problems = MemberProblems(written.groups, written.bindings)
    reader = Reader(tree, written, {**kinds, **plugin_kinds(installed)}, tuple(there), problems)
    problems.extend(mended)
    listed = {name for name, _ in files}  # a stored run's list has its packages already
    files = (*files, *((plugin.path, plugin.digest) for plugin in installed if plugin.path not in listed))
    scenario = reader.scenario(files, overrides, plugins)
    causes = Causes(written.tree, [name for name, _ in files])
    if scenario is None or written.problems:  # who does not know the members, can't say what else is wrong
        raise ScenarioError([*written.problems, *map(causes.told, problems)])
    model, found = elaborate_and_check(scenario)
    wrong = [*problems, *(problem for problem in found if not problem.warning)]
    if model is None or wrong:
        raise ScenarioError(map(causes.told, wrong))
    return Loaded(model, tuple(causes.told(problem) for problem in found if problem.warning))
