"""Small scenarios at random, for two computations to agree on.

`rng` is a `random.Random`; Hypothesis has one whose choices it can make smaller.
"""

import json
import re
from itertools import pairwise

from tests.helpers.semantics.expression_writer import FUNCTIONS, LITERALS, Writer
from tests.helpers.semantics.random_drivers import (
    brownian,
    driver,
    kinds_of,
    movable,
    regimes_of,
    some,
    with_own_streams,
)
from tests.helpers.semantics.random_groups import grouped

CLOCKS = {
    "year": ("2024", "2031", "{}"),
    "quarter": ("2024", "2025-Q4", "months(3*{})"),
    "month": ("2024-02", "2024-11", "months({})"),
    "week": ("2024-02-07", "2024-04-03", "weeks({})"),
    "day": ("2024-02-25", "2024-03-05", "days({})"),
    "hour": ("2024-02-28T18", "2024-02-29T06", "hours({})"),
}
PASTS = {
    "year": {"2023": 2.5, "2022": 1},
    "quarter": {"2023-Q2": 3, "2023-Q4": 0.5},
    "month": {"2023-12": 2, "2023-10": 1, "2024-01": 1.5},
    "week": {"2024-01-17": 1, "2024-01-29": 3},
    "day": {"2024-02-20": 2, "2024-02-23": 4},
    "hour": {"2024-02-28T09": 2, "2024-02-28T16": 4},
}
READ = {"week": ["2024-02-29", "2024-03"], "day": ["2024-02-29", "2024-03-03"], "hour": ["2024-02-28", "2024-02-29T03"]}
BEFORE = ["2023-05-17", "2023", "2022-02-03"]
STARTS = {name: start for name, (start, _, _) in CLOCKS.items()}
AFTER = {
    "year": ["2025-05", "2026-12-30", "2040"],
    "quarter": ["2024-05", "2025-02", "2026"],
    "month": ["2024-03", "2024-Q3", "2024-02-27"],
    "week": ["2024-02-09", "2024-02-29", "2024-03-20"],
    "day": ["2024-02-27", "2024-02-29", "2024-03-04"],
    "hour": ["2024-02-28T21", "2024-02-29", "2024-02-29T05"],
}
LAWS = {
    "beta": {"alpha": 2, "beta": 0.7, "low": -1},
    "choice": {"0": 0.5, "1": 0.25, "3": 0.25},
    "empirical": [1.5, 0.25, 1.5, 3],
    "fixed": 0.75,
    "gamma": {"mean": 1, "sd": 0.5},
    "lognormal": {"median": 1, "sigma": 0.5},
    "normal": {"mean": 0, "sd": 1},
    "pert": {"low": 0, "mode": 1, "high": 4},
    "quantiles": {"5%": 0.1, "50%": 0.5, "95%": 1.5},
    "student_t": {"median": 0.5, "scale": 0.4, "df": 3},
    "triangular": {"low": 1, "mode": 2, "high": 5},
    "uniform": {"low": 0.1, "high": 2},
}
LATER = {"normal": -0.5, "choice": 3, "empirical": 0.25, "fixed": 2.5, "triangular": 3, "pert": 2, "uniform": 1.5}
"""A value that a parameter can have, by its distribution; 0.75 for all others."""
EFFECTS = ["set", "add", "multiply"]
CHANCES = [
    "0.5",
    "0.3",
    "logistic(time)",
    "1",
    "0",
    "0.3*count(e0)",
    "0.6*(time < 0.5)",
    "0.7 - 0.4*count(b0)",
    "0.9 - time",
]
RATES = ["0", "2", "20", "5"]
OFTEN = ["1e9*(time > 0.1)", "1e9*occurred(b0)", "1e9*(time > 0.1)", "40", "9"]


def parameters(rng):
    """Up to three, and the ranks that some of them have in common."""
    found = {}
    for i in range(rng.randint(0, 3)):
        found[f"p{i}"] = law(rng) if rng.random() < 0.8 else experts(rng)
    if found and rng.random() < 0.3:
        found["p9"] = {"like": "p0"}
    drawn = [name for name, law in found.items() if "fixed" not in law and "fixed" not in found[law.get("like", name)]]
    return found, some(rng, {f"{a} ~ {b}": rng.choice([0.5, -0.4]) for a, b in pairwise(drawn)})


def law(rng):
    """A distribution."""
    tag = rng.choice(sorted(LAWS))
    return {tag: LAWS[tag]} if tag != "quantiles" else {tag: LAWS[tag], "lower": 0}


def experts(rng):
    """What two or three say, of which a path asks one, or the mean of their quantiles."""
    pool = {"pool": "quantiles", "weights": {"A": 0.5, "B": 0.25, "C": 0.25}}
    said = {name: law(rng) for name in rng.sample("ABC", 3)}
    # What is always the same can't be correlated.
    return {"experts": {**said, "C": {"uniform": [0.5, 1]}}, **rng.choice([{}, pool])}


def with_later(rng, made):
    """The scenario, some of whose parameters are another later, unless they are told to somebody at the start."""
    told = [[one.get("bounds"), one.get("rates")] for one in made["drivers"].values()]
    stuck = set(re.findall(r"[pf]\d", json.dumps(told)))
    if any("f" in name for name in stuck):
        stuck |= set(re.findall(r"p\d", json.dumps(made["formulas"])))
    found = dict(made["parameters"])
    for name, one in made["parameters"].items():
        whole = not {"like", "pool", "note"} & one.keys()
        if whole and name[:2] not in stuck and rng.random() < 0.3:
            value = "bo" if name == "who" else LATER.get(next(iter(one)), 0.75)
            found[name] = {**one, "later": {"from": rng.choice(AFTER[made["clock"]["step"]][:2]), "value": value}}
    return {**made, "parameters": found}


class Events:
    """Writes events; `kinds` are the processes of drivers, `regimes` those of the chains among them."""

    def __init__(self, rng, write, kinds, regimes, step):
        self.rng, self.write, self.regimes, self.step = rng, write, regimes, step
        self.window = CLOCKS[step][2]
        self.movable = movable(kinds)

    def effects(self):
        """What an event does to up to three drivers."""
        rng, found = self.rng, {}
        for name in rng.sample(self.movable, min(len(self.movable), rng.randint(0, 3))):
            regimes = self.regimes.get(name)
            found[name] = {"set": rng.choice(regimes)} if regimes else {rng.choice(EFFECTS): self.write.tame()}
        return found

    def trigger(self, branches):
        """A hazard, a condition or a date."""
        rng, write = self.rng, self.write
        repeats = some(rng, {"repeats": True}, 0.6)
        each = some(rng, {"each": "step"}) if repeats else {}
        x = write.tame()
        rates = [f"abs({x})", f"max(0, {x})", f"3*abs({x})", f"({x} if time > 0 else 1)", "4 - count(e0)"]
        hazard = rng.choice([*rates, *RATES, rng.choice(OFTEN)])
        latest = some(rng, {"latest": rng.choice([*AFTER[self.step], "2030"])})
        dates = [
            *AFTER[self.step],
            *AFTER[self.step],
            *([] if branches else [*BEFORE, STARTS[self.step], STARTS[self.step]]),
        ]
        by_chance, noted = {"hazard": hazard, **latest, **repeats, **each}, {"when": write.truth(), **repeats}
        several = rng.sample(sorted(set(dates)), rng.randint(1, 3))
        return rng.choice([by_chance, by_chance, {"at": rng.choice([several[0], several])}, noted])

    def follower(self, origins, dated):
        """An event that comes after another; after one of before the start by a delay that is known."""
        rng = self.rng
        known = [self.window.format(rng.choice([1, 2, 2.5])), "0", "0.2"]
        x = self.write.tame()
        drawn = [{tag: LAWS[tag]} for tag in ("gamma", "lognormal", "uniform", "choice")]
        delays = known if "at" in dated else [*known, f"abs({x})", f"0.1*abs({x})", x, x, "0.3 - time", *drawn, *drawn]
        return {"after": rng.choice(origins), "delay": rng.choice(delays), "effects": self.effects()}

    def branch(self, *names):
        """Chances of these events; a bad one now and then."""
        rng = self.rng
        chances = [rng.choice([*CHANCES, f"abs({self.write.tame()})", self.write.tame()]) for _ in names]
        found = {**dict(zip(names, chances, strict=True)), names[-1]: rng.choice(["otherwise", *CHANCES])}
        literal = [name for name, chance in found.items() if chance.replace(".", "").isdigit()]
        if sum(float(found[name]) for name in literal) > 1.0:  # what is literal may not, what is computed may
            found |= {name: f"{found[name]}*(time >= 0)" for name in literal}
        return {"branch": found}

    def all(self, count):
        """So many with a trigger, of which the first branches, and a branch of it may branch again."""
        found = {f"e{i}": {**self.trigger(i == 0), "effects": self.effects()} for i in range(count)}
        found["e0"] |= self.branch("b0", "b1")
        for name, below in (("b0", ("b2", "b3")), ("b2", ("b4",))):
            if self.rng.random() < 0.3:
                break
            found[name] = {"effects": self.effects(), **self.branch(*below)}
        if self.rng.random() < 0.4:
            found["e7"] = self.follower(["e0", "b0", "e0"], found["e0"])
            found |= some(self.rng, {"e8": self.follower(["e7", "e0", "b1"], found["e0"])}, 0.4)
        if count > 1 and self.rng.random() < 0.3 and "at" not in found["e1"]:
            found["e1"] |= self.branch("b5", "b6")
        return found


def formulas(rng, write, past):
    """Up to three, which see one another; some with a past."""
    found = {}
    for i in range(rng.randint(0, 3)):
        truth = rng.random() < 0.5
        text = write.truth() if truth else write.number()
        found[f"f{i}"] = {"expr": text, **some(rng, {"history": past}, 0.3)}
        write.names.append(f"f{i}")
        write.truths += [f"f{i}"] * truth
    return found


def reads(rng, write, dated):
    """Questions and observations."""
    value = {"text": "v", "as_of": rng.choice(dated), "value": write.number(), "given": write.truth()}
    between = rng.choice([[-50, 50], [-50, 50], [0, 3], [-1, 1]])
    seen = {"at": rng.choice([*dated, "start"]), "expr": write.number(), "between": between}
    known = {"o": seen, "o2": {"at": rng.choice(dated), "expr": f"{write.truth()} + 0", "between": [0, 1]}}
    asked = {"q": value, "w": {"text": "w", "by": rng.choice(dated), "when": write.truth()}}
    return {"questions": asked, "observe": some(rng, known, 0.25)}


def measures(rng, write):
    """Up to three, which see one another."""
    found = {"m0": {"expr": write.number()}}
    for i in range(1, rng.randint(1, 3)):
        found[f"m{i}"] = {"expr": rng.choice([write.number(), f"m{i - 1} + {write.number(1)}"])}
    return found


def scenario(rng):
    """A scenario as plain data."""
    step = rng.choice(list(CLOCKS))
    start, end, window = CLOCKS[step]
    drawn, ranks = parameters(rng)
    kinds = kinds_of(rng, [f"d{i}" for i in range(rng.choice([0, 1, 2, 2, 3, 3, 4]))])
    regimes = regimes_of(rng, kinds)
    named = some(rng, {"who": {"choice": {"ann": 0.5, "bo": 0.2, "cy": 0.3}}})
    names = [*drawn, *(name for name in kinds if name not in regimes)]
    count = rng.randint(1, 3)
    events = [*(f"e{i}" for i in range(count)), "b0", "b1"]
    write = Writer(rng, names, events, window, regimes | {name: [*one["choice"]] for name, one in named.items()})
    follows = formulas(rng, write, PASTS[step])
    known = [*LITERALS, *drawn, *drawn]
    moves = {name: driver(rng, write, kind, known, PASTS[step], regimes.get(name)) for name, kind in kinds.items()}
    moves = with_own_streams(moves)
    write.stocks = [name for name, kind in kinds.items() if kind == "stock"]  # what flows can't hang on what flows
    happens = Events(rng, write, kinds, regimes, step).all(count)
    made = {
        "name": "generated",
        "title": "at random",
        "clock": {"start": start, "end": end, "step": step},
        "parameters": {**drawn, **named},
        "parameter_correlations": ranks,
        "drivers": moves,
        "correlations": some(rng, {f"{a} ~ {b}": 0.5 for a, b in pairwise(brownian(kinds))}),
        "functions": {name: text.format(window.format(1)) for name, text in FUNCTIONS.items()},
        "formulas": follows,
        "events": happens,
        **reads(rng, write, READ.get(step, ["2024-02-29", "2024-10-31"])),
        "measures": measures(rng, write),
        "outcome": {"c0": write.truth(), "c1": write.truth(), "c2": "otherwise"},
        "simulate": {"seed": rng.randint(0, 2**64), "nested": rng.randint(1, 3)},
    }
    made = grouped(rng, made) if rng.random() < 0.15 else made
    return with_later(rng, made)


def write_file(made, folder):
    """The scenario as a file (JSON is YAML too)."""
    file = folder / "generated.yaml"
    file.write_text(json.dumps(made, indent=1), encoding="utf-8")
    return file
