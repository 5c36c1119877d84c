"""Drivers at random, of the processes it can write; one it can't is missed where all are counted."""

from simengine.processes import processes
from simengine.processes._process import Draw

REGIMES = {"two": ["on", "off"], "three": ["calm", "tense", "open"]}
BOUNDS = [[0, 1], [-1, 3], [-0.5, "2.5 + 1/3"]]
KNOWN = [
    "cox_ingersoll_ross", "geometric_brownian", "jump_diffusion", "level", "log_ornstein_uhlenbeck", "logistic_growth",
    "logit_ornstein_uhlenbeck", "markov_chain", "ornstein_uhlenbeck", "poisson_count", "random_walk", "schedule",
    "stock",
]  # fmt: skip
"""The processes that `driver` can write."""


def some(rng, fields, chance=0.5):
    """Each of the fields with this chance."""
    return {key: value for key, value in fields.items() if rng.random() < chance}


def kinds_of(rng, names):
    """A process for each name."""
    return {name: rng.choice(KNOWN) for name in names}


def regimes_of(rng, kinds):
    """The regimes of the chains among them."""
    return {name: rng.choice([*REGIMES.values()]) for name, kind in kinds.items() if kind == "markov_chain"}


def brownian(kinds):
    """Those whose noise can be correlated."""
    return [name for name, kind in kinds.items() if Draw.BROWNIAN in processes()[kind].draws]


def movable(kinds):
    """Those that effects can move."""
    return [name for name, kind in kinds.items() if processes()[kind].movable]


def with_own_streams(drivers):
    """The drivers, each with random numbers of its own: of two with one stream, the later goes without."""
    first = {fields["stream"]: name for name, fields in reversed(drivers.items()) if "stream" in fields}
    return {
        name: {key: value for key, value in fields.items() if key != "stream" or first[value] == name}
        for name, fields in drivers.items()
    }


def driver(rng, write, kind, known, past, regimes):
    """A driver of a kind; `known` are numbers of the start, `past` a history."""
    if kind == "markov_chain":
        return {"process": kind, "initial": rng.choice(regimes), "rates": _rates(rng, write, known, regimes)}
    optional = {"bounds": rng.choice(BOUNDS), "history": past, "stream": f"s{rng.randint(0, 10**9)}"}
    return {"process": kind, **_fields(rng, write, kind, known), **some(rng, optional)}


def _rates(rng, write, known, regimes):
    """Rates that stay along a path, or change; now and then one that can't be."""
    fixed = rng.random() < 0.5
    rates = {}
    for here in regimes:
        others = some(rng, dict.fromkeys((name for name in regimes if name != here), 0), 0.8)
        for there in others:
            one = rng.choice(["0", "0.5", "12", f"abs({rng.choice(known)})", f"3*({rng.choice(known)})**2"])
            others[there] = one if fixed else rng.choice([write.positive(), f"2*abs({write.tame()})", one])
        rates[here] = others
    return rates if any(rates.values()) else {regimes[0]: {regimes[1]: "1"}, regimes[1]: {regimes[0]: "2"}}


def _fields(rng, write, kind, known):
    x, positive = write.plain, write.positive
    flow = _no_literal_below_zero(rng.choice([positive(), positive(), x()]))
    fixed, once = _computed(rng.choice(known)), f"(0.5 + abs({rng.choice(known)}))"
    speed = {"speed": rng.choice(["0", "1", "3", positive()]), "volatility": rng.choice(["0", "0.5", positive()])}
    jumps = {"jump_rate": rng.choice(["0", "20", positive()]), "jump_mean": x(), "jump_sd": rng.choice(["0", "0.3"])}
    return {
        "schedule": lambda: _schedule(rng, write, known),
        "level": lambda: {"initial": fixed},
        "ornstein_uhlenbeck": lambda: {"initial": fixed, "level": x(), **speed},
        "log_ornstein_uhlenbeck": lambda: {"initial": once, "level": positive(), **speed},
        "logit_ornstein_uhlenbeck": lambda: {"initial": fixed, "level": _computed(x()), **speed},
        "logistic_growth": lambda: {"initial": once, "rate": x(), "capacity": positive(), "volatility": "0.5"},
        "stock": lambda: {"initial": once, "inflow": flow, "outflow": positive()},
        "poisson_count": lambda: {
            "rate": _no_literal_below_zero(rng.choice([f"min(50, abs({x()}))", f"abs({rng.choice(known)})", x()]))
        },
        "random_walk": lambda: {"initial": fixed, "drift": x(), "volatility": positive()},
        "geometric_brownian": lambda: {"initial": once, "growth": x(), "volatility": rng.choice(["0.5", positive()])},
        "cox_ingersoll_ross": lambda: {"initial": once, "level": positive(), **speed},
        "jump_diffusion": lambda: {"initial": once, "growth": rng.choice(["0.1", x()]), "volatility": "0.3", **jumps},
    }[kind]()


def _no_literal_below_zero(text):
    """A value that may come to lie below zero, and must not say so by itself: a literal would be refused."""
    return _computed(text) if text.startswith("-") else text


def _computed(text):
    """A value that the text alone does not tell, so that it may be one that can't be."""
    return f"max({text}, -99)"


def _schedule(rng, write, known):
    """A table; what is taken at the start can't depend on the path: on a line, two rows."""
    shape = rng.choice(["step", "linear"])
    second = rng.choice([*known, write.tame()] if shape == "step" else known)
    later = {"2024-03-03": second, "2024-Q3": write.tame(), "2025": rng.choice(known), "2027": write.tame()}
    return {
        "table": {"2023-06": rng.choice(known), "2024-03-02": rng.choice(known), **some(rng, later, 0.6)},
        "shape": shape,
    }
