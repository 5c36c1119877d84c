"""What is told below a comparison: what became of the paths, what is unlike, what holds for all intervals together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.simultaneous import chances_of, simultaneous
from simengine.errors import listed
from simengine.report.comparison_cells import figure_text, title_of
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.layout import hanging
from simengine.report.numbers import counted
from simengine.scenario.answer import SECTIONS

_AMONG = 4


def notes(comparisons: Sequence[Comparison], width: int) -> list[str]:
    """What is to be known of each run; what is so of several is told once."""
    said: dict[str, list[str]] = {}
    for comparison in comparisons:
        for text in _notes_of(comparison):
            said.setdefault(text, []).append(comparison.other)
    lines: list[str] = []
    for text, (first, *more) in said.items():
        all_of_them = more and len(more) + 1 == len(comparisons)
        who = "each of these" if all_of_them else f"{first} and {len(more)} more" if more else first
        lines += hanging(f"{who}: ", text, width)
    return lines


def _notes_of(comparison: Comparison) -> list[str]:
    ended, told = comparison.ended, list(comparison.notes)
    weak = weakened_text(ended.paths, ended.failed, ended.excluded)
    if weak:
        why = reasons(ended.endings, comparison.words, ended.paths, ended.failed, ended.excluded)
        told.insert(0, "; ".join([weak, *why]))
    told += _unlike_text(comparison)
    if comparison.pairs and comparison.dropped + comparison.unmatched:
        alone = _among_pairs(comparison)
        what = f"{comparison.pairs:,} pairs; {_lone(comparison)}, and every figure is over all paths of its own run"
        told.insert(0, f"{what}; {alone}" if alone else what)
    return told


def _unlike_text(comparison: Comparison) -> list[str]:
    """What means something else in the two, and what became of it."""
    lines = []
    figures = [one for one in comparison.unlike if one.of != "run"]
    for one in comparison.unlike:
        what = "" if one.of == "run" else f"{comparison.words.called(SECTIONS[one.of], one.name)}: "
        texts = f", `{one.texts[0]}` in {comparison.base} and `{one.texts[1]}` here" if one.texts else ""
        lines.append(f"{what}{one.why}{texts}")
    if not lines:
        known = comparison.definitions_known
        return [] if known else ["whether both define their figures alike is not known: one is of an older simengine"]
    if comparison.subtracted:
        return [f"subtracted, as asked for, though unlike: {'; '.join(lines)}"]
    how = "--unlike subtracts it all the same" if len(figures) == 1 else "--unlike subtracts them all the same"
    return [f"not subtracted, being unlike: {'; '.join(lines)} ({how})"]


def _lone(comparison: Comparison) -> str:
    """What the paths are that make no pair."""
    dropped, unmatched = comparison.dropped, comparison.unmatched
    parts = [f"{counted(dropped, 'path')} {'is' if dropped == 1 else 'are'} ok in only one run"] if dropped else []
    if unmatched:
        parts.append(f"{counted(unmatched, 'path')} {'was' if unmatched == 1 else 'were'} drawn in only one run")
    return ", ".join(parts)


def _among_pairs(comparison: Comparison) -> str:
    """The differences over the pairs alone, where they are read otherwise than those above: the most unlike first."""
    found = list[tuple[float, str]]()
    for (of, name), d in comparison.figures.items():
        alone = d.among_pairs
        told = [figure_text(comparison, of, name, one).split()[0] for one in (d, alone) if one]
        if alone and d.pairs and told[0] != told[1]:
            title = title_of(comparison, of, name)
            unlike = abs(alone.d - d.d) / max(alone.se, math.ulp(0.0))
            found.append((unlike, f"{title} {figure_text(comparison, of, name, alone)}"))
    most = [text for _, text in sorted(found, key=lambda one: -one[0])[:_AMONG]]
    more = [f"{len(found) - _AMONG} more in --json"] if len(found) > _AMONG else []
    return f"among the pairs alone: {', '.join([*most, *more])}" if found else ""


def simultaneous_text(comparisons: Sequence[Comparison]) -> str:
    """What the intervals of the classes say all together; empty of one alone."""
    family = simultaneous(comparisons)
    if family.intervals < 2:
        return ""
    wider = (
        f"for all {family.intervals} intervals of classes to hold at once they must be {family.times:.2f} times as wide"
    )
    lost = [
        f"{title_of(c, of, name)}{f' ({c.other})' if len(comparisons) > 1 else ''}"
        for c in comparisons
        for (of, name), d in chances_of(c).items()
        if d.clear and not d.widened(family.times).clear
    ]
    return f"{wider} (Bonferroni): {f'zero is then inside of {listed(lost)}' if lost else 'what is clear stays clear'}"
