"""What the pictures have in common: colours, sizes, and how they are saved.

Figures are made as objects and drawn by Agg, so no window system and no state of matplotlib's is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from simengine.report.layout import width_of, wrapped
from simengine.report.plots._fonts import families, legible

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito (2008), Color Universal Design: told apart by all kinds of colour vision, and by lightness in grey.
BLACK, BLUE, SKY = "#000000", "#0072B2", "#56B4E9"
VERMILION, GREEN, PURPLE = "#D55E00", "#009E73", "#CC79A7"
INK, FAINT = "#222222", "#595959"  # text; less important text
PALE, GRID, ROW, BAND = "#9A9A9A", "#DDDDDD", "#EEEEEE", "#D9D9D9"

TITLE_SIZE, PANEL_SIZE, TEXT_SIZE, SMALL_SIZE = 12.0, 10.0, 9.0, 8.0  # points
_POINTS = 72.0  # an inch
_TITLE_LETTERS = 9.5  # an inch
_THINNER, _ABOVE = 0.5, 0.17  # of a bar, and of a row
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}


def new_figure(width: float, height: float, title: str, subtitle: str) -> Figure:
    """A white figure, `width` by `height` inches under a head: the title to the left, and a quieter text under it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 — only who draws waits for matplotlib
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    head = wrapped(title, int(_TITLE_LETTERS * width)) or [" "]
    deeper = 15.0 * (len(head) - 1)
    above = (32.0 + deeper + 12.5 * (subtitle.count("\n") + 1)) / _POINTS
    total = height + above
    layout = ConstrainedLayoutEngine(
        rect=(0.0, 0.0, 1.0, height / total), w_pad=0.08, h_pad=0.06, wspace=0.02, hspace=0.03
    )
    figure = Figure(figsize=(width, total), layout=layout, facecolor="white")
    FigureCanvasAgg(figure)
    left = 0.08 / width
    top, below = 1.0 - 7.0 / _POINTS / total, 1.0 - (26.0 + deeper) / _POINTS / total
    figure.text(left, top, "\n".join(head), va="top", fontsize=TITLE_SIZE, fontweight="bold", color=INK)
    figure.text(left, below, subtitle, va="top", fontsize=TEXT_SIZE, color=FAINT)
    return figure


def bare(axes: Axes) -> None:
    """Quiet axes: a faint vertical grid, no box, small ticks."""
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE, colors=INK, length=3)
    axes.tick_params(axis="y", labelsize=TEXT_SIZE, colors=INK, length=0)


def label(text: str, most: int = 34) -> str:
    """A title or a name where there is room for so many letters, on as many lines as it needs."""
    return "\n".join(wrapped(legible(text), most)) or " "


def widest(labels: Sequence[str]) -> int:
    """How many letters wide the widest of some labels is; one of Korean, Chinese or Japanese counts as two."""
    return max(width_of(line) for text in labels for line in text.split("\n"))


def named(axes: Axes, run: str) -> None:
    """The name of a run above axes, to the left, as it is typed."""
    axes.set_title(label(run), fontsize=PANEL_SIZE, color=INK, loc="left", fontweight="bold")


def few_ticks(axes: Axes, most: int, *, whole: bool = False) -> None:
    """At most so many round numbers along x, written as in the tables (`.05`, `−.05`); only whole ones if `whole`."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    axes.xaxis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 5, 10], integer=whole))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))


def tick(value: float) -> str:
    """`.05`, `−.05`, `0`, `2026`."""
    text = f"{abs(value):.6f}".rstrip("0").rstrip(".")
    short = text.removeprefix("0") or "0"
    return f"−{short}" if value < 0 and short != "0" else short


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Rows 0, 1, … from the top down, each with its name to the left."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)


def name_rows_above(axes: Axes, names: Sequence[str]) -> None:
    """The same with each name above its row, where bars are made thinner; for what is too narrow for names beside."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    name_rows(axes, [""] * len(names))
    axes.set_ylim(len(names) - 0.6, -0.8)
    for bar in axes.patches:
        if isinstance(bar, Rectangle) and bar.get_data_transform() == axes.transData:
            bar.set_y(bar.get_y() + 0.5 * (1.0 - _THINNER) * bar.get_height())
            bar.set_height(_THINNER * bar.get_height())
    for row, name in enumerate(names):
        at = axes.get_yaxis_transform()  # no line of the grid strikes a name through
        axes.text(0.0, row - _ABOVE, name, transform=at, va="bottom", fontsize=TEXT_SIZE, color=INK, bbox=_PAPER)


def number_beside(axes: Axes, row: int, text: str) -> None:
    """A number to the right of a row, outside the axes; its sign as wide as a plus, so that numbers line up."""
    shown = text.replace("-", "−")
    axes.text(
        1.02, row, shown, transform=axes.get_yaxis_transform(), va="center_baseline", fontsize=SMALL_SIZE, color=INK
    )


def literal(artist: Artist) -> list[str]:
    """Shows every text as it is written, in fonts that have its letters: a `$` begins no formula; returns the texts."""
    from matplotlib.text import Text  # noqa: PLC0415

    found = cast("list[Text]", artist.findobj(Text))
    for text in found:
        text.set_parse_math(False)
        if not text.get_text().isascii():
            text.set_fontfamily(families([text.get_text()]))
    return [text.get_text() for text in found]


def save(figure: Figure, path: Path) -> tuple[Path, ...]:
    """Write PATH.png (200 dots an inch) and PATH.svg; the same figure gives the same files."""
    import matplotlib as mpl  # noqa: PLC0415

    shown = families(literal(figure))
    png, svg = (path.parent / f"{path.name}{suffix}" for suffix in (".png", ".svg"))
    # Ticks that come only now, as the figure is laid out, take these.
    with mpl.rc_context({"text.parse_math": False, "font.family": shown, "svg.hashsalt": "simengine"}):
        figure.savefig(png, dpi=200, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None})
    return png, svg


def counted(numbers: Sequence[int], what: str) -> str:
    """`18,987 paths`, or `18,480 to 19,003 paths` when they differ."""
    low, high = min(numbers), max(numbers)
    return f"{low:,} {what}" if low == high else f"{low:,} to {high:,} {what}"
