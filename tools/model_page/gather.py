"""Runs the scenarios on Russia and the DPRK and reads off their runs every figure that docs/model.md shows."""

import math
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

import simengine as se
from simengine.analysis.probability import Proportion, Spread
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.runs.outcome_table import OutcomeTable
from simengine.scenario.schema import Scenario
from tests.helpers.house.tree import ROOT
from tools.model_page.answer import CHANNELS
from tools.model_page.balance import balance
from tools.model_page.base_rates import RATES, model_rate
from tools.model_page.hindsight import hindsight
from tools.model_page.reasons import BEFORE, reasons

FOLDER = ROOT / "scenarios" / "russia_dprk"
FIRST = ROOT / "scenarios" / "russia_dprk_2024"
BASE, TWIN, BACKTEST = "baseline", "arms_twin", "backtest"
SHIFTS = (-0.1, 0.0, 0.1)
BAND = (0.05, 0.5, 0.95)
DIGITS = 5
EFFORT = 1_000  # short simulations a member, for learning
PRIOR_PATHS = 20_000  # futures before anything is seen, which are cheap
CHANCES = ("stands", "deeper", "t0_reached", "embedded_given_tested", "tested", "verdict_of_s2")
LEVELS = ("all_2027_29", "depth_2027_29", "arms_2027_29", "t0_year")


def shipped() -> dict[str, se.Model]:
    """The scenarios of the folder by name, but for the back-test; the base first."""
    found = {file.stem: se.load(file) for file in sorted(FOLDER.glob("*.yaml")) if file.stem != BACKTEST}
    return {BASE: found.pop(BASE), **found}


def digests() -> dict[str, str]:
    """What each shipped scenario computes, as hashes."""
    return {name: " ".join(astuple(identity_of(make_plan(model)))) for name, model in shipped().items()}


def results(paths: int, out: Path) -> dict[str, Any]:
    """Every figure of the page. Runs that lie under `out` and are unchanged are not drawn again."""
    models = shipped()
    runs = {name: se.run(model, paths, out=out, force=True, effort=EFFORT) for name, model in models.items()}
    shifted = {shift: _shifted(models[BASE], shift, paths, out) for shift in SHIFTS if shift}
    base, learnt = runs[BASE], runs[BASE].learnt()
    table = base.outcome_table()
    found = {
        "paths": paths,
        "seed": table.seed,
        "plans": digests(),
        "titles": {name: model.scenario.title for name, model in models.items()},
        "baseline": _baseline(base),
        "cuts": {f"{shift:+.1f}": _cut(shifted[shift] if shift else base) for shift in SHIFTS},
        "scenarios": {name: _against(base, run) for name, run in runs.items() if name != BASE},
        "twin": _twin(table, runs[TWIN].outcome_table()),
        "base_rates": {name: model_rate(rate, table) for name, rate in RATES.items()},
        "learnt": _learnt(learnt),
        "balance": balance(base),
        "questions": _questions(models[BASE].scenario, base),
        "reasons": reasons(models[BASE], base, _prior(out)),
        "weights": _weights(base, [run for name, run in runs.items() if name != BASE]),
        "hindsight": hindsight(FOLDER, BACKTEST, out, EFFORT),
        "first": _first(paths, out),
    }
    rounded: dict[str, Any] = _rounded(found)
    return rounded


def _shifted(base: se.Model, shift: float, paths: int, out: Path) -> se.Run:
    """The base with every cut moved; of the answer too."""
    cuts = {"parameters.cut_shift.fixed": shift, "parameters.stands_cut.fixed": 0.7 + shift}
    return se.run(base.with_(cuts), paths, out=out, name=f"cuts{shift:+.1f}", force=True, effort=EFFORT)


def _cut(run: se.Run) -> dict[str, dict[str, float]]:
    return {**_classes(run.probabilities()), "stands": _interval(run.summary().measures["stands"])}


def _interval(found: Any) -> dict[str, float]:
    return {"p": found.p, "low": found.low, "high": found.high}


def _baseline(run: se.Run) -> dict[str, Any]:
    summary, table = run.summary(), run.outcome_table()
    kept = {name: _quantiles(table.measures[f"kept[{name}]"][table.ok]) for name in CHANNELS}
    level = {name: _quantiles(table.measures[f"level_2027_29[{name}]"][table.ok]) for name in CHANNELS}
    return {
        "failed": summary.failed,
        "stands": _interval(summary.measures["stands"]),
        "classes": _classes(summary.outcome),
        "chances": {name: _mean(summary.measures[name]) for name in CHANCES},
        **{name: _quantiles(table.measures[name][table.ok]) for name in LEVELS},
        "level": level,
        "kept": {**kept, "mean": _quantiles(table.measures["kept_all"][table.ok])},
    }


def _classes(probabilities: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    return {name: _interval(one) for name, one in probabilities.items()}


def _mean(found: Proportion | Spread) -> dict[str, float]:
    """The chance of a truth, or the mean of a number that is 1 or 0 where it is known."""
    return {"p": found.p if isinstance(found, Proportion) else found.mean, "se": found.se}


def _quantiles(values: Any) -> list[float]:
    """The 5 %, 50 % and 95 % points of what is a number."""
    return [float(point) for point in np.nanquantile(values, BAND)]


def _against(base: se.Run, other: se.Run) -> dict[str, Any]:
    """Paired differences, with their errors, and when T₀ comes."""
    (compared,) = se.compare(base, other).others
    table = other.outcome_table()
    return {
        "classes": {name: [d.d, d.se] for name, d in compared.outcome.items()},
        "stands": [compared.measures["stands"].d, compared.measures["stands"].se],
        "all_2027_29": [compared.measures["all_2027_29"].d, compared.measures["all_2027_29"].se],
        "t0_year": _quantiles(table.measures["t0_year"][table.ok]),
    }


def _twin(base: OutcomeTable, twin: OutcomeTable) -> dict[str, Any]:
    """Levels of 2027–29 without the trade beside those of the same futures with it, over mid-2024."""
    both = base.ok & twin.ok
    found: dict[str, Any] = {}
    for name in (*(f"level_2027_29[{channel}]" for channel in CHANNELS), "depth_2027_29", "all_2027_29"):
        with_arms, without = base.measures[name][both], twin.measures[name][both]
        ratio = without.mean() / with_arms.mean()
        error = (without - ratio * with_arms).std(ddof=1) / with_arms.mean() / math.sqrt(both.sum())
        found[name] = {"with": _quantiles(with_arms), "without": _quantiles(without), "ratio": float(ratio)}
        found[name]["se"] = float(error)
    found["stands"] = {"with": float(base.measures["stands"][both].mean())}
    found["stands"]["without"] = float(twin.measures["stands"][both].mean())
    return found


def _learnt(learnt: Any) -> dict[str, Any]:
    """What the figures did: each with what members have of it, and the parameters that moved most."""
    moved = sorted(learnt.parameters, key=lambda one: -abs(one.shift))[:10]
    return {
        "effective": learnt.learnt.worth,
        "count": len(learnt.figures) + len(learnt.sharp),
        "figures": [
            {"name": one.name, "value": one.value, "members": [one.low, one.median, one.high], "off": one.residual}
            | {"tail": one.tail}
            for one in learnt.figures
        ],
        "parameters": [
            {"name": one.name, "before": one.before, "after": one.after, "shift": one.shift} for one in moved
        ],
    }


def _prior(out: Path) -> se.Run:
    """Futures of the base as of a date at which nothing was known."""
    model = se.load(FOLDER / f"{BASE}.yaml")
    return se.run(model, PRIOR_PATHS, out=out, as_of=BEFORE, name="prior", force=True)


def _weights(base: se.Run, others: list[se.Run]) -> dict[str, Any]:
    """How often what each scenario forces by a date happens by itself, and in how many futures none of it does."""
    found = base.forced(*others)
    shares = {one.scenario: one.share.p for one in found.scenarios if one.share}
    return {"shares": shares, "none": found.none.p if found.none else None}


def _first(paths: int, out: Path) -> dict[str, Any]:
    """What the first edition says of the same: its answer and its questions."""
    run = se.run(se.load(FIRST / f"{BASE}.yaml"), paths, out=out, name="first_edition", force=True)
    summary = run.summary()
    return {
        "embedded": _interval(summary.outcome["embedded_partnership"]),
        "all_2027_29": _quantiles(run.outcome_table().measures["all_2027_29"][run.outcome_table().ok]),
        "questions": {name: one.p for name, one in summary.questions.items() if isinstance(one, Proportion)},
    }


def _questions(scenario: Scenario, run: se.Run) -> dict[str, dict[str, Any]]:
    chances = {name: found for name, found in run.summary().questions.items() if isinstance(found, Proportion)}
    return {
        name: {
            "text": question.text,
            "by": question.by,
            "outside": question.reference.probability if question.reference else None,
            **_interval(chances[name]),
        }
        for name, question in scenario.questions.items()
    }


def _rounded(value: Any) -> Any:
    """Numbers to five digits: more than the paths can tell, and few enough to read."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
