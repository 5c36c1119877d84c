"""How forecasts of a scenario have done so far: what scored sheets and back-tests have left, in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HALF = 0.25
"""The Brier score of always saying a half."""
SURE = 0.96
"""A 90 % band that holds more of the futures than this can hardly miss.

It should leave out a twentieth at either end. One that ends at what can't be passed, as a count at 0, holds 95 %; more
is only where many futures share a value.
"""


@dataclass(frozen=True, slots=True)
class PastScore:
    """A forecast that has an answer: what was said at `origin` of `question`, which asks a `text`, and its score.

    Of a chance `p` and `brier` are known, of a number its 90 % band from `low` to `high`, and the share of the futures
    that it `held`; what is not is NaN. By the same measure `reference` is the score of the outside view, and `beside`
    ours. `in_sample` says that the answer was known when the model was made.
    """

    scenario: str
    origin: str
    question: str
    text: str
    kind: str
    unit: str
    due: str
    answer: float
    p: float
    brier: float
    low: float
    high: float
    held: float
    reference: float
    beside: float
    in_sample: bool

    @property
    def can_miss(self) -> bool:
        """Whether enough futures lie outside the band for it to say something; unknown is yes."""
        return not self.held > SURE


@dataclass(frozen=True, slots=True)
class PastScores:
    """All of these of some scenarios."""

    scores: tuple[PastScore, ...]

    @property
    def chances(self) -> tuple[PastScore, ...]:
        """Forecasts that were chances."""
        return tuple(one for one in self.scores if not math.isnan(one.brier))

    @property
    def numbers(self) -> tuple[PastScore, ...]:
        """Forecasts that were numbers, and could miss."""
        return tuple(one for one in self._bands if one.can_miss)

    @property
    def sure(self) -> tuple[PastScore, ...]:
        """Those whose band could hardly miss, as of a count that is 0 or 1: they say nothing of how good one is."""
        return tuple(one for one in self._bands if not one.can_miss)

    @property
    def _bands(self) -> tuple[PastScore, ...]:
        return tuple(one for one in self.scores if not math.isnan(one.low + one.high))

    @property
    def inside(self) -> int:
        """How many of the numbers lay in their 90 % band."""
        return sum(one.low <= one.answer <= one.high for one in self.numbers)

    @property
    def brier(self) -> float:
        """The mean Brier score of the chances; NaN without one."""
        return _mean([one.brier for one in self.chances])

    @property
    def outside(self) -> tuple[float, float]:
        """The mean Brier score of the outside view, and ours of the same chances; NaN where there is none.

        Of numbers it would be a mean of what is in several units.
        """
        both = [one for one in self.chances if not math.isnan(one.reference + one.beside)]
        return _mean([one.reference for one in both]), _mean([one.beside for one in both])

    @property
    def in_sample(self) -> int:
        """How many of the answers were known when the model was made."""
        return sum(one.in_sample for one in self.scores)

    def latest(self, scenario: str) -> Mapping[str, PastScore]:
        """By question of one scenario the forecast that was made last."""
        own = sorted((one for one in self.scores if one.scenario == scenario), key=lambda one: one.origin)
        return {one.question: one for one in own}


def past_scores(rows: Sequence[Mapping[str, object]], scenarios: Sequence[str]) -> PastScores:
    """Those of some scenarios among rows of stored tables, of `score` or of `backtest`; the same row counts once."""
    wanted = (row for row in rows if row.get("scenario") in scenarios)
    return PastScores(tuple(dict.fromkeys(map(_score, wanted))))


_NUMBERS = ("answer", "p", "brier", "low", "high", "held", "reference", "beside")


def _score(row: Mapping[str, object]) -> PastScore:
    return PastScore(
        scenario=_text(row, "scenario"),
        origin=_text(row, "as_of") or _text(row, "origin"),
        question=_text(row, "question") or _text(row, "name"),
        text=_text(row, "text"),
        kind=_text(row, "kind"),
        unit=_text(row, "unit"),
        due=_text(row, "due"),
        in_sample=_number(row, "in_sample") == 1.0,
        **{name: _number(row, name) for name in _NUMBERS},
    )


def _text(row: Mapping[str, object], name: str) -> str:
    found = row.get(name)
    return "" if found is None else str(found)


def _number(row: Mapping[str, object], name: str) -> float:
    found = row.get(name)
    return float(found) if isinstance(found, int | float) else math.nan


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
