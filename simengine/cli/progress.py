"""How far a run is: a bar on a terminal, a quiet line now and then in a pipe. Both go to stderr."""

from __future__ import annotations

import re
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from simengine.cli.output import note
from simengine.compute.progress import Progress
from simengine.errors import visible
from simengine.report.numbers import duration

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SECONDS_BETWEEN_LINES = 10.0
BEGUN = "…"
COUNT = re.compile(rf"(\d+) of (\d+) {BEGUN}$")
"""How an announcement of what has begun tells how far it is."""


class Display(Protocol):
    """Shows the progress of one run while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __call__(self, progress: Progress) -> None: ...

    def announce(self, text: str) -> None:
        """Says what has begun that takes long, if the text ends in …, or what is done."""


def make_display(label: str) -> Display:
    """A bar if stderr is a terminal, else lines; `label` says what is run."""
    return Bar(label) if sys.stderr.isatty() else Lines(label)


def tell_done(text: str) -> None:
    """An announcement on stderr, unless it is of what has only begun."""
    if not text.endswith(BEGUN):
        note(text)


class Pace:
    """How fast paths come, from the first time it is asked, or from when it was set back."""

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None

    def set_back(self) -> None:
        """Begins anew: what was before says nothing of what comes."""
        self._began = None

    def words(self, progress: Progress, now: float) -> str:
        """`66,700 a second, 3 min 20 s left`; empty as long as there is nothing to tell."""
        if self._began is None:
            self._began = now, progress.done
        began, first = self._began
        if progress.done <= first or now <= began:
            return ""
        rate = (progress.done - first) / (now - began)
        pace = f"{rate:.1f}" if rate < 9.95 else f"{float(f'{rate:.3g}'):,.0f}"
        return f"{pace} a second, {duration((progress.total - progress.done) / rate)} left"


class Bar:
    """A bar with the paths done, how fast they come, the time left and what failed; it disappears at the end."""

    def __init__(self, label: str) -> None:
        self._rich = _rich_progress()
        self._label = _plain(label)
        self._task = self._rich.add_task(self._label, total=None, paths="", pace="", failed="")
        self._pace = Pace()

    def __enter__(self) -> Self:
        self._rich.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rich.stop()

    def __call__(self, progress: Progress) -> None:
        self._rich.update(
            self._task,
            completed=progress.done,
            total=progress.total,
            paths=progress.told,
            pace=self._pace.words(progress, time.monotonic()),
            failed=f"{progress.failed:,} failed" if progress.failed else "",
        )

    def announce(self, text: str) -> None:
        begun, count = text.endswith(BEGUN), COUNT.search(text)
        if count:  # the text is long, and the same for all runs
            self._rich.update(self._task, description=_plain(text), completed=int(count[1]), total=int(count[2]))
        else:
            self._rich.update(self._task, description=f"{self._label}: {text}" if begun else self._label)
        if not begun:
            self._rich.update(self._task, completed=0)
            self._rich.console.print(text, highlight=False, markup=False)
            self._pace.set_back()


class Lines:
    """A line at the start if work is taken up again, then one every ten seconds."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._last_line = time.monotonic()
        self._reused = 0
        self._pace = Pace()

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
            self._pace.set_back()
            note(f"{self._label}: goes on after {progress.reused:,} of {progress.total:,} paths")
        pace = self._pace.words(progress, now)
        if now - self._last_line >= SECONDS_BETWEEN_LINES and progress.done < progress.total:
            self._last_line = now
            note(f"{self._label}: {', '.join(part for part in (progress.told, pace) if part)}")

    def announce(self, text: str) -> None:
        now = time.monotonic()
        if text.endswith(BEGUN) and now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            note(text)
        tell_done(text)
        self._pace.set_back()


def _plain(label: str) -> str:
    """A label as it is written: brackets colour nothing, and control characters do nothing."""
    from rich.markup import escape  # noqa: PLC0415

    return escape(visible(label))


def _rich_progress() -> RichProgress:
    from rich.console import Console  # noqa: PLC0415 — a pipe needs no rich
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Rich  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[paths]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}"),
        TextColumn("[red]{task.fields[failed]}"),
    )
    return Rich(*columns, console=Console(stderr=True), transient=True)
