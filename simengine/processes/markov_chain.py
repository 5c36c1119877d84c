"""`markov_chain`: a regime that jumps to others at given rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableSequence, Sequence
from typing import ClassVar, final

from pydantic import Field, model_validator

from simengine.language.clock import Clock
from simengine.language.expression import Arithmetic, Node, Number, constant
from simengine.language.fields import ChanceExpr, Expression, NonNegativeExpr
from simengine.numerics import expm1
from simengine.numerics.room import room
from simengine.processes._process import Draw, Process

TERMS = 24  # of the exponential series at a mean of at most 1 jump: the rest is below 1e-25
NAN = float("nan")
STAYS = -1.0  # on the diagonal of chances, which tells them from rates
SLACK = 1e-9  # by which chances may miss 1
Numbers = MutableSequence[float]


@final
class MarkovChain(Process):
    """A regime, one of the names in `rates`; `rates: {full: {low: 0.1}}` is the rate per year from full to low.

    Where the rates can't change along a path, the law over a step is exact: the matrix exponential of rates·dt, by
    uniformisation (Jensen 1953) with scaling and squaring. Else there is at most one jump in a step, with the rates at
    its middle: weak order dt. By inversion of one uniform. A rate that becomes negative ends the path as failed.

    On a yearly clock `matrix` may stand in the place of `rates`: the chances of being there a year later, such as those
    of a table of ratings. Each row sums to 1; a pair that is not named has none, a regime whose row is empty stays.
    One of a row may be `otherwise`, what the others leave; it must be where one of them is no number. Chances that
    become negative, or leave less than nothing, end the path as failed.
    """

    kind = "markov_chain"
    draws = (Draw.UNIFORM,)
    prepared = ("rates", "matrix")
    wide = True
    field_units: ClassVar[Mapping[str, str]] = {"rates": "1/year", "matrix": "1"}
    initial: str = Field(description="the regime it begins in")
    rates: Mapping[str, Mapping[str, NonNegativeExpr]] = Field(
        default_factory=dict, description="from: {to: rate per year}"
    )
    matrix: Mapping[str, Mapping[str, ChanceExpr]] = Field(
        default_factory=dict, description="from: {to: chance in a year}, on a yearly clock; one may be `otherwise`"
    )

    @model_validator(mode="after")
    def _known(self) -> MarkovChain:
        if bool(self.rates) == bool(self.matrix):
            had = "both" if self.rates else "neither"
            raise ValueError(f"has one of rates (per year) and matrix (chances in a year), and rows in it (got {had})")
        names = self.regimes()
        if self.initial not in names:
            raise ValueError(f"initial must be one of its regimes, {', '.join(names)} (got {self.initial!r})")
        if any(name in targets for name, targets in self.rates.items()):
            raise ValueError("a rate from a regime to itself has no meaning: remove it")
        if self.bounds is not None or self.history:
            raise ValueError("a regime has no bounds and no history")
        for name, row in self.matrix.items():
            _check_row(name, [None if chance is None else constant(chance.node) for chance in row.values()], row)
        return self

    def regimes(self) -> tuple[str, ...]:
        table = self.rates or self.matrix
        return tuple(dict.fromkeys([*table, *(to for targets in table.values() for to in targets)]))

    def start(self, clock: Clock) -> Node:
        return Number(float(self.regimes().index(self.initial)))

    def inputs(self, clock: Clock) -> tuple[tuple[str, Node], ...]:
        """The rates, row by row; a pair that is not named has rate 0. Of a matrix, −1 stands where a regime stays."""
        names = self.regimes()
        if self.matrix:
            return tuple(("matrix", self._chance(here, there)) for here in names for there in names)
        rates = [self.rates.get(here, {}).get(there) for here in names for there in names]
        return tuple(("rates", rate.node if rate is not None else Number(0.0)) for rate in rates)

    def _chance(self, here: str, there: str) -> Node:
        row = self.matrix.get(here, {})
        if here == there:
            return Number(STAYS)
        if there not in row:
            return Number(0.0)
        chance = row[there]
        if chance is not None:
            return chance.node
        rest: Node = Number(1.0)
        for other in row.values():
            rest = Arithmetic("-", rest, other.node) if other is not None else rest
        return rest

    def faults(self, clock: Clock) -> Iterator[tuple[str, str]]:
        if self.matrix and clock.per_year != 1.0:
            step = f"a {clock.step}" if clock.parts == 1 else f"{clock.parts} to a {clock.step}"
            yield (
                "matrix",
                f"holds chances in a year, and a step is {step}: take step: year, or write rates: per year",
            )

    @staticmethod
    def prepare_once(dt: float, rates: Sequence[float], numbers: Numbers) -> None:
        """Cumulated transition probabilities over dt, row by row: exact."""
        n = _side(len(numbers))
        if rates[0] == STAYS:
            _fill_chances(numbers, rates, n)
            return
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
        if rates[0] == STAYS:
            _fill_chances(numbers, rates, n)
            return
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


def _check_row(name: str, chances: Sequence[float | None], row: Mapping[str, Expression | None]) -> None:
    """ValueError for a row of a matrix that can't be known to sum to 1."""
    if not row:  # it stays
        return
    rests = sum(chance is None for chance in row.values())
    unknown = sum(chance is None for chance in chances) - rests
    total = sum(chance for chance in chances if chance is not None)
    if rests > 1:
        raise ValueError(f"{name}: one chance of a row may be `otherwise` (got {rests})")
    if rests == 0 and unknown:
        raise ValueError(f"{name}: a row whose chances are no plain numbers needs one that is `otherwise`")
    if total > 1.0 + SLACK if rests else abs(total - 1.0) > SLACK:
        remedy = "correct one" if rests else "correct one, or let one be `otherwise`, what the others leave"
        raise ValueError(f"{name}: the chances of a row sum to 1 (got {total:.10g}): {remedy}")


def _fill_chances(numbers: Numbers, chances: Sequence[float], n: int) -> None:
    """Cumulated chances of a matrix; a regime stays where the others leave it."""
    for i in range(n):
        moving = 0.0
        for j in range(n):
            chance = chances[i * n + j] if i != j else 0.0
            numbers[i * n + j] = chance if chance > 0.0 else 0.0
            moving += chance if chance >= -SLACK else NAN
        stays = 1.0 - moving if moving <= 1.0 + SLACK else NAN
        numbers[i * n + i] = stays if stays > 0.0 or stays != stays else 0.0
    _cumulate(numbers, n)


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
