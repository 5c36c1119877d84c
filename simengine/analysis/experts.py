"""What a run says by expert, and how much of the spread is their disagreement."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.estimate_json import estimate_json
from simengine.analysis.headline import Headline, values_of
from simengine.analysis.probability import Z95, Proportion, Spread, ok_draws, proportion, spread, t95
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable
from simengine.runs.words import NO_WORDS, Words

GROUPS = 50
"""The groups of the jackknife, at most; each draw of the parameters lies in one of them."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a variance, with its standard error and 95 % interval; NaN where it can't be told."""

    share: float
    se: float
    low: float
    high: float


UNKNOWN = Share(math.nan, math.nan, math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Split:
    """A figure over all ok paths and over those of each expert, and the share of its variance between the experts.

    `of` is class, measure or question.
    """

    of: str
    name: str
    whole: Proportion | Spread
    experts: Mapping[str, Proportion | Spread]
    disagreement: Share


@dataclass(frozen=True, slots=True)
class ExpertSplits:
    """A run by expert: who was asked with which weight, on how many ok paths; and each figure.

    Of a conditioned run `learnt` has the weights that the figures have left the experts.
    """

    scenario: str
    weights: Mapping[str, float]
    paths: Mapping[str, int]
    splits: tuple[Split, ...]
    words: Words = NO_WORDS
    learnt: Mapping[str, Proportion] = field(default_factory=dict)


def split_by_expert(table: OutcomeTable) -> ExpertSplits:
    """The estimates of a run by expert. ValueError if it has asked none."""
    expert, draws = table.expert[table.ok], _draws(table)
    counts = np.bincount(expert, minlength=len(table.experts)).tolist()
    splits = (
        _split(of, name, values, is_chance, expert, draws, table) for of, name, values, is_chance in figures_of(table)
    )
    asked = dict(zip(table.experts, counts, strict=True))
    left = {
        one: proportion((expert == index).astype(np.float64), draws, table.worth)
        for index, one in enumerate(table.experts if table.learnt else ())
    }
    return ExpertSplits(table.scenario, table.experts, asked, tuple(splits), table.words, left)


def figures_of(table: OutcomeTable) -> Iterator[tuple[str, str, Floats, bool]]:
    """Every figure: of what, its name, its values on the ok paths, and whether these are 1 and 0."""
    outcome = table.outcome[table.ok]
    for index, name in enumerate(table.classes):
        yield "class", name, (outcome == index).astype(np.float64), True
    for name, values in table.measures.items():
        yield "measure", name, values[table.ok], name in table.truths
    for name, values in table.questions.items():
        yield "question", name, values[table.ok], table.question_kinds[name] == "chance"


def _split(
    of: str, name: str, values: Floats, is_chance: bool, expert: Integers, draws: Integers, table: OutcomeTable
) -> Split:
    estimate = proportion if is_chance else spread
    clusters = ok_draws(table)

    def over(rows: slice | NDArray[np.bool_]) -> Proportion | Spread:
        return estimate(values[rows], None if clusters is None else clusters[rows])

    own = {one: over(expert == index) for index, one in enumerate(table.experts)}
    return Split(of, name, over(slice(None)), own, disagreement(values, expert, draws))


def headline_disagreement(table: OutcomeTable, headline: Headline) -> Share:
    """The share of the headline's variance that lies between the experts. ValueError if none are asked."""
    ok = table.ok
    return disagreement(values_of(table, headline)[ok], table.expert[ok], _draws(table))


def _draws(table: OutcomeTable) -> Integers:
    """What the ok paths hang together by; where each stands alone, its number."""
    clusters = ok_draws(table)
    return table.path[table.ok] if clusters is None else clusters


def disagreement(values: Floats, expert: Integers, draws: Integers) -> Share:
    """The share of the variance of `values` that lies between the experts' means: 0 if all say the same.

    Of the law of total variance Var x = E Var(x | expert) + Var E(x | expert) the second part, over the whole; each
    expert counts by its share of the paths. Its error, and the bias of so many paths, are those of a jackknife that
    leaves out a group of draws at a time, so that paths which share a draw hang together (Efron 1982, The jackknife,
    the bootstrap and other resampling plans, ch. 3). The interval is Student's where there are
    fewer draws than groups, such as islands. NaN without answers, with one group, or if nothing varies.
    """
    known = np.isfinite(values)
    values, expert, draws = values[known], expert[known], draws[known]
    groups = min(GROUPS, len(np.unique(draws)))
    if groups < 2:
        return UNKNOWN
    count = int(expert.max()) + 1
    cells = np.unique(draws, return_inverse=True)[1] % groups * count + expert
    values = values - values.mean()  # so that squares don't drown what differs
    sums = np.array([np.bincount(cells, weights, groups * count) for weights in (None, values, values * values)])
    sums = sums.reshape(3, groups, count)
    whole = sums.sum(axis=1)
    share = _between(whole)
    without = np.array([_between(whole - sums[:, group]) for group in range(groups)])
    se = math.sqrt((groups - 1) / groups * float(((without - without.mean()) ** 2).sum()))
    found = share - (groups - 1) * (float(without.mean()) - share)
    half = (Z95 if groups == GROUPS else t95(groups - 1)) * se
    low, found, high = (min(max(end, 0.0), 1.0) for end in (found - half, found, found + half))
    return Share(found, se, low, high) if not math.isnan(se) else UNKNOWN


def _between(sums: Floats) -> float:
    """The share of the variance between experts, from their numbers of paths, sums and sums of squares."""
    n, total, squares = sums[:, sums[0] > 0.0]
    mean = total.sum() / n.sum()
    variance = squares.sum() / n.sum() - mean * mean
    between = float((n / n.sum() * (total / n - mean) ** 2).sum())
    return between / float(variance) if variance > 0.0 else math.nan


def experts_json(found: ExpertSplits) -> dict[str, Any]:
    """The dictionary of `summary --by expert --json`; what is not a number is null."""
    return {
        "scenario": found.scenario,
        "experts": {name: {"weight": found.weights[name], "paths": found.paths[name]} for name in found.weights},
        "splits": [
            {
                "of": split.of,
                "name": split.name,
                "all": estimate_json(split.whole),
                "experts": {name: estimate_json(one) for name, one in split.experts.items()},
                "disagreement": _numbers_json(asdict(split.disagreement)),
            }
            for split in found.splits
        ],
    }


def _numbers_json(numbers: Mapping[str, float]) -> dict[str, float | None]:
    """Numbers as JSON has them: there is no NaN."""
    return {name: number if math.isfinite(number) else None for name, number in numbers.items()}
