"""What sheets of forecasts are worth by the answers: a score a question, and which questions have none, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simengine.analysis.question_series import joined
from simengine.analysis.scores import (
    COIN,
    Place,
    brier,
    counted_probability,
    distance,
    log_score,
    place_of,
    quantile_score,
)
from simengine.errors import SimengineError, WrongUsageError
from simengine.language.clock import period
from simengine.runs.outcome_table import Floats
from simengine.runs.sheet import Answer, Forecast, Kind, StoredSheet

_YEAR = 365.25
HORIZONS = ((0.5, "up to 6 months"), (1.0, "up to 1 year"), (2.0, "up to 2 years"), (5.0, "up to 5 years"))


@dataclass(frozen=True, slots=True)
class Scored:
    """One question of one sheet with its answer and its scores; NaN is what its kind hasn't.

    Of a chance: `p` as it is scored, with `certain` where that is (k + ½)/(n + 1); `brier` and `log`. Of a number: its
    `median`, 90 % from `low` to `high` (`held` is the share of the futures that lies there, more than 90 % where many
    share a value; NaN where no futures are kept), the `crps` in its unit (`by_quantiles`: the quantile score, where no
    futures are kept), `expected`, what that is on average if the forecast is right, and where the answer lies (`below`,
    `at_most`, `side`). `reference` has the score of the reference, `beside` its own by the same measure: Brier, or the
    quantile score at the reference's levels in parts of the `scale` between the outer two.
    """

    sheet: str
    scenario: str
    question: str
    text: str
    kind: Kind
    unit: str
    series: str
    cluster: int
    as_of: str
    due: str
    horizon: float
    answer: float
    known: str
    p: float = math.nan
    certain: bool = False
    brier: float = math.nan
    log: float = math.nan
    median: float = math.nan
    low: float = math.nan
    high: float = math.nan
    held: float = math.nan
    crps: float = math.nan
    by_quantiles: bool = False
    expected: float = math.nan
    below: float = math.nan
    at_most: float = math.nan
    side: float = math.nan
    reference: float = math.nan
    reference_log: float = math.nan
    beside: float = math.nan
    scale: float = math.nan

    @property
    def pit(self) -> float:
        """The middle of where the answer lies."""
        return Place(self.below, self.at_most).middle

    @property
    def span(self) -> str:
        """How far ahead it was, in words."""
        return next((text for most, text in HORIZONS if self.horizon <= most), "more than 5 years")


@dataclass(frozen=True, slots=True)
class Open:
    """A question without a score: of which sheet, and why (`unanswered`, `void`, `known`: before the sheet was)."""

    sheet: str
    question: str
    due: str
    why: str


def score_all(
    sheets: Sequence[StoredSheet], answers: Mapping[str, Answer]
) -> tuple[tuple[Scored, ...], tuple[Open, ...]]:
    """Every question that has an answer, in the order of the sheets, and those without a score.

    SimengineError for an answer of the other kind, a certain forecast of no futures, a name that means two things.
    """
    _check_meanings(sheets, answers)
    scored: list[Scored] = []
    left: list[Open] = []
    for one in sheets:
        for name, forecast in one.sheet.questions.items():
            answer = answer_to(one, name, answers)
            why = _why_not(one, forecast, answer)
            if answer is None or answer.value is None or why:
                left.append(Open(one.name, name, forecast.date, why))
            else:
                scored.append(_score(one, name, forecast, answer))
    return _clustered(scored), tuple(left)


def answer_to(one: StoredSheet, name: str, answers: Mapping[str, Answer]) -> Answer | None:
    """The answer to a question of a sheet: under `scenario/question`, or under its name alone."""
    return answers.get(f"{one.sheet.scenario}/{name}", answers.get(name))


def _why_not(one: StoredSheet, forecast: Forecast, answer: Answer | None) -> str:
    if answer is None:
        return "unanswered"
    if answer.value is None:
        return "void"
    before = period(answer.known).after <= one.sheet.known_until if answer.known else False
    return "known" if before or forecast.due <= one.sheet.known_until else ""


def _check_meanings(sheets: Sequence[StoredSheet], answers: Mapping[str, Answer]) -> None:
    meant: dict[str, tuple[tuple[object, ...], StoredSheet]] = {}
    for one in sheets:
        for name, forecast in one.sheet.questions.items():
            if f"{one.sheet.scenario}/{name}" in answers or name not in answers:
                continue
            meaning = (forecast.kind, forecast.due, forecast.unit)
            before = meant.setdefault(name, (meaning, one))
            if before[0] != meaning:
                what = f"{name} asks something else in {before[1].file} than in {one.file} (another date, kind or unit)"
                raise WrongUsageError(f"{what}: answer it under '{one.sheet.scenario}/{name}', or one sheet at a time")


def _score(one: StoredSheet, name: str, forecast: Forecast, answer: Answer) -> Scored:
    if answer.kind != forecast.kind:
        asks, given = ("whether", "a number") if forecast.kind == "chance" else ("for a number", "yes or no")
        write = "yes, no or void" if forecast.kind == "chance" else "a number or void"
        raise SimengineError(f"{name} asks {asks} and is answered by {given}: write {write} (in {one.file})")
    value = float(answer.value or 0.0)
    found = Scored(
        sheet=one.name,
        scenario=one.sheet.scenario,
        question=name,
        text=forecast.text,
        kind=forecast.kind,
        unit=forecast.unit or "",
        series=forecast.series or name,
        cluster=0,
        as_of=one.sheet.as_of,
        due=forecast.date,
        horizon=(forecast.due - one.sheet.known_until).days / _YEAR,
        answer=value,
        known=answer.known or "",
    )
    return _chance(found, forecast, one) if forecast.kind == "chance" else _number(found, forecast)


def _chance(found: Scored, forecast: Forecast, one: StoredSheet) -> Scored:
    p, certain = _probability(found.question, forecast, one)
    by = Scores.of(p, found.answer)
    reference = forecast.reference.probability if forecast.reference else None
    if reference is not None:
        if reference in (0.0, 1.0):
            told = f"the reference of {found.question} is {reference:g}, which no score forgives: write what is left"
            raise SimengineError(f"{told} (in {one.file})")
        other = Scores.of(reference, found.answer)
        found = replace(found, reference=other.brier, reference_log=other.log, beside=by.brier)
    return replace(found, p=p, certain=certain, brier=by.brier, log=by.log)


@dataclass(frozen=True, slots=True)
class Scores:
    """Both scores of a probability."""

    brier: float
    log: float

    @classmethod
    def of(cls, p: float, happened: float) -> Scores:
        """Of one question."""
        said, came = np.array([p]), np.array([happened])
        return cls(float(brier(said, came)[0]), float(log_score(said, came)[0]))


THE_COIN = Scores.of(COIN, 1.0)


def _probability(name: str, forecast: Forecast, one: StoredSheet) -> tuple[float, bool]:
    """The probability to score, and whether it is what (k + ½)/(n + 1) leaves of a certain one."""
    p = forecast.p
    if p is not None and 0.0 < p < 1.0:
        return p, False
    if not forecast.of:
        what = f"{name} is {p:g} in {one.file}, which doesn't say of how many futures"
        raise SimengineError(f"{what}: write `of: …`, or a probability between 0 and 1")
    return counted_probability(0 if p == 0.0 else forecast.of, forecast.of), True


def _number(found: Scored, forecast: Forecast) -> Scored:
    levels, points = (np.array(column) for column in zip(*forecast.quantiles or (), strict=True))
    low, median, high = (forecast.at(level) for level in (0.05, 0.5, 0.95))
    ends = [math.nan if value is None else value for value in (low, median, high)]
    found = replace(found, low=ends[0], median=ends[1], high=ends[2])
    kept = forecast.values
    if kept is None or forecast.apart is None:
        place = _among_quantiles(levels, points, found.answer)
        score = quantile_score(levels, points, found.answer)
        found = replace(found, crps=score, by_quantiles=True, below=place.below, at_most=place.at_most)
        side = 0.5 if math.isnan(found.median) else float(np.sign(found.answer - found.median) + 1.0) / 2.0
        return _beside_reference(replace(found, side=side), forecast)
    place = place_of(kept[0], found.answer, kept[1])
    apart = distance(kept[0], found.answer, kept[1])
    expected = forecast.apart / 2.0
    inside = (kept[0] >= found.low) & (kept[0] <= found.high)
    found = replace(found, held=float(np.average(inside, weights=kept[1])), crps=apart - expected, expected=expected)
    found = replace(found, below=place.below, at_most=place.at_most, side=place.side)
    return _beside_reference(found, forecast)


def _among_quantiles(levels: Floats, points: Floats, answer: float) -> Place:
    """Where an answer lies as far as quantiles tell: between two levels."""
    under, over = levels[points < answer], levels[points > answer]
    return Place(float(under.max(initial=0.0)), float(over.min(initial=1.0)))


def _beside_reference(found: Scored, forecast: Forecast) -> Scored:
    reference = forecast.reference.quantiles if forecast.reference else None
    if not reference:
        return found
    levels, points = (np.array(column) for column in zip(*reference, strict=True))
    own = [forecast.at(float(level)) for level in levels]
    if any(value is None for value in own):
        return found
    mine = quantile_score(levels, np.array(own, dtype=np.float64), found.answer)
    other = quantile_score(levels, points, found.answer)
    return replace(found, reference=other, beside=mine, scale=float(points[-1] - points[0]))


def _clustered(scored: Sequence[Scored]) -> tuple[Scored, ...]:
    """With the numbers of their clusters: of one series, or one question in several sheets."""
    read = {str(at): (f"series {one.series}", f"question {one.question}") for at, one in enumerate(scored)}
    numbers = {int(at): number for number, together in enumerate(joined(read)) for at in together}
    return tuple(replace(one, cluster=numbers[at]) for at, one in enumerate(scored))


def of_kind(scored: Sequence[Scored], kind: Kind) -> tuple[Scored, ...]:
    """Those of one kind."""
    return tuple(one for one in scored if one.kind == kind)


def column(scored: Sequence[Scored], name: str) -> Floats:
    """A field of each, shape [n]."""
    return np.array([getattr(one, name) for one in scored], dtype=np.float64)


def clusters_of(scored: Sequence[Scored]) -> np.ndarray:
    """Their clusters, shape [n]."""
    return np.array([one.cluster for one in scored], dtype=np.int64)


def groups_of(scored: Sequence[Scored]) -> Iterator[tuple[str, str, tuple[Scored, ...]]]:
    """All together, then by horizon, and by sheet where there are several: of what, its name, and those it has."""
    yield "all", "", tuple(scored)
    spans = [text for _, text in HORIZONS] + ["more than 5 years"]
    by_span = [(text, tuple(one for one in scored if one.span == text)) for text in spans]
    if sum(bool(some) for _, some in by_span) > 1:
        yield from (("horizon", text, some) for text, some in by_span if some)
    sheets = list(dict.fromkeys(one.sheet for one in scored))
    if len(sheets) > 1:
        yield from (("sheet", name, tuple(one for one in scored if one.sheet == name)) for name in sheets)
