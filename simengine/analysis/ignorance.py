"""What we don't know apart from chance: how much of a figure's variance lies between draws of the parameters."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from simengine.analysis.probability import Z95, numbered, t95
from simengine.runs.outcome_table import Floats, Integers

FEWEST = 10
"""In so many draws two paths at least must differ from what most paths say, for the interval to hold what it says."""
_FEW = 10  # draws in which chance is at work; below, the interval counts them
_NOTHING = 1e-12  # of a variance


@dataclass(frozen=True, slots=True)
class Ignorance:
    """The variance of a figure over paths, in two: `between` draws of the parameters and `within` them, with errors.

    `share` is the first over both, with its standard error and 95 % interval; negative where the draws differ by less
    than chance alone would make them. `unknown` says why there is none of this; else it is "".
    """

    share: float
    se: float
    low: float
    high: float
    between: float
    between_se: float
    within: float
    within_se: float
    draws: int
    unknown: str = ""


_UNKNOWN = Ignorance(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 0)


def ignorance_of(values: Floats, draws: Integers, islands: Integers | None = None) -> Ignorance:
    """The share of the variance of `values`, shape [n], that lies between the means of `draws`; NaN is left out.

    One-way analysis of variance with draws at random (Searle, Casella, McCulloch 1992, Variance Components, §3.6): with
    M paths to each draw, between = (MSB − MSW)/M and within = MSW. Where draws keep different numbers of paths, each
    counts by how many it keeps, as it does in the mean; so within = Σ m s²/Σ m over the draws with two paths or more,
    and between is what the variance of all paths, plus the squared error of their mean, has beyond that.

    Errors are those of a jackknife over draws, or over the `islands` that draws hang together by, shape [n] (Efron
    1982, The jackknife, the bootstrap and other resampling plans, ch. 3). The interval is Student's for Fisher's
    z = ½ log F of the share (Fisher 1925, Statistical methods for research workers, §39–40), at either end the farther
    one of it and of Hall's, which minds skewness.
    """
    known = ~np.isnan(values)
    values, draws = values[known], draws[known]
    islands = None if islands is None else islands[known]
    unknown = _nothing_there(values)
    if unknown:
        return replace(_UNKNOWN, unknown=unknown)
    draws = numbered(draws)
    sums = _sums(values, draws)
    count = sums.shape[1]
    unknown = _too_little(values, draws, sums[0])
    if unknown:
        return replace(_UNKNOWN, draws=count, unknown=unknown)
    whole = sums.sum(axis=1)
    total, within = map(float, _variances(whole, count))
    left_out, counts = (sums, 1) if islands is None else _together(sums, draws, islands)
    totals, withins = _variances(whole[:, None] - left_out, count - counts)
    between_se, within_se = _jackknife_error(totals - withins), _jackknife_error(withins)
    share, se = 1.0 - within / total, _jackknife_error(1.0 - withins / totals)
    at_work = int(np.count_nonzero(sums[6] > _NOTHING * total))
    if at_work < _FEW:
        low, high = _hardly_chance(values, sums, total, at_work), 1.0
    else:
        low, high = _interval((total, within), (totals, withins), whole[0] / count)
    low, high = max(0.0, min(low, share)), min(1.0, max(high, share))
    return Ignorance(share, se, low, high, total - within, between_se, within, within_se, count)


def _sums(values: Floats, draws: Integers) -> Floats:
    """Of each draw, shape [8, draws]: how many paths, their sum, their squares; what `_variances` needs beside."""
    values = values - values.mean()  # so that squares don't drown what differs
    n = np.bincount(draws)
    n, total, squares = (np.bincount(draws, weights)[n > 0] for weights in (None, values, values * values))
    pairs = n >= 2
    inside = np.where(pairs, np.maximum(squares - total * total / n, 0.0) * n / np.maximum(n - 1.0, 1.0), 0.0)
    return np.array([n, total, squares, total * total, total * n, n * n, inside, np.where(pairs, n, 0.0)], dtype=float)


def _together(sums: Floats, draws: Integers, islands: Integers) -> tuple[Floats, Integers]:
    """Sums of draws as those of their islands, and how many draws each has."""
    _, first = np.unique(draws, return_index=True)
    _, of_draw = np.unique(islands[first], return_inverse=True)
    return np.array([np.bincount(of_draw, row) for row in sums]), np.bincount(of_draw)


def _variances(sums: Floats, draws: int | Integers) -> tuple[Any, Any]:
    """The variance of all paths, of which the part that the error of their mean hides is given back; and within."""
    n, total, squares, of_sums, crossed, of_numbers, inside, in_pairs = sums
    mean = total / n
    error = draws / (draws - 1) * np.maximum(of_sums - 2.0 * mean * crossed + mean * mean * of_numbers, 0.0) / (n * n)
    return squares / n - mean * mean + error, inside / in_pairs


def _nothing_there(values: Floats) -> str:
    """Why there is no variance to be told apart; "" if there is."""
    if len(values) == 0:
        return "no path has a value"
    if not np.isfinite(values).all():
        return "on some paths it is infinite"
    return "it is the same on every path" if values.min() == values.max() else ""


def _too_little(values: Floats, draws: Integers, numbers: Floats) -> str:
    """Why so many paths of each draw, as `numbers` says, are too few to tell; "" if they are enough."""
    n, count, alone = len(values), len(numbers), int(np.count_nonzero(numbers == 1.0))
    if alone > n / 10:
        return f"{alone:,} of {n:,} paths that count are the only one of their draw: nest more paths to a draw"
    others = np.bincount(draws, values != np.median(values))
    apart = int(np.count_nonzero(others >= 2.0))
    if apart < FEWEST:
        seen = f"in {apart:,} of {count:,} draws of the parameters"
        return f"{seen} two paths differ from what most say, and it takes {FEWEST}: draw more paths"
    return ""


def _jackknife_error(without: Floats) -> float:
    count = len(without)
    return math.sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))


def _interval(found: tuple[float, float], without: tuple[Floats, Floats], each: float) -> tuple[float, float]:
    """The 95 % interval of a share, from both variances over all draws and without each; `each` paths to a draw.

    Hall's is P. Hall (1992), On the removal of skewness by transformation, J. R. Stat. Soc. B 54, 221–228: its
    transformation g(t) = t + γ/(3√C) t² + γ²/(27 C) t³ + γ/(6√C), inverted, for the skewness γ of C pseudo-values.
    """
    centre, others = _fisher_z(*found, each), _fisher_z(*without, each)
    count, t = len(others), t95(len(others) - 1)
    pulls = (count - 1) * (others.mean() - others)
    centre = max(0.0, centre - (count - 1) * (others.mean() - centre))  # what is less than none may be as much as 0
    spread = math.sqrt(float((pulls**2).mean()))
    se = spread / math.sqrt(count - 1)
    skew = float((pulls**3).mean()) / spread**3 / math.sqrt(count) if spread else 0.0
    ends = [centre - t * se, centre + t * se]
    if abs(skew) > _NOTHING:
        ends += [centre - se * (np.cbrt(1.0 + skew * (end - skew / 6.0)) - 1.0) / (skew / 3.0) for end in (t, -t)]
    shares = [(ratio - 1.0) / (ratio + each - 1.0) for ratio in np.exp(2.0 * np.array(ends)).tolist()]
    return float(min(shares)), float(max(shares))


def _fisher_z(total: Any, within: Any, each: float) -> Any:
    """Half of the logarithm of F, the ratio of the mean squares between and within."""
    least = _NOTHING * total
    return 0.5 * np.log(np.maximum(total + (each - 1.0) * (total - within), least) / np.maximum(within, least))


def _hardly_chance(values: Floats, sums: Floats, total: float, at_work: int) -> float:
    """The lower end of a share where chance is at work in so few draws that they are counted.

    At 97.5 % it is at work in no more than the upper end of Poisson's count allows (Wilson and Hilferty 1931, The
    distribution of chi-square, PNAS 17, 684–688), and there by no more than the range of the values does.
    """
    count, more = sums.shape[1], at_work + 1.0
    most = more * (1.0 - 1.0 / (9.0 * more) + Z95 / (3.0 * math.sqrt(more))) ** 3 / count
    each = float(sums[7].sum() / np.count_nonzero(sums[7]))
    return float(1.0 - most * float(np.ptp(values)) ** 2 / 4.0 * each / (each - 1.0) / total)


def ignorance_json(found: Ignorance) -> dict[str, Any]:
    """The same for programs; what is not a number is null."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(found).items()
    }
