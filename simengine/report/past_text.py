"""How forecasts have done so far, in a sentence."""

from __future__ import annotations

import math

from simengine.analysis.past_scores import HALF, PastScores
from simengine.report.numbers import counted


def past_sentence(found: PastScores) -> str:
    """`Past forecasts: 9 of 10 numbers lay in their 90 % band; Brier .19 over 4 chances (a half each: .25).`

    Nothing where none is known.
    """
    told = []
    if found.numbers:
        told.append(f"{found.inside} of {counted(len(found.numbers), 'number')} lay in their 90 % band")
    if found.chances:
        told.append(f"Brier {_score(found.brier)} over {counted(len(found.chances), 'chance')} (a half each: {HALF})")
    outside, ours = found.outside
    if not math.isnan(outside):
        told.append(f"the outside view scored {_score(outside)}, this {_score(ours)}")
    if not told:
        return ""
    if found.in_sample:
        all_of_it = found.in_sample == len(found.scores)
        told.append("all in sample" if all_of_it else f"{found.in_sample} of {len(found.scores)} in sample")
    return f"Past forecasts: {'; '.join(told)}."


def _score(value: float) -> str:
    return f"{value:.2g}"
