"""What is out of balance in a scenario, seen on a sample of its paths: each finding with its place and a remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simengine.analysis.deciding_priors import deciding_priors
from simengine.analysis.starts import Start, start_of
from simengine.compute.sampled import Sampled, Speed, Terms
from simengine.yaml.nodes import KeyPath

Fault = Literal["start", "term", "hazard", "class", "measure", "prior", "invariant"]
NEARLY = 0.98
"""A measure whose rank correlation with a parameter is larger is nearly that parameter."""
FEWEST = 100
"""Of fewer paths nothing is said that chance may have made so."""


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Something out of balance: what stands at a path of the scenario, what is odd about it, and what may be done.

    `numbers` are those that the message tells.
    """

    fault: Fault
    path: KeyPath
    message: str
    remedy: str
    numbers: Mapping[str, float] = field(default_factory=dict)


def imbalances(found: Sampled) -> tuple[Imbalance, ...]:
    """Everything that is out of balance on a sample; nothing where too few of its paths came to their end."""
    if len(found.outcome) < FEWEST:
        return ()
    return (
        *_broken(found),
        *_starts(found),
        *(one for terms in found.terms for one in _idle(terms)),
        *_still(found),
        *_empty(found),
        *_copies(found),
        *_priors(found),
    )


def _broken(found: Sampled) -> Iterator[Imbalance]:
    for name, broke in found.broken.items():
        share = float(broke.mean())
        if share > 0.0:
            message = f"broke on {round(broke.sum()):,} of {len(broke):,} paths"
            remedy = "mend the model, or the invariant: `story` tells when it breaks on a path"
            yield Imbalance("invariant", ("invariants", name), message, remedy, {"share": share})


def _starts(found: Sampled) -> Iterator[Imbalance]:
    for one in found.beginnings:
        start = start_of(one)
        if start is not None and start.matters:
            path = ("drivers", one.pull.driver, "initial")
            yield Imbalance("start", path, _start_text(start), _START_REMEDY, start.numbers())


_START_REMEDY = "it drifts there though nothing happens: begin it at its level, or say what moves the level meanwhile"


def _start_text(start: Start) -> str:
    side = "above" if start.gap > 0.0 else "below"
    scale = {"log": " on the scale of logarithms", "logit": " in logits"}.get(start.scale, "")
    return (
        f"starts at {_number(start.initial)} and is pulled to {_number(start.level)}: {_number(abs(start.gap))} {side}"
        f" its own level{scale}, {start.deviations:.1f} times its stationary sd; half of the gap goes in"
        f" {_number(start.half_life)} years"
    )


def _idle(terms: Terms) -> Iterator[Imbalance]:
    """Terms that are never the value, unless none is known."""
    one = terms.extreme
    idle = [at for at, binds in enumerate(terms.binds) if not binds]
    if not any(terms.binds):
        return
    for at in idle:
        if not np.isfinite(terms.low[at]):
            continue
        others = [
            f"{one.terms[k]} from {_number(terms.low[k])} to {_number(terms.high[k])}"
            for k in range(len(one.terms))
            if k != at
        ]
        own = f"it goes from {_number(terms.low[at])} to {_number(terms.high[at])}"
        message = f"{one.terms[at]} never binds in {one.text}: {own}, {', '.join(others)}"
        remedy = (
            "if it guards against the impossible, or waits for a variant, leave it; else mend its numbers, or drop it"
        )
        yield Imbalance("term", one.path, message, remedy, {"low": terms.low[at], "high": terms.high[at]})


def _still(found: Sampled) -> Iterator[Imbalance]:
    for speed in found.speeds:
        if not speed.varies and np.isfinite(speed.low):
            names = " and ".join(speed.rate.moving)
            moves = "is 0 on every path" if speed.high == 0.0 else "never changes on any path"
            message = f"{moves}, though {speed.rate.text} names {names}"
            remedy = "give what it names a weight that is felt, or leave it out of the hazard"
            path = ("events", speed.rate.event, "hazard")
            yield Imbalance("hazard", path, message, remedy, {"low": speed.low, "high": speed.high})
        elif speed.unfelt and speed.states >= FEWEST:
            yield _unfelt(speed)


def _unfelt(speed: Speed) -> Imbalance:
    names = " or ".join(speed.unfelt)
    seen = f"in {speed.states:,} states of paths {speed.rate.text} is the same with what it is in other states"
    remedy = "if it waits for a variant, or for what is rare, leave it; else give it a weight that is felt, or drop it"
    path = ("events", speed.rate.event, "hazard")
    return Imbalance("hazard", path, f"never feels {names}: {seen}", remedy, {"states": float(speed.states)})


def _empty(found: Sampled) -> Iterator[Imbalance]:
    n = len(found.outcome)
    for at, name in enumerate(found.classes):
        if not (found.outcome == at).any():
            message = f"no path reaches it: of {n:,} none, so its chance is under {100.0 * 3.0 / n:.2g} % (at 95 %)"
            remedy = "look at its condition, and at the classes before it, which may take what is meant for it"
            yield Imbalance("class", ("outcome", name), message, remedy, {"paths": float(n)})


def _copies(found: Sampled) -> Iterator[Imbalance]:
    ranks = {name: _ranks(values) for name, values in found.parameters.items()}
    for measure, values in found.measures.items():
        known = np.isfinite(values)
        if known.sum() < FEWEST or np.ptp(values[known]) == 0.0:
            continue
        for name, rank in ranks.items():
            of = rank if known.all() else _ranks(found.parameters[name][known])
            if of.std() > 0.0 and abs(r := float(np.corrcoef(_ranks(values[known]), of)[0, 1])) > NEARLY:
                message = f"is nearly the parameter {name}: their rank correlation is {r:.3f}"
                remedy = "it tells what was put in: ask for something that the model makes of it"
                yield Imbalance("measure", ("measures", measure), message, remedy, {"correlation": r})


def _priors(found: Sampled) -> Iterator[Imbalance]:
    for one in deciding_priors(found.classes, found.outcome, found.parameters):
        side = f"the {'lowest' if one.low else 'highest'} {100.0 * one.share:.0f} % of its draws"
        what = {
            "never": f"decides by itself that it is not {one.outcome}: in {side} its chance is 0, over all {one.p:.3f}",
            "always": f"decides by itself that it is {one.outcome}: in {side} its chance is 1, over all {one.p:.3f}",
            "only": f"{one.outcome} (chance {one.p:.3f}) comes in {side} only",
        }[one.kind]
        remedy = "say where the prior's ends come from, or make the line that it draws less sharp"
        yield Imbalance("prior", ("parameters", one.parameter), what, remedy, {"p": one.p, "share": one.share})


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0, those of equal values their mean."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middles: np.ndarray = ends - 0.5 * (counts + 1.0)
    return middles[which]


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1e6 else f"{value:.3g}"
