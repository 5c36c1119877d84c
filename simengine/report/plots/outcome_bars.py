"""The probability of every outcome class in every scenario, with 95 % intervals; without classes, of every question.

One run: a bar a class. Several: a panel a class, a row a scenario, and the first run's interval as a band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simengine.analysis.compare import known_names
from simengine.analysis.probability import Proportion
from simengine.analysis.summary import Summary, summarise
from simengine.errors import SimengineError
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.layout import wrapped
from simengine.report.numbers import estimated, probability, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Panel, Point, draw_panels, figure_size
from simengine.report.plots._style import (
    BAND,
    BLACK,
    INK,
    SKY,
    TEXT_SIZE,
    bare,
    counted,
    few_ticks,
    label,
    number_beside,
)
from simengine.report.plots.picture import Picture
from simengine.runs.outcome_table import OutcomeTable
from simengine.runs.words import Words, merged_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AXIS = "probability"
_HEAD = 100  # letters of a line above a picture of one run


def picture(summary: Summary) -> Picture:
    """The bars of one run. SimengineError without a probability."""
    bars, name = _bars(summary), legible(summary.scenario)
    told = reasons(summary.endings, summary.words, summary.paths, summary.failed, summary.excluded)
    why = [line for reason in told for line in wrapped(legible(reason), _HEAD)]
    lines = sum(1 + each.count("\n") for each in bars)
    about, size = [f"{_counted([summary])}; lines are 95 % intervals", *why], (7.2, 0.3 * lines + 0.6)

    def draw(axes: Axes) -> None:
        _draw_bars(axes, bars, _together(summary))

    return Picture(f"Outcomes of {name}", about, size, draw, label(summary.scenario))


def panels(tables: Sequence[OutcomeTable]) -> Picture:
    """The runs, the baseline first, a panel a class; of one run its bars.

    ValueError without a run, SimengineError without a probability.
    """
    if not tables:
        raise ValueError("there is no run to draw")
    return _several_runs(tables) if len(tables) > 1 else picture(summarise(tables[0]))


def has_any(tables: Sequence[OutcomeTable]) -> bool:
    """Whether runs have a probability to draw."""
    return any(table.classes or table.truths or "chance" in table.question_kinds.values() for table in tables)


def _bars(summary: Summary, *, classes: bool = True) -> dict[str, Proportion]:
    """What is drawn of a run, by label: its classes, and those that count together.

    Without `classes`, its questions that have a chance; without these, its measures that are truths. SimengineError
    without any.
    """
    found: dict[str, Proportion] = {}
    if classes:
        found = {_label(summary.words, "outcome", name): estimate for name, estimate in summary.outcome.items()}
        found |= {label(title): estimate for title, estimate in summary.together.items()}
    for section, estimates in (("questions", summary.questions), ("measures", summary.measures)):
        if not found:
            known = {name: one for name, one in estimates.items() if isinstance(one, Proportion)}
            found = {_label(summary.words, section, name): one for name, one in known.items()}
    if not found:
        raise SimengineError(
            f"{summary.scenario} has no probability to draw: it has no outcome, no question with when and no truth "
            "among its measures"
        )
    return found


def _label(words: Words, section: str, name: str) -> str:
    return label(words.title(section, name) or spaced(name))


def _together(summary: Summary) -> int:
    """How many bars, the last ones, are of several classes."""
    return len(summary.together) if summary.outcome else 0


def _draw_bars(axes: Axes, bars: Mapping[str, Proportion], together: int) -> None:
    colours = [SKY] * (len(bars) - together) + [BAND] * together
    bare(axes)
    few_ticks(axes, 8)
    axes.barh(range(len(bars)), [found.p for found in bars.values()], height=0.62, color=colours, zorder=2)
    axes.set_yticks(range(len(bars)), list(bars))
    for row, e in enumerate(bars.values()):
        axes.plot((e.low, e.high), (row, row), color=BLACK, linewidth=1.6, solid_capstyle="butt", zorder=3)
        number_beside(axes, row, estimated(e.p, e.low, e.high))
    axes.set_xlim(0.0, min(1.0, 1.03 * _highest([bars])))
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlabel(AXIS, fontsize=TEXT_SIZE, color=INK)


def _several_runs(tables: Sequence[OutcomeTable]) -> Picture:
    classes, words = all(table.classes for table in tables), _common_words(tables)
    summaries = [summarise(_of_classes(table, words) if classes else replace(table, words=words)) for table in tables]
    estimates = [_bars(summary, classes=classes) for summary in summaries]
    names = list(dict.fromkeys(name for run in estimates for name in run))
    shown = [_panel(name, [run.get(name) for run in estimates]) for name in names]
    labels = [label(table.scenario) for table in tables]
    title = f"Probability of each outcome in {len(tables)} scenarios"
    about = [f"{_counted(summaries)};", f"lines are 95 % intervals, the band is that of {legible(tables[0].scenario)}"]
    highest = _highest(estimates)

    def fill(figure: Figure) -> None:
        draw_panels(figure, shown, labels, AXIS, (-0.02 * highest, min(1.02, 1.05 * highest)))

    return Picture(title, about, figure_size(len(shown), labels), fill=fill)


def _of_classes(table: OutcomeTable, words: Words) -> OutcomeTable:
    """A table with nothing but its classes, so that only these are counted."""
    words = replace(words, report=replace(words.report, answer=None))
    return replace(table, measures={}, measure_units={}, truths=(), questions={}, question_kinds={}, words=words)


def _common_words(tables: Sequence[OutcomeTable]) -> Words:
    """The words of the first run, with the titles of others for what it hasn't."""
    words, known = tables[0].words, known_names(tables[0])
    for table in tables[1:]:
        words = merged_words(words, table.words, known)
    return words


def _panel(name: str, estimates: Sequence[Proportion | None]) -> Panel:
    points = tuple(
        Point(e.p, e.low, e.high, probability(e.p), baseline=row == 0) if e else EMPTY
        for row, e in enumerate(estimates)
    )
    base = estimates[0]
    return Panel(name, points, (base.p, base.low, base.high) if base and base.n else None)


def _highest(estimates: Sequence[Mapping[str, Proportion]]) -> float:
    highs = [estimate.high for run in estimates for estimate in run.values() if not math.isnan(estimate.high)]
    return max(highs, default=1.0)


def _counted(summaries: Sequence[Summary]) -> str:
    """How many paths count, and how many do not; of several runs the most."""
    paths = counted([one.paths - one.failed - one.excluded for one in summaries], "paths")
    several = " a scenario" if len(summaries) > 1 else ""
    weak = max(summaries, key=lambda one: (one.failed + one.excluded) / max(1, one.paths))
    told = weakened_text(weak.paths, weak.failed, weak.excluded)
    if not told:
        return f"{paths}{several}"
    most = f" in {legible(weak.scenario)}, the most," if several else ""
    return f"{paths}{several};{most} {told}"
