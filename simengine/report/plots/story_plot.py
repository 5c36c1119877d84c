"""One future: a row for all that happened on it, at its dates, from the first to the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simengine.report.numbers import counted
from simengine.report.plots._dates import calendar, year_of_date
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import figure_size
from simengine.report.plots._style import BLACK, BLUE, INK, ROW, SMALL_SIZE, bare, label
from simengine.report.plots.picture import Picture
from simengine.story.records import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 24
"""So many rows are drawn: what happened first."""
_LEAST_WIDTH = 7.4  # inches, for the text below the title
_LETTERS = 40  # of a label in a line
_LATE = 0.9  # of the time, from when on a text stands left of its dot

Row = Sequence[tuple[float, str]]  # when, and what is written beside it


def picture(story: Story) -> Picture:
    """Events as dots with the branches they took, switches as squares with what came after."""
    events, switches = _rows(story)
    shown = dict(sorted((events | switches).items(), key=lambda row: row[1][0][0])[:MOST])
    more = len(events) + len(switches) - len(shown)
    width, height = figure_size(1, list(shown) or [" "])
    ends = f"Class: {legible(story.words.called('outcome', story.outcome))}; " if story.outcome else ""
    also = f"; {counted(more, 'row')} more" if more else ""
    told = [f"{ends}dots: events; squares: what changed by itself{also}"]
    title = f"{legible(story.scenario)}, path {story.path:,}"

    def draw(axes: Axes) -> None:
        _draw(axes, story, shown, frozenset(switches))

    return Picture(title, told, (max(width + 1.0, _LEAST_WIDTH), height), draw, title)


def _rows(story: Story) -> tuple[dict[str, Row], dict[str, Row]]:
    """By label what is in a row: of events, and of drivers that switch."""
    events: dict[str, list[tuple[float, str]]] = {}
    for one in story.happenings:
        beside = ", ".join(one.branches) or (counted(one.times, "time") if one.times > 1 else "")
        name = label(story.words.called("events", one.event), _LETTERS)
        events.setdefault(name, []).append((year_of_date(one.date), beside))
    switches: dict[str, list[tuple[float, str]]] = {}
    for switch in story.switches:
        after = switch.after if isinstance(switch.after, str) else f"{switch.after:g}"
        name = label(story.words.called("drivers", switch.driver), _LETTERS)
        switches.setdefault(name, []).append((year_of_date(switch.date), after))
    return dict(events), dict(switches)


def _draw(axes: Axes, story: Story, rows: Mapping[str, Row], switches: frozenset[str]) -> None:
    bare(axes)
    start, end = year_of_date(story.start), year_of_date(story.end)
    axes.hlines(range(len(rows)), start, end, color=ROW, linewidth=0.7, zorder=0.4)
    for at, (name, row) in enumerate(rows.items()):
        marker, colour = ("s", BLACK) if name in switches else ("o", BLUE)
        axes.plot([when for when, _ in row], [at] * len(row), marker, color=colour, markersize=4.5, clip_on=False)
        for (when, text), (following, _) in zip(row, [*row[1:], (end + 1.0, "")], strict=True):
            if text and following - when > 0.01 * len(text) * (end - start):
                late = when > start + _LATE * (end - start)
                axes.annotate(legible(text), (when, at), (-4 if late else 4, 0), textcoords="offset points",
                              ha="right" if late else "left", va="center_baseline",
                              fontsize=SMALL_SIZE, color=INK)  # fmt: skip
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    calendar(axes, start, end)
