"""Small scenarios at random, for the interpreter and the engine to agree on.

`rng` is a `random.Random`; Hypothesis has one whose choices it can make smaller.
"""

import json
from itertools import pairwise

CLOCKS = {
    "year": ("2024", "2031", "{}"),
    "quarter": ("2024", "2025-Q4", "months(3*{})"),
    "month": ("2024-02", "2024-11", "months({})"),
    "week": ("2024-02-07", "2024-04-03", "weeks({})"),
    "day": ("2024-02-25", "2024-03-05", "days({})"),
}
READ = {"week": ["2024-02-29", "2024-03"], "day": ["2024-02-29", "2024-03-03"]}
DATES = ["2023-05-17", "2023", "2024", "2024-02-27", "2024-02-29", "2024-03", "2024-Q3", "2025-05", "2026-12-30"]
LITERALS = ["0", "1", "-1", "0.3", "2.5", "1e-3", "7"]
TIMES = ["time", "(year - 2024)", "date('2024-03')"]
DISTRIBUTIONS = [
    {"uniform": {"low": 0.1, "high": 2}},
    {"normal": {"mean": 0, "sd": 1}},
    {"lognormal": {"median": 1, "sigma": 0.5}},
    {"choice": {"0": 0.5, "1": 0.5}},
    {"quantiles": {"5%": 0.1, "50%": 0.5, "95%": 1.5}, "lower": 0},
]
NUMBERS = [  # x, y are numbers, c a condition, e, d events, w, a, b lengths of time
    "({x} + {y})", "({x} - {y})", "({x} * {y})", "({x} / {y})", "({c} + {x})", "-{x}",
    "({x})**2", "({x})**3", "({x})**-1", "({x})**0.5", "({x})**{y}",
    "abs({x})", "exp({x})", "log({x})", "sqrt({x})", "tanh({x})", "logistic({x})", "logit({x})",
    "min({x}, {y})", "max({x}, {y}, 0)", "mean({x}, {y}, 1)", "clip({x}, {y}, 1)", "({x} if {c} else {y})",
    "initial({x})", "lag({x}, {w})", "rolling_mean({x}, {w})", "rolling_sum({x}, {w})",
    "max_so_far({x})", "held({c})", "share_of_time({c})",
    "count({e})", "since({e})", "first_time({e})", "last_time({e})",
    "(since({e}) - since({d}))", "(time - last_time({e}))", "(held({c}) - first_time({e}))",
    "value_at({x}, {e})", "value_at({x}, {e}, {w})", "value_at({x}, {e}, 0)",
    "mean_between({x}, {e}, {a}, {b})", "sum_between({x}, {e}, {a}, {b})",
]  # fmt: skip
TRUTHS = [
    "({x} < {y})", "({x} <= {y})", "({x} > {y})", "({x} >= {y})", "({x} == {y})", "({x} != {y})", "({x} < {y} <= 1)",
    "({c} and {c})", "({c} or {c})", "(not {c})", "occurred({e})",
    "entered({c})", "occurred_between({e}, {d}, {a}, {b})",
]  # fmt: skip
EFFECTS = ["set", "add", "multiply"]
CHANCES = ["0.5", "logistic(time)", "1", "0", "0.3*count(e0)", "abs(d0)", "0.6 - time"]
QUIET = ("level", "stock", "poisson_count", "schedule")


class Writer:
    """Writes expressions over the names there are."""

    def __init__(self, rng, numbers, events, window):
        self.rng, self.numbers, self.events, self.window = rng, numbers, events, window

    def number(self, depth=3):
        if depth == 0 or self.rng.random() < 0.25:
            return self.rng.choice([*LITERALS, *TIMES, *self.numbers, *self.numbers])
        return self.filled(self.rng.choice(NUMBERS), depth - 1)

    def truth(self, depth=3):
        return self.filled(self.rng.choice(TRUTHS if depth else TRUTHS[:6]), max(depth - 1, 0))

    def tame(self):
        """A number that is finite and not large."""
        x = self.number()
        return f"({x} if abs({x}) < 9 else 0.5)" if self.rng.random() < 0.95 else x

    def filled(self, template, depth):
        a, w = self.rng.randint(0, 2), self.rng.randint(1, 3)
        lengths = {"w": self.window.format(w), "a": self.window.format(a), "b": self.window.format(a + w)}
        events = {"e": self.rng.choice(self.events), "d": self.rng.choice(self.events)}
        condition = self.truth(depth) if "{c}" in template else ""
        return template.format(x=self.number(depth), y=self.number(depth), c=condition, **events, **lengths)


def some(rng, fields):
    """Each of the fields with chance 1/2."""
    return {key: value for key, value in fields.items() if rng.random() < 0.5}


def driver(rng, write, known):
    x, positive = write.tame, lambda: f"(0.1 + abs({write.tame()}))"
    fixed, once = rng.choice(known), f"(0.5 + abs({rng.choice(known)}))"
    speed = {"speed": rng.choice(["0", "1", "3", positive()]), "volatility": rng.choice(["0", "0.5", positive()])}
    optional = some(rng, {"bounds": rng.choice([[0, 1], [-1, 3]]), "history": {"2023": 2.5, "2022": 1}})
    kinds = {
        "level": lambda: {"initial": fixed},
        "ornstein_uhlenbeck": lambda: {"initial": fixed, "level": x(), **speed},
        "log_ornstein_uhlenbeck": lambda: {"initial": once, "level": positive(), **speed},
        "logit_ornstein_uhlenbeck": lambda: {"initial": fixed, "level": x(), **speed},
        "logistic_growth": lambda: {"initial": once, "rate": x(), "capacity": positive(), "volatility": 0.5},
        "stock": lambda: {"initial": once, "inflow": positive(), "outflow": positive()},
        "poisson_count": lambda: {"rate": f"min(50, abs({x()}))"},
        "schedule": lambda: {"table": {"2023-06": fixed, **some(rng, {"2024-03-03": "2", "2024-Q3": x()})}},
        "schedule ": lambda: {
            "table": {"2023-06": fixed, "2024-03": "1", "2026": rng.choice(known)},
            "shape": "linear",
        },
        "random_walk": lambda: {"initial": fixed, "drift": x(), "volatility": positive()},
        "geometric_brownian": lambda: {"initial": once, "growth": x(), "volatility": "0.5"},
        "cox_ingersoll_ross": lambda: {"initial": once, "level": positive(), **speed},
        "jump_diffusion": lambda: {
            "initial": once,
            "growth": "0.1",
            "volatility": "0.3",
            "jump_rate": positive(),
            "jump_mean": x(),
            "jump_sd": "0.3",
        },
    }
    kind = rng.choice(list(kinds))
    return {"process": kind.strip(), **kinds[kind](), **optional}


def event(rng, write, movable, dates=DATES):
    repeats = some(rng, {"repeats": True})
    each = some(rng, {"each": "step"}) if repeats else {}
    hazard = rng.choice([f"abs({write.tame()})", f"max(0, {write.tame()})", "1e9", "0", "2", "20"])
    latest = some(rng, {"latest": rng.choice(["2025-01", "2025-02-03", "2030"])})
    by_chance, noted = {"hazard": hazard, **latest, **repeats, **each}, {"when": write.truth(), **repeats}
    trigger = rng.choice([by_chance, {"at": rng.choice(dates)}, noted])
    targets = rng.sample(movable, min(len(movable), rng.randint(0, 2)))
    return {**trigger, "effects": {name: {rng.choice(EFFECTS): write.tame()} for name in targets}}


def scenario(rng):
    """A scenario as plain data."""
    step = rng.choice(list(CLOCKS))
    start, end, window = CLOCKS[step]
    parameters = {f"p{i}": rng.choice(DISTRIBUTIONS) for i in range(rng.randint(0, 2))}
    drivers, events = ([f"{letter}{i}" for i in range(rng.randint(1, 3))] for letter in "de")
    write = Writer(rng, [*parameters, *drivers], [*events, "b0", "b1"], window)
    formulas = {}
    for i in range(rng.randint(0, 3)):
        formulas[f"f{i}"] = {"expr": rng.choice([write.number, write.truth])()}
        write.numbers = [*write.numbers, f"f{i}"]
    moves = {name: driver(rng, write, [*LITERALS, *parameters]) for name in drivers}
    movable = [name for name, made in moves.items() if made["process"] not in ("poisson_count", "schedule")]
    happens = {name: event(rng, write, movable) for name in events}
    branching = event(rng, write, movable, ["2026-12-30", "2024-12"])
    happens["e0"] = branching | {"branch": {"b0": rng.choice(CHANCES), "b1": rng.choice(["otherwise", *CHANCES])}}
    if rng.random() < 0.5:
        happens["b0"] = {key: value for key, value in event(rng, write, movable).items() if key == "effects"}
    dated = READ.get(step, ["2024-02-29", "2024-10-31"])
    value = {"text": "v", "as_of": rng.choice(dated), "value": write.number(), "given": write.truth()}
    seen = {"at": rng.choice([*dated, "start"]), "expr": write.number(), "between": [-50, 50]}
    noisy = [name for name, made in moves.items() if made["process"] not in QUIET]
    return {
        "name": "generated",
        "title": "at random",
        "clock": {"start": start, "end": end, "step": step},
        "parameters": parameters,
        "drivers": moves,
        "correlations": some(rng, {f"{a} ~ {b}": 0.5 for a, b in pairwise(noisy)}),
        "formulas": formulas,
        "events": happens,
        "observe": {"o": seen} if rng.random() < 0.2 else {},
        "measures": {f"m{i}": {"expr": write.number()} for i in range(rng.randint(1, 3))},
        "outcome": {"c0": write.truth(), "c1": write.truth(), "c2": "otherwise"},
        "questions": {"q": value, "w": {"text": "w", "by": rng.choice(dated), "when": write.truth()}},
        "simulate": {"seed": rng.randint(0, 2**64), "nested": rng.randint(1, 3)},
    }


def write_file(made, folder):
    """The scenario as a file (JSON is YAML too)."""
    file = folder / "generated.yaml"
    file.write_text(json.dumps(made, indent=1), encoding="utf-8")
    return file
