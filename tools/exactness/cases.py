"""Small models without chance whose answer is known, and what it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tools.exactness.integrate import integral, solution

P, Q = 0.03, 0.38  # Bass (1969), as often quoted for durable goods
SPREAD, RECOVERY = 2.5, 0.7  # of an epidemic, per year


@dataclass(frozen=True, slots=True)
class Case:
    """A model, the name whose last value is compared, what it is exactly after so many years, and the order."""

    name: str
    title: str
    years: int
    model: str
    read: str
    exact: Callable[[], float]
    order: int


def _bass(t: float) -> float:
    grown = math.exp(-(P + Q) * t)
    return (1.0 - grown) / (1.0 + Q / P * grown)


def _epidemic(_: float, state: tuple[float, ...]) -> tuple[float, ...]:
    healthy, ill = state
    caught = SPREAD * healthy * ill
    return -caught, caught - RECOVERY * ill


def _survived(hazard: str) -> str:
    """The chance of an event by its hazard: 1 − e^−∫hazard, with the integral summed as an event's clock does."""
    drivers = f"drivers: {{total: {{process: stock, initial: 0, inflow: '{hazard}', outflow: 0}}}}\n"
    return drivers + "formulas: {chance: 1 - exp(-total)}\n"


CASES = (
    Case(
        "decay", "a stock that empties at a rate, `outflow: 0.5*x`", 4,
        "drivers: {x: {process: stock, initial: 1, inflow: 0, outflow: 0.5*x}}\n",
        "x", lambda: math.exp(-2.0), 2,
    ),
    Case(
        "bass", "Bass's diffusion, adopters of 1 after 8 years", 8,
        f"drivers: {{x: {{process: stock, initial: 0, inflow: '({P} + {Q}*x)*(1 - x)', outflow: 0}}}}\n",
        "x", lambda: _bass(8.0), 2,
    ),
    Case(
        "epidemic", "an epidemic (SIR), who is ill after 4 years", 4,
        "drivers:\n"
        "  healthy: {process: stock, initial: 0.999, inflow: 0, outflow: caught}\n"
        "  ill: {process: stock, initial: 0.001, inflow: realised_outflow(healthy), outflow: recovered}\n"
        f"formulas: {{caught: {SPREAD}*healthy*ill, recovered: {RECOVERY}*ill}}\n",
        "ill", lambda: solution(_epidemic, (0.999, 0.001), 4.0)[1], 2,
    ),
    Case(
        "growing", "a stock fed by what time tells, `inflow: exp(0.3*time)`", 4,
        "drivers: {x: {process: stock, initial: 0, inflow: exp(0.3*time), outflow: 0}}\n",
        "x", lambda: (math.exp(1.2) - 1.0) / 0.3, 2,
    ),
    Case(
        "weibull", "the chance by a Weibull hazard, shape 3", 4,
        _survived("3*time**2/125"), "chance", lambda: 1.0 - math.exp(-(0.8**3)), 2,
    ),
    Case(
        "young", "the same, shape ½: infinite at first", 4,
        _survived("0.5/sqrt(5*time)"), "chance", lambda: 1.0 - math.exp(-math.sqrt(0.8)), 0,
    ),
    Case(
        "gompertz", "the chance by a hazard that doubles every 5 years", 4,
        _survived("0.1*exp(log(2)/5*time)"), "chance",
        lambda: 1.0 - math.exp(-0.1 * integral(lambda t: 2 ** (t / 5), 4.0)), 2,
    ),
    Case(
        "growth", "`geometric_brownian`, `growth: 0.2*time`", 4,
        "drivers: {x: {process: geometric_brownian, initial: 1, growth: 0.2*time, volatility: 0}}\n",
        "x", lambda: math.exp(1.6), 2,
    ),
    Case(
        "level", "`ornstein_uhlenbeck`, `level: exp(0.3*time)`", 4,
        "drivers: {x: {process: ornstein_uhlenbeck, initial: 1, level: exp(0.3*time), speed: 1, volatility: 0}}\n",
        "x", lambda: solution(lambda t, x: (math.exp(0.3 * t) - x[0],), (1.0,), 4.0)[0], 2,
    ),
    Case(
        "square_root", "`cox_ingersoll_ross`, the same level", 4,
        "drivers: {x: {process: cox_ingersoll_ross, initial: 1, level: exp(0.3*time), speed: 1, volatility: 0}}\n",
        "x", lambda: solution(lambda t, x: (math.exp(0.3 * t) - x[0],), (1.0,), 4.0)[0], 2,
    ),
    Case(
        "capacity", "`logistic_growth`, `capacity: 1 + time`", 4,
        "drivers: {x: {process: logistic_growth, initial: 0.1, rate: 1, capacity: 1 + time, volatility: 0}}\n",
        "x", lambda: solution(lambda t, x: (x[0] * (1 - x[0] / (1 + t)),), (0.1,), 4.0)[0], 2,
    ),
    Case(
        "follower", "a driver that follows another driver, `level: x`", 4,
        "drivers:\n"
        "  x: {process: geometric_brownian, initial: 1, growth: 0.3, volatility: 0}\n"
        "  y: {process: ornstein_uhlenbeck, initial: 1, level: x, speed: 1, volatility: 0}\n",
        "y", lambda: solution(lambda t, x: (math.exp(0.3 * t) - x[0],), (1.0,), 4.0)[0], 1,
    ),
    Case(
        "fed", "a stock fed by another driver, `inflow: x`", 4,
        "drivers:\n"
        "  x: {process: geometric_brownian, initial: 1, growth: 0.3, volatility: 0}\n"
        "  y: {process: stock, initial: 0, inflow: x, outflow: 0}\n",
        "y", lambda: (math.exp(1.2) - 1.0) / 0.3, 1,
    ),
)  # fmt: skip
