"""What `ask` prints: each expression with its answer, over how many paths; and the same for a program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from simengine.analysis.asked import Answer
from simengine.report.layout import aligned, fitted, width_of, wrapped
from simengine.report.numbers import NOTHING, counted, estimated, estimated_difference, mean_text, quantities
from simengine.report.summary_text import LEGEND


def answers_text(scenario: str, drawn: int, answers: Sequence[Answer], width: int) -> str:
    """A line an answer in columns; an expression that is too long for one stands above."""
    room, rows, above = max(20, width // 2), list[tuple[str, ...]](), dict[int, list[str]]()
    for one in answers:
        beside = one.text if width_of(one.text) <= room else ""
        if not beside:
            above[len(rows)] = wrapped(one.text, width, 4)
        rows.append((beside, answer_text(one), over_text(one)))
    lines = [line for at, row in enumerate(aligned(rows)) for line in (*above.get(at, ()), *fitted([row], width, 4))]
    head = counted_text(scenario, answers[0].paths, drawn)
    why = [_why(one) for one in answers if one.reason]
    parts = [[head], lines, fitted(why, width, 4), [LEGEND]]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _why(one: Answer) -> str:
    """Why it has no value or no error, with its name, but once."""
    return one.reason if one.reason.startswith(one.text) else f"{one.text}: {one.reason}"


def counted_text(scenario: str, paths: int, drawn: int) -> str:
    """Which run it is, and how many of its paths count: those that are ok."""
    return f"{scenario}  {'' if paths == drawn else f'{paths:,} of '}{counted(drawn, 'path')} count"


def answer_text(one: Answer) -> str:
    """The estimate with its interval and unit: `.344 ±.011`, `3.21 ±0.12 m`, `3.2 [2.9, 3.7] m`."""
    if math.isnan(one.estimate):
        return NOTHING
    unit = f" {one.unit}" if one.unit else ""
    if one.of == "chance":
        return estimated(one.estimate, one.low, one.high)
    if one.of == "difference":
        return estimated_difference(one.estimate, one.low, one.high)
    if one.of == "quantile":
        value, low, high = quantities([one.estimate, *(_known(end) for end in (one.low, one.high))])
        return f"{value} [{low}, {high}]{unit}"
    if not _is_even(one):
        value, low, high = quantities([one.estimate, one.low, one.high])
        return f"{value} [{low}, {high}]{unit}"
    return f"{mean_text(one.estimate, one.low, one.high)}{unit}"


def over_text(one: Answer) -> str:
    """Over how many paths it is, where that isn't all, and how many have no value, though they count."""
    if not one.n:
        return ""  # the reason says it
    more = "more " if one.counted < one.paths else ""
    told = [f"on {counted(one.n, 'path')} of {one.paths:,}" if one.n < one.paths else ""]
    told += [f"({one.missing:,} {more}{_have(one.missing)} none)" if one.missing else ""]
    told += [f"({one.undecided:,} {_have(one.undecided)} none: counted as {one.undecided_as})" if one.undecided else ""]
    return " ".join(part for part in told if part)


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def answers_json(scenario: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """The dictionary of `ask --json`. What isn't known is null, and `reason` says why."""
    return {"scenario": scenario, "answers": [_plain(one) for one in answers]}


def _plain(one: Answer) -> dict[str, Any]:
    called = {"chance": "p", "mean": "mean"}.get(one.of)
    found = {**asdict(one), **({called: one.estimate} if called else {}), "missing": one.missing}
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in found.items()
    }


def _known(end: float) -> float:
    return math.nan if math.isinf(end) else end


def _is_even(one: Answer) -> bool:
    """Whether its ends lie about as far to either side."""
    return math.isnan(one.low + one.high) or abs((one.low + one.high) / 2 - one.estimate) <= 0.05 * (one.high - one.low)
