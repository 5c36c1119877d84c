"""What `check --refine` prints: each answer on both clocks, and what means something else on the finer one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.analysis.refinement import Moved, Refinement
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import change, counted, estimated_difference, probability, quantities

_SHOWN = 12


def refined_text(found: Refinement, width: int) -> str:
    """A row an answer, then what the figures are, then a line each for what is not the same question any more."""
    coarse, fine = f"step: {found.step}", f"{found.parts} steps each"
    rows = [("", coarse, fine, "moves by", ""), *(_row(one) for one in found.answers)]
    lines = [*aligned(rows), "", *_legend(found)]
    if found.otherwise:
        lines += ["", f"what means something else with {found.parts} steps in each {found.step}:"]
        lines += [f"  {problem}" for problem in found.otherwise[:_SHOWN]]
        left = len(found.otherwise) - _SHOWN
        lines += [f"  and {left:,} more: .otherwise in Python, or --json, has all"] if left > 0 else []
    return "\n".join(fitted(lines, width, 4))


def _row(one: Moved) -> tuple[str, ...]:
    d = one.difference
    if one.is_chance:
        values, moves = [probability(one.coarse), probability(one.fine)], estimated_difference(d.d, d.low, d.high)
    else:
        values, moves = quantities([one.coarse, one.fine]), change(d.d, d.low, d.high)
    return one.name, *values, moves, "moves" if d.clear else ""


def _legend(found: Refinement) -> list[str]:
    how = "the same parameters and clocks of events, but the noise of drivers is another"
    lost = found.paths - found.pairs
    dropped = f"; {counted(lost, 'pair')} failed or excluded on one of them" if lost else ""
    sure = "± is half of a 95 % interval, so one answer in twenty moves without a reason"
    what = f"{found.scenario}: {found.pairs:,} futures on both clocks: {how}{dropped}"
    figures = counted(found.figures, "figure")
    prior = [f"they are as they would be without the {figures} with an error: none is learnt from"]
    return [what, *(prior if found.figures else []), sure, verdict(found.answers)]


def verdict(answers: Sequence[Moved]) -> str:
    """What it comes to."""
    clear = [one for one in answers if one.difference.clear]
    if not clear:
        return "no answer moves by more than its error: the step is short enough, as far as so many futures can tell"
    most = max(clear, key=lambda one: abs(one.difference.d) / max(one.difference.se, math.ulp(0.0)))
    return f"{counted(len(clear), 'answer')} of {len(answers)} move by more than their error, {most.name} most clearly"
