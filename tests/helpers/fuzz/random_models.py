"""Scenarios at random, from the registries and the records: a new process, distribution or key is in them by itself."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from simengine.distributions import distributions
from simengine.processes import Process, processes
from simengine.processes._process import Draw
from simengine.scenario import schema
from tests.helpers.fuzz.random_expressions import Writer

CLOCKS = {
    "year": ("2024", "2041", 1.0),
    "quarter": ("2024", "2028-Q4", 0.25),
    "month": ("2024-02", "2025-11", 1 / 12),
    "week": ("2024-02-07", "2024-06-05", 7 / 365.25),
    "day": ("2024-02-25", "2024-03-15", 1 / 365.25),
}
PAST = ["2020", "2021-Q2", "2022-11", "2022-12-30"]
DATES = ["2023", "2024-02-29", "2024-03", "2024-04", "2024-Q2", "2024-03-09", "2025", "2025-02"]
READ = {"year": ["2025", "2026-Q3"], "quarter": ["2024-05-06", "2025"], "month": ["2024-03", "2025-02-03"]}
READ_SOON = ["2024-02-29", "2024-03-09"]
LAWS: dict[str, list[Any]] = {
    "quantiles": [{"5%": 0.1, "50%": 0.5, "95%": 1.5}, {"10%": 1, "25%": 2, "50%": 3, "90%": 6}],
    "choice": [{"0": 0.5, "1": 0.5}, {"0.2": 0.25, "7": 0.75}],
    "fixed": [0.5, 2],
    "empirical": [[0.5, 2, 2], [0.1, 0.7, 1.5, 4]],
}
COMMON = {"unit": ["1/year", "m", "share"], "source": ["S0", "S0 ¶3"], "note": ["why", "é"], "tags": ["M0", ["M0"]]}
COMMON["confidence"] = ["datum", "elicited"]


def some(rng: Random, fields: dict[str, Any], chance: float = 0.5) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if rng.random() < chance}


def common(rng: Random) -> dict[str, Any]:
    return some(rng, {key: rng.choice(values) for key, values in COMMON.items()}, 0.02)


class Model:
    """Writes one scenario as nested dict, list, text and numbers."""

    def __init__(self, rng: Random, odd: float = 0.0) -> None:
        self.rng, self.write = rng, Writer(rng, odd)
        self.kinds: dict[str, type[Process]] = {}
        self.read = READ_SOON

    def whole(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        step = rng.choice(list(CLOCKS))
        start, end, write.step = CLOCKS[step]
        self.read = READ.get(step, READ_SOON)
        parameters = {f"p{i}": self.parameter(i) for i in range(rng.randint(0, 4))}
        names = [f"d{i}" for i in range(rng.randint(1, 4))]
        self.kinds = {name: rng.choice(list(processes().values())) for name in names}
        once = [*parameters, "0.5", "2"]
        write.regimes = [name for name, kind in self.kinds.items() if kind.kind == "markov_chain"]
        write.numbers = [*parameters, *(name for name in names if name not in write.regimes)]
        write.events = [f"e{i}" for i in range(rng.randint(1, 4))]
        functions = self.functions()
        formulas = self.formulas()
        return {
            "name": "fuzz",
            "title": "at random",
            "clock": {"start": start, "end": end, "step": step},
            "sources": {
                "S0": {"title": "a source", **some(rng, {"date": "2023-05", "author": "A", "link": "x", "note": "y"})}
            },
            "mechanisms": {"M0": {"claim": "c", **some(rng, {"push": "A", "source": "S0 ¶1", "note": "n"})}},
            "parameters": parameters,
            **self.pairs("parameter_correlations", [n for n, p in parameters.items() if "fixed" not in p]),
            "drivers": {name: self.driver(kind, once) for name, kind in self.kinds.items()},
            **self.pairs("correlations", [n for n, kind in self.kinds.items() if Draw.BROWNIAN in kind.draws]),
            "functions": functions,
            "formulas": formulas,
            "events": self.events(),
            "observe": self.observe(),
            "measures": self.measures(),
            "outcome": {**{f"c{i}": write.truth() for i in range(rng.randint(0, 3))}, "rest": "otherwise"},
            "questions": self.questions(),
            "simulate": some(rng, {"paths": rng.randint(1, 9), "seed": rng.choice([0, 7, 2**128 - 1]), "nested": 2}),
        }

    def parameter(self, index: int) -> Any:
        rng = self.rng
        if index and rng.random() < 0.1:
            return {"like": "p0", **common(rng)}
        tag, family = rng.choice(list(distributions().items()))
        if tag in LAWS:
            law = rng.choice(LAWS[tag])
        else:
            fields = [name for name, field in family.model_fields.items() if field.is_required()]
            values = sorted(rng.sample([0.5, 0.7, 0.9, 1.5, 3, 4], len(fields)))
            law = values if family.listed and rng.random() < 0.5 else dict(zip(fields, values, strict=True))
        ends = some(rng, {"lower": -1, "upper": 99}, 0.4) if tag == "quantiles" else {}
        return {tag: law, **ends, **some(rng, {"stream": f"s{index}"}, 0.1), **common(rng)}

    def driver(self, kind: type[Process], once: list[str]) -> dict[str, Any]:
        """A driver by what the records say its fields are."""
        fields: dict[str, Any] = {"process": kind.kind}
        for name, field in kind.model_json_schema()["properties"].items():
            if name in fields or name in COMMON or (name == "stream" and self.rng.random() < 0.9):
                continue
            rates = name == "rates"  # a chain needs them, or a matrix, which only a clock of years takes
            if not kind.model_fields[name].is_required() and not rates and self.rng.random() < 0.8:
                continue
            if kind.kind == "markov_chain" and name in ("bounds", "history", "matrix"):
                continue
            fields[name] = self.field(name, field, once)
        return {**fields, **common(self.rng)}

    def field(self, name: str, field: dict[str, Any], once: list[str]) -> Any:
        rng = self.rng
        kinds = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
        field = rng.choice(kinds)
        if name == "history":
            return {date: rng.randint(0, 3) for date in sorted(rng.sample(PAST, 2))}
        if name == "bounds":
            return rng.choice([[0, 5], [-1, 9], ["0.1", 2]])
        if "enum" in field:
            return rng.choice(field["enum"])
        kind = field.get("type", "string")
        if kind == "object":
            inside = field.get("additionalProperties") or next(iter(field.get("patternProperties", {"": {}}).values()))
            dated = "patternProperties" in field or "propertyNames" in field or name == "table"
            keys = ["2023", "2024-03-03", "2024-Q3", "2025"] if dated else ["low", "high"]
            chosen = [key for key in keys if rng.random() < 0.8] or keys[:1]
            if name == "rates":
                return {"low": {"high": self.write.tame()}, "high": some(rng, {"low": self.write.tame()})}
            return {key: self.field(f"{name}.", inside, once) for key in chosen}
        if name == "initial":
            return "low" if kind == "string" else rng.choice([*once, "0.4"])
        if "string" in kind and "number" not in kind:
            return rng.choice(["low", "high", "step"])
        if kind in ("number", "integer", "boolean"):
            return rng.choice([0, 1, 0.5] if kind == "number" else [1] if kind == "integer" else [True])
        return rng.choice([self.write.tame(), 0.5, "0.3", rng.choice(once)])

    def pairs(self, section: str, names: list[str]) -> dict[str, Any]:
        pairs = {f"{a} ~ {b}": 0.3 for a, b in pairwise(names) if self.rng.random() < 0.5}
        return {section: pairs} if pairs else {}

    def functions(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        found: dict[str, Any] = {}
        numbers = write.numbers
        for i in range(rng.randint(0, 2)):
            write.numbers = [*numbers, "u", "v"]
            body = write.number(2)
            found[f"g{i}(u, v)"] = rng.choice([body, {"expr": body}])
            write.numbers = numbers
            write.functions[f"g{i}"] = 2
        return found

    def formulas(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        found: dict[str, Any] = {}
        for i in range(rng.randint(0, 4)):
            text = write.number() if rng.random() < 0.7 else write.truth()
            full = {"expr": text, **some(rng, {"history": {"2022-05": 1}}, 0.2), **common(rng)}
            found[f"f{i}"] = rng.choice([text, full])
            write.numbers = [*write.numbers, f"f{i}"]
        return found

    def events(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        found = {name: self.event() for name in write.events}
        if rng.random() < 0.5:
            chances = {"b0": rng.choice(["0.5", 0.2, write.tame()]), "b1": rng.choice(["otherwise", 0.1])}
            found[write.events[0]] = {**found[write.events[0]], "branch": chances}
            if rng.random() < 0.3:
                found["b0"] = {"effects": self.effects(), **some(rng, {"branch": {"b2": 1}}, 0.3)}
        return found

    def event(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        hazard = {"hazard": rng.choice([write.tame(), 2, "1e9"]), **some(rng, {"latest": "2026"}, 0.2)}
        trigger = rng.choice([hazard, {"at": rng.choice(DATES)}, {"when": write.truth()}])
        again = {} if "at" in trigger else some(rng, {"repeats": True}, 0.4)
        again |= some(rng, {"each": "step"}) if again and "hazard" in trigger else {}
        return {**trigger, **again, "effects": self.effects(), **common(rng)}

    def effects(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        for name, kind in self.kinds.items():
            if kind.movable and rng.random() < 0.4:
                operation = rng.choice(schema.OPERATIONS)
                regime = kind.kind == "markov_chain"
                found[name] = {"set": "low"} if regime else {operation: self.write.tame()}
        return found

    def observe(self) -> dict[str, Any]:
        seen = {"at": self.rng.choice(["start", *self.read]), "expr": self.write.number(), "between": [-1e9, 1e9]}
        return some(self.rng, {"o0": seen}, 0.3)

    def measures(self) -> dict[str, Any]:
        write = self.write
        made = {f"m{i}": write.number() for i in range(self.rng.randint(0, 3))}
        write.numbers, write.memory = [*write.numbers, *made], False
        found = {**made, **some(self.rng, {"m9": {"expr": write.number(), **common(self.rng)}})}
        write.numbers, write.memory = [name for name in write.numbers if name not in made], True
        return found

    def questions(self) -> dict[str, Any]:
        rng, write = self.rng, self.write
        asked = rng.choice([{"when": write.truth()}, {"value": write.number(), **some(rng, {"given": write.truth()})}])
        return some(rng, {"q0": {"text": "t?", rng.choice(["by", "as_of"]): rng.choice(self.read), **asked}})
