"""When events occur in one run and another: the share of paths on which they have, date by date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.paired import Difference, paired_chance
from simengine.analysis.probability import Proportion, proportion
from simengine.analysis.union import Union
from simengine.runs.outcome_table import Floats, Integers, Truths

MOST_DATES = 61


@dataclass(frozen=True, slots=True)
class At:
    """The share of paths on which an event has occurred by a date, in BASE and in OTHER, and the difference."""

    base: Proportion
    other: Proportion
    difference: Difference


@dataclass(frozen=True, slots=True)
class Incidence:
    """The cumulative incidence of some events, over all paths that count: each runs to the horizon, so none is lost.

    Of several events only the first on a path counts, and so they compete: their shares and that of paths on which none
    has occurred come to 1. What occurs at one step counts as the one that is named first. `steps` are those of the
    `dates`, at most MOST_DATES, spread evenly; `events` have a value at each of them.
    """

    base: str
    other: str
    steps: tuple[int, ...]
    dates: tuple[str, ...]
    years: tuple[float, ...]
    events: Mapping[str, tuple[At, ...]]
    titles: Mapping[str, str]


def shares_by_date(
    base: Mapping[str, Floats], other: Mapping[str, Floats], union: Union, steps: Sequence[int]
) -> dict[str, tuple[At, ...]]:
    """At each of some steps; `base` and `other` have the steps at which each event first occurred, NaN if it never did.

    Both are over all paths of their run, shape [n].
    """
    first, first_other = (which_first(list(found.values())) for found in (base, other))
    found = {}
    for at, name in enumerate(base):
        when = union.of_base(np.where(first == at, base[name], np.inf))
        when_other = union.of_other(np.where(first_other == at, other[name], np.inf))
        found[name] = tuple(_at(_by(when, step), _by(when_other, step), union) for step in steps)
    return found


def cumulative(
    first: Floats, ok: Truths, steps: Sequence[int], draws: Integers | None, worth: float
) -> tuple[Proportion, ...]:
    """The share of the paths that are `ok` on which an event has occurred, by each of some steps.

    `first` has the step at which it first occurred on each path, shape [n], NaN if it never did; `draws` what the ok
    paths hang together by, and `worth` what one counts for, as for `proportion`.
    """
    return tuple(proportion((first[ok] <= step).astype(np.float64), draws, worth) for step in steps)


def first_of(
    firsts: Mapping[str, Floats], ok: Truths, steps: Sequence[int], draws: Integers | None, worth: float
) -> dict[str, tuple[Proportion, ...]]:
    """The share of the paths that are `ok` on which each of some events has come, and before the others, by each step.

    `firsts` have the step at which each first occurred on each path, shape [n], NaN if it never did; the
    rest is as for `cumulative`.
    """
    first = which_first(list(firsts.values()))
    return {
        name: cumulative(np.where(first == at, came, np.nan), ok, steps, draws, worth)
        for at, (name, came) in enumerate(firsts.items())
    }


def which_first(firsts: Sequence[Floats]) -> Integers:
    """Which of some events is the first on each path; of those at one step the first named; −1 of none."""
    stacked = np.nan_to_num(np.array(firsts), nan=np.inf)
    earliest = stacked.argmin(axis=0)
    return np.where(np.isinf(stacked.min(axis=0)), -1, earliest)


def _by(when: Floats, step: int) -> Floats:
    return np.where(np.isnan(when), np.nan, when <= step)


def _at(base: Floats, other: Floats, union: Union) -> At:
    draws, worths = union.draws, union.worths
    before, after = proportion(base, draws, worths[0]), proportion(other, draws, worths[1])
    return At(before, after, paired_chance(base, other, draws, worths))


def spread_steps(last: int, most: int = MOST_DATES) -> tuple[int, ...]:
    """The steps from the first to the last, of many some that are spread evenly."""
    rows = max(1, min(last, most - 1))
    return tuple(round(row * last / rows) for row in range(rows + 1))
