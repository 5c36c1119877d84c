"""A picture that is not drawn yet: into axes of yours, as a figure of its own, or into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.report.layout import wrapped
from simengine.report.plots._style import (
    INK,
    PANEL_SIZE,
    TEXT_SIZE,
    literal,
    name_rows,
    name_rows_above,
    new_figure,
    save,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLIM = 3.5
"""As wide, in inches, is a picture for the screen of a phone."""
_LETTERS = 13  # an inch of the text below the title, and of what names a row above it
_SLIM_ROW, _LINE = 0.3, 0.15  # inches of a row, and of a line of its name


@dataclass(frozen=True, slots=True)
class Picture:
    """A title, what is `told` below it, part by part, and what draws the rest, `size` inches wide and high.

    `draw` fills axes, above which `head` stands where they are not of a figure of its own, and of which `rows` names
    the rows at 0, 1, … . A figure has but these, or what `fill` puts into it; a picture without `draw` has several
    panels and goes into no axes. `narrower` has what is drawn otherwise where there is little room.
    """

    title: str
    told: Sequence[str]
    size: tuple[float, float]
    draw: Callable[[Axes], None] | None = None
    head: str = ""
    fill: Callable[[Figure], None] | None = None
    rows: Sequence[str] = ()
    narrower: Picture | None = None

    def slim(self) -> Picture:
        """The same for a phone: names of rows stand above them; SimengineError and ValueError as in drawing it."""
        if self.narrower is not None:
            return self.narrower
        if self.draw is None or not self.rows:
            return replace(self, size=(SLIM, self.size[1] * SLIM / min(self.size[0], 2.0 * SLIM)))
        names = ["\n".join(wrapped(row.replace("\n", " "), int(_LETTERS * SLIM))) for row in self.rows]
        lines = 1 + max(name.count("\n") for name in names)
        height = len(names) * (_SLIM_ROW + _LINE * lines) + 0.5
        return replace(self, size=(SLIM, height), draw=_above(self.draw, names), rows=(), fill=None)

    def figure(self) -> Figure:
        """A figure of its own; every text in it is shown as it is written."""
        figure = self._figure()
        literal(figure)
        return figure

    def plot(self, axes: Axes | None = None) -> Axes:
        """Into these axes, or into a figure of its own; returns the axes, of several the first."""
        if axes is None:
            return self.figure().axes[0]
        self._draw(axes)
        if self.head:
            axes.set_title(self.head, fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")
        literal(axes)
        return axes

    def save(self, path: Path) -> tuple[Path, ...]:
        """Writes PATH.png and PATH.svg, the same bytes for the same picture; returns the files."""
        return save(self._figure(), path)

    def _figure(self) -> Figure:
        lines = [line for part in self.told for line in wrapped(part, int(_LETTERS * self.size[0]))]
        figure = new_figure(*self.size, self.title, "\n".join(lines))
        if self.fill is not None:
            self.fill(figure)
        else:
            self._draw(figure.subplots())
        return figure

    def _draw(self, axes: Axes) -> None:
        if self.draw is None:
            raise ValueError("a picture of several panels goes into no axes")
        self.draw(axes)
        if self.rows:
            name_rows(axes, self.rows)


def _above(draw: Callable[[Axes], None], names: Sequence[str]) -> Callable[[Axes], None]:
    def slim(axes: Axes) -> None:
        draw(axes)
        axes.xaxis.label.set_fontsize(min(TEXT_SIZE, TEXT_SIZE * 40.0 / max(1, len(axes.get_xlabel()))))
        axes.locator_params(axis="x", nbins=4)
        name_rows_above(axes, names)

    return slim
