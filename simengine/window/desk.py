"""What computes for the window: settings are kept while there is room, and what is outdated stops at its next block."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

from simengine.compute.engine_kinds import ENGINES
from simengine.engines.system import cpus
from simengine.errors import Problem, ScenarioError
from simengine.learning.island import ISLAND, LEAST_ISLANDS
from simengine.model.model import Model
from simengine.plan.identity import definitions_of
from simengine.plan.plan import Plan
from simengine.report.learnt_text import learnt_text
from simengine.runs.learnt import Effort
from simengine.runs.outcome_table import OutcomeTable
from simengine.window.arm import BLOCK, Arm, OutdatedError, Stop
from simengine.window.fans import fanned, fans
from simengine.window.figures import Told, answer_json, rows_json, soonest
from simengine.window.meaning import changed_model, held_after, held_plan, plan_of
from simengine.window.opened import Opening
from simengine.window.pasts import MODEST, Past, Pasts
from simengine.window.play import Play

Json = dict[str, Any]
_KEPT = 12
"""So many settings are kept with their futures: 50,000 of a large model take 20 MB."""
_SEATS = 64
GLANCE = 2 * BLOCK
"""So many futures are told while a slider is still being moved, and before an answer of more of them."""
_LOOK = 0.5  # seconds between two looks how far learning is
_BEFORE = "This is what was thought before the figures under observe."


class Desk:
    """Computes settings of opened scenarios, each at most once as long as it is kept."""

    def __init__(self, opening: Opening) -> None:
        threads = ENGINES[opening.engine].threads
        self.opening = opening
        self.ladder = (5_000, 10_000, 20_000, 50_000) if threads else (100, 500)
        self._pool = ThreadPoolExecutor(cpus(), thread_name_prefix="window")
        self._arms: OrderedDict[tuple[Play, str], Arm] = OrderedDict()
        self._last: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.RLock()
        self._closed, self._free, self._at_work = threading.Event(), threading.Event(), 0
        self._free.set()
        self.pasts = Pasts(opening, self.ladder[-1], self._free)
        self.base = self.arm(Play())

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._closed.is_set()

    def close(self) -> None:
        """Lets all that computes stop at its next block."""
        self._closed.set()
        self.pasts.close()
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
        """What draws a setting as it was thought of before figures with an error; whatever is held is so all along.

        Raises ScenarioError with all that is wrong in it, WrongUsageError.
        """
        return self._kept(play, "", lambda: self._made(play))

    def meant(self, play: Play) -> Play:
        """A setting as it is drawn and taken along: what a past hangs on is held from there on. Raises as `arm`."""
        past = self.past(play)
        return held_after(play, past) if past else play

    def _kept(self, play: Play, past: str, make: Callable[[], Arm]) -> Arm:
        key = play, past
        with self._lock:
            found = self._arms.get(key)
            if found is not None:
                self._arms.move_to_end(key)
                return found
        made = make()
        with self._lock:
            found = self._arms.setdefault(key, made)
            for old in [one for one in self._arms if not one[0].untouched][: max(0, len(self._arms) - _KEPT)]:
                del self._arms[old]
        return found

    def _made(self, play: Play) -> Arm:
        opening = self.opening
        if play.held or play.later:
            own = self.arm(replace(play, held=(), later=(), since=""))
            whole = held_plan(own.model.scenario, own.whole, play)
            if whole is not None:
                return self._arm(own.model, whole, own.definitions)
        model = changed_model(opening, play)
        whole = plan_of(opening, model)
        return self._arm(model, whole, definitions_of(whole))

    def _arm(self, model: Model, whole: Plan, definitions: Mapping[str, str]) -> Arm:
        return Arm(model, whole, replace(whole, likelihoods=()), definitions, self.opening.engine, self._pool)

    def past(self, play: Play) -> Past | None:
        """What figures with an error are learnt from; held parameters take no part in it."""
        return self.arm(replace(play, held=())).past

    def pair(self, play: Play) -> tuple[Arm, Arm]:
        """What draws the base and a setting: from what they have learnt, or both as they were before.

        Raises as `arm`.
        """
        pasts = self.past(Play()), self.past(play)
        if all(past is None or self.pasts.known(past) for past in pasts):
            return self._continued(Play(), pasts[0]), self._continued(self.meant(play), pasts[1])
        return self.base, self.arm(self.meant(play))

    def _continued(self, play: Play, past: Past | None) -> Arm:
        """What draws it from the members that have learnt its past; as `arm` where there is nothing to learn."""
        ensemble = self.pasts.known(past) if past else None
        if past is None or ensemble is None:
            return self.arm(play)

        def make() -> Arm:
            arm = self.arm(play)
            plan = replace(arm.whole, members=ensemble.members)
            return replace(
                arm, plan=plan, ensemble=ensemble, lock=threading.Lock(), pieces=[], made=[], fans={}, watched={}
            )

        return self._kept(play, past.digest, make)

    def drawing(self, play: Play) -> tuple[int, Effort | None]:
        """How many futures a run of a setting has, and the effort it learns with, if it does."""
        past, ensemble = self.past(play), self.pair(play)[1].ensemble
        if ensemble:
            return ensemble.paths, ensemble.told.wanted
        most = self.ladder[-1]
        return (min(most, ISLAND * LEAST_ISLANDS), MODEST) if past else (most, None)

    def tables(
        self, base: Arm, arm: Arm, paths: int, stop: Stop, watch: Sequence[str] = ()
    ) -> tuple[OutcomeTable, OutcomeTable]:
        """So many futures of the base and of a setting, or all that their members have; `watch` as `Arm.to`.

        OutdatedError.
        """
        table = arm.to(paths, stop, watch)
        return (table, table) if arm is base else (base.to(paths, stop, watch), table)

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Learning waits for what is asked for."""
        with self._lock:
            self._at_work += 1
            self._free.clear()
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work:
                    self._free.set()

    def answers(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        """What a setting says, piece by piece: whether it has learnt, the answer of the first futures, the fans, all
        figures, what is wrong with the text; where figures are yet to be learnt, how far that is, and all of it anew;
        then all of it of more futures. It ends early where it is asked for no more.
        """
        try:
            with self.computing():
                yield from self._first(play, shown, stop)
            missing = self._missing(play)
            for past in missing:
                yield from self._learning(past, stop)
            with self.computing():
                if missing:
                    yield from self._first(play, shown, stop)
                yield from self._more(play, stop)
        except OutdatedError:
            return
        except ScenarioError as error:
            yield {"kind": "problems", "problems": [problem_json(one) for one in error.problems]}

    def glance(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        """The answer of few futures, for who is about to ask for more of them; nothing where that is wrong or late."""
        with suppress(OutdatedError, ScenarioError), self.computing():
            yield from self._glance(play, shown, stop)

    def _glance(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        before, arm = self.pair(play)
        base, table = self.tables(before, arm, min(GLANCE, self.ladder[0]), stop, fanned(arm.model, shown))
        yield self._answer(play, arm, self._told(play, soonest(base), soonest(table)))

    def _first(self, play: Play, shown: Sequence[str] | None, stop: Stop) -> Iterator[Json]:
        (before, arm), first = self.pair(play), self.ladder[0]
        shown = fanned(arm.model, shown)
        if arm.drawn < GLANCE < first:
            yield from self._glance(play, shown, stop)
        base, table = self.tables(before, arm, first, stop, shown)
        quick = soonest(base)
        told = self._told(play, quick, quick if table is base else soonest(table))
        yield self._answer(play, arm, told)
        mine = fans(arm, shown, stop)
        yield {"kind": "fans", "fans": mine, "base": mine if arm is before else fans(before, shown, stop)}
        yield {"kind": "rows", "rows": rows_json(self._told(play, base, table))}
        if play.held:
            changed_model(self.opening, self.meant(play))  # what is wrong with it as a text is told
        yield {"kind": "problems", "problems": []}

    def _told(self, play: Play, base: OutcomeTable, table: OutcomeTable) -> Told:
        """How a setting differs from the base, unless only what is being learnt can tell."""
        return Told.of(base, table, unlearnt=len(self._pasts(play)) > 1 and bool(self._unlearnt(play)))

    def _pasts(self, play: Play) -> tuple[Past | None, ...]:
        """Those of the base and of a setting, once if they are the same."""
        found = (self.past(Play()), self.past(play))
        return tuple({past.digest if past else "": past for past in found}.values())

    def _unlearnt(self, play: Play) -> tuple[Past, ...]:
        """What is yet to be learnt for a setting and the base."""
        known, why_not = self.pasts.known, self.pasts.why_not
        return tuple(past for past in self._pasts(play) if past and not (known(past) or why_not(past)))

    def _missing(self, play: Play) -> tuple[Past, ...]:
        """The same; what is being learnt for another setting stops."""
        missing = self._unlearnt(play)
        self.pasts.keep([one.digest for one in missing])
        return missing

    def _learning(self, past: Past, stop: Stop) -> Iterator[Json]:
        """How far learning is, again and again until it has ended."""
        while not (self.pasts.known(past) or self.pasts.why_not(past)):
            if stop():
                raise OutdatedError
            done = self.pasts.learn(past, _LOOK)
            text = f"{_BEFORE} They are being learnt: {done} of {LEAST_ISLANDS} islands of members are there."
            yield {"kind": "learning", "text": text}

    def _more(self, play: Play, stop: Stop) -> Iterator[Json]:
        base, arm = self.pair(play)
        there = arm.ensemble.paths if arm.ensemble else self.ladder[-1]
        for paths in (min(paths, there) for before, paths in pairwise(self.ladder) if before < there):
            told = self._told(play, *self.tables(base, arm, paths, stop))
            yield self._answer(play, arm, told)
            yield {"kind": "rows", "rows": rows_json(told)}
        yield {"kind": "done"}

    def _answer(self, play: Play, arm: Arm, told: Told) -> Json:
        """The answer, with whether it has learnt from figures, and what that is worth, or why not."""
        past = self.past(play) or self.past(Play())
        why = self.pasts.why_not(past) if past else ""
        if arm.ensemble:
            text = f"{arm.ensemble.source}: {learnt_text(arm.ensemble.told)}."
        elif why:
            text = f"{_BEFORE} They can’t be learnt: {why}"
        else:
            text = f"{_BEFORE} They are being learnt." if past else ""
        return {"kind": "answer", "past": text, "learnt": arm.ensemble is not None, **answer_json(told)}


def problem_json(problem: Problem) -> Json:
    """A problem with its place, as a page shows it."""
    place = problem.place
    return {
        "file": place.file if place else "", "line": place.line if place else 0,
        "column": place.column if place else 0, "path": problem.path, "message": str(problem.message),
        "warning": problem.warning,
    }  # fmt: skip
