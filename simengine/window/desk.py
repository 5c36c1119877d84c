"""What computes for the window: settings are kept while there is room, and what is outdated stops at its next block."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from simengine.compute.engine_kinds import ENGINES
from simengine.engines.system import cpus
from simengine.errors import Problem, ScenarioError
from simengine.plan.identity import definitions_of
from simengine.runs.outcome_table import OutcomeTable
from simengine.window.arm import Arm, OutdatedError, Stop
from simengine.window.fans import fans, first_fans
from simengine.window.figures import Told, answer_json, rows_json, soonest
from simengine.window.meaning import changed_model, held_plan, plan_of
from simengine.window.opened import Opening
from simengine.window.play import Play

Json = dict[str, Any]
_KEPT = 12
"""So many settings are kept with their futures: 50,000 of a large model take 20 MB."""
_SEATS = 64
GLANCE = 1_000
"""So many futures are told while a slider is still being moved."""


class Desk:
    """Computes settings of opened scenarios, each at most once as long as it is kept."""

    def __init__(self, opening: Opening) -> None:
        threads = ENGINES[opening.engine].threads
        self.opening = opening
        self.ladder = (5_000, 10_000, 20_000, 50_000) if threads else (100, 500)
        self._pool = ThreadPoolExecutor(cpus(), thread_name_prefix="window")
        self._arms: OrderedDict[Play, Arm] = OrderedDict()
        self._last: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self.base = self.arm(Play())

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._closed.is_set()

    def close(self) -> None:
        """Lets all that computes stop at its next block."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, seat: str, turn: int) -> Stop:
        """Whether what a page asks for at its `turn` is outdated, at any time: what it asked for before is from now on.

        Requests may come in another order than they were sent, so it is the turn that counts.
        """
        with self._lock:
            self._last[seat] = max(turn, self._last.pop(seat, turn))
            while len(self._last) > _SEATS:
                self._last.popitem(last=False)
        return lambda: self.closed or self._last.get(seat) != turn

    def arm(self, play: Play) -> Arm:
        """What draws a setting. Raises ScenarioError with all that is wrong in it, WrongUsageError."""
        with self._lock:
            found = self._arms.get(play)
            if found is not None:
                self._arms.move_to_end(play)
                return found
        made = self._made(play)
        with self._lock:
            found = self._arms.setdefault(play, made)
            for old in [one for one in self._arms if not one.untouched][: max(0, len(self._arms) - _KEPT)]:
                del self._arms[old]
        return found

    def _made(self, play: Play) -> Arm:
        opening = self.opening
        if not play.untouched:
            own = self.arm(Play(play.scenario))
            plan = held_plan(own.plan, play)
            if plan is not None:
                return Arm(own.model, plan, own.definitions, opening.engine, self._pool)
        model = changed_model(opening, play)
        plan = plan_of(opening, model)
        return Arm(model, plan, definitions_of(plan), opening.engine, self._pool)

    def tables(self, arm: Arm, paths: int, stop: Stop) -> tuple[OutcomeTable, OutcomeTable]:
        """So many futures of the base and of a setting. OutdatedError."""
        table = arm.to(paths, stop)
        return (table, table) if arm is self.base else (self.base.to(paths, stop), table)

    def answers(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        """What a setting says, piece by piece: the answer of the first futures, the fans, all figures, what is wrong
        with the text, and then all of it of more futures. It ends early where it is asked for no more.
        """
        try:
            yield from self._answers(play, shown, stop)
        except OutdatedError:
            return
        except ScenarioError as error:
            yield {"kind": "problems", "problems": [problem_json(one) for one in error.problems]}

    def glance(self, play: Play, stop: Stop) -> Iterator[Json]:
        """The answer of few futures, for who is about to ask for more of them; nothing where that is wrong or late."""
        with suppress(OutdatedError, ScenarioError):
            base, table = self.tables(self.arm(play), min(GLANCE, self.ladder[0]), stop)
            yield {"kind": "answer", **answer_json(Told.of(soonest(base), soonest(table)))}

    def _answers(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        arm, first = self.arm(play), self.ladder[0]
        base, table = self.tables(arm, first, stop)
        quick = soonest(base)
        told = Told.of(quick, quick if table is base else soonest(table))
        yield {"kind": "answer", **answer_json(told)}
        shown = first_fans(arm.model) if shown is None else shown
        mine = fans(arm, shown, stop)
        yield {"kind": "fans", "fans": mine, "base": mine if arm is self.base else fans(self.base, shown, stop)}
        yield {"kind": "rows", "rows": rows_json(Told.of(base, table))}
        if play.held and not (play.dates or play.texts):
            changed_model(self.opening, play)  # what is wrong with it as a text is told
        yield {"kind": "problems", "problems": []}
        for paths in self.ladder[1:]:
            told = Told.of(*self.tables(arm, paths, stop))
            yield {"kind": "answer", **answer_json(told)}
            yield {"kind": "rows", "rows": rows_json(told)}
        yield {"kind": "done"}


def problem_json(problem: Problem) -> Json:
    """A problem with its place, as a page shows it."""
    place = problem.place
    return {
        "file": place.file if place else "", "line": place.line if place else 0,
        "column": place.column if place else 0, "path": problem.path, "message": str(problem.message),
        "warning": problem.warning,
    }  # fmt: skip
