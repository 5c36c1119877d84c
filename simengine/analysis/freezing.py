"""The forecasts of a run as a sheet has them: enough to be scored by, and short enough to be read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simengine.analysis.probability import Proportion, ok_draws, proportion, quantile, spread
from simengine.analysis.quantiles import estimate_quantile
from simengine.analysis.scores import mean_difference
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
PARTS = 100
"""A number's futures are kept as the means of so many equal parts of them in order.

Of each part that the answer doesn't lie in, the mean distance to it is that of the part's mean, exactly. So the score
of the sheet is that of all futures, but for what the one part hides in which the answer lies: at most a hundredth of
that part's own mean deviation. What pairs of futures differ by is told for itself (`apart`).
"""
FEW = 20
"""With so many different values, such as counts have, each stands there with how often it came, and nothing is lost."""
_DIGITS = 6


def forecasts_of(table: OutcomeTable) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """What a run says of each question, as a sheet's fields; and by name why some have no forecast."""
    draws, found, left_out = ok_draws(table), {}, {}
    for name, stored in table.questions.items():
        values = stored[table.ok]
        known = ~np.isnan(values)
        if not known.any():
            left_out[name] = "no future has an answer"
        elif np.isinf(values).any():
            left_out[name] = "on some futures it is infinite"
        elif table.question_kinds[name] == "chance":
            found[name] = _chance(values, draws, table.worth)
        else:
            found[name] = _number(values, draws)
    return found, left_out


def classes_of(table: OutcomeTable) -> dict[str, float]:
    """The probability of each outcome class, for who reads the sheet."""
    outcome = table.outcome[table.ok]
    return {name: short(float(np.mean(outcome == at))) for at, name in enumerate(table.classes) if len(outcome)}


def _chance(values: Floats, draws: Integers | None, worth: float) -> dict[str, Any]:
    one: Proportion = proportion(values, draws, worth)
    return {
        "p": short(one.p),
        "interval": [short(one.low), short(one.high)],
        "count": int(np.count_nonzero(values == 1.0)),
        "of": one.n,
        "missing": one.missing,
    }


def _number(values: Floats, draws: Integers | None) -> dict[str, Any]:
    known = ~np.isnan(values)
    kept, clusters = values[known], None if draws is None else draws[known]
    ordered, mean = np.sort(kept), spread(values, draws)
    told = [(level, estimate_quantile(kept, level, clusters)) for level in LEVELS]
    sure = {percent(level): [short(q.low), short(q.high)] for level, q in told if math.isfinite(q.high - q.low)}
    return {
        "quantiles": {percent(level): short(quantile(ordered, level)) for level in LEVELS},
        "intervals": sure,
        "mean": short(mean.mean),
        **({"interval": [short(mean.low), short(mean.high)]} if math.isfinite(mean.high - mean.low) else {}),
        "of": mean.n,
        "missing": mean.missing,
        "apart": short(mean_difference(kept, clusters)),
        **kept_futures(ordered),
    }


def kept_futures(ordered: Floats) -> Mapping[str, Any]:
    """The sorted futures of a number, as `counts` of few values or as an `ensemble` in rows of ten."""
    different, counts = np.unique(ordered, return_counts=True)
    if len(different) <= FEW:
        return {"counts": {_text(float(value)): int(n) for value, n in zip(different, counts, strict=True)}}
    means = [short(float(part.mean())) for part in np.array_split(ordered, min(PARTS, len(ordered)))]
    return {"ensemble": [means[at : at + 10] for at in range(0, len(means), 10)]}


def percent(level: float) -> str:
    """`5%`"""
    return f"{round(level * 100.0, 9):g}%"


def short(value: float) -> float:
    """A number to six digits."""
    return float(f"{value:.{_DIGITS}g}")


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
