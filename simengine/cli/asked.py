"""What a `run` is asked for: the scenarios, and what of each is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.cli.inputs import sort_words
from simengine.cli.output import note
from simengine.compute.run import Settings, request_for
from simengine.errors import Problem, ScenarioError
from simengine.loading import load_with_warnings
from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.runs.request import Request, folder_name, resumable_request
from simengine.runs.run_folders import RunFolders, find_existing
from simengine.runs.store import Run
from simengine.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One scenario to be drawn, and where its run belongs."""

    model: Model
    plan: Plan
    request: Request
    paths: int
    folders: RunFolders

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folders.name

    @property
    def begun(self) -> bool:
        """Whether an interrupted run of it can go on."""
        return resumable_request(self.folders.partial, self.request) is not None

    def existing(self, *, force: bool) -> Run | None:
        """The run if it is there, unchanged; RunExistsError if another is in its place and may not be replaced."""
        return find_existing(self.folders, self.plan, self.request, self.paths, force)


def ask(model: Model, settings: Settings, out: Path) -> Asked:
    """What these settings ask of a scenario. SimengineError if their engine can't compute it."""
    plan = make_plan(model, settings.seed, settings.nested)
    request = request_for(plan, settings.engine)
    paths = settings.paths or model.scenario.simulate.paths
    return Asked(model, plan, request, paths, RunFolders(out, folder_name(model.scenario)))


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
        first = models.setdefault(model.scenario.name, model)
        if first is not model:
            problems[_same_name(first.scenario, model.scenario)] = None
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    for problem in problems:
        note(str(problem))
    return list(models.values())


def _same_name(first: Scenario, second: Scenario) -> Problem:
    """Two runs can't lie in one folder."""
    taken, name = first.tree.get("name"), second.tree.get("name")
    other = taken.place.file if taken else "another file"
    return Problem(
        name.place if name else None, "name", f"{first.name!r} is the name in {other} too; give each its own"
    )
