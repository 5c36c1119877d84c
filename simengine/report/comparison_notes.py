"""What is told below a comparison: what became of the paths, what is unlike, what holds for all intervals together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.compare import Comparison
from simengine.analysis.simultaneous import chances_of, simultaneous
from simengine.errors import listed
from simengine.report.comparison_cells import title_of
from simengine.report.comparison_evidence import joining_text
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.layout import hanging
from simengine.report.numbers import at_most, counted
from simengine.scenario.answer import SECTIONS

PATHS, BOTH = "paths of each", "of both (paths)"


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
        of = f"{comparison.pairs:,} pairs of {comparison.base_paths:,} and {comparison.other_paths:,} paths"
        what = f"{of}; {_lone(comparison)}, and every figure is over all paths of its own run"
        told.insert(0, f"{what}, unless told to be of both")
    told.insert(0, joining_text(comparison))
    told += [_same_futures(comparison), _alike(comparison)]
    return [text for text in told if text]


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
        told = f"{counted(unmatched, 'path')} {'was' if unmatched == 1 else 'were'} drawn in only one run"
        shorter = comparison.other if comparison.ended.paths < comparison.paths else comparison.base
        parts.append(f"{told} (run {shorter} with --paths {comparison.paths} to pair these, too)")
    return ", ".join(parts)


def _same_futures(comparison: Comparison) -> str:
    if not comparison.same_futures:
        return ""
    told = f"it draws the same futures as {comparison.base}"
    if not comparison.unmatched:
        return told
    return f"{told}: what is defined alike differs only by the paths that were drawn in one run alone"


def _alike(comparison: Comparison) -> str:
    """How sure it is that what is alike on all paths of both runs is alike on others."""
    most = [d.apart_at_most for d in comparison.figures.values() if d.alike and not math.isnan(d.apart_at_most)]
    if not most or comparison.same_futures:
        return ""
    return f"alike: the same on every path there is, so at most {at_most(max(most))} of all paths differ (95 % sure)"


def simultaneous_text(comparisons: Sequence[Comparison]) -> str:
    """What the intervals of the classes say all together; empty of one alone."""
    family = simultaneous(comparisons)
    if family.intervals < 2:
        return ""
    of = "classes" if any(c.classes for c in comparisons) else "questions"
    wide = f"for all {family.intervals} intervals of {of} to hold at once they must be {family.times:.2f} times as wide"
    lost = [
        f"{title_of(c, of, name)}{f' ({c.other})' if len(comparisons) > 1 else ''}"
        for c in comparisons
        for (of, name), d in chances_of(c).items()
        if d.clear and not d.widened(family.times).clear
    ]
    told = f"zero is then inside of {listed(lost)}" if lost else "what is clear stays clear"
    return f"{wide} (Bonferroni): {told}"
