"""What each scenario changes in the answer of a base: a row a scenario with its 95 % interval, the largest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from simengine.analysis.compare import Comparison
from simengine.analysis.headline import Headline
from simengine.analysis.paired import Difference
from simengine.errors import SimengineError
from simengine.report.comparison_cells import estimated_chance, estimated_mean
from simengine.report.plots._fonts import legible
from simengine.report.plots._panels import Point, rows_picture
from simengine.report.plots._style import label
from simengine.report.plots.picture import Picture


def by_effect(comparisons: Sequence[Comparison]) -> list[tuple[Comparison, Difference]]:
    """Those that have the answer of their base, with what they change in it, the largest first."""
    found = [(one, one.answer) for one in comparisons if one.answer is not None and one.answer.d == one.answer.d]
    return sorted(found, key=lambda pair: (-abs(pair[1].d), pair[0].other))


def picture(comparisons: Sequence[Comparison], titles: Mapping[str, str] = MappingProxyType({})) -> Picture:
    """A row a comparison, by the title of its run if that is told. SimengineError where none has the base's answer."""
    rows = by_effect(comparisons)
    if not rows:
        raise SimengineError("nothing to draw: no other run has what answers the question of the base")
    headline = rows[0][0].headline
    chance = headline is None or headline.chance
    written = estimated_chance if chance else estimated_mean
    points = [Point(d.d, d.low, d.high, written(d), solid=d.clear) for _, d in rows]
    hollow = "" if all(d.clear for _, d in rows) else "; a hollow mark: zero is inside the interval"
    title = f"What each scenario changes against {legible(rows[0][0].base)}"
    return rows_picture(
        title,
        [f"thick lines are 95 % intervals{hollow}"],
        [label(titles.get(one.other) or one.other) for one, _ in rows],
        points,
        _axis(headline),
    )


def _axis(headline: Headline | None) -> str:
    if headline is None or headline.chance:
        return "difference in probability"
    return legible(f"difference of the mean, {headline.unit or 'as measured'}")
