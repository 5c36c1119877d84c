"""A sheet of frozen forecasts: what its file says, as records, whoever wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from simengine.language.clock import Instant, period
from simengine.language.fields import Condition, DateText, Expr, Real, Record, Texts, Whole
from simengine.runs.outcome_table import Floats
from simengine.scenario.question_fields import Quantiles, Reference, Resolve

FORMAT = 1
Kind = Literal["chance", "number"]
Interval = tuple[Real, Real]
Count = Annotated[Whole, Field(ge=0)]


def _check_date(text: str) -> None:
    try:
        period(text)
    except ValueError as error:
        raise PydanticCustomError("date", "{error}", {"error": str(error)}) from None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


class Forecast(Record):
    """What was said of one question.

    A chance is `p`, or `count` of `of` futures; a number has `quantiles`, and what the score of an ensemble needs: how
    often each value came (`counts`) or the means of equal parts of the sorted futures (`ensemble`), and `apart`, the
    mean difference of two futures. `missing` futures have no answer.
    """

    text: str = Field("", description="the question, for people")
    title: str | None = Field(None, description="what it is called")
    when: Condition | None = Field(None, description="the condition whose chance is asked for")
    value: Expr | None = Field(None, description="the number asked for")
    given: Condition | None = Field(None, description="the condition without which the question is void")
    by: DateText | None = Field(None, description="the period by whose end it is answered")
    as_of: DateText | None = Field(None, description="the period at whose end it is answered")
    members: Mapping[str, str] = Field(
        default_factory=dict, description="group: member that a template's question is of"
    )
    unit: str | None = Field(None, description="unit of the number")
    series: str | None = Field(None, description="questions of one series are one vote")
    p: Real | None = Field(None, ge=0, le=1, description="the probability")
    count: Count | None = Field(None, description="on how many futures it holds")
    quantiles: Quantiles | None = Field(None, description="level: value")
    mean: Real | None = Field(None, description="the mean")
    interval: Interval | None = Field(None, description="95 % interval of the probability, or of the mean")
    intervals: Mapping[str, Interval] = Field(default_factory=dict, description="95 % intervals of the quantiles")
    apart: Annotated[Real, Field(ge=0)] | None = Field(None, description="mean difference of two futures")
    counts: Mapping[str, Count] | None = Field(None, description="value: on how many futures it came")
    ensemble: tuple[tuple[Real, ...], ...] | None = Field(None, description="means of equal parts of the futures")
    of: Count | None = Field(None, description="how many futures have an answer")
    missing: Count = Field(0, description="how many have none")
    resolve: Resolve | None = Field(None, description="how it is answered")
    reference: Reference | None = Field(None, description="what the forecast has to beat")

    @model_validator(mode="after")
    def _whole(self) -> Forecast:
        if (self.by is None) == (self.as_of is None):
            raise PydanticCustomError("date", "needs a date: either by or as_of")
        _check_date(self.date)
        if (self.p is None) == (self.quantiles is None):
            raise PydanticCustomError("forecast", "needs either p, of a chance, or quantiles, of a number")
        if self.count is not None and self.of is not None and self.count > self.of:
            told = {"count": self.count, "of": self.of}
            raise PydanticCustomError("count", "counts {count} of {of} futures", told)
        self._check_futures()
        return self

    def _check_futures(self) -> None:
        """Whether values of futures are numbers, and are some; PydanticCustomError if not."""
        if self.counts is not None:
            wrong = [key for key in self.counts if not _is_number(key)]
            if wrong or not sum(self.counts.values()):
                told = {"got": repr(wrong[0]) if wrong else "no future"}
                raise PydanticCustomError(
                    "counts", "counts are number: how often, of a future at least (got {got})", told
                )
        if self.ensemble is not None:
            size = sum(map(len, self.ensemble))
            if not 0 < size <= (size if self.of is None else self.of):
                message = "an ensemble of {size} values can't stand for {of} futures"
                raise PydanticCustomError("ensemble", message, {"size": size, "of": self.of or 0})

    @property
    def kind(self) -> Kind:
        """Whether it is a chance or a number."""
        return "number" if self.p is None else "chance"

    @property
    def date(self) -> str:
        """The period at whose end it is answered, as it is written."""
        return self.by or self.as_of or ""

    @property
    def due(self) -> Instant:
        """The instant at which it is answered."""
        return period(self.date).after

    @property
    def values(self) -> tuple[Floats, Floats] | None:
        """The futures of a number as values and weights, shape [k] each; None where only quantiles are told."""
        if self.counts:
            weights = np.array(list(self.counts.values()), dtype=np.float64)
            return np.array(list(map(float, self.counts)), dtype=np.float64), weights
        if self.ensemble:
            values = np.array([value for row in self.ensemble for value in row], dtype=np.float64)
            parts = np.array_split(np.arange(self.of or len(values)), len(values))
            return values, np.array([len(part) for part in parts], dtype=np.float64)
        return None

    def at(self, level: float) -> float | None:
        """Its quantile at a level: of its futures, or as it is told; None if neither has it."""
        told = [value for known, value in self.quantiles or () if abs(known - level) < 1e-9]
        if told:
            return told[0]
        found = self.values
        if found is None:
            return None
        order = np.argsort(found[0])
        share = np.cumsum(found[1][order]) / found[1].sum()
        return float(found[0][order][min(int(np.searchsorted(share, level)), len(share) - 1)])


class Sheet(Record):
    """The forecasts of one run, or of anybody, as they were on the day they were `frozen`.

    They rest on what was known before `as_of`. `digests` say of which run they are, `previous` which sheets lay in its
    folder: file and hash. `left_out` are questions without a forecast, and why.
    """

    sheet: Literal[1] = Field(description="the format")
    scenario: str = Field(description="whose questions they are")
    title: str | None = Field(None, description="what the scenario is called")
    run: str | None = Field(None, description="the run")
    as_of: DateText = Field(description="the first instant of which nothing was known")
    frozen: str = Field(description="when it was written, UTC")
    digests: Mapping[str, str | int] = Field(default_factory=dict, description="what tells the run from others")
    previous: Mapping[str, str] = Field(default_factory=dict, description="file: hash of the sheets before")
    learnt: str | None = Field(None, description="what its futures were learnt from, and what they are worth")
    outcome: Mapping[str, Real] = Field(default_factory=dict, description="class: probability")
    questions: Mapping[str, Forecast] = Field(min_length=1, description="the forecasts")
    left_out: Mapping[str, str] = Field(default_factory=dict, description="question: why it has no forecast")
    hash: str | None = Field(None, description="BLAKE2b-256 of all above")

    @model_validator(mode="after")
    def _dated(self) -> Sheet:
        _check_date(self.as_of)
        return self

    @property
    def known_until(self) -> Instant:
        """The first instant of which nothing was known."""
        return period(self.as_of).first


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """A sheet with its file, the `hash` its text really has, and what doesn't fit (`doubts`).

    Among sheets whose files have one name it is `called` by its path.
    """

    file: Path
    sheet: Sheet
    hash: str
    doubts: tuple[str, ...] = ()
    called: str = ""

    @property
    def name(self) -> str:
        """What it is called: its file without the ending, where no other has that."""
        return self.called or self.file.stem


def _said(value: Any) -> Any:
    """yes and no as truths, void as None, and a number."""
    if value in ("yes", "no", "void") or isinstance(value, bool):
        return {"yes": True, "no": False, "void": None}.get(value, value)
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    raise PydanticCustomError("answer", "write yes, no, void or a number (got {got})", {"got": repr(value)})


Said = Annotated[bool | float | None, PlainValidator(_said)]


class Answer(Record):
    """What came: a number, yes, no, or void; since when that is known, and from where."""

    answer: Said = Field(description="yes, no, void or a number")
    known: DateText | None = Field(None, description="when it became known")
    source: Texts = Field((), description="who says so")
    note: str | None = Field(None, description="anything a reader should know")

    @model_validator(mode="after")
    def _dated(self) -> Answer:
        if self.known is not None:
            _check_date(self.known)
        return self

    @property
    def value(self) -> float | None:
        """The number, 1 for yes and 0 for no; None if the question is void."""
        return None if self.answer is None else float(self.answer)

    @property
    def kind(self) -> Kind | None:
        """Of what kind of question it is the answer; None if that is void."""
        return None if self.answer is None else "chance" if isinstance(self.answer, bool) else "number"
