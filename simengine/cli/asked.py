"""What a `run` is asked for: the scenarios, and what of each is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.batch.place import Place, existing
from simengine.batch.request import Request, begun, folder_name
from simengine.batch.run import Settings, request_for
from simengine.batch.store import Run
from simengine.cli.inputs import sort_words
from simengine.cli.output import note
from simengine.errors import Problem, ScenarioError
from simengine.plan.build import make_plan
from simengine.plan.plan import Plan
from simengine.scenario.load import load_with_warnings
from simengine.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One scenario to be drawn, and where its run belongs."""

    scenario: Scenario
    plan: Plan
    request: Request
    paths: int
    place: Place

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.place.name

    @property
    def begun(self) -> bool:
        """Whether an interrupted run of it can go on."""
        return begun(self.place.partial, self.request) is not None

    def existing(self, *, force: bool) -> Run | None:
        """The run if it is there, unchanged; RunExistsError if another is in its place and may not be replaced."""
        return existing(self.place, self.plan, self.request, self.paths, force)


def ask(scenario: Scenario, settings: Settings, out: Path) -> Asked:
    """What these settings ask of a scenario. SimengineError if their engine can't compute it."""
    plan = make_plan(scenario, settings.seed, settings.nested)
    request = request_for(plan, settings.engine)
    return Asked(scenario, plan, request, settings.paths or scenario.simulate.paths, Place(out, folder_name(scenario)))


def load_all(words: Sequence[str], plugins: Sequence[Path] = ()) -> list[Scenario]:
    """The scenarios the words name, with warnings told on stderr.

    Raises:
        ScenarioError: with all that is wrong in any of them, also if two have one name, and so one folder.
    """
    files, overrides = sort_words(words)
    scenarios: dict[str, Scenario] = {}
    problems: dict[Problem, None] = {}
    for file in files:
        try:
            loaded = load_with_warnings(file, overrides, plugins)
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
            continue
        problems |= dict.fromkeys(loaded.warnings)
        scenario = loaded.scenario
        first = scenarios.setdefault(scenario.name, scenario)
        if first is not scenario:
            problems[_same_name(first, scenario)] = None
    if any(not problem.warning for problem in problems):
        raise ScenarioError(problems)
    for problem in problems:
        note(str(problem))
    return list(scenarios.values())


def _same_name(first: Scenario, second: Scenario) -> Problem:
    """Two runs can't lie in one folder."""
    taken, name = first.tree.get("name"), second.tree.get("name")
    other = taken.place.file if taken else "another file"
    return Problem(
        name.place if name else None, "name", f"{first.name!r} is the name in {other} too; give each its own"
    )
