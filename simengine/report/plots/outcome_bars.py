"""The probability of every outcome class in every scenario, with 95 % intervals; without classes, of every question.

One run: a bar a class. Several: a panel a class, a row a scenario, and the first run's interval as a band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simengine.analysis.compare import known_names
from simengine.analysis.probability import Proportion
from simengine.analysis.summary import Summary, summarise
from simengine.errors import SimengineError
from simengine.report.endings_text import reasons, weakened_text
from simengine.report.numbers import estimated, probability, spaced
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import EMPTY, Panel, Point, apart, draw_panels, figure_size
from simengine.report.plots._style import (
    BAND,
    BLACK,
    BLUE,
    INK,
    PALE,
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


def picture(summary: Summary) -> Picture:
    """The bars of one run, the answer's first where it is a chance of its own; the dark part of others holds it too.

    SimengineError without a probability.
    """
    bars, name = _bars_with_answer(summary), legible(summary.scenario)
    told = reasons(summary.endings, summary.words, summary.paths, summary.failed, summary.excluded)
    labels = [each.label for each in bars]
    lines = sum(1 + one.count("\n") for one in labels)
    about = [f"{_counted([summary])}; lines are 95 % intervals", *map(legible, told)]
    size = 7.2, apart(labels, 0.3 * lines) + 0.6
    if summary.with_answer and summary.headline:
        about.append(f"in the stronger colour: futures in which it is so that “{legible(summary.headline.title)}”")
    return Picture(
        f"Outcomes of {name}", about, size, lambda axes: _draw_bars(axes, bars), label(summary.scenario), rows=labels
    )


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


@dataclass(frozen=True, slots=True)
class _Bar:
    """A chance, how much of it holds the answer, and the two colours of that."""

    label: str
    found: Proportion
    holds: float = 0.0
    colours: tuple[str, str] = (SKY, BLUE)


def _bars_with_answer(summary: Summary) -> list[_Bar]:
    """The answer, if it is a chance that no class is, then the rest as in `_bars`."""
    headline, answer, holds = summary.headline, summary.answer, summary.with_answer
    if not summary.outcome:
        return [_Bar(name, found) for name, found in _bars(summary).items()]
    found = list[_Bar]()
    if holds and headline and isinstance(answer, Proportion):
        found.append(_Bar(label(headline.title), answer, answer.p))
    for of, chances, colours in (("class", summary.outcome, (SKY, BLUE)), ("together", summary.together, (BAND, PALE))):
        for name, chance in chances.items():
            called = _label(summary.words, "outcome", name) if of == "class" else label(name)
            found.append(_Bar(called, chance, holds[of, name].p if holds else 0.0, colours))
    return found


def _draw_bars(axes: Axes, bars: Sequence[_Bar]) -> None:
    bare(axes)
    few_ticks(axes, 8)
    for row, bar in enumerate(bars):
        axes.barh(row, bar.found.p, height=0.62, color=bar.colours[0], zorder=2)
        if bar.holds:
            axes.barh(row, bar.holds, height=0.62, color=bar.colours[1], zorder=2)
        e = bar.found
        axes.plot((e.low, e.high), (row, row), color=BLACK, linewidth=1.6, solid_capstyle="butt", zorder=3)
        number_beside(axes, row, estimated(e.p, e.low, e.high))
    axes.set_xlim(0.0, min(1.0, 1.03 * _highest([{bar.label: bar.found for bar in bars}])))
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
