"""Forecasts of one question made at different dates, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simengine.analysis.scoring import answer_to
from simengine.errors import SimengineError, WrongUsageError, what_there_is
from simengine.language.clock import Instant, period
from simengine.runs.sheet import Answer, Forecast, Kind, StoredSheet

_OUTER, _INNER = (0.05, 0.95), (0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Said:
    """What one sheet says; NaN is what it doesn't tell.

    Of a chance `p`, with the 95 % interval from `low` to `high`; of a number its median `p`, half of its futures from
    `inner_low` to `inner_high`, and 90 % of them from `low` to `high`.
    """

    sheet: str
    scenario: str
    as_of: str
    p: float
    low: float
    high: float
    inner_low: float = math.nan
    inner_high: float = math.nan


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One question with what was said of it, by date; its `answer` is 1 (yes), 0 or a number, NaN if it isn't known."""

    question: str
    text: str
    kind: Kind
    unit: str
    due: str
    said: tuple[Said, ...]
    answer: float = math.nan
    known: str = ""
    void: bool = False
    reference: float = math.nan

    @property
    def end(self) -> Instant:
        """The instant at which it is answered."""
        return period(self.due).after


def side_by_side(
    sheets: Sequence[StoredSheet], answers: Mapping[str, Answer], wanted: Sequence[str] = ()
) -> tuple[SideBySide, ...]:
    """The questions of sheets, or those wanted, with what each sheet says, in the order of the sheets.

    What has another date, kind or unit is another question, though it has the name. WrongUsageError for a name that no
    sheet asks.
    """
    asked = list(dict.fromkeys(name for one in sheets for name in one.sheet.questions))
    if not asked:
        raise SimengineError("there is no sheet to look at: simengine freeze RUN writes one")
    for name in wanted:
        if name not in asked:
            raise WrongUsageError(f"no sheet asks {name!r}{what_there_is(name, asked)}")
    found: dict[tuple[object, ...], list[tuple[StoredSheet, Forecast]]] = {}
    for name in wanted or asked:
        for one in sheets:
            forecast = one.sheet.questions.get(name)
            if forecast is not None:
                found.setdefault((name, forecast.kind, forecast.due, forecast.unit), []).append((one, forecast))
    return tuple(_question(str(key[0]), pairs, answers) for key, pairs in found.items())


def _question(name: str, pairs: Sequence[tuple[StoredSheet, Forecast]], answers: Mapping[str, Answer]) -> SideBySide:
    (first, forecast), given = pairs[-1], [answer_to(one, name, answers) for one, _ in pairs]
    answer = next((one for one in given if one is not None), None)
    fits = answer is not None and answer.kind in (None, forecast.kind)
    if answer is not None and not fits:
        raise SimengineError(f"{name} is a {forecast.kind} in {first.file}, and its answer is of the other kind")
    value = None if answer is None else answer.value
    rates = [one.reference.probability for _, one in pairs if one.reference]
    return SideBySide(
        question=name,
        text=forecast.text,
        kind=forecast.kind,
        unit=forecast.unit or "",
        due=forecast.date,
        said=tuple(_said(one, found) for one, found in pairs),
        answer=math.nan if value is None else value,
        known=(answer.known or "") if answer else "",
        void=answer is not None and value is None,
        reference=next((rate for rate in rates if rate is not None), math.nan),
    )


def _said(one: StoredSheet, forecast: Forecast) -> Said:
    who = (one.name, one.sheet.scenario, one.sheet.as_of)
    if forecast.p is not None:
        low, high = forecast.interval or (math.nan, math.nan)
        return Said(*who, forecast.p, low, high)
    ends = [forecast.at(level) for level in (0.5, *_OUTER, *_INNER)]
    return Said(*who, *(math.nan if value is None else value for value in ends))


def forecasts_json(found: Sequence[SideBySide]) -> list[dict[str, Any]]:
    """The list of `score --history --json`; what is not known is null."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return None if isinstance(value, float) and math.isnan(value) else value

    return [plain(asdict(one)) for one in found]
