"""Arithmetic as docs/semantics.md, Values, has it."""

import math

from simengine import numerics

NAN = float("nan")


def arithmetic(op, a, b):
    if op == "/":
        return a / b if b != 0 else NAN
    return {"+": a + b, "-": a - b, "*": a * b}[op]


def whole_power(x, n):
    if n < 0:
        return arithmetic("/", 1.0, whole_power(x, -n))
    result = 1.0
    while n:
        if n % 2:
            result *= x
        x *= x
        n //= 2
    return result


def compare(op, a, b):
    if math.isnan(a) or math.isnan(b):
        return False
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]


def total(values):
    """Added one by one: Python's own `sum` corrects its rounding."""
    result = 0.0
    for value in values:
        result += value
    return result


def mean(first, *others):
    result = first
    for value in others:
        result += value
    return result / (1 + len(others))


def smallest(*values):
    return NAN if any(map(math.isnan, values)) else min(values)


def largest(*values):
    return NAN if any(map(math.isnan, values)) else max(values)


def clip(x, low, high):
    return largest(low, smallest(x, high))


FUNCTIONS = {
    **{name: getattr(numerics, name) for name in ("exp", "log", "tanh", "logistic", "logit")},
    "abs": abs,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else NAN,
    "min": smallest,
    "max": largest,
    "clip": clip,
    "mean": mean,
    "months": lambda x: x / 12,
    "weeks": lambda x: x / (365.25 / 7),
    "days": lambda x: x / 365.25,
    "hours": lambda x: x / 8766,
}
