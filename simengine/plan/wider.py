"""Laws of parameters that are twice as wide, to see what hangs on how sure one was of them.

A law is widened about its median on the line that its support is mapped to: the real line as it is, what has one end by
the logarithm of the distance from it, what lies between two ends by the logit of its place. So it keeps its median and
its support, a normal law has twice the sd, a lognormal one twice the sigma; a law with two ends moves towards both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simengine.distributions import Distribution, Law, Pool
from simengine.distributions._line import from_line, to_line
from simengine.distributions.beta import Beta
from simengine.distributions.gamma import Gamma
from simengine.distributions.lognormal import Lognormal
from simengine.distributions.normal import Normal
from simengine.distributions.pert import Pert
from simengine.distributions.quantiles import Quantiles
from simengine.distributions.student_t import StudentT
from simengine.distributions.triangular import Triangular
from simengine.distributions.uniform import Uniform
from simengine.plan.plan import Plan

_FINE = ((0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98), (0.05, 0.25, 0.5, 0.75, 0.95), (0.05, 0.5, 0.95))
"""Points through which a curve goes that stands for a widened law: as many as a rising curve goes through."""


def wider(law: Law, factor: float = 2.0) -> Law | None:
    """The law so many times as wide about its median; None for one that is made of single values.

    Normal, Student's, lognormal, uniform laws and those of quantiles are widened exactly, a gamma, beta, pert or
    triangular one at its 2, 10, 30, 50, 70, 90 and 98 % points (or fewer, where no rising curve goes through all). Of
    several experts each is, and None if one can't be. ValueError for a factor that is not above 0.
    """
    if not factor > 0.0:
        raise ValueError(f"a law is widened by a factor above 0 (got {factor:g})")
    if isinstance(law, Normal):
        return Normal(mean=law.mean, sd=factor * law.sd)
    if isinstance(law, StudentT):
        return StudentT(median=law.median, scale=factor * law.scale, df=law.df)
    if isinstance(law, Lognormal):
        return Lognormal(median=law.median, sigma=factor * law.sigma)
    if isinstance(law, Quantiles):
        return _through(law, [chance for chance, _ in law.points], factor)
    if isinstance(law, Pool):
        return _wider_pool(law, factor)
    if isinstance(law, Uniform | Gamma | Beta | Pert | Triangular):
        return next((found for points in _FINE if (found := _through(law, points, factor))), None)
    return None


def with_wider(plan: Plan, names: frozenset[str], factor: float = 2.0) -> Plan:
    """The plan with the laws of some parameters so many times as wide; those that can't be stay as they are."""
    parameters = tuple(
        replace(one, distribution=wider(one.distribution, factor) or one.distribution) if one.name in names else one
        for one in plan.parameters
    )
    return replace(plan, parameters=parameters)


def can_be_wider(plan: Plan) -> Mapping[str, bool]:
    """Whether each parameter that varies has a law that can be widened."""
    return {
        one.name: wider(one.distribution) is not None
        for one in plan.parameters
        if one.distribution.varies and not one.distribution.is_one_value
    }


def _wider_pool(law: Pool, factor: float) -> Pool | None:
    widened = tuple(found for one in law.laws if isinstance(found := wider(one, factor), Distribution))
    if len(widened) < len(law.laws):
        return None
    return Pool(experts=law.experts, laws=widened, weights=law.weights, averaged=law.averaged)


def _through(law: Law, chances: tuple[float, ...] | list[float], factor: float) -> Quantiles | None:
    """The metalog through the widened points of a law; None where no rising curve goes through them."""
    lower, upper = law.bounds()
    middle = to_line(law.quantile(0.5), lower, upper)
    points = []
    for chance in chances:
        on_line = middle + factor * (to_line(law.quantile(chance), lower, upper) - middle)
        points.append((chance, from_line(on_line, lower, upper)))
    ends = {"lower": lower, "upper": upper}
    told = {name: end for name, end in ends.items() if abs(end) != float("inf")}
    try:
        return Quantiles.build({"points": tuple(points), **told})
    except ValueError:
        return None
