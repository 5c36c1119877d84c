"""What a model would have said at several dates, scored by what came: observations, and questions with answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simengine.analysis.backtest_records import LEVELS, Backtested, Band, by_series
from simengine.analysis.freezing import forecasts_of
from simengine.analysis.origins import Origin, date_before
from simengine.analysis.question_series import joined
from simengine.analysis.score_report import score_of
from simengine.errors import SimengineError
from simengine.language.clock import Clock, period
from simengine.language.expression import names
from simengine.model.model import Model
from simengine.plan.observed import Observed
from simengine.plan.readings import LikelihoodPlan, Occurrence
from simengine.runs.outcome_table import Floats, OutcomeTable, QuestionKind
from simengine.runs.sheet import Answer, Sheet, StoredSheet

_ROW = re.compile(r"\[[^\]]*\]$")


@dataclass(frozen=True, slots=True, eq=False)
class AtOrigin:
    """What a run that knows all that was known at an origin says: its table, and what would be measured, by name."""

    origin: Origin
    table: OutcomeTable
    measured: Mapping[str, Floats]


def backtested(
    model: Model, clock: Clock, seen: Sequence[Observed], at: Sequence[AtOrigin], answers: Mapping[str, Answer]
) -> Backtested:
    """All of it. SimengineError if nothing can be scored, or a question with an answer is called as an observation."""
    twice = [one.name for one in seen if one.name in answers]
    if twice:
        raise SimengineError(
            f"{twice[0]} is an observation, and answered as a question too: call one of them otherwise"
        )
    asked = _Asked(model, clock, tuple(seen), answers)
    sheets = [asked.sheet(one) for one in at]
    told = {name for one in sheets for name in one.sheet.questions}
    came = {name: answer for name, answer in asked.answers().items() if name in told or name in answers}
    score = score_of(sheets, came)
    tuned = asked.tuned()
    rest = {name: answer for name, answer in came.items() if name not in tuned}
    scored = {one.question for one in score.scored}
    mixed = bool(scored & tuned) and bool(scored - tuned)
    return Backtested(
        scenario=model.scenario.name,
        origins=tuple(one.origin for one in at),
        known={one.origin.text: sum(two.known <= one.origin.end for two in seen) for one in at},
        futures={one.origin.text: int(one.table.ok.sum()) for one in at},
        tuned_until=model.scenario.report.tuned_until or "",
        tuned=frozenset(tuned & scored),
        score=score,
        fresh=score_of(sheets, rest) if mixed else None,
        series=tuple(by_series(score.scored, tuned)),
        bands=tuple(band for one in at for band in asked.bands(one)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is scored: all that was seen, and the questions with answers."""

    model: Model
    clock: Clock
    seen: tuple[Observed, ...]
    given: Mapping[str, Answer]

    def answers(self) -> dict[str, Answer]:
        """What came, by name."""
        found = {one.name: Answer(answer=_said(one), known=date_before(one.known)) for one in self.seen}
        return {**found, **self.given}

    def tuned(self) -> frozenset[str]:
        """The names of what the model was made with."""
        until = self.model.scenario.report.tuned_until
        if until is None:
            return frozenset()
        end, questions = period(until).after, self.model.scenario.questions
        found = [one.name for one in self.seen if one.known <= end]
        for name in self.given:
            known = self.given[name].known or (questions[name].date if name in questions else "")
            if known and period(known).after <= end:
                found.append(name)
        return frozenset(found)

    def series(self) -> dict[str, str]:
        """The series of everything: what reads a driver, formula or event in common is one vote, as are CSV rows."""
        scenario = self.model.scenario
        world = {*scenario.drivers, *scenario.formulas, *self.model.events}
        read: dict[str, Iterable[str]] = {}
        for name in self.given:
            if name in scenario.questions:
                key = "when" if scenario.questions[name].when is not None else "value"
                own = scenario.questions[name].series
                read[name] = [own] if own else names(self.model.at("questions", name, key).expanded) & world
        for one in self.seen:
            read[one.name] = {f"series {_ROW.sub('', one.name)}", *(_read_of(self.model, one.name) & world)}
        found: dict[str, str] = {}
        for together in joined(read):
            counted = [part for name in together for part in sorted(read[name]) if part in world]
            label = (
                min(counted, key=lambda part: (-counted.count(part), part)) if counted else _ROW.sub("", together[0])
            )
            found |= dict.fromkeys(together, label)
        return found

    def sheet(self, at: AtOrigin) -> StoredSheet:
        """The forecasts at an origin of all that came later."""
        later = [one for one in self.seen if one.known > at.origin.end]
        series, asked = self.series(), self.model.scenario.questions
        table = _asking(at, later, [name for name in self.given if name in asked])
        forecasts, left_out = forecasts_of(table)
        told: dict[str, dict[str, Any]] = {}
        for name, said in forecasts.items():
            about = _about_question(self.model, name) if name in asked else self._about(self._seen(name))
            told[name] = {**about, "series": series.get(name, name), **said}
        if not told:
            raise SimengineError(f"at {at.origin.text} the model says nothing of what came: {left_out or 'no answers'}")
        end = f"{at.origin.end:%Y-%m-%dT%H}" if at.origin.end.hour else f"{at.origin.end:%Y-%m-%d}"
        sheet = Sheet.model_validate(
            {
                "sheet": 1,
                "scenario": self.model.scenario.name,
                "as_of": end,
                "frozen": f"{at.origin.end:%Y-%m-%d}",
                "questions": told,
                "left_out": left_out,
            }
        )
        return StoredSheet(Path(at.origin.text), sheet, "", called=at.origin.text)

    def _about(self, one: Observed) -> dict[str, Any]:
        due = date_before(max(self.clock.day(one.plan.step), self.clock.day(1)))
        given = self.model.scenario.observe.get(one.name)
        text = given.title if given and given.title else f"observation {one.name}"
        return {"text": text, "as_of": due, **({"unit": _unit(one)} if _unit(one) else {})}

    def bands(self, at: AtOrigin) -> list[Band]:
        """What would be measured of each figure, earlier ones too, and what questions for a number say."""
        return [*self._bands_of_seen(at), *self._bands_of_questions(at)]

    def _bands_of_seen(self, at: AtOrigin) -> Iterator[Band]:
        series = self.series()
        for one in self.seen:
            values = at.measured.get(one.name)
            if values is None or one.is_fact or not len(values):
                continue
            name, year = series[one.name], self.clock.year(one.plan.step)
            known = one.known <= at.origin.end
            yield Band(at.origin.text, one.name, name, _unit(one), year, one.value, _levels(values), known)

    def _bands_of_questions(self, at: AtOrigin) -> Iterator[Band]:
        series, table = self.series(), at.table
        for name, answer in self.given.items():
            if table.question_kinds.get(name) != "value" or answer.kind != "number" or answer.value is None:
                continue
            values = table.questions[name][table.ok]
            values = values[np.isfinite(values)]
            if not len(values):
                continue
            asked = self.model.scenario.questions[name]
            due = period(asked.date).after
            known = (period(answer.known).after if answer.known else due) <= at.origin.end
            year, seen = self.clock.year(self.clock.reading_step(due)), answer.value
            yield Band(at.origin.text, name, series[name], asked.unit or "", year, seen, _levels(values), known)

    def _seen(self, name: str) -> Observed:
        return next(one for one in self.seen if one.name == name)


def _said(one: Observed) -> bool | float:
    return True if one.is_fact else float(one.value)


def _levels(values: Floats) -> tuple[float, ...]:
    return tuple(float(q) for q in np.quantile(values, LEVELS))


def _unit(one: Observed) -> str:
    if isinstance(one.plan, LikelihoodPlan):
        return "years from the start" if isinstance(one.plan.seen, Occurrence) else one.plan.unit
    return ""


def _about_question(model: Model, name: str) -> dict[str, Any]:
    asked = model.scenario.questions[name]
    reference = asked.reference
    told = {"text": asked.text, "title": asked.title, "by": asked.by, "as_of": asked.as_of, "unit": asked.unit}
    return {**{key: value for key, value in told.items() if value}, **({"reference": reference} if reference else {})}


def _read_of(model: Model, name: str) -> frozenset[str]:
    """What the expression of an observation reads; an event it dates."""
    found: frozenset[str] = frozenset()
    for key in ("expr", "when"):
        try:
            found |= names(model.at("observe", name, key).expanded)
        except KeyError:
            continue
    event = getattr(model.scenario.observe.get(name), "event", None)
    return found | ({event} if isinstance(event, str) else frozenset())


def _asking(at: AtOrigin, later: Sequence[Observed], questions: Sequence[str]) -> OutcomeTable:
    """The table of a run with what would be measured as its questions, over its ok paths."""
    table = at.table
    whole = {name: np.full(table.paths, np.nan) for name in (one.name for one in later)}
    for name, column_ in whole.items():
        column_[table.ok] = at.measured[name]
    asked = {name: table.questions[name] for name in questions if name in table.questions}
    kinds: dict[str, QuestionKind] = {one.name: "chance" if one.is_fact else "value" for one in later}
    return OutcomeTable(
        scenario=table.scenario,
        title=table.title,
        seed=table.seed,
        sampling=table.sampling,
        classes=(),
        path=table.path,
        ok=table.ok,
        failed=table.failed,
        excluded=table.excluded,
        outcome=np.full(table.paths, -1, np.int16),
        measures={},
        measure_units={},
        questions={**asked, **whole},
        question_texts=dict.fromkeys((*asked, *whole), ""),
        question_kinds={**{name: table.question_kinds[name] for name in asked}, **kinds},
    )
