"""Why the model answers so: by each reading of the tie, what moves it, what to watch, what a choice of ours does."""

from collections.abc import Mapping
from typing import Any

import numpy as np

import simengine as se
from simengine.explain.signpost import Signpost
from simengine.report.signposts_text import what
from tools.model_page.words import Z95, chance, estimate, shift, table

Data = Mapping[str, Any]
NUMBERS = 15  # get priors that are argued one by one
SHARES = 8  # of chance are told
BEFORE = "2021-12"  # before anything was seen
READ = ("stands", "embedded_partnership", "transactional_fade")
CUT = 0.7


def reasons(model: se.Model, run: se.Run, prior: se.Run) -> dict[str, Any]:
    """What the page tells of reasons: of a run that has learnt, and of one that has seen nothing."""
    learnt, before = run.explain().influence, prior.explain().influence
    held = [one for one in before.parameters if not one.lever and one.effect]
    most = sorted(held, key=lambda one: -one.reach)[:NUMBERS]
    goes = {one.name: one.association.value for one in learnt.parameters if one.association}
    return {
        "readings": _readings(run),
        "numbers": [
            {"name": one.name, "effect": one.effect.difference.value, "se": one.effect.difference.se}
            | {"goes": goes.get(one.name), "prior": _prior(model, one.name), "sources": list(one.founding.source)}
            for one in most
            if one.effect
        ],
        "chance": [
            {"name": one.name, "of": one.of, "total": one.total.index.value}
            for one in sorted(learnt.shares, key=lambda one: -one.total.index.value)
            if one.of in ("noise", "event")
        ][:SHARES],
        "posts": [_post(model, one) for one in run.signposts().posts],
        "without": _without(run),
    }


def _readings(run: se.Run) -> dict[str, Any]:
    """Each reading's weight before the figures and after, and what it says."""
    found = run.by_expert()
    split = {one.name: one for one in found.splits if one.name in READ}
    total = sum(one.n for one in split[READ[0]].experts.values())
    return {
        name: {
            "before": weight / sum(found.weights.values()),
            "after": split[READ[0]].experts[name].n / total,
            **{read: _chance(split[read].experts[name]) for read in READ},
        }
        for name, weight in found.weights.items()
    }


def _chance(found: Any) -> dict[str, float]:
    return {"p": found.p, "low": found.low, "high": found.high}


def _prior(model: se.Model, name: str) -> str:
    """Whose views a parameter's prior is made of, or the shape it shares."""
    law = model.scenario.parameters[name]
    experts = getattr(law, "experts", None)
    return ", ".join(f"*{one.replace('_', ' ')}*" for one in experts) if experts else "one range over both"


def _post(model: se.Model, one: Signpost) -> dict[str, Any]:
    asked = model.scenario.questions.get(one.name) if one.of == "answer" else None
    return {
        "by": one.by,
        "what": asked.text if asked else what(one),
        "seen": one.seen.p,
        "if_seen": _chance(one.if_seen),
        "if_not": _chance(one.if_not),
        "moves": one.moves,
    }


def _without(run: se.Run) -> dict[str, float]:
    """The chance that the tie stands if one of the five channels is left out."""
    table_ = run.outcome_table()
    levels = {
        name: np.minimum(2.0, values[table_.ok])
        for name, values in table_.measures.items()
        if name.startswith("level_2027_29[")
    }
    return {
        name.split("[")[1].rstrip("]"): float(
            (np.mean([values for other, values in levels.items() if other != name], axis=0) >= CUT).mean()
        )
        for name in levels
    }


def readings(data: Data) -> str:
    """What each reading says, and how much of it is left once the figures are known."""
    rows = [
        [f"*{name}*", chance(one["before"]), chance(one["after"]), *(estimate(one[read]) for read in READ)]
        for name, one in data["reasons"]["readings"].items()
    ]
    return table(["reading", "before", "after", "tie stands", "embedded partnership", "transactional fade"], rows)


def numbers(data: Data) -> str:
    """The numbers that the answer hangs on most, what each does to it, and whose views it is made of."""
    rows = [_number(one) for one in data["reasons"]["numbers"]]
    rolled = ", ".join(f"{_die(one)} {100 * one['total']:.0f} %" for one in data["reasons"]["chance"])
    head = ["parameter", "effect on the tie's standing, before anything is seen", "goes with it, learnt"]
    return (
        table([*head, "prior", "source"], rows)
        + f"\n\nOf what chance decides after June 2024, each share of the variance with all that hangs on it: {rolled}."
    )


def _number(one: Data) -> list[str]:
    effect = f"{shift(one['effect'])} ±{chance(Z95 * one['se'])}"
    return [f"`{one['name']}`", effect, _goes(one["goes"]), one["prior"], "; ".join(one["sources"])]


def _die(one: Data) -> str:
    return f"the noise of `{one['name']}`" if one["of"] == "noise" else f"when `{one['name']}` comes"


def _goes(value: float | None) -> str:
    return "" if value is None else shift(value)


def watch(data: Data) -> str:
    """What, once it is seen, moves the answer."""
    rows = [
        [one["by"], one["what"], chance(one["seen"]), estimate(one["if_seen"]), estimate(one["if_not"])]
        for one in data["reasons"]["posts"]
    ]
    if not rows:
        return "Nothing that can be seen in the next two years is clearer than noise."
    return table(["by", "seen", "how likely", "tie stands if so", "if not"], rows)


def without(data: Data) -> str:
    """The answer with any one channel left out."""
    found = data["reasons"]["without"]
    told = ", ".join(f"{chance(p)} without {name}" for name, p in found.items())
    return f"With one of the five channels left out, the tie stands in: {told}."
