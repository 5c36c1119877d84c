"""Expressions at random, from the registries: a new function is among them by itself."""

from __future__ import annotations

from random import Random

from simengine.functions import memory_functions
from simengine.language.types import CONSTANTS, EVENT, NUMBER, PURE_FUNCTIONS, TRUTH, Type

LITERALS = ["0", "1", "-1", "0.3", "2.5", "1e-3", "7", "1e6", "time", "year", "date('2024-03')"]
ODD = [
    "1e308",
    "1e-320",
    "0.1e400",
    "999999999999999999999",
    "x",
    "nobody",
    "'low'",
    "true",
    "False",
    "None",
    "2026-10",
    "''",
]
ODD += [
    "f",
    "x.real",
    "x[0]",
    "[1]",
    "(1, 2)",
    "lambda: 1",
    "{}",
    "date('x')",
    "date(1)",
    "months(3)",
    "weeks(x)",
    "days(-1)",
]
ODD += [
    "x == 'low'",
    "x in ['low', 1]",
    "1 < x < 2",
    "not x",
    "x is 1",
    "x if 1 else",
    "é",
    "日本",
    "x\u00a0+ 1",
    "0x1f",
    "1_0",
    "\\",
]
ODD += [
    "held(occurred(e0))",
    "lag(x, 0)",
    "lag(x, 1e300)",
    "lag(x, -1)",
    "rolling_mean(lag(x, 1), 1)",
    "realised_outflow(x)",
    "g0()",
]
NUMBERS = [
    "({} + {})",
    "({} - {})",
    "{} * {}",
    "({} / {})",
    "({})**2",
    "({})**-1",
    "({})**{}",
    "({})**0.5",
    "-{}",
    "({})**999",
]
TRUTHS = ["{} < {}", "{} <= {}", "{} > {}", "{} >= {}", "{} == {}", "{} != {}", "{} < {} < {}", "{} in [{}, {}]"]


class Writer:
    """Writes expressions over these names; one in `odd` parts of them is something else."""

    def __init__(self, rng: Random, odd: float = 0.0) -> None:
        self.rng, self.odd = rng, odd
        self.numbers: list[str] = []
        self.regimes: list[str] = []
        self.events: list[str] = []
        self.functions: dict[str, int] = {}
        self.memory = True
        self.step = 1.0

    def number(self, depth: int = 3) -> str:
        roll = self.rng.random()
        if roll < self.odd:
            return self.rng.choice(ODD)
        if depth <= 0 or roll < 0.3:
            return self.rng.choice([*LITERALS, *self.numbers, *self.numbers, *self.numbers])
        if roll < 0.6:
            return self._filled(self.rng.choice(NUMBERS), depth)
        if roll < 0.65:
            return f"({self.number(depth - 1)} if {self.truth(depth - 1)} else {self.number(depth - 1)})"
        if roll < 0.7 and self.functions:
            name, arguments = self.rng.choice(sorted(self.functions.items()))
            return f"{name}({', '.join(self.number(depth - 2) for _ in range(arguments))})"
        return self._call(depth, NUMBER)

    def truth(self, depth: int = 3) -> str:
        roll = self.rng.random()
        if roll < self.odd:
            return self.rng.choice(ODD)
        if depth <= 0 or roll < 0.5:
            return self._filled(self.rng.choice(TRUTHS), depth)
        if roll < 0.6 and self.regimes:
            return (
                f"{self.rng.choice(self.regimes)} {self.rng.choice(['==', '!='])} '{self.rng.choice(['low', 'high'])}'"
            )
        if roll < 0.8:
            return f"({self.truth(depth - 1)} {self.rng.choice(['and', 'or', 'and not'])} {self.truth(depth - 1)})"
        return self._call(depth, TRUTH) if self.memory else f"not {self.truth(depth - 1)}"

    def tame(self) -> str:
        """A number of moderate size."""
        x = self.number()
        return f"abs({x} if abs({x}) < 9 else 0.5)" if self.rng.random() < 0.9 else x

    def _filled(self, template: str, depth: int) -> str:
        return template.format(*(self.number(depth - 1) for _ in range(3)))

    def _call(self, depth: int, gives: Type) -> str:
        memory = memory_functions() if self.memory else {}
        known = {**PURE_FUNCTIONS, **{name: function.signature for name, function in memory.items()}}
        fitting = [name for name, signature in known.items() if signature.gives == gives]
        name = self.rng.choice(fitting)
        signature = known[name]
        takes = signature.takes[: self.rng.randint(signature.fewest, len(signature.takes))]
        takes += takes[-1:] if signature.more else ()  # of one number a person means another sum
        if EVENT in takes and not self.events:
            return self.number(0) if gives == NUMBER else self.truth(0)
        rising = iter(sorted(self.rng.sample(range(1, 9), 4)))
        return f"{name}({', '.join(self._argument(kind, depth, rising) for kind in takes)})"

    def _argument(self, kind: Type, depth: int, rising) -> str:
        if kind == EVENT:
            return self.rng.choice(self.events)
        if kind in CONSTANTS:
            return f"{next(rising)}*{self.step!r}" if self.rng.random() > self.odd else self.number(0)
        return self.truth(depth - 1) if kind == TRUTH else self.number(depth - 1)
