"""What the futures of a setting say, beside those of the base: bars, the answer in words, differences with errors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from simengine.analysis.compare import Comparison, Of, compare
from simengine.analysis.headline import headline_of
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary, summarise
from simengine.errors import SimengineError
from simengine.page.listed_bars import Bar, bars_of
from simengine.page.words import answer_sentence, interval_sentence, moved_by
from simengine.report.numbers import change, counted, estimated, estimated_difference, mean_text
from simengine.runs.outcome_table import OutcomeTable

Json = dict[str, Any]
T = TypeVar("T")
UNKNOWN = "not known yet"


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The estimates of a setting, those of the base, and the differences; `unlike` says why there are none.

    `compared` is None where the setting is the base itself, too. While the two are `unlearnt`, which have another past
    each, nobody knows how they differ.
    """

    summary: Summary
    base: Summary
    compared: Comparison | None
    unlike: str = ""
    unlearnt: bool = False

    @classmethod
    def of(cls, base: OutcomeTable, table: OutcomeTable, *, unlearnt: bool = False) -> Told:
        """Of the same number of futures of each; they may be one table."""
        if table is base:
            found = summarise(table)
            return cls(found, found, None)
        summaries = summarise(table), summarise(base)
        if unlearnt:
            return cls(*summaries, None, unlearnt=True)
        try:
            return cls(*summaries, compare(base, table))
        except SimengineError as error:
            return cls(*summaries, None, str(error))


def soonest(table: OutcomeTable) -> OutcomeTable:
    """Only what is drawn as bars, and the headline: what is told first."""
    headline = headline_of(table)
    kept = {name for name, kind in table.question_kinds.items() if kind == "chance"} if not table.classes else set()
    kept |= set() if table.classes or kept else set(table.truths)
    kept |= set(headline.names) if headline else set()

    def some(found: Mapping[str, T]) -> dict[str, T]:
        return {name: value for name, value in found.items() if name in kept}

    kinds, truths = some(table.question_kinds), tuple(name for name in table.truths if name in kept)
    questions, measures = some(table.questions), some(table.measures)
    return replace(table, questions=questions, question_kinds=kinds, measures=measures, truths=truths, invariants={})


def answer_json(told: Told) -> Json:
    """The answer in words with its change, and the bars."""
    summary, compared = told.summary, told.compared
    headline, found = summary.headline, summary.answer
    said: Json = {
        "paths": summary.paths,
        "sentence": answer_sentence(headline, found) if headline and found else "",
        "interval": interval_sentence(summary),
        "moved": _moved(told),
        "bars": [_bar(told, bar) for bar in bars_of(summary)],
        "notes": list(_notes(told)),
    }
    return said | {"pairs": compared.pairs if compared else 0}


def rows_json(told: Told) -> list[Json]:
    """Questions and measures with their differences, a row each."""
    summary = told.summary
    told_of: tuple[tuple[Of, str, Mapping[str, Proportion | Spread], Mapping[str, str]], ...] = (
        ("question", "questions", summary.questions, summary.question_units),
        ("measure", "measures", summary.measures, summary.measure_units),
    )
    return [
        {
            "title": _title(summary, of, section, name),
            "shown": _shown(estimate, units.get(name, "")),
            "change": _change(told, of, name, chance=isinstance(estimate, Proportion)),
            "clear": _is_clear(told, of, name),
        }
        for of, section, estimates, units in told_of
        for name, estimate in estimates.items()
    ]


def _title(summary: Summary, of: Of, section: str, name: str) -> str:
    text = summary.question_texts.get(name, "") if of == "question" else ""
    return summary.words.title(section, name) or text or name.replace("_", " ")


def _moved(told: Told) -> str:
    """How far the answer is from the base's, with its error."""
    compared = told.compared
    if told.unlearnt:
        return "How far it moves is not known before the figures have been learnt."
    if compared is None or compared.answer is None or compared.headline is None:
        return ""
    found = compared.answer
    if math.isnan(found.d):
        return ""
    if found.alike:
        return "On every future as in the base."
    sure = "" if found.clear else "; zero is inside, so it may be nothing"
    on = f"on the same {counted(found.pairs, 'future')}" if found.pairs else "each by members of its own"
    return f"{moved_by(found, compared.headline)} against the base, {on}{sure}."


def _bar(told: Told, bar: Bar) -> Json:
    before, p = _before(told.base, bar.of, bar.name), bar.chance
    untitled = bar.of == "question" and bar.title == bar.name  # then what it asks says more
    return {
        "of": bar.of, "name": bar.name, "title": bar.text if untitled else bar.title, "text": bar.text,
        "p": _number(p.p), "low": _number(p.low), "high": _number(p.high),
        "shown": estimated(p.p, p.low, p.high),
        "base": _number(before.p) if before else None,
        "change": _change(told, bar.of, bar.name, chance=True),
        "clear": _is_clear(told, bar.of, bar.name),
    }  # fmt: skip


def _before(base: Summary, of: Of, name: str) -> Proportion | None:
    where: Mapping[Of, Mapping[str, Proportion | Spread]] = {
        "class": base.outcome,
        "together": base.together,
        "question": base.questions,
        "measure": base.measures,
    }
    found = where[of].get(name)
    return found if isinstance(found, Proportion) else None


def _difference(told: Told, of: Of, name: str) -> Difference | None:
    return told.compared.figures.get((of, name)) if told.compared else None


def _is_clear(told: Told, of: Of, name: str) -> bool:
    found = _difference(told, of, name)
    return found is not None and found.clear


def _change(told: Told, of: Of, name: str, *, chance: bool) -> str:
    """The difference with its error; "" where there is none."""
    found = _difference(told, of, name)
    if told.unlearnt:
        return UNKNOWN
    if found is None or math.isnan(found.d):
        return ""
    if found.alike:
        return "as in the base"
    text = (estimated_difference if chance else change)(found.d, found.low, found.high)
    return re.sub("(?<!e)-", "−", text)


def _shown(found: Proportion | Spread, unit: str) -> str:
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high)
    return f"{mean_text(found.mean, found.low, found.high)} {unit}".rstrip()


def _notes(told: Told) -> Iterator[str]:
    """What keeps figures from being what they seem."""
    summary, compared = told.summary, told.compared
    if told.unlike:
        yield told.unlike
    if summary.failed:
        yield f"{counted(summary.failed, 'future')} failed and count nowhere."
    if summary.excluded:
        yield f"{counted(summary.excluded, 'future')} contradict what is observed and count nowhere."
    if compared and compared.unpaired:
        yield f"No future here goes with one of the base: {compared.unpaired}."
    for one in compared.unlike if compared else ():
        yield f"{one.name} is not subtracted: {one.why}."


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
