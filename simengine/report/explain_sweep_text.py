"""What `explain` prints of a sweep: what its keys move, and what the answer goes with at each point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from simengine.analysis.contrast import Effect
from simengine.analysis.headline import Headline
from simengine.explain.influence import Influence, ParameterInfluence
from simengine.explain.sweep_levers import SweptLever, setting
from simengine.report.explain_text import moved
from simengine.report.layout import aligned, cut, fitted, hanging, wrapped
from simengine.report.numbers import change, counted, estimated, estimated_difference, mean_text
from simengine.report.sweep_text import AS_IT_IS, design_words
from simengine.runs.sweep_file import Sweep, SweepPoint

_MOST_POINTS, _MOST_PARAMETERS, _ALL = 12, 3, 10
_CELL = 30  # letters of a value


class SweptFound(Protocol):
    """What is to be told."""

    @property
    def name(self) -> str:
        """What the sweep is called."""

    @property
    def sweep(self) -> Sweep:
        """Its points."""

    @property
    def headline(self) -> Headline:
        """The figure."""

    @property
    def levers(self) -> tuple[SweptLever, ...]:
        """What its keys move."""

    @property
    def points(self) -> tuple[tuple[SweepPoint, Influence], ...]:
        """What the figure goes with at each point."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""


def swept_text(found: SweptFound, width: int, *, everything: bool = False) -> str:
    """The levers, then the points; with `everything` all of these, with more parameters each."""
    head = f"{found.name}: what moves {found.headline.title} over {design_words(found.sweep)}"
    sections = [
        wrapped(head, width, 4),
        fitted(_levers(found), width, 4),
        _points(found, width, everything=everything),
        [line for note in found.notes for line in wrapped(note, width, 4)],
        [line for text in _legend(found) for line in wrapped(text, width, 4)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _levers(found: SweptFound) -> list[str]:
    if not found.levers:
        return ["no two points differ in one key alone: nothing is told of the keys"]
    apart = any(one.least for one in found.levers)
    heads = ("put from first to last", "", "effect", *(("least and most, by the others",) if apart else ()))
    return aligned([heads, *(_lever(found.headline, one, apart=apart) for one in found.levers)])


def _lever(head: Headline, one: SweptLever, *, apart: bool) -> tuple[str, ...]:
    between = f"{effect_text(head, one.least)} … {effect_text(head, one.most)}" if one.least and one.most else ""
    return one.key, ends_of(one), effect_text(head, one.effect), *((between,) if apart else ())


def ends_of(one: SweptLever) -> str:
    """`200 → 400`, `as it is → north`."""
    return " → ".join(cut(value or AS_IT_IS, _CELL) for value in (one.start, one.end))


def effect_text(head: Headline, one: Effect | None) -> str:
    """A change of the figure with its interval; what no path shows is told so."""
    if one is None:
        return ""
    if one.alike:
        return "none on any path"
    return (estimated_difference if head.chance else change)(one.d, one.low, one.high)


def _points(found: SweptFound, width: int, *, everything: bool) -> list[str]:
    rows = found.points if everything else _spread(found.points, _MOST_POINTS)
    many = _ALL if everything else _MOST_PARAMETERS
    what = "what it goes with at each point: the mean in a parameter's top fifth less that in its bottom fifth"
    lines = wrapped(what, width)
    called = [(cut(_called(found.sweep, point), width // 2), _answer(found.headline, one)) for point, one in rows]
    for beside, (_, influence) in zip(aligned(called), rows, strict=True):
        told = ", ".join(f"{one.name} {moved(influence, one.association)}" for one in _strongest(influence, many))
        lines += hanging(f"{beside}  ", influence.unknown or told or "nothing more clearly than noise", width)
    left = len(found.points) - len(rows)
    return [*lines, *([f"and {counted(left, 'more point')}: --all"] if left else [])]


def _called(sweep: Sweep, point: SweepPoint) -> str:
    return setting(sweep, point.values) or AS_IT_IS


def _answer(head: Headline, found: Influence) -> str:
    if found.answer is None:
        return ""
    return (estimated if head.chance else mean_text)(found.answer.value, found.answer.low, found.answer.high)


def _strongest(found: Influence, many: int) -> Sequence[ParameterInfluence]:
    """Those whose intervals leave zero out, the furthest first."""
    clear = [(abs(one.association.value), one) for one in found.parameters if one.association and one.association.clear]
    return [one for _, one in sorted(clear, key=lambda pair: (-pair[0], pair[1].name))[:many]]


def _spread(points: tuple[tuple[SweepPoint, Influence], ...], most: int) -> Sequence[tuple[SweepPoint, Influence]]:
    if len(points) <= most:
        return points
    return [points[round(at * (len(points) - 1) / (most - 1))] for at in range(most)]


def _legend(found: SweptFound) -> list[str]:
    line = any(one.line for one in found.levers)
    how = (
        "effect: by a plane through all points, from end to end; its error is that of the dice and of how far points "
        "lie off the plane"
        if line
        else "effect: on average over the points of the other keys, all dice kept"
    )
    first = found.points[0][0].run if found.points else "POINT"
    more = f"effects of parameters, and shares of the variance, at one point: simengine explain {found.name}/{first}"
    return [f"{how}; ± is half of a 95 % interval", more]
