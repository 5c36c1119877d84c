"""What `weigh` prints: weights before and after, what the mixture says, which observation spoke for which."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simengine.analysis.evidence import StageFactor, Weight
from simengine.analysis.mixture import Mixed
from simengine.analysis.weighing import Stage, Weighing
from simengine.errors import listed
from simengine.report.layout import fitted, grid
from simengine.report.numbers import NOTHING, counted, estimated, mean_text, probability, quantities

_LEGEND = (
    "weights are those of these hypotheses alone, as if one of them held; ± and […] are 95 % intervals over islands; "
    "odds are by how much the observations multiply those between two hypotheses: 10 : 1 is ten decibans, and what one "
    "speaks for depends on what became known before it"
)
_MOST_LOG = 690.0


def weigh_text(found: Weighing, width: int) -> str:
    """The whole of it, fitted to so many columns."""
    seen = counted(found.observations, "observation")
    sections = [
        [f"{counted(len(found.names), 'hypothesis').replace('hypothesiss', 'hypotheses')}, weighed by {seen}"],
        _weights(found.weights, width),
        _again(found, width),
        _stages(found, width),
        _figures(found.figures, found.names, width),
        [f"not mixed: {one.name}: {one.why}" for one in found.unlike],
        [f"note: {one}" for one in found.notes],
        [_LEGEND],
    ]
    return "\n\n".join("\n".join(fitted(lines, width, 4)) for lines in sections if lines)


def _weights(weights: Sequence[Weight], width: int) -> list[str]:
    rows = [
        (
            one.name,
            [
                probability(one.prior),
                estimated(one.weight, one.low, one.high),
                mean_text(one.log_evidence, one.log_evidence - one.half, one.log_evidence + one.half)
                if math.isfinite(one.log_evidence)
                else "impossible",
            ],
        )
        for one in weights
    ]
    return grid("hypothesis", ["before", "after", "log evidence"], rows, width)


def _again(found: Weighing, width: int) -> list[str]:
    if not found.again:
        return []
    rows = [("as it is", _row(found.weights))]
    rows += [(one.what, _row(one.weights)) for one in found.again if one.weights]
    refused = [f"{one.what}: can't be told: {one.refused}" for one in found.again if one.refused]
    return [*grid("weights again", found.names, rows, width), *refused]


def _row(weights: Sequence[Weight]) -> list[str]:
    return [estimated(one.weight, one.low, one.high) for one in weights]


def _stages(found: Weighing, width: int) -> list[str]:
    """A row a stage, with the odds of each hypothesis but the first against the first."""
    first, others = found.names[0], found.names[1:]
    heads = ["known", *(f"{other} : {first}" for other in others), "speaks for"]
    rows = [(_names(one), [one.known[:10] or NOTHING, *map(odds_text, one.factors), _for(one)]) for one in found.stages]
    if len(found.stages) > 1:
        rows.append(("all together", ["", *map(odds_text, found.factors), ""]))
    return grid("what spoke for which, in odds", heads, rows, width)


def _names(stage: Stage) -> str:
    names = listed(stage.names)
    return names if len(names) <= 40 else f"{stage.names[0]} and {len(stage.names) - 1} more"


def odds_text(factor: StageFactor) -> str:
    """`3.2 : 1 [2.0, 5.1]`, or `1 : 4.1 [1 : 6.0, 1 : 2.8]`; half an interval that isn't known is left out."""
    if math.isnan(factor.log):
        return NOTHING
    if not math.isfinite(factor.half):
        return odds(factor.log)
    return f"{odds(factor.log)} [{odds(factor.log - factor.half)}, {odds(factor.log + factor.half)}]"


def odds(log: float) -> str:
    """Odds from their logarithm: `3.2 : 1`, `1 : 1`, `1 : 25,000`."""
    if abs(log) > _MOST_LOG:
        return "∞ : 1" if log > 0 else "0 : 1"
    size = math.exp(abs(log))
    text = f"{size:.2g}" if size < 99.5 else f"{float(f'{size:.2g}'):,.0f}" if size < 1e6 else f"{size:.1e}"
    return f"{text} : 1" if log >= 0.0 else f"1 : {text}"


def _for(stage: Stage) -> str:
    """The hypothesis that made it most probable, and how much more than the next: in words, or that it's open."""
    ordered = sorted(stage.logs, key=lambda name: (-stage.logs[name], name))
    best, next_one = ordered[0], ordered[1]
    if any(math.isnan(log) for log in stage.logs.values()):
        return NOTHING
    if all(not one.is_known for one in stage.factors):
        return "none, surely" if stage.logs[best] - stage.logs[next_one] < 0.1 else f"{best}, perhaps"
    return best


def _figures(figures: Sequence[Mixed], names: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for of, head in (("class", "classes: probability"), ("question", "questions: probability")):
        chances = [one for one in figures if one.kind == "chance" and one.of == of]
        if chances:
            rows = [(one.name, [estimated(one.value, one.low, one.high), *_by(one, names)]) for one in chances]
            lines += [""] if lines else []
            lines += grid(head, ["mixture", *names], rows, width)
    numbers = [one for one in figures if one.kind == "value"]
    if numbers:
        rows = [(one.name, [*_number(one, names), one.unit or NOTHING]) for one in numbers]
        lines += [""] if lines else []
        lines += grid("questions: mean", ["mixture", "median [5 %, 95 %]", *names, "unit"], rows, width)
    return lines


def _by(one: Mixed, names: Sequence[str]) -> Iterator[str]:
    return (probability(one.by[name]) for name in names)


def _number(one: Mixed, names: Sequence[str]) -> list[str]:
    low, middle, high = quantities([one.quantiles.get(level, math.nan) for level in (0.05, 0.5, 0.95)])
    by = quantities([one.by[name] for name in names])
    return [mean_text(one.value, one.low, one.high), f"{middle} [{low}, {high}]", *by]
