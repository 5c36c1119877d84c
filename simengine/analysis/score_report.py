"""What scores say together: averages, skills, bias, calibration. Each with its error, by votes and not by questions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simengine.analysis.coherence import contradictions
from simengine.analysis.scores_calibration import (
    Above,
    Average,
    Bias,
    Reliability,
    above_median,
    average,
    bias,
    reliability,
)
from simengine.analysis.scoring import (
    THE_COIN,
    Open,
    Scored,
    answer_to,
    clusters_of,
    column,
    groups_of,
    of_kind,
    score_all,
)
from simengine.errors import SimengineError, did_you_mean, listed
from simengine.runs.sheet import Answer, StoredSheet


@dataclass(frozen=True, slots=True)
class Mean:
    """The average of a `score` (brier, log, or crps in parts of what it was expected to be) over some questions.

    `of` is all, horizon or sheet, `name` which.
    """

    of: str
    name: str
    score: str
    found: Average


@dataclass(frozen=True, slots=True)
class Skill:
    """By how much a score is lower than that of what it is set against, on the same questions; above 0 is better.

    `against` is .5, reference, or an earlier sheet. Of numbers it is in parts of how far the other itself reaches: from
    the lowest to the highest quantile of a reference, half the mean difference of two futures of an earlier sheet.
    """

    against: str
    score: str
    found: Average
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """All that answers say of sheets: `scored` questions, `left` ones, averages, skills, bias, what doesn't fit."""

    sheets: tuple[StoredSheet, ...]
    scored: tuple[Scored, ...]
    left: tuple[Open, ...]
    means: tuple[Mean, ...]
    skills: tuple[Skill, ...]
    bias: Bias | None
    above: Above | None
    reliability: Reliability | None
    contradictions: tuple[str, ...]
    notes: tuple[str, ...]


def score_of(sheets: Sequence[StoredSheet], answers: Mapping[str, Answer]) -> Score:
    """The score of sheets. SimengineError if nothing can be scored, and as `score_all`."""
    if not sheets:
        raise SimengineError("there is no sheet to score: simengine freeze RUN writes one")
    if not answers:
        raise SimengineError(
            "there are no answers: name a file with `answers:`, each as question: yes, no, void, or a number"
        )
    scored, left = score_all(sheets, answers)
    if not scored:
        raise SimengineError(_nothing(sheets, answers, left))
    chances, numbers = of_kind(scored, "chance"), of_kind(scored, "number")
    p, y = column(chances, "p"), column(chances, "answer")
    return Score(
        sheets=tuple(sheets),
        scored=scored,
        left=left,
        means=tuple(_means(chances, numbers)),
        skills=tuple(_skills(sheets, chances, numbers)),
        bias=bias(p, y, clusters_of(chances)) if chances else None,
        above=above_median(column(numbers, "side"), clusters_of(numbers)) if numbers else None,
        reliability=reliability(p, y) if chances else None,
        contradictions=tuple(_contradictions(sheets, answers)),
        notes=tuple(_notes(sheets, answers, scored)),
    )


def _nothing(sheets: Sequence[StoredSheet], answers: Mapping[str, Answer], left: Sequence[Open]) -> str:
    asked = [name for one in sheets for name in one.sheet.questions]
    why = {reason: [one.question for one in left if one.why == reason] for reason in ("void", "known", "unanswered")}
    told = [f"{listed(names)} {_WHY[reason]}" for reason, names in why.items() if names]
    strange = next((name for name in answers if name not in asked), "")
    hint = f"; the answers have {strange}{did_you_mean(strange, asked)}" if strange else ""
    return f"no question has a score: {'; '.join(told)}{hint}"


_WHY = {
    "void": "void",
    "known": "answered before the sheet was, so no forecast",
    "unanswered": "without an answer",
}


def _means(chances: Sequence[Scored], numbers: Sequence[Scored]) -> Iterator[Mean]:
    for of, name, some in groups_of(chances) if chances else ():
        for score in ("brier", "log"):
            yield Mean(of, name, score, average(column(some, score), clusters_of(some)))
    wide = tuple(one for one in numbers if one.expected > 0.0)
    for of, name, some in groups_of(wide) if wide else ():
        yield Mean(of, name, "crps", average(column(some, "crps") / column(some, "expected"), clusters_of(some)))


def _skills(sheets: Sequence[StoredSheet], chances: Sequence[Scored], numbers: Sequence[Scored]) -> Iterator[Skill]:
    if chances:
        for score, coin in (("brier", THE_COIN.brier), ("log", THE_COIN.log)):
            yield Skill(".5", score, average(coin - column(chances, score), clusters_of(chances)))
    known = tuple(one for one in chances if not math.isnan(one.reference))
    if known:
        for score, other in (("brier", "reference"), ("log", "reference_log")):
            yield Skill("reference", score, average(column(known, other) - column(known, score), clusters_of(known)))
    wide = tuple(one for one in numbers if one.scale > 0.0)
    if wide:
        better = (column(wide, "reference") - column(wide, "beside")) / column(wide, "scale")
        yield Skill("reference", "quantiles", average(better, clusters_of(wide)))
    for before, after in pairwise(sheets):
        yield from _against_sheet(before.name, after.name, (*chances, *numbers))


def _against_sheet(before: str, after: str, scored: Sequence[Scored]) -> Iterator[Skill]:
    """A sheet against the one before it, on the questions that both have."""
    earlier = {one.question: one for one in scored if one.sheet == before}
    pairs = [(earlier[one.question], one) for one in scored if one.sheet == after and one.question in earlier]
    for score in ("brier", "log"):
        yield from _paired(before, after, score, [(a, b, 1.0) for a, b in pairs if a.kind == "chance"])
    wide = [(a, b, a.expected) for a, b in pairs if a.expected > 0.0 and not b.by_quantiles]
    yield from _paired(before, after, "crps", wide)


def _paired(before: str, after: str, score: str, pairs: Sequence[tuple[Scored, Scored, float]]) -> Iterator[Skill]:
    if pairs:
        better = np.array([(getattr(a, score) - getattr(b, score)) / scale for a, b, scale in pairs])
        yield Skill(before, score, average(better, clusters_of([b for _, b, _ in pairs])), after)


def _contradictions(sheets: Sequence[StoredSheet], answers: Mapping[str, Answer]) -> Iterator[str]:
    several = len(sheets) > 1
    told: dict[str, None] = {}
    for one in sheets:
        meant = {name: said for name in one.sheet.questions if (said := answer_to(one, name, answers))}
        told |= dict.fromkeys(f"{one.name}: {text}" if several else text for text in contradictions(one.sheet, meant))
    return iter(told)


def _notes(sheets: Sequence[StoredSheet], answers: Mapping[str, Answer], scored: Sequence[Scored]) -> Iterator[str]:
    certain = [one for one in scored if one.certain]
    if certain:
        names = listed(list(dict.fromkeys(one.question for one in certain)))
        yield f"{names}: on none or on all of the n futures, so scored as (k + ½)/(n + 1)"
    frozen = {one.name: one.sheet.frozen[:10] for one in sheets}
    late = [one for one in scored if one.known and one.known <= frozen[one.sheet][: len(one.known)]]
    if late:
        what = f"{len(late)} of {len(scored)} answers were known when their sheet was frozen"
        yield f"{what}: this looks back, and is no forecast that somebody made"
    coarse = list(dict.fromkeys(one.question for one in scored if one.by_quantiles))
    if coarse:
        yield f"{listed(coarse)}: only quantiles are told, so the quantile score stands for the CRPS"
    asked = {key for one in sheets for name in one.sheet.questions for key in (name, f"{one.sheet.scenario}/{name}")}
    strange = [f"{name}{did_you_mean(name, asked)}" for name in answers if name not in asked]
    if strange:
        yield f"answered, but asked by no sheet: {listed(strange)}"


def score_json(score: Score) -> dict[str, Any]:
    """The dictionary of `score --json`; what is not a number is null."""
    found: dict[str, Any] = finite(
        {
            "sheets": [
                {
                    "file": str(one.file),
                    "scenario": one.sheet.scenario,
                    "as_of": one.sheet.as_of,
                    "frozen": one.sheet.frozen,
                    "hash": one.hash,
                    "doubts": list(one.doubts),
                }
                for one in score.sheets
            ],
            "questions": [{**asdict(one), "pit": one.pit} for one in score.scored],
            "left": [asdict(one) for one in score.left],
            "means": [asdict(one) for one in score.means],
            "skills": [asdict(one) for one in score.skills],
            "bias": asdict(score.bias) if score.bias else None,
            "above_median": asdict(score.above) if score.above else None,
            "reliability": _reliability_json(score.reliability),
            "contradictions": list(score.contradictions),
            "notes": list(score.notes),
        }
    )
    return found


def _reliability_json(found: Reliability | None) -> dict[str, Any] | None:
    if found is None:
        return None
    curves = {name: getattr(found, name).tolist() for name in ("p", "happened", "mended", "low", "high")}
    return {**curves, **{name: getattr(found, name) for name in ("miscalibration", "discrimination", "uncertainty")}}


def finite(value: Any) -> Any:
    """A value for JSON: what is not a number, or infinite, is null."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
