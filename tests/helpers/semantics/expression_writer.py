"""Expressions at random, over the names that a generated scenario has."""

LITERALS = ["0", "1", "-1", "0.3", "2.5", "1e-3", "7", "1e200"]
TIMES = ["time", "(year - 2024)", "date('2024-03')", "month_of_year"]
FUNCTIONS = {"closer(x, y)": "x + (y - x)/(2 + abs(x))", "late(x)": "lag(x, {}) + twice(x)", "twice(x)": "2*x"}
NUMBERS = [  # x, y are numbers, c a condition, e, d events, n a name, w, a, b lengths of time
    "({x} + {y})", "({x} - {y})", "({x} * {y})", "({x} / {y})", "({c} + {x})", "-{x}", "({x}*{y} + {z})",
    "({x})**2", "({x})**3", "({x})**-1", "({x})**0.5", "({x})**{y}", "({x})**-5", "({x})**-0.5", "2**{x}",
    "abs({x})", "exp({x})", "log({x})", "sqrt({x})", "tanh({x})", "logistic({x})", "logit({x})",
    "min({x}, {y})", "max({x}, {y}, 0)", "mean({x}, {y}, 1)", "clip({x}, {y}, 1)", "({x} if {c} else {y})",
    "sin({x})", "cos({x})", "floor({x})", "rate_of(time*{x})", "coalesce({x}, {y})", "coalesce(since({e}), {x}, 1)",
    "initial({x})", "lag({x}, {w})", "rolling_mean({x}, {w})", "rolling_sum({x}, {w})",
    "max_so_far({x})", "held({c})", "share_of_time({c})",
    "count({e})", "since({e})", "first_time({e})", "last_time({e})", "count_between({e}, {a}, {b})",
    "earliest({e}, {d})", "(time - earliest({e}, {d}, {e}))", "(coalesce(last_time({e}), time) - first_time({d}))",
    "(since({e}) - since({d}))", "(time - last_time({e}))", "(held({c}) - first_time({e}))",
    "value_at({x}, {e})", "value_at({x}, {e}, {w})", "value_at({x}, {e}, 0)", "value_at(lag({x}, {w}), {e})",
    "mean_between({x}, {e}, {a}, {b})", "sum_between({x}, {e}, {a}, {b})",
    "lag({n}, {w})", "rolling_mean({n}, {w})", "rolling_sum({n}, {b})", "value_at({n}, {e}, {a})",
    "closer({x}, {y})", "late({x})", "late({n})",
]  # fmt: skip
TRUTHS = [
    "({x} < {y})", "({x} <= {y})", "({x} > {y})", "({x} >= {y})", "({x} == {y})", "({x} != {y})", "({x} < {y} <= 1)",
    "({c} and {k})", "({c} or {k})", "({c} or {k} or {l})", "(not {c})", "occurred({e})", "({c} if {k} else {l})",
    "entered({c})", "before({e}, {d})", "occurred_between({e}, {d}, {a}, {b})",
]  # fmt: skip
REGIMES = ["({r} == '{u}')", "({r} != '{u}')", "({r} in ['{u}', '{v}'])"]
SHALLOW = 7
"""So many of the truths have no condition in them."""


class Writer:
    """Writes expressions over the names there are.

    `names` are numbers, `truths` those that are conditions too, `regimes` the regimes by driver, `stocks` have flows.
    """

    def __init__(self, rng, names, events, window, regimes):
        self.rng, self.names, self.events, self.window = rng, list(names), events, window
        self.regimes, self.stocks, self.truths = regimes, [], []

    def number(self, depth=3):
        """An expression of so many levels at most."""
        if depth == 0 or self.rng.random() < 0.25:
            return self.rng.choice([*LITERALS, *TIMES, *self.names, *self.names])
        flows = [f"realised_outflow({stock})" for stock in self.stocks]
        return self.filled(self.rng.choice([*NUMBERS, *flows]), depth - 1)

    def truth(self, depth=3):
        """A condition."""
        if self.truths and self.rng.random() < 0.2:
            return self.rng.choice(self.truths)
        if self.regimes and self.rng.random() < 0.2:
            name = self.rng.choice(sorted(self.regimes))
            u, v = self.rng.sample(self.regimes[name], 2)
            return self.rng.choice(REGIMES).format(r=name, u=u, v=v)
        return self.filled(self.rng.choice(TRUTHS if depth else TRUTHS[:SHALLOW]), max(depth - 1, 0))

    def tame(self):
        """A number that is finite and not large, but for one in twenty."""
        x = self.number()
        return f"({x} if abs({x}) < 9 else 0.5)" if self.rng.random() < 0.95 else x

    def plain(self):
        """A driver by itself as often as not."""
        drivers = [name for name in self.names if name.startswith("d")]
        return self.rng.choice(drivers) if drivers and self.rng.random() < 0.5 else self.tame()

    def positive(self):
        """A number above 0, where it is one."""
        return f"(0.1 + abs({self.tame()}))"

    def filled(self, template, depth):
        """A template with everything in its place."""
        a, w = self.rng.randint(0, 2), self.rng.randint(1, 3)
        found = {"w": self.window.format(w), "a": self.window.format(a), "b": self.window.format(a + w)}
        found |= {letter: self.rng.choice(self.events) for letter in "ed" if f"{{{letter}}}" in template}
        found |= {letter: self.number(depth) for letter in "xyz" if f"{{{letter}}}" in template}
        found |= {letter: self.truth(depth) for letter in "ckl" if f"{{{letter}}}" in template}
        return template.format(n=self.rng.choice(self.names or LITERALS), **found)
