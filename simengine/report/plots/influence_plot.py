"""What moves an answer: bars to the low and the high point of each parameter, and whose the variance is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simengine.errors import SimengineError
from simengine.explain.figure import Figure as Estimate
from simengine.explain.influence import Influence, ParameterInfluence, Share
from simengine.report.explain_text import levels_text, moved, percent, unit_titled
from simengine.report.numbers import counted, estimated, mean_text
from simengine.report.plots._fonts import legible
from simengine.report.plots._style import (
    BLACK,
    BLUE,
    FAINT,
    INK,
    PALE,
    PANEL_SIZE,
    SKY,
    SMALL_SIZE,
    TEXT_SIZE,
    bare,
    few_ticks,
    label,
    name_rows,
    number_beside,
)
from simengine.report.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST = 16
_MOST_SHARES = 14
_ROW = 0.27  # inches
_WIDTH, _WIDTH_ALONE = 11.5, 7.0  # inches, with shares and without


def picture(found: Influence) -> Picture:
    """Effects, and right of them whose the variance is; into axes, the effects. SimengineError without any."""
    rows, shares = _rows(found), _shares(found)
    if found.unknown or not (rows or shares):
        raise SimengineError(found.unknown or f"nothing to draw: {found.scenario} has no parameter that does anything")
    size = (_WIDTH if shares else _WIDTH_ALONE), _ROW * max(len(rows), len(shares)) + 0.9

    def fill(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, width_ratios=[1.35, 1.0])
        _tornado(left, found)
        name_rows(left, _names(found))
        _draw_shares(right, shares)
        name_rows(right, _share_names(shares))
        right.set_title("Share of the variance", fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")

    title, told = f"What moves “{legible(found.headline.title)}”", _told(found)
    return Picture(
        title, told, size, lambda axes: _tornado(axes, found), fill=fill if shares else None, rows=_names(found)
    )


def effects_picture(found: Influence) -> Picture:
    """The effects alone, or what the answer goes with."""
    size, title = (_WIDTH_ALONE, _ROW * len(_rows(found)) + 0.9), f"What moves “{legible(found.headline.title)}”"
    return Picture(title, _told(found), size, lambda axes: _tornado(axes, found), rows=_names(found))


def shares_picture(found: Influence) -> Picture:
    """Whose the variance is, alone."""
    shares, title = _shares(found), f"Whose the variance of “{legible(found.headline.title)}” is"
    told = ["of each by itself and with all others, so they may come to more than all; lines are 95 % intervals"]
    size = (_WIDTH_ALONE, _ROW * len(shares) + 0.9)
    return Picture(title, told, size, lambda axes: _draw_shares(axes, shares), rows=_share_names(shares))


def _told(found: Influence) -> list[str]:
    answer, unit = found.answer, f" {found.headline.unit}" if found.headline.unit else ""
    shown = ""
    if answer is not None:
        text = (estimated if found.headline.chance else mean_text)(answer.value, answer.low, answer.high)
        shown = f"{legible(found.scenario)}: {text}{unit} over {counted(answer.n, 'path')}; "
    how = (
        "mean in the top fifth of each parameter's draws less that in the bottom fifth"
        if found.no_shares
        else "each put from its 10 % to its 90 % point, a lever a little lower and higher (▹), all other dice kept"
    )
    return [f"{shown}{how}; lines are 95 % intervals"]


def _rows(found: Influence) -> list[ParameterInfluence]:
    if found.no_shares:
        return list(found.associated[:_MOST])
    return [one for one in found.tornado if one.reach > 0.0][:_MOST]


def _shares(found: Influence) -> list[Share]:
    return [*(one for one in found.shares if one.of == "all"), *found.of_units()][:_MOST_SHARES]


def _tornado(axes: Axes, found: Influence) -> None:
    rows = _rows(found)
    bare(axes)
    axes.axvline(0.0, color=FAINT, linewidth=0.9, zorder=0.6)
    for at, one in enumerate(rows):
        effect = one.effect
        if effect is None or found.no_shares:
            if one.association is not None:
                _bar(axes, at, one.association, BLUE)
                number_beside(axes, at, moved(found, one.association))
            continue
        _bar(axes, at, effect.below, SKY)
        _bar(axes, at, effect.above, BLUE)
        number_beside(axes, at, moved(found, effect.difference))
    few_ticks(axes, 7)
    unit = f", {found.headline.unit}" if found.headline.unit else ""
    what = "change of the probability" if found.headline.chance else f"change of the mean{unit}"
    axes.set_xlabel(what, fontsize=TEXT_SIZE, color=INK)
    if not found.no_shares:
        _key(axes)


def _bar(axes: Axes, at: int, found: Estimate, colour: str) -> None:
    axes.barh(at, found.value, height=0.62, color=colour, zorder=2)
    axes.plot((found.low, found.high), (at, at), color=BLACK, linewidth=0.9, solid_capstyle="butt", zorder=3)


def _names(found: Influence) -> list[str]:
    return [label(one.title) if found.no_shares else _named(one) for one in _rows(found)]


def _share_names(shares: Sequence[Share]) -> list[str]:
    return [label(unit_titled(one)) for one in shares]


def _named(one: ParameterInfluence) -> str:
    name = f"▹ {one.title}" if one.lever else one.title
    return label(f"{name}  {levels_text(one).replace('-', '−')}", 46)


def _key(axes: Axes) -> None:
    for at, (colour, text) in enumerate(((SKY, "at its low point"), (BLUE, "at its high point"))):
        axes.barh([0], [0], color=colour, label=text, zorder=at)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=SMALL_SIZE, handlelength=1.2,
        borderaxespad=0.2,
    )  # fmt: skip


def _draw_shares(axes: Axes, shares: Sequence[Share]) -> None:
    bare(axes)
    for at, one in enumerate(shares):
        index = one.total.index
        axes.barh(at, index.value, height=0.62, color=PALE if one.of == "all" else BLUE, zorder=2)
        axes.plot((index.low, index.high), (at, at), color=BLACK, linewidth=0.9, solid_capstyle="butt", zorder=3)
        number_beside(axes, at, percent(index))
    axes.set_xlim(0.0, None)
    few_ticks(axes, 5)
    axes.set_xlabel("share of the variance, alone and with all others (total)", fontsize=TEXT_SIZE, color=INK)
