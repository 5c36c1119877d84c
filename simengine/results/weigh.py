"""Hypotheses run and weighed: from files to a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simengine.analysis.same_data import check_other_pasts, check_same_data, prior_weights
from simengine.analysis.weighing import weighing_of
from simengine.compute import run as computing
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, jobs_for, quiet
from simengine.compute.progress import Progress
from simengine.compute.settings import Settings
from simengine.compute.workers import workers
from simengine.errors import SimengineError
from simengine.model.model import Model
from simengine.plan.past import past_digest
from simengine.plan.planning import make_plan
from simengine.report.tables import write_tables
from simengine.results.notebook import watching
from simengine.results.result import extended
from simengine.results.weigh_again import Effort, notes_of, weigh_again
from simengine.results.weighed import Weighed
from simengine.runs.find import RESULTS
from simengine.runs.store import Run


@dataclass(frozen=True, slots=True)
class Order:
    """Where and how hypotheses are drawn, who is told of it, and whether they are weighed again otherwise."""

    settings: Settings
    out: Path
    force: bool = False
    again: bool = True
    progress: Callable[[Progress], None] | None = None
    announce: Callable[[str], None] | None = None
    command: str = "simengine.weigh"


def weigh(
    *hypotheses: Model,
    prior: Mapping[str, float] | None = None,
    paths: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    out: str | Path = RESULTS,
    force: bool = False,
    again: bool = True,
    effective: int | None = None,
    effort: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Weighed:
    """Hypotheses that exclude one another, weighed by what was seen: how probable each made it.

    `weigh(tight, loose, prior={"tight": 0.7})`: all must have the same `observe`, but for what in a model a figure is
    compared with. Each is run, into `out`; without `prior` they have equal weights before. With `again` the weights are
    told once more with all errors twice as large, and with the priors of the parameters that moved most twice as wide.

    Raises:
        RunExistsError: another run of that name is there, and `force` is not given.
        SimengineError: for observations that differ, for two that are the same up to the last observation, if a log
            evidence has an error above .5; and as `run`.
    """
    jobs = jobs_for(engine, jobs)
    with watching(progress) as seen:
        settings = Settings(paths, seed, engine=engine, jobs=jobs, effective=effective, effort=effort)
        order = Order(settings, Path(out), force, again, seen.progress, seen.announce)
        return weigh_models(hypotheses, prior or {}, order)


def weigh_models(models: Sequence[Model], prior: Mapping[str, float], order: Order) -> Weighed:
    """The same, as an order says. SimengineError and RunExistsError as `weigh`."""
    names = [model.scenario.name for model in models]
    if len(set(names)) < 2:
        raise SimengineError("one hypothesis has nothing to be weighed against: name two or more, of different names")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SimengineError(f"two hypotheses are called {twice}: give each a name of its own")
    priors = prior_weights(names, prior)
    check_same_data(models)
    check_other_pasts(names, [past_digest(make_plan(model, 0)) for model in models])
    runs = [_run(model, order) for model in models]
    found = weighing_of(runs, priors)
    if order.again:
        effort = Effort(order.settings.jobs, order.announce or quiet)
        again, notes = tuple(weigh_again(runs, priors, effort)), tuple(notes_of(runs))
        found = replace(found, again=again, notes=(*found.notes, *notes))
    return extended(Weighed, found)


def _run(model: Model, order: Order) -> Run:
    settings = order.settings
    with workers(settings.jobs, threads=ENGINES[settings.engine].threads) as pool:
        return computing.run(
            model, settings, order.out, order.force, pool, order.progress, order.command, write_tables, order.announce
        )
