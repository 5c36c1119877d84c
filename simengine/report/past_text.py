"""How forecasts have done so far, in a sentence."""

from __future__ import annotations

import math

from simengine.analysis.past_scores import HALF, PastScores
from simengine.report.numbers import counted


def past_sentence(found: PastScores) -> str:
    """How past forecasts came out, in plain words; nothing where none is known.

    `Past forecasts: 9 of 10 numbers lay in their 90 % band; 3 yes/no forecasts did worse than a coin (Brier 0.44;
    a coin 0.25); all on data it had seen.`
    """
    told = []
    if found.numbers:
        band = f"in {'its' if len(found.numbers) == 1 else 'their'} 90 % band"
        told.append(f"{found.inside} of {counted(len(found.numbers), 'number')} lay {band}")
    if found.chances:
        told.append(_chances(found))
    if not told:
        return ""
    if found.in_sample:
        share = "all" if found.in_sample == len(found.scores) else f"{found.in_sample} of {len(found.scores)}"
        told.append(f"{share} on data it had seen")
    outside, ours = found.outside
    if not math.isnan(outside):
        told.append(f"the outside view scored {_score(outside)} where this did {_score(ours)} (less is better)")
    return f"Past forecasts: {'; '.join(told)}."


def _chances(found: PastScores) -> str:
    """What the chances were worth beside a coin, which says a half each time."""
    brier, coin = _score(found.brier), _score(HALF)
    how = "as well as a coin" if brier == coin else f"{'better' if found.brier < HALF else 'worse'} than a coin"
    return f"{counted(len(found.chances), 'yes/no forecast')} did {how} (Brier {brier}; a coin {coin})"


def _score(value: float) -> str:
    return f"{value:.2g}"
