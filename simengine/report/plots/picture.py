"""A picture that is not drawn yet: into axes of yours, as a figure of its own, or into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simengine.report.plots._style import INK, PANEL_SIZE, literal, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Picture:
    """A title with lines `told` below it, and what draws the rest, `size` inches wide and high.

    `draw` fills axes, above which `head` stands where they are not of a figure of its own. That has but these, or what
    `fill` puts into it; a picture without `draw` has several panels and goes into no axes.
    """

    title: str
    told: Sequence[str]
    size: tuple[float, float]
    draw: Callable[[Axes], None] | None = None
    head: str = ""
    fill: Callable[[Figure], None] | None = None

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
        figure = new_figure(*self.size, self.title, "\n".join(self.told))
        if self.fill is not None:
            self.fill(figure)
        else:
            self._draw(figure.subplots())
        return figure

    def _draw(self, axes: Axes) -> None:
        if self.draw is None:
            raise ValueError("a picture of several panels goes into no axes")
        self.draw(axes)
