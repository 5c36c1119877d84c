"""How much of a scenario to compute and how, and what that means of one."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from typing import SupportsIndex

from simengine.compute.engine_kinds import DEFAULT_ENGINE
from simengine.compute.looks import MOST, Until
from simengine.compute.workers import most_jobs
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError
from simengine.learning.island import ISLAND, MOST_ISLANDS
from simengine.plan.plan import Plan
from simengine.runs.learnt import Effort
from simengine.runs.standing import ANY, Count
from simengine.scenario.schema import Scenario
from simengine.scenario.settings import LARGEST_SEED, MOST_PATHS


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to compute and how; None leaves it to the scenario's `simulate`.

    `name` is what the run is to be called, empty where its scenario and overrides name it. With `until` so many paths
    are drawn as it takes to know what it asks for, at most `paths`, or MOST. Where figures have an error, members are
    learnt that are worth `effective` independent futures, by at most `effort` short simulations each.
    """

    paths: int | None = None
    seed: int | None = None
    nested: int | None = None
    engine: str = DEFAULT_ENGINE
    jobs: int = 1
    name: str = ""
    until: Until | None = None
    effective: int | None = None
    effort: int | None = None


DEFAULTS = Settings()


def count_of(settings: Settings, paths: int) -> Count:
    """How many paths a run is to have: just as many as were asked for, else at least what its scenario says."""
    return ANY if settings.until else Count(paths, at_least=settings.paths is None)


def resolved(scenario: Scenario, settings: Settings) -> tuple[int, int, int]:
    """Paths, seed and nested as the settings say, or else the scenario. SimengineError for what means nothing."""
    simulate = scenario.simulate
    unless_given = simulate.paths if settings.until is None else MOST
    paths = unless_given if settings.paths is None else whole("paths", settings.paths)
    nested = simulate.nested if settings.nested is None else whole("nested", settings.nested)
    seed = simulate.seed if settings.seed is None else whole("seed", settings.seed)
    limits = {"paths": (paths, MOST_PATHS), "nested": (nested, MOST_PATHS), "jobs": (settings.jobs, most_jobs())}
    for name, (number, most) in limits.items():
        if not 1 <= number <= most:
            bound = "at least 1" if number < 1 else f"at most {most:,}"
            raise SimengineError(f"{name} must be {bound} (got {number:,})")
    check_seed(seed)
    return paths, seed, nested


def effort_of(settings: Settings, plan: Plan, paths: int, as_of: str = "") -> Effort | None:
    """The effort that members of so many paths are learnt with; None where there is nothing to learn from.

    That may be so because nothing was known yet `as_of` a date. SimengineError for what can't be asked of a conditioned
    run, or of another.
    """
    given = {name: getattr(settings, name) for name in ("effective", "effort")}
    numbers = {name: whole(name, number) for name, number in given.items() if number is not None}
    for name, number in numbers.items():
        if number < 1:
            raise SimengineError(f"{name} must be at least 1 (got {number:,})")
    if not plan.likelihoods:
        if numbers and not as_of:
            what = f"{plan.name} has no figure with an error under observe, so nothing is learnt: leave out "
            raise WrongUsageError(Worded(what, Setting(next(iter(numbers)), ...)))
        return None
    _check_conditioned(plan, paths if settings.until is None or settings.paths is not None else 0)
    return replace(Effort(), **numbers)


def _check_conditioned(plan: Plan, paths: int) -> None:
    """SimengineError for what futures that are learnt from figures with an error can't be."""
    what = f"{plan.name} is learnt from figures with an error (observe.{plan.likelihoods[0].name})"
    if plan.nested > 1:
        why = f"{what}, so {plan.nested:,} paths can't share a draw of the parameters: set "
        how = "; what of it we don't know, and what is chance, such a run tells without"
        raise SimengineError(Worded(why, Setting("nested", 1), how))
    most = MOST_ISLANDS * ISLAND
    if paths > most:
        why = f"{what}, so it has at most {most:,} paths ({MOST_ISLANDS} islands of {ISLAND:,} members): set "
        raise SimengineError(Worded(why, Setting("paths", most), f" or fewer (got {paths:,})"))


def whole(name: str, number: SupportsIndex) -> int:
    """A number as an int, also if it is one of NumPy's, which overflow. SimengineError if it is not a whole one."""
    if isinstance(number, bool):
        raise SimengineError(f"{name} must be a whole number (got {number}): write {int(number)} if that is meant")
    try:
        return operator.index(number)
    except TypeError as error:
        raise SimengineError(f"{name} must be a whole number (got {number!r})") from error


def check_seed(seed: int) -> None:
    """SimengineError for a number that is no seed."""
    if not 0 <= seed <= LARGEST_SEED:
        raise SimengineError(f"the seed must lie in 0 … 2**128 - 1 (got {seed})")
