"""What `summary --by learning` prints: how the figures fit, and what is thought otherwise than before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simengine.analysis.before_after import Change, ParameterChange
from simengine.analysis.figure_fits import FigureFit
from simengine.analysis.probability import Z95, Proportion, Spread, t95
from simengine.analysis.reweighing import Again, AgainFigure
from simengine.analysis.what_was_learnt import WhatWasLearnt
from simengine.errors import listed
from simengine.report.layout import fitted, grid, wrapped
from simengine.report.learnt_text import learnt_lines
from simengine.report.numbers import (
    NOTHING,
    change,
    counted,
    estimated,
    estimated_difference,
    mean_text,
    quantities,
)

MOST = 10
"""Parameters and experts that are named in the text."""
_NOTHING = 1e-6
_BY_CHANCE = 0.1  # of parameters that did not move: a mean and a variance, each with a 95 % interval
_ERRORS = {"normal": "", "student_t": " (Student's t)", "lognormal": " (of the log)"}
_SECTIONS = {"class": "outcome", "measure": "measures", "question": "questions"}
_TITLES = {"class": "classes", "question": "questions", "measure": "measures"}
LEGEND = (
    "± is half of a 95 % interval over islands; members are the futures that were learnt; off is how far a figure lies "
    "above their mean, in its errors; as far out is how probable it was before that a figure at least as far out, to "
    "either side, would be seen; log p is that of all that became known then, given what was known earlier"
)


def what_was_learnt_text(found: WhatWasLearnt, width: int) -> str:
    """The whole of it, fitted to so many columns."""
    sections = [
        _head(found, width),
        [*_figures(found.figures, len(found.learnt.islands) - 1, width), *_warnings(found, width)],
        *(_changes(found, of, width) for of in _TITLES),
        _parameters(found, width),
        _shares(found.shares, width),
        _again(found, width),
        wrapped(LEGEND, width),
    ]
    return "\n\n".join("\n".join(fitted(lines, width, 4)) for lines in sections if lines)


def _head(found: WhatWasLearnt, width: int) -> list[str]:
    before = f"before: {found.prior:,} prior futures; after: {found.paths:,} of its own"
    lines = [f"{found.scenario}: what was learnt", *learnt_lines(found.learnt, width), before]
    if found.met:
        names = listed(found.sharp) if len(found.sharp) <= 4 else f"{len(found.sharp)} sharp observations"
        share = estimated(found.met.p, found.met.low, found.met.high)
        lines.append(f"“before” knows {names} already, which {share} of all prior futures met")
    return lines


def _figures(figures: Sequence[FigureFit], degrees: int, width: int) -> list[str]:
    heads = ["figure", "members: median [5 %, 95 %]", "unit", "off", "as far out", "log p", "known", "source"]
    rows, told = [], set[str]()
    for one in figures:
        before = next((name for name in one.together if name in told), "")
        rows.append((one.name, _cells(one, f"with {before}" if before else _log_evidence(one, degrees))))
        told.add(one.name)
    return grid("observations", heads, rows, width)


def _log_evidence(one: FigureFit, degrees: int) -> str:
    half = t95(degrees) * one.log_evidence_se
    return mean_text(one.log_evidence, one.log_evidence - half, one.log_evidence + half)


def _cells(one: FigureFit, log_evidence: str) -> list[str]:
    low, middle, high, value = quantities([one.low, one.median, one.high, one.value])
    error = quantities([one.error], 2)[0]
    return [
        f"{value} ±{error}{_ERRORS[one.law]}",
        f"{middle} [{low}, {high}]",
        one.unit or NOTHING,
        f"{one.residual:+.1f}",
        estimated(one.tail, max(0.0, one.tail - Z95 * one.tail_se), one.tail_high),
        log_evidence,
        one.known[:10],
        one.source or NOTHING,
    ]


def _warnings(found: WhatWasLearnt, width: int) -> Iterator[str]:
    """What doesn't fit, in words."""
    for one in found.figures:
        if one.conflicts:
            yield from wrapped(
                f"{one.name}: {conflict_text(one.tail, one.tail_high)} would have shown this: the figure and what was "
                "thought before are at odds, so look again at both",
                width,
                4,
            )
        if one.misfits:
            where = "above" if one.residual > 0.0 else "below"
            yield from wrapped(
                f"{one.name}: the figure lies {abs(one.residual):.1f} errors {where} what the members have on average: "
                "the model can't meet it, or its error is too small",
                width,
                4,
            )


def conflict_text(tail: float, high: float) -> str:
    """`only 2 in 1,000 prior futures`; `fewer than 2 in 1,000` where that is all one can tell."""
    known = tail > 0.5 * high
    size = 10 ** max(2, math.ceil(-math.log10(tail if known else high) - 1e-9))
    if known:
        return f"only {max(1, round(tail * size))} in {size:,} prior futures"
    return f"fewer than {math.ceil(high * size)} in {size:,} prior futures"


def _changes(found: WhatWasLearnt, of: str, width: int) -> list[str]:
    told = [one for one in found.changes if one.of == of]
    if of == "measure" and found.words.report.measures:
        told = [one for one in told if one.name in found.words.report.measures]
    rows = [(found.words.called(_SECTIONS[of], one.name), _row(one)) for one in told]
    return grid(_TITLES[of], ["before", "after", "change", ""], rows, width) if rows else []


def _row(one: Change) -> list[str]:
    return [_estimate(one.before), _estimate(one.after), _difference(one), _open(one)]


def _open(one: Change) -> str:
    return "" if one.clear or math.isnan(one.d) else "not clear"


def _estimate(found: Proportion | Spread) -> str:
    if isinstance(found, Proportion):
        return estimated(found.p, found.low, found.high)
    return mean_text(found.mean, found.low, found.high)


def _difference(one: Change) -> str:
    if isinstance(one.after, Proportion):
        return estimated_difference(one.d, one.low, one.high)
    return change(one.d, one.low, one.high)


def _parameters(found: WhatWasLearnt, width: int) -> list[str]:
    """What moved for certain, at most so many; how many more there are."""
    told = [one for one in found.parameters if one.clear]
    rows = [(one.name, _moments(one)) for one in told[:MOST]]
    heads = ["mean (sd) before", "after", "shift in sds", "variance gone"]
    lines = grid("parameters", heads, rows, width) if rows else []
    more = [f"{len(told) - MOST:,} more that moved"] if len(told) > MOST else []
    still = len(found.parameters) - len(told)
    more += [f"{counted(still, 'parameter')} not clearly moved"] if still else []
    by_chance = round(_BY_CHANCE * len(found.parameters))
    chance = f"; of so many about {by_chance} move clearly by chance alone" if by_chance else ""
    return [*lines, f"{' and '.join(more)}: by --json{chance}"] if more else lines


def _moments(one: ParameterChange) -> list[str]:
    before, before_sd, after, after_sd = quantities([one.before, one.before_sd, one.after, one.after_sd])
    ends = one.shift - one.shift_half, one.shift + one.shift_half
    gone = f"{100.0 * one.shrinkage:.0f} % ±{100.0 * one.shrinkage_half:.0f}"
    return [f"{before} ({before_sd})", f"{after} ({after_sd})", change(one.shift, *ends), gone]


def _shares(shares: Sequence[Change], width: int) -> list[str]:
    ordered = sorted(shares, key=lambda one: (not one.clear, -abs(one.d)))
    rows = [(one.name, _row(one)) for one in ordered[:MOST]]
    more = [f"and {len(shares) - MOST:,} more: by --json"] if len(shares) > MOST else []
    return [*grid("experts and choices", ["before", "after", "change", ""], rows, width), *more] if rows else []


def _again(found: WhatWasLearnt, width: int) -> list[str]:
    """The classes, or without any the chances that are asked, for other errors and without each source."""
    of = "class" if any(one.of == "class" for one in found.changes) else "question"
    shown = [one for one in found.changes if one.of == of and isinstance(one.after, Proportion)]
    heads = [found.words.called(_SECTIONS[of], one.name) for one in shown]
    rows = [("as it is", [*(_estimate(one.after) for one in shown), f"{found.learnt.worth:,.0f}"])]
    wanted = {one.name for one in shown}
    for again in found.again:
        cells = [
            estimated(one.value, one.low, one.high) for one in again.figures if one.of == of and one.name in wanted
        ]
        if again.figures:
            anew = " (learnt anew)" if again.how == "learnt" else ""
            rows.append((again.what, [*cells, f"{again.effective:,.0f}{anew}"]))
    lines = grid("again", [*heads, "worth"], rows, width)
    return [*lines, *(line for again in found.again if again.refused for line in _refused(again, width))]


def _chance(one: AgainFigure) -> str:
    """A probability; what lies nearer to 0 or 1 than any future tells is there."""
    value = 0.0 if one.value < _NOTHING else 1.0 if one.value > 1.0 - _NOTHING else one.value
    return estimated(value, value if value == 0.0 else one.low, value if value == 1.0 else one.high)


def _refused(again: Again, width: int) -> list[str]:
    if again.how == "learnt":
        return wrapped(f"{again.what}: can't be told: {again.refused}", width, 4)
    return wrapped(f"{again.what}: can't be told by weighing, {again.refused}: --again learns it anew", width, 4)
