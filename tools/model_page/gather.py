"""Runs the scenarios on Russia and the DPRK and reads off their runs every figure that docs/model.md shows."""

import math
import re
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
from tools.model_page.base_rates import RATES, model_rate

FOLDER = ROOT / "scenarios" / "russia_dprk"
BASE, TWIN, BACKTEST = "baseline", "arms_twin", "backtest_2022"
LEARNT = "backtest_2022_learnt"
"""Left out: its members are learnt, which takes minutes; `simengine backtest` tells what it says."""
SHIFTS = (-0.1, 0.0, 0.1)
BAND = (0.05, 0.5, 0.95)
SEEN = re.compile(r"^seen: ([\d.]+)$")
DIGITS = 5


def shipped() -> dict[str, se.Model]:
    """The scenarios of the folder by name, but for LEARNT; the base first."""
    found = {file.stem: se.load(file) for file in sorted(FOLDER.glob("*.yaml")) if file.stem != LEARNT}
    return {BASE: found.pop(BASE), **found}


def digests() -> dict[str, str]:
    """What each shipped scenario computes, as hashes."""
    return {name: " ".join(astuple(identity_of(make_plan(model)))) for name, model in shipped().items()}


def results(paths: int, out: Path) -> dict[str, Any]:
    """Every figure of the page. Runs that lie under `out` and are unchanged are not drawn again."""
    models = shipped()
    runs = {name: se.run(model, paths, out=out, force=True) for name, model in models.items()}
    shifted = {shift: _shifted(models[BASE], shift, paths, out) for shift in SHIFTS if shift}
    base = runs[BASE].outcome_table()
    others = [name for name in models if name not in (BASE, BACKTEST)]
    found = {
        "paths": paths,
        "seed": base.seed,
        "plans": digests(),
        "titles": {name: model.scenario.title for name, model in models.items()},
        "baseline": _baseline(runs[BASE]),
        "cuts": {
            f"{shift:+.1f}": _classes((shifted[shift] if shift else runs[BASE]).probabilities()) for shift in SHIFTS
        },
        "scenarios": {name: _against(runs[BASE], runs[name]) for name in others},
        "twin": _twin(base, runs[TWIN].outcome_table()),
        "base_rates": {name: model_rate(rate, base) for name, rate in RATES.items()},
        "backtest": _backtest(models[BACKTEST].scenario, runs[BACKTEST]),
        "questions": _questions(models[BASE].scenario, runs[BASE]),
    }
    rounded: dict[str, Any] = _rounded(found)
    return rounded


def _shifted(base: se.Model, shift: float, paths: int, out: Path) -> se.Run:
    return se.run(base.with_({"parameters.cut_shift.fixed": shift}), paths, out=out / f"cuts{shift:+.1f}", force=True)


def _baseline(run: se.Run) -> dict[str, Any]:
    summary, table = run.summary(), run.outcome_table()
    chances = {name: _mean(summary.measures[name]) for name in ("t0_reached", "t0_seen", "embedded_given_t0_seen")}
    chances |= {name: _mean(summary.measures[name]) for name in ("embedded_given_tested", "tested", "verdict_of_s2")}
    kept = {name: _quantiles(table.measures[f"{name}_kept"][table.ok]) for name in CHANNELS}
    return {
        "excluded": summary.excluded,
        "failed": summary.failed,
        "classes": _classes(summary.outcome),
        "chances": chances,
        "t0_year": _quantiles(table.measures["t0_year"][table.ok]),
        "depth_2027_29": _quantiles(table.measures["depth_2027_29"][table.ok]),
        "all_2027_29": _quantiles(table.measures["all_2027_29"][table.ok]),
        "kept": {**kept, "mean": _quantiles(table.measures["kept_all"][table.ok])},
    }


def _classes(probabilities: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    return {name: {"p": one.p, "low": one.low, "high": one.high} for name, one in probabilities.items()}


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
        "pairs": compared.pairs,
        "embedded_given_tested": float(np.nanmean(table.measures["embedded_given_tested"][table.ok])),
        "classes": {name: [d.d, d.se] for name, d in compared.outcome.items()},
        "all_2027_29": [compared.measures["all_2027_29"].d, compared.measures["all_2027_29"].se],
        "t0_year": _quantiles(table.measures["t0_year"][table.ok]),
    }


def _twin(base: OutcomeTable, twin: OutcomeTable) -> dict[str, Any]:
    """Levels of 2027–29 without the trade over those of the same futures with it."""
    both = base.ok & twin.ok
    found: dict[str, Any] = {}
    ratios = []
    for name in (*CHANNELS, "depth"):
        measure = f"{name}_2027_29"
        with_arms, without = base.measures[measure][both], twin.measures[measure][both]
        ratio = without.mean() / with_arms.mean()
        error = (without - ratio * with_arms).std(ddof=1) / with_arms.mean() / math.sqrt(both.sum())
        found[name] = {"ratio": float(ratio), "se": float(error)}
        if name in CHANNELS:
            ratios.append(found[name]["ratio"])
    whole = twin.measures["all_2027_29"][both] / base.measures["all_2027_29"][both]
    found["mean"] = {"ratio": float(np.mean(ratios)), "band": _quantiles(whole), "p70": float((whole >= 0.7).mean())}
    return found


def _backtest(scenario: Scenario, run: se.Run) -> list[dict[str, Any]]:
    """What was seen beside the 90 % band of the model started in 2022."""
    table, rows = run.outcome_table(), []
    for name, question in scenario.questions.items():
        seen = SEEN.match(question.note or "")
        assert seen, f"{BACKTEST}: question {name} has no note `seen: NUMBER`"
        band = _quantiles(table.questions[name][table.ok])
        rows.append({"text": question.text, "band": band, "seen": float(seen[1])})
    return rows


def _questions(scenario: Scenario, run: se.Run) -> dict[str, dict[str, Any]]:
    chances = {name: found for name, found in run.summary().questions.items() if isinstance(found, Proportion)}
    return {
        name: {
            "text": question.text,
            "by": question.by,
            "p": chances[name].p,
            "low": chances[name].low,
            "high": chances[name].high,
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
