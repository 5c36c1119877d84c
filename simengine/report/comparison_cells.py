"""How a difference is written: of two probabilities, or of two means."""

from __future__ import annotations

from collections.abc import Callable

from simengine.analysis.compare import Comparison, Of
from simengine.analysis.paired import Difference
from simengine.report.numbers import change, difference, estimated_difference
from simengine.runs.words import one_line
from simengine.scenario.answer import SECTIONS

Cell = Callable[[Difference], str]
_ALIKE = "+0 alike"  # the same paths count in both runs, and all are the same


def estimated_chance(found: Difference) -> str:
    """A difference of probabilities."""
    return _ALIKE if _none(found) else estimated_difference(found.d, found.low, found.high)


def estimated_mean(found: Difference) -> str:
    """A difference of means."""
    return _ALIKE if _none(found) else change(found.d, found.low, found.high)


def drawn_chance(found: Difference) -> str:
    """A difference of probabilities without its interval."""
    return _ALIKE if _none(found) else difference(found.d, found.low, found.high)


def _none(found: Difference) -> bool:
    return found.alike and found.d == 0.0


def figure_text(comparison: Comparison, of: Of, name: str, found: Difference) -> str:
    """A difference with its interval."""
    mean = name in comparison.values if of == "question" else of == "measure" and name not in comparison.truths
    return (estimated_mean if mean else estimated_chance)(found)


def title_of(comparison: Comparison, of: Of, name: str) -> str:
    """What a figure is called."""
    return one_line(name) if of == "together" else comparison.words.called(SECTIONS[of], name)


def own_counts(comparison: Comparison, found: Difference) -> str:
    """`508 / 84`: how many paths count in BASE and in OTHER, where that is not told by those that are ok in each."""
    alone = found.among_pairs
    usual = comparison.base_paths, comparison.other_paths, comparison.pairs
    if alone is None or (found.base_paths, found.other_paths, found.pairs) == usual:
        return ""
    return f" {found.base_paths:,} / {found.other_paths:,}"


def both_text(comparison: Comparison, found: Difference, cell: Cell) -> str:
    """`+0.319 ±0.050 (84)`: the difference over the paths that count in both runs, where it is not the same."""
    alone, own = found.among_pairs, own_counts(comparison, found)
    if alone is None or not comparison.pairs:
        return ""
    if not alone.pairs:
        return " no path"
    told = cell(alone)
    if own:
        return f"{told} ({alone.pairs:,})"
    return "" if told.split()[0] == cell(found).split()[0] and "alike" not in told else told
