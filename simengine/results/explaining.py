"""Finding out what moves an answer of a stored run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.headline import Headline, values_of
from simengine.analysis.probability import proportion, spread
from simengine.compute.ask import ALONE, Resources
from simengine.compute.futures import parameters_of
from simengine.compute.rerolling import TRIES, Rerolling, rerolling
from simengine.compute.settings import whole
from simengine.compute.written_places import written_places
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError
from simengine.explain.association import association
from simengine.explain.chance import headline_asked
from simengine.explain.effect import Effect
from simengine.explain.figure import Figure, simultaneous_z
from simengine.explain.first_order import first_order
from simengine.explain.founding import Founding, Places, founding_of
from simengine.explain.influence import LEAST, Influence, ParameterInfluence, Share
from simengine.explain.selection import MOST, may_be_idle, strongest
from simengine.plan.plan import ParameterPlan, Plan
from simengine.plan.units import Unit, units_of
from simengine.report.later_text import later_notes
from simengine.results.explain_shares import CHANCE, groups_of, shares_of, titled
from simengine.results.explain_study import SCREEN, Levels, Study, is_free_lever, levels_of, screened
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.store import Run
from simengine.scenario.answer import Answer

PATHS = 4_000
FEWEST, FEWEST_OF_A_CHANCE = 40, 10
MOST_STORED = 100_000
"""So many stored paths tell what the answer goes with: more take memory for every parameter."""
LEARNT = (
    "figures were learnt from: what a parameter may be hangs on what noise was, so a die of the past can't be rolled "
    "by itself, and parameters have associations only (levers have effects, if no figure hangs on them); shares are "
    "those of what chance decides after {date}"
)
STORED = "told by the stored futures alone; what each parameter does by itself takes new rolls: simengine explain RUN"


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is asked of a run: the figure, and its value on every stored path, NaN where it does not count."""

    run: Run
    figure: Answer
    headline: Headline
    table: OutcomeTable
    values: Floats
    places: Places

    @property
    def counted(self) -> Integers:
        """The rows of the stored paths that count."""
        return np.flatnonzero(~np.isnan(self.values))

    def draws(self) -> Integers | None:
        """What those hang together by."""
        return self.table.sampling.clusters(self.table.path[self.counted])


def explain_run(
    run: Run, of: str | None = None, paths: int = PATHS, least: float = LEAST, resources: Resources = ALONE
) -> Influence:
    """What moves a class, a question or a measure of a run, by default its answer, from some of its paths.

    A run of fewer paths lends the numbers of those that would come next. SimengineError for what the run hasn't, for
    settings that mean nothing, where paths don't come out as they are stored, and as `Run.plan`.
    """
    paths = whole("paths", paths)
    if paths < FEWEST:
        raise WrongUsageError(f"paths must be at least {FEWEST} (got {paths})")
    if not 0.0 < least < 0.5:
        raise WrongUsageError(f"least must lie between 0 and 0.5 (got {least:g})")
    asked = _asked(run, of)
    about = _about(asked, least)
    if about.unknown:
        return about
    stored = _stored_influences(asked)
    if run.plan.members is not None:
        return _learnt(asked, about, stored, paths, resources)
    return _recomputed(asked, about, stored, paths, resources)


def stored_influence(run: Run, of: str | None = None, paths: int = PATHS) -> Influence:
    """What a figure of a stored run goes with, parameter by parameter: nothing is rolled anew, so there are no effects.

    So many `paths` tell at most: parameters are not stored, and are computed again. SimengineError as of `explain_run`.
    """
    asked = _asked(run, of)
    about = _about(asked, LEAST)
    parameters = () if about.unknown else tuple(one for one in _stored_influences(asked, paths) if not one.lever)
    return replace(about, parameters=parameters, no_shares=STORED)


def _asked(run: Run, of: str | None) -> _Asked:
    table = run.outcome_table()
    headline = headline_asked(run.model, table, of or "")
    figure = Answer(headline.of, headline.names)
    return _Asked(
        run, figure, headline, table, np.where(table.ok, values_of(table, figure), np.nan), written_places(run)
    )


def _about(asked: _Asked, least: float) -> Influence:
    """What is told of the answer itself, and why nothing moves it if so."""
    values, chance = asked.values[asked.counted], asked.headline.chance
    empty = Influence(asked.run.name, asked.headline, None, math.nan, 0, len(values), least)
    unknown = _unknown(values, chance=chance, name=asked.headline.title)
    if unknown:
        return replace(empty, unknown=unknown)
    if chance:
        p = proportion(values, asked.draws(), asked.table.worth)
        answer = Figure(p.p, p.se, p.low, p.high, p.n)
    else:
        s = spread(values, asked.draws())
        answer = Figure(s.mean, s.se, s.low, s.high, s.n)
    return replace(empty, answer=answer, sd=float(values.std()))


def _unknown(values: Floats, *, chance: bool, name: str) -> str:
    n = len(values)
    if n == 0:
        return f"no path has a value of {name}: there is nothing to explain"
    if not np.isfinite(values).all():
        return f"{name} is infinite on some paths: nothing can be told of its mean"
    if n >= FEWEST and np.ptp(values) == 0.0:
        return f"{name} is {values[0]:g} on every one of {n:,} paths: nothing is seen to move it"
    few = int(min(values.sum(), n - values.sum())) if chance else n
    if n < FEWEST or (chance and few < FEWEST_OF_A_CHANCE):
        seen = f"{n:,} paths count" if n < FEWEST else f"{name} is so, or not so, on {few} of {n:,} paths only"
        return f"{seen}: too few to tell what moves it; draw more paths"
    return ""


def _stored_influences(asked: _Asked, most: int = MOST_STORED) -> tuple[ParameterInfluence, ...]:
    """What `most` paths at most of the stored run say of each parameter: with what the answer goes, and how much it
    explains by itself.
    """
    run, rows = asked.run, _spread(asked.counted, most)
    draws = asked.table.sampling.clusters(asked.table.path[rows])
    values, chance, worth = asked.values[rows], asked.headline.chance, asked.table.worth
    drawn, founding = parameters_of(run, asked.table.path[rows].tolist()), founding_of(run.model, asked.places)
    variance = float(values.var())
    found = []
    for one in run.plan.parameters:
        lever, column = not one.distribution.varies, drawn[one.name]
        by_itself = None if lever else first_order(values, column, draws)
        found.append(ParameterInfluence(
            one.name, lever, levels_of(one.distribution).values, _founding(founding, one.name),
            called=one.distribution.names,
            association=None if lever else association(values, column, draws, chance=chance, worth=worth),
            first_order=by_itself,
            sd=None if by_itself is None else math.sqrt(max(0.0, by_itself.value) * variance),
        ))  # fmt: skip
    return tuple(found)


def _founding(founding: dict[str, Founding], name: str) -> Founding:
    return founding.get(name) or Founding("", "", "", (), (), None, 1.0)


def _learnt(
    asked: _Asked, about: Influence, stored: tuple[ParameterInfluence, ...], paths: int, resources: Resources
) -> Influence:
    """A conditioned run: associations, the shares of what chance decides after the last observation, and levers that
    the past doesn't hang on.
    """
    run, plan = asked.run, asked.run.plan
    date = run.clock.label(plan.members.step if plan.members else 0)
    units = tuple(unit for unit in units_of(plan) if not unit.unknown)
    founding = {one.name: one.founding for one in stored}
    groups = groups_of(run.model.scenario, units, founding, asked.places, f"{CHANCE} after {date}")
    sample = asked.table.path[_spread(asked.counted, paths)]
    with rerolling(plan, sample, asked.figure, run.manifest.engine, resources) as rolling:
        levers = [one for one in plan.parameters if is_free_lever(plan, one)]
        rolling.foreseen = _foreseen(len(levers), len(units), len(groups), len(sample))
        base = _checked_base(asked, rolling)
        z, table = simultaneous_z(len(units)), asked.table
        study = Study(rolling, table.sampling, base, z, asked.headline.chance, table.worth)
        effects = _effects(study, tuple(levers), [None] * len(levers), about)
        shares, _ = shares_of(study, units, groups, about.least)
    moved = {one.name: effect for one, effect in zip(levers, effects, strict=True)}
    parameters = tuple(replace(one, effect=moved.get(one.name)) for one in stored if not one.lever or one.name in moved)
    return replace(
        about,
        sample=len(sample),
        counted=len(study.counted),
        parameters=parameters,
        shares=titled(run.model.scenario, shares),
        notes=tuple(_notes(plan, shares)),
        no_shares=LEARNT.format(date=date),
    )


def _recomputed(
    asked: _Asked, about: Influence, stored: tuple[ParameterInfluence, ...], paths: int, resources: Resources
) -> Influence:
    run, plan = asked.run, asked.run.plan
    units = units_of(plan)
    founding = {one.name: one.founding for one in stored}
    groups = groups_of(run.model.scenario, units, founding, asked.places)
    there = asked.table.path
    sample = there[_spread(np.arange(len(there)), paths)] if len(there) >= paths else np.arange(paths)
    z = simultaneous_z(2 * sum(one.distribution.varies for one in plan.parameters))
    with rerolling(plan, sample, asked.figure, run.manifest.engine, resources) as rolling:
        rolling.foreseen = _foreseen(len(plan.parameters), len(units), len(groups), len(sample))
        base = _checked_base(asked, rolling)
        study = Study(rolling, asked.table.sampling, base, z, asked.headline.chance)
        of_unit = {name: at for at, unit in enumerate(units) if unit.kind == "parameter" for name in unit.names}
        places = [of_unit.get(one.name) for one in plan.parameters]
        effects = _effects(study, plan.parameters, [None if at is None else units[at] for at in places], about)
        also = frozenset(place for at in strongest(effects) if (place := places[at]) is not None)
        shares, most = shares_of(study, units, groups, about.least, also)
    found = []
    for one, effect in zip(stored, effects, strict=True):
        at = of_unit.get(one.name)
        joined = () if at is None else tuple(name for name in units[at].names if name != one.name)
        sd = one.sd if effect is None or effect.sd is None or _tells_sd(one) else effect.sd
        changed = None if at is None else most.get(at)
        found.append(replace(one, joined=joined, effect=effect, changed_most=changed, sd=None if one.lever else sd))
    counted = len(study.counted)
    return replace(
        about,
        sample=len(sample),
        counted=counted,
        parameters=tuple(found),
        shares=titled(run.model.scenario, shares),
        notes=tuple(_notes(plan, shares)),
    )


def _tells_sd(one: ParameterInfluence) -> bool:
    """Whether the stored run tells to a tenth how far the answer lies from its mean for what a parameter may be."""
    return one.first_order is not None and one.first_order.value > 5.0 * one.first_order.se


def _effects(
    study: Study, parameters: tuple[ParameterPlan, ...], units: list[Unit | None], about: Influence
) -> list[Effect | None]:
    """The effect of every parameter: on some paths, then on all if it matters, or may be name only."""
    tried: list[tuple[ParameterPlan, Levels, Unit | None]] = [
        (one, levels_of(one.distribution), unit) for one, unit in zip(parameters, units, strict=True)
    ]
    few, least = screened(study.everyone), about.least
    found = study.effects(tried, few)
    scale = len(study.counted) / max(1, len(study.base))
    seen, everyone = int(len(few) * scale), len(study.counted)
    idle = [
        at
        for at, one in enumerate(found)
        if one and units[at] is not None and may_be_idle(one.changed, seen, everyone, least, study.z)
    ]
    again = sorted({*strongest(found), *idle})
    better = study.effects([tried[at] for at in again], study.everyone) if again else []
    for at, one in zip(again, better, strict=True):
        found[at] = one
    return found


def _checked_base(asked: _Asked, rolling: Rerolling) -> Floats:
    """The figure on the sample; SimengineError where a stored path comes out otherwise."""
    base = rolling.own()
    known = rolling.sample < len(asked.values)
    if not np.array_equal(base[known], asked.values[rolling.sample[known]], equal_nan=True):
        what = f"paths of {asked.run.folder} do not come out as they are stored: they were computed by other code"
        raise SimengineError(Worded(f"{what}; run it again with ", Setting("force")))
    return base


def _spread(rows: Integers, paths: int) -> Integers:
    """So many rows at most, spread evenly."""
    n = min(paths, len(rows))
    return rows[np.arange(n) * len(rows) // max(1, n)]


def _foreseen(parameters: int, units: int, groups: int, paths: int) -> int:
    """About how many paths all of it will take."""
    few = (2 * parameters + units) / SCREEN
    more = (2 * min(parameters, 2 * MOST) + min(units, 2 * MOST)) * (1.0 - 1.0 / SCREEN)
    return int(paths * (1 + groups + few + more))


def _notes(plan: Plan, shares: tuple[Share, ...]) -> Iterator[str]:
    yield from later_notes(plan, [one.name for one in plan.parameters])
    stuck = max((one.total.stuck for one in shares), default=0)
    if stuck:
        tried = f"in {TRIES} rolls nothing came under which the path counts"
        yield f"on up to {stuck:,} paths {tried}: these are left out of the shares"
