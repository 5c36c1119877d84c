"""How a difference is written: of two probabilities, or of two means."""

from __future__ import annotations

from simengine.analysis.compare import Comparison, Of
from simengine.analysis.paired import Difference
from simengine.report.numbers import change, estimated_difference
from simengine.runs.words import one_line
from simengine.scenario.answer import SECTIONS


def estimated_chance(found: Difference) -> str:
    """A difference of probabilities."""
    return estimated_difference(found.d, found.low, found.high)


def estimated_mean(found: Difference) -> str:
    """A difference of means."""
    return change(found.d, found.low, found.high)


def figure_text(comparison: Comparison, of: Of, name: str, found: Difference) -> str:
    """A difference with its interval."""
    mean = name in comparison.values if of == "question" else of == "measure" and name not in comparison.truths
    return (estimated_mean if mean else estimated_chance)(found)


def title_of(comparison: Comparison, of: Of, name: str) -> str:
    """What a figure is called."""
    return one_line(name) if of == "together" else comparison.words.called(SECTIONS[of], name)
