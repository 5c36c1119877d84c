"""How drivers and formulas spread over time in a setting and in the base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simengine.compute.engine_kinds import ENGINES
from simengine.model.model import Model
from simengine.plan.plan import Plan
from simengine.report.numbers import spaced
from simengine.results.comparison import default_fans
from simengine.runs.outcome_table import Floats
from simengine.runs.words import words_of
from simengine.window.arm import Arm, Stop

MOST = 2
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def fans(arm: Arm, names: Sequence[str], stop: Stop) -> dict[str, list[list[float | None]]]:
    """The quantiles at LEVELS of each name at every step, from as many futures as its engine computes in a moment.

    OutdatedError as `Arm.to`.
    """
    there = fanned(arm.model, names)
    if there not in arm.fans:
        kept = arm.kept(there, ENGINES[arm.engine_name].fan, stop) if there else np.empty((1, 0, 0))
        arm.fans[there] = {name: _quantiles(kept[:, :, at]) for at, name in enumerate(there)}
    return arm.fans[there]


def fanned(model: Model, names: Sequence[str] | None) -> tuple[str, ...]:
    """Those of the names that a fan can be drawn of; the first fans where none are named."""
    return tuple(first_fans(model) if names is None else (name for name in names if name in fannable(model)))


def _quantiles(values: Floats) -> list[list[float | None]]:
    """Of values [paths, steps], over the futures that have one: a row a level."""
    known = np.where(np.isfinite(values), values, np.nan)
    some = np.isfinite(values).any(axis=0)  # a step that no future comes to has none
    found = np.full((len(LEVELS), values.shape[1]), np.nan)
    found[:, some] = np.nanquantile(known[:, some], LEVELS, axis=0)
    return [[round(one, 9) if np.isfinite(one) else None for one in row] for row in found.tolist()]


def fannable(model: Model) -> dict[str, str]:
    """The drivers and formulas that are numbers, each with what people read."""
    scenario, words = model.scenario, words_of(model.scenario)
    numbers = [name for name, driver in scenario.drivers.items() if not driver.regimes()]
    return {name: words.of_value(name) or spaced(name) for name in (*numbers, *scenario.formulas)}


def first_fans(model: Model) -> list[str]:
    """The two that are shown at first: the first that the report names, as a comparison draws them."""
    there = fannable(model)
    return [name for name in default_fans([model.scenario]) if name in there][:MOST]


def fan_facts(model: Model, plan: Plan) -> list[dict[str, Any]]:
    """What each fan that can be drawn is called, the first fans first."""
    first = first_fans(model)
    titles = dict(
        sorted(fannable(model).items(), key=lambda one: first.index(one[0]) if one[0] in first else len(first))
    )
    return [{"name": name, "title": title, "unit": plan.unit(name)} for name, title in titles.items()]
