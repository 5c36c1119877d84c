"""What is in a figure, for tests to look at."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D


def panels(figure: Figure) -> list[Axes]:
    """The axes that show something."""
    return [axes for axes in figure.axes if axes.axison]


def marks(axes: Axes) -> list[Line2D]:
    """The points, from the first row down."""
    return [line for line in axes.lines if line.get_marker() not in ("None", None, "")]


def interval_lines(axes: Axes, width: float) -> list[tuple[float, float]]:
    """The ends of the horizontal lines of this width, from the first row down."""
    lines = [line for line in axes.lines if line.get_linewidth() == width and line.get_marker() == "None"]
    return [(float(line.get_xdata()[0]), float(line.get_xdata()[1])) for line in lines]


def texts(axes: Axes) -> list[str]:
    """The numbers beside the rows."""
    return [text.get_text() for text in axes.texts]
