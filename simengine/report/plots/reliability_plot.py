"""How far forecasts mean what they say: chances against what came, and where answers lie among the futures.

Both show every question as a dot. Of chances the line is what they should have been (pooled so that it rises), of
numbers the places of the answers in order; the band is where either lies if the forecasts are right and the questions
independent, so that nobody reads from ten questions what they can't tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from simengine.analysis.score_report import Score
from simengine.analysis.scores_calibration import BAND, Reliability
from simengine.analysis.scoring import Scored, column, of_kind
from simengine.errors import WrongUsageError
from simengine.report.numbers import counted
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import (
    BAND as GREY,
)
from simengine.report.plots._style import (
    BLUE,
    FAINT,
    GRID,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
    tick,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Of = Literal["chances", "numbers"]
_TITLES: dict[Of, str] = {
    "chances": "What was said, and how often it came",
    "numbers": "Where the answers lie among the futures",
}
_FILES: dict[Of, str] = {"chances": "reliability", "numbers": "places"}
_DRAWS, _SEED = 4000, 20212


def picture(score: Score, wanted: str | None = None) -> Picture:
    """One of the two, that of chances if there is and none is named. WrongUsageError for what is not there."""
    of = _chosen(score, wanted)
    rows = of_kind(score.scored, "chance" if of == "chances" else "number")
    votes = len({row.cluster for row in rows})
    sheets = ", ".join(dict.fromkeys(row.scenario for row in rows))
    told = [
        f"{legible(sheets)}: {counted(len(rows), 'question')}, {counted(votes, 'vote')};",
        "the band: 90 %, if forecasts are right and questions independent",
    ]
    return Picture(_TITLES[of], told, (4.6, 4.0), lambda axes: _draw(score, of, axes))


def pictures(score: Score) -> dict[str, Picture]:
    """What there is, by the name of its file: `reliability` of chances, `places` of numbers."""
    return {_FILES[of]: picture(score, of) for of in _there(score)}


def _there(score: Score) -> list[Of]:
    found: dict[Of, object] = {"chances": score.reliability, "numbers": score.above}
    return [of for of, known in found.items() if known is not None]


def _chosen(score: Score, of: str | None) -> Of:
    there = _there(score)
    for one in there:
        if of in (one, None):
            return one
    if of not in _TITLES:
        raise WrongUsageError(f"no picture of {of!r}: there are {' and '.join(_TITLES)}")
    raise WrongUsageError(f"no {of} have an answer; {there[0]} have")


def _draw(score: Score, of: Of, axes: Axes) -> None:
    bare(axes)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.plot((0, 1), (0, 1), color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.5)
    if of == "chances" and score.reliability is not None:
        _draw_chances(axes, score.reliability)
    else:
        _draw_places(axes, of_kind(score.scored, "number"))
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.06, 1.06)
    axes.set_aspect("equal")
    few_ticks(axes, 5)
    axes.set_yticks((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), [tick(value) for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)])
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)


def _draw_chances(axes: Axes, found: Reliability) -> None:
    axes.fill_between(found.p, found.low, found.high, color=GREY, alpha=0.8, linewidth=0, step=None, zorder=1)
    axes.plot(found.p, found.mended, color=BLUE, linewidth=2.0, zorder=3)
    shifted = found.happened + np.where(found.happened > 0.5, 0.025, -0.025)  # beside the line's ends, not on them
    axes.plot(found.p, shifted, marker="|", markersize=7, color=INK, linestyle="none", clip_on=False, zorder=4)
    axes.set_xlabel("what was said", fontsize=TEXT_SIZE, color=INK)
    axes.set_ylabel("how often it came", fontsize=TEXT_SIZE, color=INK)


def _draw_places(axes: Axes, rows: Sequence[Scored]) -> None:
    """The places in order against where they lie on average; those that share a value are drawn from end to end."""
    ordered = sorted(rows, key=lambda row: row.pit)
    n = len(ordered)
    expected = (np.arange(n) + 1.0) / (n + 1.0)
    uniform = np.sort(np.random.Generator(np.random.Philox(_SEED)).random((_DRAWS, n)), axis=1)
    low, high = np.quantile(uniform, BAND, axis=0)
    axes.fill_between(expected, low, high, color=GREY, alpha=0.8, linewidth=0, zorder=1)
    axes.vlines(expected, column(ordered, "below"), column(ordered, "at_most"), color=BLUE, linewidth=1.4, zorder=3)
    axes.plot(expected, column(ordered, "pit"), marker="o", markersize=5, color=BLUE, linestyle="none", zorder=4)
    axes.axhline(0.5, color=FAINT, linewidth=0.7, zorder=1.5)
    axes.set_xlabel("share of the questions, if forecasts are right", fontsize=TEXT_SIZE, color=INK)
    axes.set_ylabel("share of the futures below the answer", fontsize=TEXT_SIZE, color=INK)
