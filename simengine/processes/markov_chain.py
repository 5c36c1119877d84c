"""`markov_chain`: a regime that jumps to others at given rates."""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from typing import ClassVar, final

from pydantic import Field, model_validator

from simengine.language.clock import Clock
from simengine.language.expression import Node, Number
from simengine.language.fields import NonNegativeExpr
from simengine.numerics import expm1
from simengine.numerics.room import room
from simengine.processes._process import Draw, Process

TERMS = 24  # of the exponential series at a mean of at most 1 jump: the rest is below 1e-25
NAN = float("nan")
Numbers = MutableSequence[float]


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
    wide = True
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
    def prepare_once(dt: float, rates: Sequence[float], numbers: Numbers) -> None:
        """Cumulated transition probabilities over dt, row by row: exact."""
        n = _side(len(numbers))
        fastest = _fastest(rates, n)
        scale, halvings = dt, 0
        while fastest * scale > 1.0:
            scale *= 0.5
            halvings += 1
        jump = room(n * n)
        for i in range(n):
            leaving = _row_sum(rates, i, n)
            for j in range(n):
                rate = rates[i * n + j] if i != j else fastest - leaving
                jump[i * n + j] = rate / fastest if fastest != 0.0 else 1.0 if i == j else 0.0
        _fill_series(numbers, jump, n, fastest * scale)
        for _ in range(halvings):
            _square(numbers, jump, n)
        _cumulate(numbers, n)

    @staticmethod
    def prepare(dt: float, rates: Sequence[float], numbers: Numbers) -> None:
        """Cumulated transition probabilities over dt with one jump at most."""
        n = _side(len(numbers))
        for i in range(n):
            total = _row_sum(rates, i, n)
            jumps = -expm1(-total * dt)
            share = jumps / total if total > 0.0 else 0.0 * total
            for j in range(n):
                numbers[i * n + j] = 1.0 - jumps if i == j else rates[i * n + j] * share
        _cumulate(numbers, n)

    @staticmethod
    def step(state: float, dt: float, numbers: Sequence[float], uniform: float) -> float:
        """The first regime whose cumulated probability exceeds the uniform."""
        n = _side(len(numbers))
        row = int(state) * n
        if numbers[row] != numbers[row]:
            return NAN
        for j in range(n - 1):
            if uniform < numbers[row + j]:
                return float(j)
        return n - 1.0


def _side(size: int) -> int:
    """How many rows a square matrix of so many entries has."""
    n = 0
    while n * n < size:
        n += 1
    return n


def _row_sum(rates: Sequence[float], i: int, n: int) -> float:
    """The rate of leaving regime i; NaN if any of its rates is negative or not a number."""
    total = 0.0
    for j in range(n):
        rate = rates[i * n + j]
        total += rate if rate >= 0.0 else NAN
    return total


def _fastest(rates: Sequence[float], n: int) -> float:
    """The highest rate of leaving a regime; NaN if any rate is negative or not a number."""
    highest = 0.0
    for i in range(n):
        total = _row_sum(rates, i, n)
        if total > highest or total != total:
            highest = total
    return highest


def _fill_series(matrix: Numbers, jump: Sequence[float], n: int, mean: float) -> None:
    """Σ e^{−m} mᵏ/k!·Jᵏ: the law after a Poisson number (mean m) of jumps of J; Horner, all terms positive."""
    column = room(n)
    for i in range(n):
        for j in range(n):
            matrix[i * n + j] = 1.0 if i == j else 0.0
    for k in range(TERMS, 0, -1):
        for j in range(n):
            for i in range(n):
                column[i] = (1.0 if i == j else 0.0) + mean / k * _product(jump, matrix, i, j, n)
            for i in range(n):
                matrix[i * n + j] = column[i]
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += matrix[i * n + j]
        for j in range(n):
            matrix[i * n + j] /= total


def _product(a: Sequence[float], b: Sequence[float], i: int, j: int, n: int) -> float:
    """An entry of the product of two matrices."""
    total = 0.0
    for k in range(n):
        total += a[i * n + k] * b[k * n + j]
    return total


def _square(matrix: Numbers, product: Numbers, n: int) -> None:
    """Multiplies a matrix by itself; `product` is room for it."""
    for i in range(n):
        for j in range(n):
            product[i * n + j] = _product(matrix, matrix, i, j, n)
    for index in range(n * n):
        matrix[index] = product[index]


def _cumulate(matrix: Numbers, n: int) -> None:
    """Turns each row into its running sums."""
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += matrix[i * n + j]
            matrix[i * n + j] = total
