"""Parameters that decide a class by themselves: a fifth of their draws in which it never comes, or always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.runs.outcome_table import Floats, Integers, Truths

FIFTH = 0.2
FALSE_ALARMS = 0.01
"""The chance that among parameters which all do nothing one or more is told to decide."""


@dataclass(frozen=True, slots=True)
class DecidingPrior:
    """In the `low` or the high end of a parameter, a `share` of its draws, a class of chance p never or always comes.

    Or it comes `only` there.
    """

    parameter: str
    outcome: str
    kind: Literal["never", "always", "only"]
    low: bool
    share: float
    p: float


def deciding_priors(
    classes: Sequence[str], outcome: Integers, parameters: Mapping[str, Floats]
) -> Iterator[DecidingPrior]:
    """Where a fifth of a parameter's draws decides a class, and chance would hardly have made it so.

    A parameter of few values has at each end the values that hold a fifth, at most half of its draws. That a class
    never comes is not told where it follows from another that always does, or from its coming at the other end only.
    """
    most = FALSE_ALARMS / max(1, 6 * len(classes) * len(parameters))
    for name, values in parameters.items():
        ends = [
            [one for at, of in enumerate(classes) for one in _decided(name, of, outcome == at, there, most, low=low)]
            for low in (True, False)
            for there in [_end(values, low=low)]
            if there is not None
        ]
        only = {one.outcome for end in ends for one in end if one.kind == "only"}
        for end in ends:
            sure = any(one.kind == "always" for one in end)
            yield from (one for one in end if one.kind != "never" or not (sure or one.outcome in only))


def _end(values: Floats, *, low: bool) -> Truths | None:
    """The paths with the lowest or highest fifth of draws, with all ties; None if that is more than half of them."""
    cut = float(np.quantile(values, FIFTH if low else 1.0 - FIFTH, method="lower" if low else "higher"))
    there: Truths = values <= cut if low else values >= cut
    return there if 2 * int(there.sum()) <= len(values) else None


def _decided(name: str, of: str, hits: Truths, there: Truths, most: float, *, low: bool) -> Iterator[DecidingPrior]:
    n, k, c = len(hits), int(there.sum()), int(hits.sum())
    inside = int(hits[there].sum())
    p, share = c / n, k / n
    if 0 < c < n:
        if inside == 0 and (1.0 - p) ** k < most:
            yield DecidingPrior(name, of, "never", low, share, p)
        if inside == k and p**k < most:
            yield DecidingPrior(name, of, "always", low, share, p)
        if inside == c and share**c < most:
            yield DecidingPrior(name, of, "only", low, share, p)
