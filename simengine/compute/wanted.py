"""A run that is wanted: what of it is there already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simengine.compute.looks import Until
from simengine.compute.run import is_enough, request_for
from simengine.compute.settings import Settings, count_of, resolved
from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.plan.planning import make_plan
from simengine.runs.request import Request
from simengine.runs.run_folders import RunFolders, begun_paths
from simengine.runs.standing import ANY, Count, Standing, standing
from simengine.runs.store import Run
from simengine.runs.variant import Variant


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One scenario to be drawn, and where its run belongs: with so many paths, or as `count` says more or fewer."""

    model: Model
    plan: Plan
    request: Request
    paths: int
    folders: RunFolders
    until: Until | None = None
    count: Count = ANY

    @classmethod
    def of(cls, model: Model, settings: Settings, out: Path) -> Wanted:
        """What is wanted of a scenario. SimengineError for settings that mean nothing or an engine that isn't."""
        paths, seed, nested = resolved(model.scenario, settings)
        plan = make_plan(model, seed, nested)
        folders = RunFolders(out, Variant.of(model.scenario, settings.name))
        request = request_for(plan, settings, paths, model.scenario.as_of)
        return cls(model, plan, request, paths, folders, settings.until, count_of(settings, paths))

    @property
    def name(self) -> str:
        """What people read."""
        return self.folders.variant.label

    @property
    def begun(self) -> int:
        """How many of its paths an interrupted run has left, about."""
        return begun_paths(self.folders, self.request)

    def existing(self, *, force: bool) -> Run | None:
        """The run if it is there, unchanged; RunExistsError if another is in its place and may not be replaced."""
        stands = self.standing(force=force)
        return stands.run if self.is_met_by(stands) else None

    def is_met_by(self, stands: Standing) -> bool:
        """Whether what is in its place is the run that is wanted."""
        return stands.kind == "same" and is_enough(stands, self.plan, self.until, self.paths)

    def standing(self, *, force: bool) -> Standing:
        """What is in its place; RunExistsError if that may not be replaced."""
        return standing(self.folders, self.plan, self.request, self.count, force)

    def standing_of_any(self, *, force: bool) -> Standing:
        """The same, whatever the number of its paths."""
        return standing(self.folders, self.plan, self.request, ANY, force)
