"""How far a run is, shown in a notebook's cell: a bar of plain HTML, which needs nothing to be installed."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simengine.compute.engine_kinds import Announce, quiet
from simengine.compute.progress import Progress
from simengine.report.numbers import duration

BETWEEN = 0.2  # seconds from one picture to the next


@dataclass(frozen=True, slots=True)
class Watching:
    """What is told of a run while it is computed: how far it is, and what else takes long."""

    progress: Callable[[Progress], None] | None
    announce: Announce


@contextmanager
def watching(progress: Callable[[Progress], None] | None) -> Iterator[Watching]:
    """The `progress` that is given; where none is, and this is a notebook, a bar that is there until the end."""
    display = None if progress else _display()
    if display is None:
        yield Watching(progress, quiet)
        return
    bar = Bar(display)
    try:
        yield Watching(bar, bar.announce)
    finally:
        bar.close()


def _display() -> Callable[..., Any] | None:
    """What shows things in the notebook that runs this; None if none does."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        return None
    from IPython.display import display  # noqa: PLC0415 (only there)

    found: Callable[..., Any] = display
    return found


@dataclass(frozen=True, slots=True)
class Picture:
    """The same in HTML and, for a front end that shows none, as text."""

    share: float
    text: str

    def _repr_html_(self) -> str:
        if not self.text:
            return ""
        bar = f'<progress value="{self.share:.4f}" style="width: 16em; vertical-align: middle"></progress>'
        return f"<div>{bar} <span>{html.escape(self.text)}</span></div>"

    def __repr__(self) -> str:
        return self.text


class Bar:
    """A bar with the paths done, the time left and what failed; nothing is left of it at the end."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self._display = display
        self._handle: Any = None
        self._began: tuple[float, int] | None = None
        self._last = -BETWEEN

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = now, progress.done
        if now - self._last < BETWEEN and progress.done < progress.total:
            return
        self._last = now
        parts = [f"{progress.scenario}: {progress.told}", self._left(progress, now)]
        parts += [f"{progress.failed:,} failed"] if progress.failed else []
        self._show(Picture(progress.done / max(1, progress.total), ", ".join(part for part in parts if part)))

    def announce(self, text: str) -> None:
        """Says what has begun that takes long."""
        self._began = None
        self._show(Picture(0.0, text))

    def close(self) -> None:
        """Takes the bar away."""
        if self._handle is not None:
            self._show(Picture(1.0, ""))

    def _left(self, progress: Progress, now: float) -> str:
        began, first = self._began or (now, progress.done)
        if progress.done <= first or now <= began:
            return ""
        return f"{duration((progress.total - progress.done) * (now - began) / (progress.done - first))} left"

    def _show(self, picture: Picture) -> None:
        if self._handle is None:
            self._handle = self._display(picture, display_id=True)
        else:
            self._handle.update(picture)
