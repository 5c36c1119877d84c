"""What a back-test tells, as records: scores, series by series, and bands to be drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from simengine.analysis.origins import Origin
from simengine.analysis.score_report import Score, finite, score_json
from simengine.analysis.scoring import Scored, column
from simengine.runs.outcome_table import Floats

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Band:
    """What an origin says of one observation: quantiles at LEVELS of what would be measured, and what was.

    `year` is the calendar year of the date with its fraction; of a fact `quantiles` is its probability alone.
    """

    origin: str
    name: str
    series: str
    unit: str
    year: float
    seen: float
    quantiles: tuple[float, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The scores of one series: how many, their mean CRPS over what is expected of it, above the median, in the 90 %.

    Of chances alone the mean is NaN, and `brier` has theirs.
    """

    name: str
    n: int
    crps: float
    brier: float
    above: float
    inside: int
    numbers: int
    tuned: int


@dataclass(frozen=True, slots=True, eq=False)
class Backtested:
    """What came of it: `score` of everything, `series` by series, `bands` to be drawn; `origins` and their futures.

    `tuned` are the observations and questions that were known when the model was made (`tuned_until`), so that they
    are in sample; `fresh` is the score of the others alone, where there are both.
    """

    scenario: str
    origins: tuple[Origin, ...]
    known: Mapping[str, int]
    futures: Mapping[str, int]
    tuned_until: str
    tuned: frozenset[str]
    score: Score
    fresh: Score | None
    series: tuple[Series, ...]
    bands: tuple[Band, ...]


def by_series(scored: Sequence[Scored], tuned: frozenset[str]) -> list[Series]:
    """One record a series, in the order of the names."""
    found = []
    for name in dict.fromkeys(one.series for one in scored):
        some = [one for one in scored if one.series == name]
        numbers = [one for one in some if one.kind == "number"]
        chances = [one for one in some if one.kind == "chance"]
        wide = [one for one in numbers if one.expected > 0.0]
        found.append(
            Series(
                name=name,
                n=len(some),
                crps=_mean(column(wide, "crps") / column(wide, "expected")) if wide else math.nan,
                brier=_mean(column(chances, "brier")) if chances else math.nan,
                above=_mean(column(numbers, "side")) if numbers else math.nan,
                inside=sum(one.low <= one.answer <= one.high for one in numbers),
                numbers=len(numbers),
                tuned=sum(one.question in tuned for one in some),
            )
        )
    return found


def _mean(values: Floats) -> float:
    return float(np.mean(values))


def backtest_json(found: Backtested) -> dict[str, Any]:
    """The dictionary of `backtest --json`."""
    scores = score_json(found.score)
    rows = [{**row, "in_sample": row["question"] in found.tuned} for row in scores["questions"]]
    told: dict[str, Any] = finite(
        {
            "scenario": found.scenario,
            "origins": [
                {"origin": one.text, "known": found.known[one.text], "futures": found.futures[one.text]}
                for one in found.origins
            ],
            "tuned_until": found.tuned_until or None,
            **{key: value for key, value in scores.items() if key not in ("sheets", "questions", "contradictions")},
            "scored": rows,
            "out_of_sample": score_json(found.fresh)["means"] if found.fresh else None,
            "series": [asdict(one) for one in found.series],
            "bands": [asdict(one) for one in found.bands],
        }
    )
    return told
