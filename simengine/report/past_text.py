"""How forecasts have done so far, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simengine.analysis.past_scores import HALF, SURE, PastScores
from simengine.report.numbers import counted


def past_sentence(found: PastScores, *, brief: bool = False) -> str:
    """How past forecasts came out, in plain words; nothing where none is known.

    `Past forecasts: 9 of 10 numbers in their 90 % band; 3 yes/no forecasts worse than a coin (Brier 0.44; a coin
    0.25); all on data it had seen.` In `brief` scores are left out, and a coin where the outside view is known.
    """
    told = list(_numbers(found, brief=brief))
    if found.chances:
        told.append(_briefly(found) if brief else _chances(found))
    if not told:
        return ""
    if found.in_sample:
        share = "all" if found.in_sample == len(found.scores) else f"{found.in_sample} of {len(found.scores)}"
        told.append(f"{share} on {'data seen' if brief else 'data it had seen'}")
    outside, ours = found.outside
    if not brief and not math.isnan(outside):
        told.append(f"the outside view scored {_score(outside)} where this did {_score(ours)} (less is better)")
    return f"Past forecasts: {'; '.join(told)}."


def _numbers(found: PastScores, *, brief: bool) -> Iterator[str]:
    """How many lay in their band; a band that can hardly miss is no feat, and counted apart."""
    if found.numbers:
        band = f"in {'its' if len(found.numbers) == 1 else 'their'} 90 % band"
        yield f"{found.inside} of {counted(len(found.numbers), 'number')} {band}"
    if found.sure and not (brief and found.numbers):
        yield f"{len(found.sure)} whose band could hardly miss"


def band_rule(found: PastScores) -> str:
    """By which rule bands are counted, where there are any that could hardly miss."""
    if not found.sure:
        return ""
    return (
        f"Not counted {'is a number' if len(found.sure) == 1 else f'are {len(found.sure)} numbers'} whose 90 % band "
        f"holds more than {100.0 * SURE:g} % of the futures, as that of a count which is hardly ever more than 1: such "
        "a band can hardly miss. No band reaches what can't be, such as a count below 0."
    )


def _chances(found: PastScores) -> str:
    """What the chances were worth beside a coin, which says a half each time."""
    how = _beside(found.brier, HALF, "a coin")
    return (
        f"{counted(len(found.chances), 'yes/no forecast')} {how} (Brier {_score(found.brier)}; a coin {_score(HALF)})"
    )


def _briefly(found: PastScores) -> str:
    """How the chances did beside the outside view, or where none is known beside a coin."""
    outside, ours = found.outside
    if math.isnan(outside):
        return f"{counted(len(found.chances), 'chance')} {_beside(found.brier, HALF, 'a coin')}"
    both = sum(not math.isnan(one.reference + one.beside) for one in found.chances)
    return f"{counted(both, 'chance')} {_beside(ours, outside, 'the outside view')}"


def _beside(ours: float, other: float, whose: str) -> str:
    if _score(ours) == _score(other):
        return f"as good as {whose}"
    return f"{'better' if ours < other else 'worse'} than {whose}"


def _score(value: float) -> str:
    return f"{value:.2g}"
