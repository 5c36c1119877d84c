"""Averages over the points of a sample that fills a box, with an error for the points and one for the paths."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simengine.analysis.headline import Headline, headline_of, of_classes, of_measure, of_question, same_in, values_of
from simengine.analysis.probability import Z95, t95
from simengine.runs.outcome_table import Floats, OutcomeTable

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DesignAverage:
    """The mean of a figure over a sweep's samples: what it is if any point of the box is as likely.

    `se_design` is its error from where the points lie, `se_chance` that from the paths, `half_chance` half of the 95 %
    interval from these alone; `low` and `high` are the ends of a 95 % interval for both. NaN with a `reason` where that
    can't be had.
    """

    of: str
    name: str
    title: str
    unit: str
    chance: bool
    mean: float
    se_design: float
    se_chance: float
    half_chance: float
    low: float
    high: float
    points: int
    scrambles: int
    reason: str = ""


def figures(table: OutcomeTable) -> Iterator[tuple[Key, Headline]]:
    """Every figure of a run, by of, name and title as in the tables: the answer, classes, measures, questions."""
    headline, words = headline_of(table), table.words
    if headline:
        yield ("answer", "+".join(headline.names), headline.title), headline
    for name in table.classes:
        yield ("class", name, words.title("outcome", name)), of_classes(table, [name])
    for title, names in words.report.together.items():
        yield ("together", "", title), of_classes(table, names)
    for name in table.measures:
        yield ("measure", name, words.title("measures", name)), of_measure(table, name)
    for name in table.question_kinds:
        yield ("question", name, words.title("questions", name)), of_question(table, name)


def design_averages(samples: Sequence[tuple[int, OutcomeTable]]) -> tuple[DesignAverage, ...]:
    """The averages of every figure over points, each with the number of its sample, on the same paths."""
    first = samples[0][1]
    return tuple(_average(key, headline, samples) for key, headline in figures(first))


def _average(key: Key, headline: Headline, samples: Sequence[tuple[int, OutcomeTable]]) -> DesignAverage:
    """The variance has two parts: of the samples' means about their mean, which are as many independent estimates
    (Owen 1997, Annals of Statistics 25, 1541–1562), and of the paths, all points on the same ones, by the linearised
    residuals of every point's mean summed over the points for each cluster of paths. What both have in common is
    counted twice, so the interval is rather too wide. The half-widths, by Student's and the normal law, are joined as
    G. Y. Zou and A. Donner (2008), Statistics in Medicine 27, 1693–1702, join those of independent estimates.
    """
    first = samples[0][1]
    means, residuals = [], np.zeros(_clusters(first))
    scrambles = sorted({scramble for scramble, _ in samples})
    reason = ""
    for _, table in samples:
        if not same_in(table, headline) or table.paths != first.paths or _clusters(table) != len(residuals):
            reason = "some points have no such figure, or other paths"
            break
        mean, part = _mean(values_of(table, headline), table)
        means.append(mean)
        residuals += _summed(part, table) / len(samples)
    known = not reason and not any(map(math.isnan, means))
    reason = reason or ("" if known else "some points have no path that counts")
    mean = float(np.mean(means)) if known else math.nan
    by_sample = [
        float(np.mean([m for m, (own, _) in zip(means, samples, strict=False) if own == one])) if known else math.nan
        for one in scrambles
    ]
    count = len(scrambles)
    if known and count < 2:
        reason = "one sample tells no error of the points: --scrambles 4 (scrambles=4) draws more"
    se_design = float(np.std(by_sample, ddof=1)) / math.sqrt(count) if known and count > 1 else math.nan
    se_chance = _error(residuals) if known else math.nan
    half_chance = _quantile(first) * se_chance
    half = math.hypot(t95(count - 1) * se_design, half_chance) if count > 1 else math.nan
    of, name, title = key
    about = of, name, title, headline.unit, headline.chance
    ends = mean - half, mean + half
    return DesignAverage(*about, mean, se_design, se_chance, half_chance, *ends, len(samples), count, reason)


def _mean(values: Floats, table: OutcomeTable) -> tuple[float, Floats]:
    """The mean over the paths that count, and what each path does to it."""
    counts = table.ok & ~np.isnan(values)
    n = int(np.count_nonzero(counts))
    if not n:
        return math.nan, np.zeros(len(values))
    mean = float(values[counts].mean())
    return mean, np.where(counts, values - mean, 0.0) / n


def _clusters(table: OutcomeTable) -> int:
    """How many places there are for what the clusters of a run's paths add."""
    draws = table.sampling.clusters(table.path)
    return table.paths if draws is None else int(draws.max(initial=0)) + 1


def _summed(residuals: Floats, table: OutcomeTable) -> Floats:
    """Sums over the clusters of a run, by their numbers; the islands of two conditioned runs differ in their paths."""
    draws = table.sampling.clusters(table.path)
    return residuals if draws is None else np.bincount(draws, residuals, _clusters(table)).astype(np.float64)


def _error(sums: Floats) -> float:
    clusters = len(sums)
    return math.sqrt(clusters / (clusters - 1) * float((sums * sums).sum())) if clusters > 1 else math.nan


def _quantile(table: OutcomeTable) -> float:
    """How many standard errors an interval reaches: by Student's t where paths hang together, as islands do."""
    return Z95 if table.sampling.clusters(table.path) is None else t95(_clusters(table) - 1)
