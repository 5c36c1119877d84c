"""What several experts say of one parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from simengine.distributions._distribution import Distribution
from simengine.distributions._law import HALVINGS, Law, within

PRECISION = 60


@final
class Pool(Law):
    """The laws of several experts, each with its weight.

    Each path asks one of them, with the chance of its weight, and draws by that expert's law (the linear pool: the
    chance of anything is the weighted mean of the experts'). If it is `averaged`, the quantile at u is the weighted
    mean of theirs instead.
    """

    experts: tuple[str, ...]
    laws: tuple[Distribution, ...]
    weights: tuple[float, ...]
    averaged: bool = False

    def asked(self, expert: int) -> Law:
        return self if self.averaged else self.laws[expert]

    @property
    def parts(self) -> tuple[Law, ...]:
        return self.laws

    def quantile(self, u: float) -> float:
        own = [law.quantile(u) for law in self.laws]
        if self.averaged:
            return _weighted(self.weights, own)
        low, high = min(own), max(own)
        chances = [(0.0, 1.0)] * len(own)  # law by law, between which the chance of less than the quantile lies
        for _ in range(PRECISION):
            middle = 0.5 * (low + high)
            if not low < middle < high:
                break
            found = self._enclosed(middle, u, chances)
            if _weighted(self.weights, [least for least, _ in found]) > u:
                high, chances = middle, [(known[0], new[1]) for known, new in zip(chances, found, strict=True)]
            else:
                low, chances = middle, [(new[0], known[1]) for known, new in zip(chances, found, strict=True)]
        # A value that a law has with a chance of its own is given as it is.
        values = [law.quantile(within(law.chance_below(high))) for law in self.laws]
        return max((value for value in values if low <= value <= high), default=high)

    def _enclosed(self, value: float, u: float, chances: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Between which the chance of less than a value lies, law by law, as narrow as it takes to know whether the
        pool's is above u: a quantile takes a tenth of the time so. It is known to lie between `chances`.
        """
        for _ in range(HALVINGS):
            lows, highs = zip(*chances, strict=True)
            if _weighted(self.weights, lows) > u or _weighted(self.weights, highs) <= u:
                break
            chances = [_halved(law, value, *one) for law, one in zip(self.laws, chances, strict=True)]
        return chances

    def bounds(self) -> tuple[float, float]:
        lows, highs = zip(*(law.bounds() for law in self.laws), strict=True)
        if self.averaged:
            return _weighted(self.weights, lows), _weighted(self.weights, highs)
        return min(lows), max(highs)

    def expectation(self) -> float | None:
        means = [law.expectation() for law in self.laws]
        known = [mean for mean in means if mean is not None]
        return _weighted(self.weights, known) if len(known) == len(means) else None

    def chance_of(self, value: float) -> float | None:
        chances = [law.chance_of(value) for law in self.laws]
        known = [chance for chance in chances if chance is not None]
        return _weighted(self.weights, known) if len(known) == len(chances) and not self.averaged else None

    def chance_below(self, value: float) -> float:
        if self.averaged:
            return super().chance_below(value)
        return _weighted(self.weights, [law.chance_below(value) for law in self.laws])

    def cuts(self) -> tuple[float, ...]:
        """Of averaged quantiles every cut of theirs, if none is continuous; else those on which all agree."""
        heard = [law for law, weight in zip(self.laws, self.weights, strict=True) if weight > 0.0 and law.varies]
        own = {law.cuts() for law in heard}
        if self.averaged and all(own):
            return tuple(sorted({cut for cuts in own for cut in cuts}))
        return own.pop() if len(own) == 1 else ()

    @property
    def names(self) -> tuple[str, ...]:
        return self.laws[0].names

    def by_name(self, weights: Mapping[str, float]) -> Pool:
        """The same with these weights, and its experts in the order of their names."""
        names = tuple(sorted(self.experts))
        laws = tuple(self.laws[self.experts.index(name)] for name in names)
        ordered = tuple(weights[name] for name in names)
        return Pool(experts=names, laws=laws, weights=ordered, averaged=self.averaged)


def _halved(law: Law, value: float, low: float, high: float) -> tuple[float, float]:
    """A narrower interval that the chance of less than a value lies in."""
    middle = 0.5 * (low + high)
    return (middle, high) if law.quantile(within(middle)) < value else (low, middle)


def _weighted(weights: tuple[float, ...], values: list[float] | tuple[float, ...]) -> float:
    """The weighted sum, added from left to right to 0; a weight of 0 counts nothing, also of what is infinite."""
    total = 0.0
    for weight, value in zip(weights, values, strict=True):
        total += weight * value if weight > 0.0 else 0.0
    return total
