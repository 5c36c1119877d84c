"""The small words of a story: numbers with units, facts, shares; and the dictionary behind `--json`."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from typing import Any

from simengine.analysis.headline import Headline
from simengine.report.numbers import NOTHING, quantities
from simengine.story.records import Part, Story, Tail

_DIGITS = 3
_MOST_DIGITS = 15
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ONE_TERM = re.compile(r"\w+(\(.*\))?")


def number(value: float, digits: int = _DIGITS) -> str:
    """Three digits, without zeros at the end: `0.83`, `2`, `1,230`."""
    (text,) = quantities([value], digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def measured(value: float | str, unit: str = "") -> str:
    """A value with its unit, or a regime."""
    text = value if isinstance(value, str) else number(value)
    return f"{text} {unit}" if unit else text


def fact(part: Part) -> str:
    """What is so, with measured values: `kept 0.62 < embedded_cut 0.7`, whether or not the condition asked for it."""
    if not part.op:
        when = (f" since {part.date}" if part.holds else f": {part.date}") if part.date else ""
        return f"{part.left} is {'true' if part.holds else 'false'}{when}"
    missing = [text for text, value in _sides(part) if isinstance(value, float) and math.isnan(value)]
    if missing:
        return f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not a number ({NOTHING})"
    if part.op == "==" and part.holds and part.right_value is None:
        return f"{part.left} == {part.right}"
    op = part.op if part.holds else _OPPOSITE[part.op]
    digits = _digits(part)
    left, right = (_side(text, value, digits) for text, value in _sides(part))
    return f"{left} {op} {right}"


def answer_words(headline: Headline, value: float) -> str:
    """What answers the scenario's question on one path: `It holds: yes`, `Its price: 3.1 crowns`."""
    if math.isnan(value):
        return f"{headline.title}: no answer"
    return f"{headline.title}: {('yes' if value else 'no') if headline.chance else measured(value, headline.unit)}"


def share_words(tail: Tail, share: float) -> str:
    """`top 4 %`, `lowest 0.3 %`, `a chance of 2 %`."""
    percent = f"{100.0 * share:.0f} %" if share >= 0.01 else f"{100.0 * share:.1g} %"
    return f"{ {'high': 'top', 'low': 'lowest', 'rare': 'a chance of'}[tail] } {percent}".strip()


def story_json(story: Story) -> dict[str, Any]:
    """The dictionary of `story --json`: the fields of a Story. What is not a number is null."""
    found: dict[str, Any] = _finite(asdict(story))
    return found


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _sides(part: Part) -> tuple[tuple[str, float | str | None], tuple[str, float | str | None]]:
    return (part.left, part.left_value), (part.right, part.right_value)


def _side(text: str, value: float | str | None, digits: int) -> str:
    if value is None or text == value:
        return text
    shown = value if isinstance(value, str) else number(value, digits)
    return f"{text} {shown}" if _ONE_TERM.fullmatch(text) else f"{text} ({shown})"


def _digits(part: Part) -> int:
    """So many that two numbers that differ look different."""
    left, right = (value if value is not None else _literal(text) for text, value in _sides(part))
    if not isinstance(left, float) or not isinstance(right, float) or left == right:
        return _DIGITS
    return next((d for d in range(_DIGITS, _MOST_DIGITS) if number(left, d) != number(right, d)), _MOST_DIGITS)


def _literal(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
