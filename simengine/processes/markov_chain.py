"""`markov_chain`: a regime that jumps to others at given rates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar, final

from pydantic import Field, model_validator

from simengine.language.clock import Clock
from simengine.language.expression import Node, Number
from simengine.language.fields import NonNegativeExpr
from simengine.numerics import expm1
from simengine.processes._base import Draw, Process

TERMS = 24  # of the exponential series at a mean of at most 1 jump: the rest is below 1e-25
NAN = float("nan")


@final
class MarkovChain(Process):
    """A regime, one of the names in `rates`; `rates: {full: {low: 0.1}}` is the rate per year from full to low.

    Where the rates can't change along a path, the law over a step is exact: the matrix exponential of rates·dt, by
    uniformisation (Jensen 1953) with scaling and squaring. Else there is at most one jump in a step, with the rates at
    its beginning: weak order dt. By inversion of one uniform. A rate that becomes negative ends the path as failed.
    """

    kind = "markov_chain"
    draws = (Draw.UNIFORM,)
    prepared = ("rates",)
    field_units: ClassVar[Mapping[str, str]] = {"rates": "1/year"}
    initial: str = Field(description="the regime it begins in")
    rates: Mapping[str, Mapping[str, NonNegativeExpr]] = Field(min_length=1, description="from: {to: rate per year}")

    @model_validator(mode="after")
    def _known(self) -> MarkovChain:
        names = self.regimes()
        if self.initial not in names:
            raise ValueError(f"initial must be one of its regimes, {', '.join(names)} (got {self.initial!r})")
        if any(name in targets for name, targets in self.rates.items()):
            raise ValueError("a rate from a regime to itself has no meaning: remove it")
        if self.bounds is not None or self.history:
            raise ValueError("a regime has no bounds and no history")
        return self

    def regimes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.rates, *(to for targets in self.rates.values() for to in targets)]))

    def start(self, clock: Clock) -> Node:
        return Number(float(self.regimes().index(self.initial)))

    def inputs(self, clock: Clock) -> tuple[tuple[str, Node], ...]:
        """The rates, row by row; a pair that is not named has rate 0."""
        names = self.regimes()
        rates = [self.rates.get(here, {}).get(there) for here in names for there in names]
        return tuple(("rates", rate.node if rate is not None else Number(0.0)) for rate in rates)

    @staticmethod
    def prepare_once(dt: float, *rates: float) -> tuple[float, ...]:
        """Cumulated transition probabilities over dt, row by row: exact."""
        n = math.isqrt(len(rates))
        leaving = [_row_sum(rates, i, n) for i in range(n)]
        if not all(total >= 0.0 for total in leaving):
            return (NAN,) * (n * n)
        fastest, halvings = max(leaving), 0
        scale = dt
        while fastest * scale > 1.0:
            scale *= 0.5
            halvings += 1
        jump = [
            (rates[i * n + j] if i != j else fastest - leaving[i]) / fastest if fastest > 0.0 else float(i == j)
            for i in range(n)
            for j in range(n)
        ]
        matrix = _series(jump, n, fastest * scale)
        for _ in range(halvings):
            matrix = _product(matrix, matrix, n)
        return _cumulated(matrix, n)

    @staticmethod
    def prepare(dt: float, *rates: float) -> tuple[float, ...]:
        """Cumulated transition probabilities over dt with one jump at most."""
        n = math.isqrt(len(rates))
        matrix = []
        for i in range(n):
            total = _row_sum(rates, i, n)
            jumps = -expm1(-total * dt)
            share = jumps / total if total > 0.0 else 0.0 * total
            matrix += [1.0 - jumps if i == j else rates[i * n + j] * share for j in range(n)]
        return _cumulated(matrix, n)

    @staticmethod
    def step(state: float, dt: float, *numbers: float) -> float:
        """The first regime whose cumulated probability exceeds the uniform, which stands last."""
        n = math.isqrt(len(numbers) - 1)
        row, uniform = int(state) * n, numbers[-1]
        if numbers[row] != numbers[row]:
            return NAN
        for j in range(n - 1):
            if uniform < numbers[row + j]:
                return float(j)
        return n - 1.0


def _row_sum(rates: tuple[float, ...], i: int, n: int) -> float:
    """The rate of leaving regime i; NaN if any of its rates is negative or not a number."""
    total = 0.0
    for j in range(n):
        rate = rates[i * n + j]
        total += rate if rate >= 0.0 else NAN
    return total


def _series(jump: list[float], n: int, mean: float) -> list[float]:
    """Σ e^{−m} mᵏ/k!·Jᵏ: the law after a Poisson number (mean m) of jumps of J; Horner, all terms positive."""
    identity = [float(i == j) for i in range(n) for j in range(n)]
    matrix = identity
    for k in range(TERMS, 0, -1):
        step = _product(jump, matrix, n)
        matrix = [one + mean / k * value for one, value in zip(identity, step, strict=True)]
    return [value / _row_total(matrix, index // n, n) for index, value in enumerate(matrix)]


def _row_total(matrix: list[float], i: int, n: int) -> float:
    total = 0.0
    for j in range(n):
        total += matrix[i * n + j]
    return total


def _product(a: list[float], b: list[float], n: int) -> list[float]:
    result = []
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i * n + k] * b[k * n + j]
            result.append(total)
    return result


def _cumulated(matrix: list[float], n: int) -> tuple[float, ...]:
    """Running sums along each row."""
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += matrix[i * n + j]
            result.append(total)
    return tuple(result)
