"""Signposts: what, once it is seen or still is not, moves an answer the most; found on one half, told on the other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from simengine.analysis.probability import Z95, Proportion, proportion, spread, t95
from simengine.explain.chance import Chance
from simengine.explain.halves import first_half
from simengine.explain.signpost import Mean, Signpost, Signposts
from simengine.explain.told_half import Part, clear_from, degrees_of, moves
from simengine.explain.watched import Dates, Watched
from simengine.runs.outcome_table import Floats, Integers, Truths

MOST = 5
"""So many signposts are told of each date, at most; and so many of what the class itself reads, of all dates."""
QUARTILES = (0.25, 0.5, 0.75)
SAME = 0.9
"""Signposts whose indicators are correlated by more say the same."""
_FEWEST = 20  # futures on either side of a signpost, for it to be chosen


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """One thing seen or not at a date: the indicator, and the paths on which it had not been seen before."""

    watched: Watched
    at: int
    sense: str
    threshold: float
    seen: Truths
    risk: Truths


def signposts_of(
    scenario: str, chance: Chance, watched: Sequence[Watched], dates: Dates, reads: AbstractSet[str] = frozenset()
) -> Signposts:
    """The signposts of a chance among what is watched on its paths; what the class itself `reads` is told apart."""
    half = first_half(len(chance.hits), chance.clusters)
    base = _estimate(chance, chance.hits[~half], _of(chance.clusters, ~half))
    found: list[tuple[str, _Candidate, tuple[str, ...]]] = []
    if not chance.nothing:
        for at, label in dates.later():
            chosen = _chosen(chance, half, watched, at, reads)
            found += [(label, candidate, same) for candidate, same in chosen]
    told = [_told(label, candidate, same, chance, half) for label, candidate, same in found]
    times = clear_from(len(told), degrees_of(chance.clusters, half))
    clear = [(of.watched.key, one) for (_, of, _), one in zip(found, told, strict=True) if one.moves > times * one.se]
    return Signposts(
        scenario,
        chance.title,
        chance.of,
        chance.names,
        dates.labels[0],
        dates.labels[1:],
        base,
        _estimate(chance, chance.hits, chance.clusters),
        int(half.sum()),
        int((~half).sum()),
        len(watched),
        len(told) - len(clear),
        tuple(one for key, one in clear if key not in reads),
        tuple(_best_of_each((key, one) for key, one in clear if key in reads)),
        chance.nothing,
        chance.number,
        chance.unit,
    )


def _estimate(chance: Chance, values: Floats, draws: Integers | None) -> Proportion | Mean:
    if not chance.number:
        return proportion(values, draws, chance.worth)
    found = spread(values, draws)
    return Mean(found.mean, found.se, found.low, found.high, found.n)


def _best_of_each(found: Iterable[tuple[str, Signpost]]) -> list[Signpost]:
    """Of each element the signpost that moves the most futures; the best of these."""
    best: dict[str, Signpost] = {}
    for key, one in found:
        if key not in best or _reach(one) > _reach(best[key]):
            best[key] = one
    return sorted(best.values(), key=lambda one: -_reach(one))[:MOST]


def _reach(one: Signpost) -> float:
    return one.moves * one.at_risk.p


def _of(clusters: Integers | None, rows: Truths) -> Integers | None:
    return None if clusters is None else clusters[rows]


def _chosen(
    chance: Chance, half: Truths, watched: Sequence[Watched], at: int, reads: AbstractSet[str]
) -> Iterator[tuple[_Candidate, tuple[str, ...]]]:
    """The most telling at a date on one half, each with the others that say the same; of each thing its best sight.

    What the class reads, and what it doesn't, take no places from one another.
    """
    ranked: list[tuple[float, _Candidate]] = []
    for one in watched:
        sights = [(_expected(chance, sight, half), sight) for sight in _sights(one, at, half)]
        if sights:
            ranked.append(max(sights, key=lambda pair: pair[0]))
    ranked.sort(key=lambda pair: -pair[0])
    kept: dict[bool, list[tuple[_Candidate, list[str]]]] = {False: [], True: []}
    for worth, candidate in ranked:
        kin = kept[candidate.watched.key in reads]
        twin = next((names for other, names in kin if _same(candidate, other, half)), None)
        if twin is not None:
            twin.append(candidate.watched.key)
        elif worth > 0.0 and len(kin) < MOST and not _told_by_event(candidate, watched, half):
            kin.append((candidate, []))
    yield from ((candidate, tuple(names)) for kin in kept.values() for candidate, names in kin)


def _sights(one: Watched, at: int, half: Truths) -> Iterator[_Candidate]:
    """All ways to look at one thing by a date: thresholds are quartiles of one half."""
    values = one.values[at]
    known = values[half & ~np.isnan(values)]
    if not known.size:
        return
    if one.of == "event" or (one.of == "answer" and one.chance):
        yield _candidate(one, at, "occurred" if one.of == "event" else "yes", 0.5)
    elif one.of == "regime":
        for regime in np.unique(known).tolist():
            yield _candidate(one, at, "is", regime)
    else:
        for threshold in sorted(set(np.quantile(known, QUARTILES, method="lower").tolist())):
            yield _candidate(one, at, "above", threshold)
            yield _candidate(one, at, "below", threshold)


def _candidate(one: Watched, at: int, sense: str, threshold: float) -> _Candidate:
    upto = one.values[: at + 1]
    with np.errstate(invalid="ignore"):
        holds = {"below": upto < threshold, "is": upto == threshold}.get(sense, upto > threshold)
    risk = ~np.isnan(upto[-1]) & ~holds[:-1].any(axis=0)
    return _Candidate(one, at, sense, threshold, holds[-1], risk)


def _expected(chance: Chance, candidate: _Candidate, half: Truths) -> float:
    """The fall of entropy, or of a number's variance, to be expected over a half: that at risk times these' share."""
    hits, risk = chance.hits[half], candidate.risk[half]
    seen, there = candidate.seen[half][risk], int(risk.sum())
    count = int(seen.sum())
    if min(count, there - count) < _FEWEST:
        return 0.0
    falls = variance_between if chance.number else information
    return falls(hits[risk], seen) * there / len(risk)


def information(hits: Floats, seen: Truths) -> float:
    """By how many bits the entropy of `hits` (1 or 0) falls on average when one learns whether `seen`."""
    share = float(seen.mean())
    apart = [(part, float(hits[of].mean())) for part, of in ((share, seen), (1.0 - share, ~seen)) if part > 0.0]
    return max(0.0, _entropy(float(hits.mean())) - sum(part * _entropy(p) for part, p in apart))


def variance_between(values: Floats, seen: Truths) -> float:
    """By how much the variance of a number falls on average when one learns whether `seen`."""
    share = float(seen.mean())
    if share in (0.0, 1.0):
        return 0.0
    return share * (1.0 - share) * (float(values[seen].mean()) - float(values[~seen].mean())) ** 2


def _entropy(p: float) -> float:
    return -sum(q * math.log2(q) for q in (p, 1.0 - p) if q > 0.0)


def _same(one: _Candidate, other: _Candidate, half: Truths) -> bool:
    """Whether two say the same where both may be seen, if that is most of where either may."""
    both = one.risk & other.risk & half
    if 2 * both.sum() < min((one.risk & half).sum(), (other.risk & half).sum()):
        return False
    return abs(_correlation(one.seen[both], other.seen[both])) > SAME


def _told_by_event(candidate: _Candidate, watched: Sequence[Watched], half: Truths) -> bool:
    """Whether an answer tells no more than that an event has occurred, which was seen when it did."""
    if candidate.watched.of != "answer":
        return False
    known = candidate.risk & half
    events = (one.values[candidate.at] > 0.5 for one in watched if one.of == "event")
    return any(abs(_correlation(candidate.seen[known], by[known])) > SAME for by in events)


def _correlation(one: Truths, other: Truths) -> float:
    n, a, b = len(one), int(one.sum()), int(other.sum())
    spread = math.sqrt(float(a) * (n - a) * b * (n - b))
    return (n * int((one & other).sum()) - a * b) / spread if spread else 0.0


def _told(label: str, candidate: _Candidate, same: tuple[str, ...], chance: Chance, chosen_on: Truths) -> Signpost:
    """What it does on the half that it was not chosen on."""
    half = ~chosen_on
    risk, one = candidate.risk & half, candidate.watched
    hits, seen, draws = chance.hits[risk], candidate.seen[risk], _of(chance.clusters, risk)
    before = candidate.risk & chosen_on
    beside = Part(chance.hits[before], candidate.seen[before], _of(chance.clusters, before))
    moved, se = moves(Part(hits, seen, draws), beside)
    degrees = degrees_of(chance.clusters, chosen_on)
    reach = se * (Z95 if degrees is None else t95(degrees))
    sense, state = _said(candidate)
    return Signpost(
        label,
        one.of,
        one.name,
        one.title,
        one.unit,
        sense,
        candidate.threshold if sense in ("above", "below") else math.nan,
        state,
        proportion(candidate.risk[half].astype(np.float64), _of(chance.clusters, half), chance.worth),
        proportion(seen.astype(np.float64), draws, chance.worth),
        _estimate(chance, hits, draws),
        _estimate(chance, hits[seen], _of(draws, seen)),
        _estimate(chance, hits[~seen], _of(draws, ~seen)),
        moved,
        se,
        max(0.0, moved - reach),
        moved + reach,
        math.nan if chance.number or not len(hits) else information(hits, seen),
        _explained(hits, seen) if chance.number else math.nan,
        same,
    )


def _said(candidate: _Candidate) -> tuple[str, str]:
    """The sense, and what is seen where that is one value: a regime, or the only number on its side of the threshold.

    The second is "" where there are several, and of a switch, which is 0 or 1 and nothing else: that is no or yes.
    """
    one, sense = candidate.watched, candidate.sense
    if sense == "is":
        return sense, one.regimes[round(candidate.threshold)]
    if sense not in ("above", "below"):
        return sense, ""
    with np.errstate(invalid="ignore"):
        there = one.values > candidate.threshold if sense == "above" else one.values < candidate.threshold
    values = np.unique(one.values[there])
    if len(values) != 1:
        return sense, ""
    if np.isin(one.values[~np.isnan(one.values)], (0.0, 1.0)).all():
        return ("yes" if values[0] else "no"), ""
    return "is", f"{values[0]:g}"


def _explained(values: Floats, seen: Truths) -> float:
    variance = float(values.var()) if len(values) else 0.0
    return variance_between(values, seen) / variance if variance > 0.0 else math.nan
