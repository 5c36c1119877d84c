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


def first_number(*values):
    return next((value for value in values if not math.isnan(value)), NAN)


def whole_below(x):
    return float(math.floor(x)) if math.isfinite(x) else x


def rate_of(chance):
    return 0.0 - numerics.log1p(-chance) if chance >= 0 else NAN


FUNCTIONS = {
    **{name: getattr(numerics, name) for name in ("exp", "log", "sin", "cos", "tanh", "logistic", "logit")},
    "coalesce": first_number,
    "floor": whole_below,
    "rate_of": rate_of,
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
