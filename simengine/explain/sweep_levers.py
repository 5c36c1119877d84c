"""What the keys of a sweep move: each put from its first value to its last, the others as they stand at the points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.contrast import Column, Effect, contrast, effect
from simengine.analysis.probability import t95
from simengine.language.clock import period
from simengine.language.numerals import is_number
from simengine.runs.sweep_file import Sweep

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SweptLever:
    """What a figure changes by if a key goes from one value to another: on average over the others, all dice kept.

    `least` and `most` are the smallest and the largest such change, each with the others at one of their points; None
    where there is one point alone, or where a `line` was laid through points that fill a box.
    """

    key: str
    start: str
    end: str
    effect: Effect
    pairs: int
    least: Effect | None = None
    most: Effect | None = None
    line: bool = False


def levers_of(sweep: Sweep, columns: Mapping[Values, Column], *, chance: bool) -> tuple[SweptLever, ...]:
    """The levers of a sweep from a figure at its points, those that move it furthest first.

    Of a number or a date one from end to end, and one to where it lies farthest from the first if that is not the end;
    of words one from the first to each other. Points that fill a box have a straight line laid through them.
    """
    sampled = any(point.scramble >= 0 for point in sweep.points)
    found = _lines(sweep, columns) if sampled else _steps(sweep, columns, chance=chance)
    return tuple(sorted(found, key=lambda one: (-abs(one.effect.d), one.key)))


def ordinal(text: str) -> float | None:
    """A number, or the day of a date; None of words, and where a key is left as it is."""
    if is_number(text):
        return float(text)
    try:
        return float(period(text).first.toordinal())
    except ValueError:
        return None


def _steps(sweep: Sweep, columns: Mapping[Values, Column], *, chance: bool) -> Iterator[SweptLever]:
    for at, key in enumerate(sweep.keys):
        values = list(dict.fromkeys(point.values[at] for point in sweep.points))
        tried = [_step(key, at, (values[0], end), columns, chance=chance) for end in values[1:]]
        known = [one for one in tried if one is not None]
        ordered = all(ordinal(value) is not None for value in values)
        if ordered and known:
            farthest = max(known, key=lambda one: abs(one.effect.d))
            yield known[-1]
            if farthest.end != known[-1].end and abs(farthest.effect.d) > abs(known[-1].effect.d):
                yield farthest
        else:
            yield from known


def _step(
    key: str, at: int, ends: tuple[str, str], columns: Mapping[Values, Column], *, chance: bool
) -> SweptLever | None:
    """One key from one value to another, at every point of the others that has both; None where none has."""
    pairs = []
    for values, before in columns.items():
        after = columns.get((*values[:at], ends[1], *values[at + 1 :]))
        if values[at] == ends[0] and after is not None:
            pairs.append((before, after))
    if not pairs:
        return None
    each = [effect(before, after, chance=chance) for before, after in pairs]
    if len(each) == 1:
        return SweptLever(key, *ends, each[0], 1)
    share = 1.0 / len(pairs)
    whole = contrast([(sign * share, one) for pair in pairs for sign, one in zip((-1.0, 1.0), pair, strict=True)])
    known = sorted((one for one in each if not math.isnan(one.d)), key=lambda one: one.d)
    return SweptLever(key, *ends, whole, len(pairs), *((known[0], known[-1]) if known else (None, None)))


def _lines(sweep: Sweep, columns: Mapping[Values, Column]) -> Iterator[SweptLever]:
    """The slopes of a plane through all points (least squares), each from the least to the greatest value of its key.

    Their error has two parts: that of the dice, which all points share, and how far the points lie off the plane, as if
    that were chance: what bends, and what keys do together, widens it.
    """
    points = [values for values in columns if all(ordinal(value) is not None for value in values)]
    places = np.array([[ordinal(value) for value in values] for values in points], np.float64)
    moving = [at for at in range(len(sweep.keys)) if len(points) and np.ptp(places[:, at]) > 0.0]
    freedom = len(points) - len(moving) - 1
    if not moving or freedom < 1:
        return
    low, wide = places.min(axis=0), np.ptp(places, axis=0)
    scaled = (places[:, moving] - low[moving]) / wide[moving]
    design = np.column_stack([np.ones(len(points)), scaled])
    inverse = np.linalg.pinv(design.T @ design)
    means = np.array([float(np.nanmean(columns[values].values)) for values in points])
    weights = inverse @ design.T
    off = means - design @ (weights @ means)
    scatter = float(off @ off) / freedom
    for row, at in enumerate(moving, 1):
        of_dice = contrast([(float(w), columns[values]) for w, values in zip(weights[row], points, strict=True)])
        ends = (points[int(places[:, at].argmin())][at], points[int(places[:, at].argmax())][at])
        found = _with_scatter(of_dice, math.sqrt(scatter * float(inverse[row, row])), freedom)
        yield SweptLever(sweep.keys[at], *ends, found, len(points), line=True)


def _with_scatter(found: Effect, se: float, freedom: int) -> Effect:
    """An effect whose half-width also has that of another error, as Zou and Donner (2008) join independent ones."""
    half = math.hypot((found.high - found.low) / 2.0, t95(freedom) * se)
    both = math.hypot(found.se, se)
    return replace(found, se=both, low=found.d - half, high=found.d + half, alike=found.alike and se == 0.0)


def setting(sweep: Sweep, values: Sequence[str]) -> str:
    """`budget=200 speed=1`: the values of the keys that vary; a key that is left as it is has none."""
    columns = zip(*(point.values for point in sweep.points), strict=True)
    moving = [len(set(column)) > 1 for column in columns]
    told = zip(sweep.short_keys, values, moving, strict=True)
    return "  ".join(f"{key}={value}" for key, value, moves in told if moves and value)
