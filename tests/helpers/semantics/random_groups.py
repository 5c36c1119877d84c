"""A scenario at random, with some of its elements made templates of groups."""

import re

from simengine.processes import processes
from simengine.processes._process import Draw

NAMED = ("parameters", "drivers", "formulas", "events")
READ = ("measures", "questions", "observe")
NAME = re.compile(r"(?<![\w'.])([pdfe]\d)(?![\w\[])")
ALONE = re.compile(r"(?:realised_outflow\()$")
OVER = ["sum_over", "mean_over", "min_over", "max_over"]


def grouped(rng, made):
    """The same scenario, with groups."""
    return Grouping(rng, made).scenario()


class Grouping:
    """`of` tells of which groups the templates are."""

    def __init__(self, rng, made):
        self.rng, self.made = rng, made
        self.groups = {"g": ["a", "b", "c"][: rng.randint(1, 3)], "h": rng.choice([["x", "y"], "g", {"z": "The last"}])}
        branches = {name for event in made["events"].values() for name in event.get("branch", ())}
        fixed = {name for name, event in made["events"].items() if "branch" in event} | branches
        names = [name for section in NAMED for name in made[section] if NAME.fullmatch(name) and name not in fixed]
        self.of = {name: rng.choice([("g",), ("g",), ("h",), ("g", "h")]) for name in names if rng.random() < 0.5}
        self.regimes = {name for name, driver in made["drivers"].items() if driver["process"] == "markov_chain"}

    def members(self, group):
        members = self.groups[group]
        return [*(self.groups[members] if isinstance(members, str) else members)]

    def indexed(self, name, bound, free=False):
        """A name with the member that is meant here, or with one that is named; `free`: or with its group."""
        rng, found = self.rng, []
        for group in self.of.get(name, ()):
            meant = group in bound or (free and rng.random() < 0.6)
            found.append(group if meant and rng.random() < 0.8 else rng.choice(self.members(group)))
        return f"{name}[{', '.join(found)}]" if found else name

    def used(self, text, bound):
        """An expression with every name as it must be here: one's, or that of all."""

        def one(found):
            name, before = found[1], text[: found.start()]
            regime = name in self.regimes
            if name not in self.of or regime or name[0] in "ef" or ALONE.search(before) or self.rng.random() < 0.6:
                return self.indexed(name, bound)
            groups = ", ".join(self.of[name])
            inside = f"{name}[{groups}]"
            group = self.of[name][0]
            asked = f"({inside} if {group} == '{self.members(group)[0]}' else 2*{inside})"
            return f"{self.rng.choice(OVER)}({groups}, {self.rng.choice([inside, inside, asked])})"

        return NAME.sub(one, text)

    def inside(self, value, bound, key=""):
        if isinstance(value, dict):
            free = key == "effects"
            return {self.key(name, bound, free): self.inside(item, bound, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self.inside(item, bound) for item in value]
        if key == "stream":
            return f"{value}[{', '.join(bound)}]" if bound else value
        if key in ("like", "between", "at", "process", "shape", "text", "by", "as_of") or not isinstance(value, str):
            return self.indexed(value, bound) if key == "like" else value
        return self.used(value, bound)

    def key(self, name, bound, free):
        return self.indexed(name, bound, free) if NAME.fullmatch(name) else name

    def section(self, section):
        found = {}
        for name, element in self.made[section].items():
            of = self.of.get(name, ())
            if (
                section in READ and name == [*self.made[section]][-1] and self.rng.random() < 0.6
            ):  # which no other names
                of = ("g",)
            found[f"{name}[{', '.join(of)}]" if of else name] = self.inside(element, of)
            if of and section in NAMED and self.rng.random() < 0.5:
                indices = [self.rng.choice(self.members(group)) for group in of]
                if len(of) > 1 and self.rng.random() < 0.3:
                    indices[0] = of[0]
                own = self.own(section, name, element)
                found |= {f"{name}[{', '.join(indices)}]": own} if own else {}
        return found

    def own(self, section, name, element):
        """What may be a member's own, so that nothing else becomes wrong by it."""
        if section == "drivers" and "bounds" in element:
            return {"bounds": None}
        if section == "drivers" and "volatility" in element:
            return {"volatility": "0.25"}
        if section == "events" and "hazard" in element:
            return {"hazard": "1.5"}
        if section == "parameters" and not any(name in pair for pair in self.made["parameter_correlations"]):
            return None if "like" in element else {"lognormal": {"median": 2, "sigma": 0.25}, "note": "own"}
        return None

    def pairs(self, section):
        found = {}
        for pair, number in self.made[section].items():
            a, b = pair.split(" ~ ")
            bound = self.of.get(a, ()) if self.of.get(a) == self.of.get(b) else ()
            found[f"{self.indexed(a, bound)} ~ {self.indexed(b, bound)}"] = number
        return found

    def common(self, section, names):
        """For all members of some that stand in no pair."""
        taken = " ".join(self.made[section])
        free = [name for name in names if name in self.of and name not in taken]
        return {
            f"{name}[{', '.join(self.of[name])}]": self.rng.choice([0, 0.3, 0.9])
            for name in free
            if self.rng.random() < 0.6 and all(len(self.members(group)) > 1 for group in self.of[name])
        }

    def scenario(self):
        made = self.made
        found = {**made, "groups": self.groups}
        for section in (*NAMED, *READ):
            if section in made:
                found[section] = self.section(section)
        noisy = [name for name, one in made["drivers"].items() if Draw.BROWNIAN in processes()[one["process"]].draws]
        drawn = [name for name, one in made["parameters"].items() if "fixed" not in one and "choice" not in one]
        drawn = [name for name in drawn if "like" not in made["parameters"][name]]
        found["correlations"] = {**self.pairs("correlations"), **self.common("correlations", noisy)}
        ranks = "parameter_correlations"
        found[ranks] = {**self.pairs(ranks), **self.common(ranks, drawn)}
        found["outcome"] = {name: self.used(text, ()) for name, text in made["outcome"].items()}
        events = [name for name in made["events"] if self.of.get(name) == ("g",)]
        if events:
            event = f"{events[0]}[g]"
            found["measures"] |= {
                "counted": {"expr": f"sum_over(g, count({event})) + any_over(g, occurred({event}))"},
                "these": {"expr": f"count_over(g, since({event}) < 1) + all_over(g, time > 0)"},
            }
        return found
