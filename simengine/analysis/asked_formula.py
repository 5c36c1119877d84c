"""Statistics of one run joined by + - * /, with an error that knows that they are of the same paths."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.probability import Z95, cluster_count, standard_error_of_mean, t95
from simengine.compute.asked_values import AskedValues
from simengine.language.expression import Arithmetic, Name, Negative, Node, Number, children
from simengine.runs.outcome_table import Floats, Integers

Figures = tuple[float, float, float, float]
"""An estimate, its standard error, and the ends of its 95 % interval."""
_FEWEST = 10  # paths with and without what a probability in a product or ratio is of


def joined(
    formula: Node, found: Sequence[AskedValues], parts: Sequence[Figures], draws: Integers | None
) -> tuple[Figures, str]:
    """A formula of statistics, each with its own figures, and why it has no value or no error; else "".

    The statistics share paths, so each is told by what every path adds to its error, (y − ȳ)/n on the paths it counts
    (W. G. Cochran 1977, Sampling Techniques, 3rd ed., §11.8), and a formula by what these make of it (the delta
    method). A sum or difference has the wider of its value ± 1.96 se and `_of_sum` at either end: where few paths are
    what is asked, the one is too narrow for parts that have nothing in common, the other for a part and its whole. A
    product or ratio of what is positive has that of its logarithm (D. Katz, J. Baptista, S. P. Azen and M. C. Pike
    1978, Biometrics 34, 469–474); any other its value ± 1.96 se. Where paths hang together, Student's t takes the place
    of 1.96, with one degree of freedom fewer than clusters.
    """
    value, slopes = _with_slopes(formula, [part[0] for part in parts])
    if not math.isfinite(value):
        why = "it divides by 0" if all(math.isfinite(part[0]) for part in parts) else "a part of it is infinite"
        return (value, math.nan, math.nan, math.nan), why
    used = np.any([one.counted & ~np.isnan(one.values) for one in found], axis=0)
    residuals = np.stack([_residuals(one)[used] for one in found])
    clusters = None if draws is None else draws[used]
    se = _error(slopes @ residuals, clusters)
    if math.isnan(se):
        return (value, se, se, se), f"one {'path' if draws is None else 'draw of the parameters'} tells no error"
    t = Z95 if clusters is None else t95(cluster_count(len(clusters), clusters) - 1)
    if _is_sum(formula):
        low, high = _of_sum(value, slopes, parts, _correlations(residuals, clusters))
        return (value, se, min(low, value - t * se), max(high, value + t * se)), ""
    if few := next((one for one in found if _has_few(one)), None):
        why = f"fewer than {_FEWEST} paths are or aren't what {few.statistic.text} asks: too few for a product or ratio"
        return (value, math.nan, math.nan, math.nan), why
    if _is_product(formula) and all(part[0] > 0.0 for part in parts) and value > 0.0:
        factor = math.exp(t * se / value)
        return (value, se, value / factor, value * factor), ""
    return (value, se, value - t * se, value + t * se), ""


def _has_few(one: AskedValues) -> bool:
    """Whether a probability is of so few paths that the error of a ratio with it would be too small."""
    values = one.values[one.counted]
    hits, known = int(np.count_nonzero(values == 1.0)), int(np.count_nonzero(~np.isnan(values)))
    return one.statistic.kind == "chance" and min(hits, known - hits) < _FEWEST


def _of_sum(
    value: float, slopes: NDArray[np.float64], parts: Sequence[Figures], correlations: NDArray[np.float64]
) -> tuple[float, float]:
    """The ends of a sum of statistics times numbers, made of the ends of each and their correlations.

    G. Y. Zou and A. Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27,
    1693–1702, for any number of terms. So what none of few paths has does not count as sure.
    """
    ends, both = [], list(zip(slopes, parts, strict=True))
    for near, far in ((2, 3), (3, 2)):
        signed = [(part[0] - part[near]) if slope > 0 else (part[far] - part[0]) for slope, part in both]
        away = np.array(signed) * slopes
        ends.append(math.sqrt(max(0.0, float(away @ correlations @ away))))
    return value - ends[0], value + ends[1]


def _correlations(residuals: NDArray[np.float64], clusters: Integers | None) -> NDArray[np.float64]:
    """Of the errors of the statistics, [statistics, statistics]; 0 where one has none."""
    errors, found = [_error(row, clusters) for row in residuals], np.eye(len(residuals))
    for i in range(len(residuals)):
        for j in range(i):
            both, product = _error(residuals[i] + residuals[j], clusters), errors[i] * errors[j]
            shared = (both**2 - errors[i] ** 2 - errors[j] ** 2) / (2.0 * product) if product > 0.0 else 0.0
            found[i, j] = found[j, i] = min(1.0, max(-1.0, shared))
    return found


def _residuals(one: AskedValues) -> Floats:
    """What each ok path adds to the error of a mean."""
    known = one.counted & ~np.isnan(one.values)
    found, values = np.zeros(len(known)), one.values[known]
    found[known] = (values - values.mean()) / len(values)
    return found


def _error(residuals: Floats, clusters: Integers | None) -> float:
    """The standard error of a sum of residuals."""
    return standard_error_of_mean(residuals, clusters) * len(residuals)


def _is_sum(node: Node) -> bool:
    """Whether a formula adds and subtracts statistics, times numbers."""
    match node:
        case Name() | Number():
            return True
        case Arithmetic(op="*", left=left, right=right):
            return (_is_number(left) and _is_sum(right)) or (_is_sum(left) and _is_number(right))
        case Arithmetic(op="/", left=left, right=right):
            return _is_sum(left) and _is_number(right)
    return all(map(_is_sum, children(node)))


def _is_product(node: Node) -> bool:
    """Whether a formula multiplies and divides statistics and numbers."""
    if isinstance(node, Arithmetic):
        return node.op in "*/" and _is_product(node.left) and _is_product(node.right)
    return isinstance(node, Name | Number)


def _is_number(node: Node) -> bool:
    return not isinstance(node, Name) and all(map(_is_number, children(node)))


def _with_slopes(node: Node, values: Sequence[float]) -> tuple[float, NDArray[np.float64]]:
    """A formula's value, and how fast it changes with each of its statistics."""
    none = np.zeros(len(values))
    match node:
        case Number(value=value):
            return value, none
        case Name(name=name):
            which = int(name.removeprefix("_"))
            return values[which], np.eye(len(values))[which]
        case Negative(operand=operand):
            value, slopes = _with_slopes(operand, values)
            return -value, -slopes
        case Arithmetic(op=op, left=left, right=right):
            (a, da), (b, db) = _with_slopes(left, values), _with_slopes(right, values)
            if op in "+-":
                sign = 1.0 if op == "+" else -1.0
                return a + sign * b, da + sign * db
            if op == "*":
                return a * b, b * da + a * db
            return (a / b, da / b - a * db / (b * b)) if b else (math.nan, none)
    raise TypeError(f"{type(node).__name__} is no part of a formula of statistics")
