"""Exact answers where there is no formula: by a scheme of order 4 and steps so short that nothing is left."""

from __future__ import annotations

from collections.abc import Callable

STEPS = 4_000
Vector = tuple[float, ...]


def solution(slope: Callable[[float, Vector], Vector], start: Vector, end: float) -> Vector:
    """x(end) of dx/dt = slope(t, x), x(0) = start, by the classical scheme of Runge and Kutta."""
    x, h = start, end / STEPS
    for k in range(STEPS):
        t = k * h
        first = slope(t, x)
        second = slope(t + h / 2, _moved(x, first, h / 2))
        third = slope(t + h / 2, _moved(x, second, h / 2))
        last = slope(t + h, _moved(x, third, h))
        mean = tuple((a + 2 * b + 2 * c + d) / 6 for a, b, c, d in zip(first, second, third, last, strict=True))
        x = _moved(x, mean, h)
    return x


def integral(f: Callable[[float], float], end: float) -> float:
    """∫ f from 0 to `end`."""
    return solution(lambda t, _: (f(t),), (0.0,), end)[0]


def _moved(x: Vector, slope: Vector, h: float) -> Vector:
    return tuple(a + h * b for a, b in zip(x, slope, strict=True))
