"""From a file to the model of a scenario in which nothing is wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from simengine.checks.check import elaborate_and_check
from simengine.checks.findings import located
from simengine.checks.finer import finer_findings
from simengine.errors import Problem, Problems, ScenarioError, WrongUsageError
from simengine.language.clock import MOST_STEPS
from simengine.model.model import Model
from simengine.processes._installed import offered, offers
from simengine.processes._plugins import Given, Plugin, all_processes, find_plugin, plugin_kinds
from simengine.scenario.cause import Causes
from simengine.scenario.columns import with_columns
from simengine.scenario.known_by import known_by as scenario_known_by
from simengine.scenario.read import Reader, named_kinds
from simengine.scenario.shapes import RULES
from simengine.scenario.tables import Tables
from simengine.scenario.templates import write_out
from simengine.scenario.told_once import MemberProblems, once_a_table
from simengine.yaml.assign import Assigner, read_assignment
from simengine.yaml.document import parse_document
from simengine.yaml.emit import to_yaml
from simengine.yaml.from_python import plain_of, tree_of
from simengine.yaml.merge import Merged, merge_files
from simengine.yaml.nodes import MappingNode
from simengine.yaml.source_file import NO_FILE, SourceFile, digest_of, source_of_text

Source: TypeAlias = "str | os.PathLike[str] | Mapping[Any, Any]"
MOST_MERGED = 300_000
"""Values of a merged text: its files and tables may have more together than one file."""
Files = tuple[tuple[str, str], ...]  # names and hashes


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """The model of a scenario, and what is worth a second look in it."""

    model: Model
    warnings: tuple[Problem, ...]


def load(scenario: Source, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Model:
    """The model of a scenario with all it extends and sets, and KEY=VALUE overrides.

    `scenario` is the path of a file, a text, or a dict, see `source_of`. `plugins` are processes of your own: Python
    files, which are run, or classes. A process that is neither among them nor comes with simengine is looked for among
    those that installed packages offer.

    Raises:
        ScenarioError: with everything that is wrong, each at its place.
        SimengineError: for a plug-in or an installed process that can't be used.
    """
    return load_with_warnings(scenario, overrides, plugins).model


def load_with_warnings(scenario: Source, overrides: Sequence[str] = (), plugins: Sequence[Given] = ()) -> Loaded:
    """`load`, with the warnings."""
    return validated(merge_files(source_of(scenario), RULES, overrides), plugins)


def load_edited(
    file: Path, texts: Mapping[str, str], overrides: Sequence[str] = (), plugins: Sequence[Given] = ()
) -> Loaded:
    """The scenario of a file with texts in the place of what it or others say that it extends, by their paths.

    Raises ScenarioError, or SimengineError for a plug-in.
    """
    edited = {Path(name).resolve(): text for name, text in texts.items()}
    return validated(merge_files(file, RULES, overrides, edited), plugins)


def source_of(scenario: Source) -> Path | SourceFile:
    """What a scenario is read from.

    A Path is a file's. A str is a text if it has a line break or begins with a brace, else a file's path. A mapping is
    what a file says, section by section. Text and mapping find the files they name from the current folder.
    """
    if isinstance(scenario, Mapping):
        tree = tree_of(scenario, "dict")
        return SourceFile(NO_FILE, "dict", digest_of(to_yaml(tree).encode()), tree)
    if isinstance(scenario, str) and ("\n" in scenario or "\r" in scenario or scenario.lstrip().startswith("{")):
        return source_of_text(scenario, "text")
    if isinstance(scenario, str | os.PathLike):
        return Path(scenario)
    raise WrongUsageError(f"a scenario is the path of a file, a text or a dict (got {type(scenario).__name__})")


def load_text(
    text: str,
    shown: str,
    files: Files = (),
    overrides: Sequence[str] = (),
    plugins: tuple[Plugin, ...] = (),
    as_of: str = "",
    *,
    advise: bool = True,
) -> Loaded:
    """A merged scenario from its text, as `show` prints it; messages call it `shown`.

    `files` and `overrides` tell what it was merged from, and `as_of` the date by which what it observes was known. If
    nobody is to `advise`, there are no warnings but those that cost nothing.
    Raises ScenarioError.
    """
    found = _checked(parse_document(text, shown, most=MOST_MERGED), files, tuple(overrides), plugins, advise=advise)
    return _dated(found, as_of)


def varied(model: Model, values: Mapping[str, object]) -> Loaded:
    """The scenario with values set at dotted paths; each counts as an override KEY=VALUE. Raises ScenarioError."""
    return overridden(model, [f"{key}={written(key, value)}" for key, value in values.items()], "with_", adds=True)


def overridden(model: Model, overrides: Sequence[str], shown: str = "command line", *, adds: bool = False) -> Loaded:
    """The scenario with KEY=VALUE overrides, as if they had been given when it was loaded. Raises ScenarioError.

    If it `adds`, a path may also end at a new element.
    """
    scenario, problems = model.scenario, Problems()
    assignments = [read_assignment(one, shown) for one in overrides]
    tree = Assigner(RULES, problems, adds=adds).apply(scenario.merged, assignments)
    if problems:
        raise ScenarioError(problems)
    tables = Tables(scenario.folder)
    found = _checked(tree, scenario.files, (*scenario.overrides, *overrides), scenario.plugins, tables)
    return _dated(found, scenario.as_of)


def _dated(loaded: Loaded, as_of: str) -> Loaded:
    """The same, with the date as of which its text was written out."""
    model = loaded.model
    return replace(loaded, model=replace(model, scenario=replace(model.scenario, as_of=as_of))) if as_of else loaded


def from_tree(model: Model, tree: MappingNode, plugins: tuple[Plugin, ...] = ()) -> Loaded:
    """The scenario of a settled tree, made of what `model` has been read from, and of more plug-ins.

    Raises ScenarioError.
    """
    scenario = model.scenario
    own = {plugin.path for plugin in scenario.plugins}
    known = (*scenario.plugins, *(plugin for plugin in plugins if plugin.path not in own))
    return _checked(tree, scenario.files, scenario.overrides, known, Tables(scenario.folder))


def overlaid(model: Model, base: Path, overlays: Sequence[Path], plugins: Sequence[Given] = ()) -> Model:
    """The scenario of the file `base` with others laid over it, one after the other, as if one extended all of them.

    `model` is the base's, whose name, title and overrides it has. Raises ScenarioError.
    """
    files = [base, *overlays]
    try:
        root = Path(os.path.commonpath([file.parent.resolve() for file in files]))
    except ValueError as error:  # two drives
        raise WrongUsageError(f"{', '.join(map(str, files))} must lie on one drive") from error
    extended = [os.path.relpath(file.resolve(), root) for file in files]
    tree = tree_of({"name": model.scenario.name, "title": model.scenario.title, "extends": extended}, "overlays")
    top = SourceFile(root / "overlays", "overlays", digest_of(to_yaml(tree).encode()), tree)
    return validated(merge_files(top, RULES, model.scenario.overrides), plugins).model


def finer(model: Model, parts: int) -> Loaded:
    """The same scenario on a clock that cuts each step into so many, and what means something else on it.

    ScenarioError where it can't be had so.
    """
    scenario = model.scenario
    clock = scenario.clock.refined(parts)
    if clock.steps > MOST_STEPS:
        raise WrongUsageError(f"{parts} parts a step make {clock.steps:,} steps; at most {MOST_STEPS:,}: take fewer")
    found, problems = elaborate_and_check(replace(scenario, clock=clock))
    wrong = [problem for problem in problems if not problem.warning]
    if found is None or wrong:
        raise ScenarioError(wrong)
    return Loaded(found, tuple(located(one, scenario.tree) for one in finer_findings(model, parts)))


def known_by(model: Model, date: str) -> Model:
    """The scenario with only the observations that were known by the end of the period that `date` names.

    Raises WrongUsageError for what is no date, and for one outside of its time.
    """
    try:
        scenario = scenario_known_by(model.scenario, date)
    except ValueError as error:
        raise WrongUsageError(f"as of {date}: {error}") from None
    found, problems = elaborate_and_check(scenario)
    wrong = [problem for problem in problems if not problem.warning]
    if found is None or wrong:
        raise ScenarioError(wrong)
    return found


def written(key: str, value: object) -> str:
    """A value as an override says it. Raises ScenarioError for what can't be said."""
    try:
        return json.dumps(plain_of(value), ensure_ascii=False, allow_nan=False)  # JSON is YAML on one line
    except ScenarioError as error:
        raise ScenarioError([Problem(None, key, problem.message) for problem in error.problems]) from error
    except ValueError as error:
        raise ScenarioError([Problem(None, key, f"a finite number is needed (got {value!r})")]) from error


def validated(merged: Merged, plugins: Sequence[Given] = ()) -> Loaded:
    """The model of a merged tree. Raises ScenarioError, or SimengineError for a plug-in."""
    found = tuple(find_plugin(path) for path in plugins)
    files = [(file.shown, file.digest) for file in merged.files] + [(plugin.path, plugin.digest) for plugin in found]
    return _checked(merged.tree, tuple(files), merged.overrides, found, tables_of(merged), merged.mended)


def tables_of(merged: Merged) -> Tables:
    """The CSV files that the files of a merged scenario may name."""
    return Tables(merged.files[-1].path.parent, {file.shown: file.path.parent for file in merged.files})


def _checked(
    tree: MappingNode,
    files: Files,
    overrides: tuple[str, ...],
    plugins: tuple[Plugin, ...] = (),
    tables: Tables | None = None,
    mended: tuple[Problem, ...] = (),
    *,
    advise: bool = True,
) -> Loaded:
    tables = tables or Tables(None)
    filled = with_columns(tree, tables)
    kinds = all_processes(plugins)
    written = write_out(filled.tree, RULES)
    unknown = [kind for kind in named_kinds(written.tree) if kind not in kinds]
    there = offers() if unknown else {}
    installed = tuple(offered(kind, there) for kind in unknown if kind in there)
    plugins = (*plugins, *installed)
    problems: Problems = MemberProblems(written.groups, written.bindings)
    reader = Reader(filled.tree, written, {**kinds, **plugin_kinds(installed)}, tuple(there), problems)
    problems.extend(mended)
    listed = {name for name, _ in files}  # a stored run's list has its packages already
    files = (*files, *((plugin.path, plugin.digest) for plugin in installed if plugin.path not in listed))
    files = (*files, *(one for one in tables.read.items() if one[0] not in listed))
    scenario = reader.scenario(files, overrides, plugins, tables.root)
    causes = Causes(written.tree, [name for name, _ in files])
    told = once_a_table([*filled.problems, *(one for one in problems if one.path not in filled.lacking)])
    if scenario is None or written.problems:  # who does not know the members, can't say what else is wrong
        raise ScenarioError([*written.problems, *map(causes.told, told)])
    model, checked = elaborate_and_check(scenario, advise=advise)
    found = once_a_table(checked)
    wrong = [*told, *(problem for problem in found if not problem.warning)]
    if model is None or wrong:
        raise ScenarioError(map(causes.told, wrong))
    return Loaded(model, tuple(causes.told(problem) for problem in found if problem.warning))
