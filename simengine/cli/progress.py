"""How far a run is: a bar on a terminal, a quiet line now and then in a pipe. Both go to stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from simengine.batch.run import Progress
from simengine.cli.output import note

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SECONDS_BETWEEN_LINES = 10.0


class Display(Protocol):
    """Shows the progress of one run while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __call__(self, progress: Progress) -> None: ...


def make_display(label: str) -> Display:
    """A bar if stderr is a terminal, else lines; `label` says what is run."""
    return Bar(label) if sys.stderr.isatty() else Lines(label)


class Bar:
    """A bar with the paths done, the time left and what failed; it disappears at the end."""

    def __init__(self, label: str) -> None:
        self._rich = _rich_progress()
        self._task = self._rich.add_task(label, total=None, told="")

    def __enter__(self) -> Self:
        self._rich.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rich.stop()

    def __call__(self, progress: Progress) -> None:
        told = f"{progress.failed:,} failed" if progress.failed else ""
        self._rich.update(self._task, completed=progress.done, total=progress.total, told=told)


class Lines:
    """A line at the start if work is taken up again, then one every ten seconds."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._told = self._began = time.monotonic()
        self._reused = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.reused > self._reused:
            self._reused = progress.reused
            note(f"{self._label}: goes on after {progress.reused:,} of {progress.total:,} paths")
        if now - self._told >= SECONDS_BETWEEN_LINES and progress.done < progress.total:
            self._told = now
            note(f"{self._label}: {progress.done:,} of {progress.total:,} paths{self._left(progress, now)}")

    def _left(self, progress: Progress, now: float) -> str:
        done = progress.done - progress.reused
        return f", {duration((now - self._began) / done * (progress.total - progress.done))} left" if done > 0 else ""


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _rich_progress() -> RichProgress:
    from rich.console import Console  # noqa: PLC0415 — a pipe needs no rich
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Rich  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("paths"),
        TimeElapsedColumn(),
        TextColumn("gone,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        TextColumn("[red]{task.fields[told]}"),
    )
    return Rich(*columns, console=Console(stderr=True), transient=True)
