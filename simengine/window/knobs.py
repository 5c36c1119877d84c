"""What can be turned: what the answer goes with the most, and whatever is set, each with its prior."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simengine.analysis.headline import headline_of, values_of
from simengine.distributions import Law
from simengine.explain.association import association
from simengine.explain.movers import movers
from simengine.plan.past import acting
from simengine.plan.plan import ParameterPlan
from simengine.report.numbers import quantities, spaced
from simengine.results.explain_study import is_whole, levels_of
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.window.arm import Arm
from simengine.window.meaning import patterns

MOST_MOVERS = 8
_CELLS = 40
_ENDS = (0.005, 0.995)
_REACH = 5.0
"""What has one value goes so many times as far to either side as `explain` moves it."""
Json = dict[str, Any]


def knobs(arm: Arm, prior: Arm, table: OutcomeTable) -> list[Json]:
    """All parameters: movers, the strongest first, what is set and acts, the others, and last where lines are drawn.

    A line (`line`) is set, and decides only how futures are read. `first` says which are shown before anyone asks for
    more. `table` has the futures of `arm` that tell what moves the answer; `prior` draws the scenario as it was thought
    of before its figures. What has something in common with others of a group, or others are `like`, can't be held by
    itself, unless it acts from the past on only, and is left out.
    """
    drawn = _drawn(arm, table.path)
    told = _contrasts(table, drawn)
    ranks = {name: at for at, name in enumerate(list(told)[:MOST_MOVERS])}
    past = arm.past
    before = _drawn(prior, np.arange(table.paths)) if arm.ensemble else {}
    grouped = {index for factor in arm.plan.parameter_factors for index in factor.parameters}
    later = past.parameters if past else frozenset[str]()
    bound = {arm.plan.parameters[index].name for index in grouped} | patterns(arm.model.scenario)
    free = [one for one in arm.plan.parameters if one.name not in bound or one.name in later]
    acts, found = acting(arm.plan), []
    for one in free:
        first = before[one.name] if one.name in later and before else None
        said = _knob(arm, one, drawn[one.name], first) | {"contrast": told.get(one.name, "")}
        said["line"] = said["set"] and one.name not in acts
        said["first"] = said["set"] or one.name in ranks
        said["stuck"] = past is not None and one.name in past.stuck
        found.append(said | {"when": _when(arm, one)})
    last = len(ranks)
    return sorted(found, key=lambda one: (one["line"], ranks.get(one["name"], last + (not one["set"]))))


def _when(arm: Arm, one: ParameterPlan) -> str:
    """From when on, or up to when, it has the value it is held at; nothing where that is always."""
    past, later = arm.past, next((said for said in arm.plan.later if said.name == one.name), None)
    if past and one.name in past.parameters:
        why = past.stuck.get(one.name)
        if why:
            return f"the past hangs on it, and it can’t change later: {why}"
        return f"held, it acts from {past.later} on: what came before stays as it was"
    if later is None:
        return ""
    called = one.distribution.names
    value = called[int(later.value)] if called else f"{later.value:g}"
    return f"held, it acts before {arm.plan.clock.label(later.step)} only: from then on it is {value}"


def _drawn(arm: Arm, paths: Integers) -> dict[str, Floats]:
    """What each parameter is on some futures."""
    names = [one.name for one in arm.plan.parameters]
    kept = arm.engine().simulate(paths.tolist(), names, until=0).kept[:, 0]
    return {name: kept[:, at] for at, name in enumerate(names)}


def _contrasts(table: OutcomeTable, drawn: Mapping[str, Floats]) -> dict[str, str]:
    """How the answer differs between the top and the bottom fifth of a parameter's draws, the most telling first."""
    headline = headline_of(table)
    if headline is None or not table.ok.any():
        return {}
    values = np.where(table.ok, values_of(table, headline), np.nan)
    counted = np.isfinite(values)
    draws = table.sampling.clusters(table.path[counted])
    found = {
        name: association(values[counted], column[counted], draws, chance=headline.chance)
        for name, column in drawn.items()
        if counted.any() and np.isfinite(column[counted]).all()
    }
    unit, scale = ("points", 100.0) if headline.chance else (headline.unit, 1.0)
    return {
        one.name: f"{scale * one.contrast.value:+.3g} {unit} from its lowest to its highest fifth".replace("-", "−")
        for one in movers(found)
    }


def _knob(arm: Arm, one: ParameterPlan, drawn: Floats, before: Floats | None) -> Json:
    """What is told of a parameter: its draws, and those before figures, where these have taught something of it."""
    said, law = arm.model.scenario.parameters[one.name], one.distribution
    varies = law.varies
    low, high = _ends(law) if varies else _ends_of_one_value(law)
    middle = law.quantile(0.5) if before is None else float(np.nanmedian(drawn))
    options = _options(law, None if before is None else drawn)
    step = 1.0 if not varies and is_whole(middle) else _step(low, high)
    return {
        "name": one.name, "title": said.title or spaced(one.name), "unit": said.unit or "", "note": said.note or "",
        "source": ", ".join(said.source), "set": said.confidence == "lever", "varies": varies,
        "low": low, "high": high, "step": step, "value": middle, "options": options,
        "shapes": _shapes([drawn] if before is None else [drawn, before], low, high) if varies and not options else [],
        "told": _told(law) if before is None or options or not varies else f"{_learnt(drawn)}; before, {_told(law)}",
    }  # fmt: skip


def _options(law: Law, learnt: Floats | None) -> list[Json]:
    """The values of a law that has a few only, each with its chance, or its share of what was learnt."""
    values = [float(at) for at in range(len(law.names))] if law.names else [*law.few()]
    called = law.names or tuple(f"{value:g}" for value in values)
    chances = [law.chance_of(one) if learnt is None else float(np.mean(learnt == one)) for one in values]
    return [
        {"value": value, "title": name if chance is None else f"{name} ({100.0 * chance:.3g} %)"}
        for value, name, chance in zip(values, called, chances, strict=True)
    ]


def _told(law: Law) -> str:
    """What is thought of it, in a line; nothing where its options say it."""
    if law.names or law.cuts():
        return ""
    if not law.varies:
        return f"stands at {law.quantile(0.5):g}"
    low, middle, high = quantities([law.quantile(u) for u in (0.05, 0.5, 0.95)])
    return f"about {middle}; nine times in ten from {low} to {high}"


def _ends(law: Law) -> tuple[float, float]:
    """Nearly all of a law; round numbers, as far as they stay inside of what it can be."""
    low, high = (law.quantile(u) for u in _ENDS)
    least, most = law.bounds()
    if low == high:
        low, high = least, most
    step = _step(low, high)
    return max(least, step * math.floor(low / step)), min(most, step * math.ceil(high / step))


def _ends_of_one_value(law: Law) -> tuple[float, float]:
    value = law.quantile(0.5)
    below, above = levels_of(law).values
    low = value - _REACH * (value - below)
    return max(0.0, low) if value > 0.0 else low, value + _REACH * (above - value)


def _step(low: float, high: float) -> float:
    """A two-hundredth of the way, or somewhat more, as a round number: 1, 2 or 5 with zeros."""
    raw = max(high - low, 1e-300) / 200.0
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw * (1.0 - 1e-9))


def _learnt(drawn: Floats) -> str:
    """What is thought of it after figures."""
    low, middle, high = quantities(np.nanquantile(drawn, [0.05, 0.5, 0.95]).tolist())
    return f"learnt: about {middle}; nine times in ten from {low} to {high}"


def _shapes(columns: Sequence[Floats], low: float, high: float) -> list[list[float]]:
    """How the draws of each column fall into cells of equal width from low to high, the fullest of all as 1."""
    counts = [np.histogram(one[np.isfinite(one)], bins=_CELLS, range=(low, high))[0] for one in columns]
    shares = [one / max(1, one.sum()) for one in counts]
    top = max(float(one.max()) for one in shares) or 1.0
    return [[round(float(share) / top, 4) for share in one] for one in shares]
