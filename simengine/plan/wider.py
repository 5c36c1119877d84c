"""Laws of parameters that are twice as wide, to see what hangs on how sure one was of them.

A law is widened about its median on the line that its support is mapped to: the real line as it is, what has one end by
the logarithm of the distance from it, what lies between two ends by the logit of its place. So it keeps its median and
its support: a normal law has twice the sd, a lognormal one twice the sigma, and a law with two ends moves towards both.
The widened law is the metalog through its points, which is that of quantiles (Keelin 2016, Decision Analysis 13(4),
243–277).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from simengine.distributions import Distribution, Law, Pool
from simengine.distributions._line import from_line, to_line
from simengine.distributions.quantiles import Quantiles
from simengine.plan.plan import Plan

_POINTS = ((0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99), (0.05, 0.25, 0.5, 0.75, 0.95), (0.05, 0.5, 0.95))
"""The chances of the points: as many as a rising curve goes through."""


def wider(law: Law, factor: float = 2.0) -> Law | None:
    """The law so many times as wide about its median; None for one that is made of single values.

    It goes through the widened 1, 10, 30, 50, 70, 90 and 99 % points, or fewer where no rising curve goes through all;
    between them, and beyond, laws of up to five quantiles and uniform ones are widened exactly, others to a few
    hundredths of their width on that line. Of several experts each is widened, and None if one can't be. ValueError for
    a factor that is not above 0.
    """
    if not factor > 0.0:
        raise ValueError(f"a law is widened by a factor above 0 (got {factor:g})")
    if isinstance(law, Pool):
        widened = tuple(found for one in law.laws if isinstance(found := wider(one, factor), Distribution))
        if len(widened) < len(law.laws):
            return None
        return Pool(experts=law.experts, laws=widened, weights=law.weights, averaged=law.averaged)
    if law.chance_of(law.quantile(0.5)) is not None:
        return None
    return next((found for chances in _POINTS if (found := _through(law, chances, factor))), None)


def with_wider(plan: Plan, names: frozenset[str], factor: float = 2.0) -> Plan:
    """The plan with the laws of some parameters so many times as wide; those that can't be stay as they are."""
    parameters = tuple(
        replace(one, distribution=wider(one.distribution, factor) or one.distribution) if one.name in names else one
        for one in plan.parameters
    )
    return replace(plan, parameters=parameters)


def _through(law: Law, chances: Sequence[float], factor: float) -> Quantiles | None:
    """The law through the widened points; None where no rising curve goes through them."""
    lower, upper = law.bounds()
    middle = to_line(law.quantile(0.5), lower, upper)
    points = []
    for chance in chances:
        on_line = middle + factor * (to_line(law.quantile(chance), lower, upper) - middle)
        points.append((chance, from_line(on_line, lower, upper)))
    ends = {"lower": lower, "upper": upper}
    told = {name: end for name, end in ends.items() if math.isfinite(end)}
    try:
        return Quantiles.build({"points": tuple(points), **told})
    except ValueError:
        return None
