"""Whether truths have the ranks among members that they must have: uniform ones (Talts et al. 2018).

Two statistics, whose laws under uniform ranks are drawn with a fixed seed: how far the share of ranks below each
possible one lies outside its binomial law at the worst of them (Säilynoja, Bürkner and Vehtari 2022), and the sum of
squared normal scores, which tells members that lie too close together or too far apart with the fewest data sets.
"""

from functools import cache

import numpy as np
from scipy.stats import binom, norm

DRAWS = 50_000
"""So many sets of uniform ranks tell how large a statistic becomes by chance."""


def rank_among(truth, members, u):
    """How many members lie below the truth, with a part of those that equal it that `u` in [0, 1) decides."""
    return int((members < truth).sum() + np.floor(u * ((members == truth).sum() + 1)))


def not_uniform(ranks, members, level):
    """The names whose ranks, from 0 to `members`, are not uniform, with the chance of what they show.

    `ranks` has an array of equal length for each name; uniform ones of all names are refused with a chance of `level`
    at most.
    """
    found = {}
    for name, own in ranks.items():
        chance = chance_of(np.asarray(own), members)
        if chance * 2 * len(ranks) < level:
            found[name] = chance
    return found


def chance_of(ranks, members):
    """The smaller of the two statistics' p-values."""
    laws = _laws(len(ranks), members)
    shown = _statistics(np.bincount(ranks, minlength=members + 1)[None], members)
    return min((1 + int((law >= value[0]).sum())) / (1 + DRAWS) for law, value in zip(laws, shown, strict=True))


@cache
def _laws(sets, members):
    """Both statistics of uniform ranks, shape [DRAWS] each."""
    uniform = np.random.default_rng(7).multinomial(sets, np.full(members + 1, 1 / (members + 1)), DRAWS)
    return _statistics(uniform, members)


def _statistics(counts, members):
    """Both statistics of how often each rank was found, shape [n, members + 1]."""
    sets, possible = int(counts[0].sum()), members + 1
    below = np.cumsum(counts, axis=1)[:, :-1]
    tails = []
    for at in range(1, possible):
        law, numbers = binom(sets, at / possible), np.arange(sets + 1)
        tails.append(2 * np.minimum(law.cdf(numbers), law.sf(numbers - 1)))
    worst = np.stack(tails)[np.arange(members), below].min(axis=1)
    squares = norm.ppf((np.arange(possible) + 0.5) / possible) ** 2
    return -worst, np.abs(counts @ (squares - squares.mean()))
