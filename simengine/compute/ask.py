"""What is asked of a stored run, path by path: read where it is stored, else computed again along the same paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass

import numpy as np

from simengine.checks.maybe_nan import doubts_of
from simengine.compute.asked_values import AskedValues
from simengine.compute.engine_kinds import ENGINES, Announce, check_engine, jobs_for
from simengine.compute.pieces import Pace
from simengine.compute.progress import Progress
from simengine.compute.recompute import Ends, check_same_ends
from simengine.compute.stored_values import StoredValues
from simengine.compute.workers import Work, compute, workers
from simengine.errors import SimengineError, WrongUsageError
from simengine.language.asked import END, Asked, parse_asked, place_in
from simengine.language.expression import IsTrue, Name, Node, names, rebuild
from simengine.language.parse import ExpressionError
from simengine.plan.asked import CalledTogether, Settled, is_truth, plan_with, settle, unit_of_asked
from simengine.plan.identity import identity_of
from simengine.runs.outcome_table import Floats, Integers, Truths
from simengine.runs.store import Run
from simengine.runs.words import Words
from simengine.status import Status

_READING = "asked."


@dataclass(frozen=True, slots=True)
class Resources:
    """What paths are computed again with: an executor, or so many workers of our own; who is told how far it is."""

    executor: Executor | None = None
    jobs: int | None = None
    progress: Callable[[Progress], None] | None = None
    announce: Announce | None = None


ALONE = Resources()


def ask(
    run: Run, texts: Sequence[str], resources: Resources = ALONE
) -> tuple[tuple[Asked, tuple[AskedValues, ...]], ...]:
    """Each text that is asked, with the values of its statistics.

    Raises:
        WrongUsageError: with all that is wrong in any text, at its column.
        SimengineError: if a part is damaged, or a path that must be computed again doesn't come out as it is stored.
    """
    asked = _settled(run, texts)
    known, readings = StoredValues(run, run.outcome_table()), dict[Node, str]()
    wanted = [_Wanted.of(known, one, readings) for _, settled in asked for one in settled]
    _compute_missing(run, known, wanted, readings, resources)
    values = iter([one.values(known) for one in wanted])
    return tuple((text, tuple(next(values) for _ in settled)) for text, settled in asked)


def _settled(run: Run, texts: Sequence[str]) -> list[tuple[Asked, tuple[Settled, ...]]]:
    titles, wrong, found = _titles(run.manifest.words, run.manifest.classes), [], []
    doubts = doubts_of(run.model)
    for text in texts:
        try:
            asked = parse_asked(text)
            settled = tuple(settle(run.model, one, titles, doubts) for one in asked.statistics)
            unit_of_asked(asked, [(one.statistic, one.unit) for one in settled])
            found.append((asked, settled))
        except ExpressionError as error:
            wrong.append(place_in(text, error))
    if wrong:
        raise WrongUsageError("\n".join(wrong))
    return found


def _titles(words: Words, classes: Sequence[str]) -> CalledTogether:
    alone = {words.title("outcome", name): (name,) for name in classes}
    return {**words.report.together, **alone}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A statistic whose expressions are of what is known, and of readings that have to be computed.

    `names` has all of these, `answers` the questions among them. `otherwise` is as the statistic has it.
    """

    settled: Settled
    value: Node
    given: Node | None
    names: frozenset[str]
    answers: frozenset[str]
    otherwise: tuple[Node, ...]

    @classmethod
    def of(cls, known: StoredValues, settled: Settled, readings: dict[Node, str]) -> _Wanted:
        """The statistic; what has to be computed for it is added to the readings, each with a name."""
        value = _read_off(settled.value, known, readings)
        given = None if settled.given is None else _read_off(settled.given, known, readings)
        otherwise = tuple(_read_off(one, known, readings) for one in settled.otherwise)
        used = frozenset[str]().union(*map(names, (value, *otherwise, *([] if given is None else [given]))))
        answers = used & {f"{END}{name}" for name in known.table.questions}
        return cls(settled, value, given, used, answers, otherwise)

    def counted(self, known: StoredValues) -> Truths:
        """The ok paths on which the condition holds; all, as long as that is not known."""
        everywhere = np.ones(len(known.rows), np.bool_)
        if self.given is None or not known.has(self.given):
            return everywhere
        return everywhere & known.of(self.given)

    def values(self, known: StoredValues) -> AskedValues:
        """What came of it."""
        values, counted = np.array(known.of(self.value), np.float64), self.counted(known)
        asked_if = frozenset[str]() if self.given is None else names(self.given)
        for name in self.answers:
            unanswered = np.isnan(known.of(Name(name)))
            values[unanswered] = np.nan
            if name in asked_if:
                counted = counted & ~unanswered
        undecided = np.zeros(len(values), np.bool_)
        for one in self.otherwise:
            undecided |= counted & (known.of(one) != (values == 1.0)) & ~np.isnan(values)
        return AskedValues(self.settled.statistic, self.settled.unit, values, counted, undecided)


def _read_off(node: Node, known: StoredValues, readings: dict[Node, str]) -> Node:
    """An expression in which a name stands for each part that has to be computed."""
    if known.has(node):
        return node
    if any(name.startswith(END) for name in names(node)):
        return rebuild(node, lambda child: _read_off(child, known, readings))
    name = Name(readings.setdefault(node, f"{_READING}{len(readings)}"))
    return IsTrue(name) if is_truth(node) else name


def _compute_missing(
    run: Run, known: StoredValues, wanted: Sequence[_Wanted], nodes: dict[Node, str], resources: Resources
) -> None:
    """Computes again the paths that some statistic counts, for what it reads off them."""
    readings = {name: node for node, name in nodes.items()}
    needed = np.zeros(len(known.rows), np.bool_)
    for one in wanted:
        if not one.names.isdisjoint(readings):
            needed |= one.counted(known)
    known.added.update({name: np.full(len(needed), np.nan) for name in readings})
    places = np.flatnonzero(needed)
    if not len(places):
        return
    for rows, found in _recomputed(run, known, readings, places, resources):
        for column, name in enumerate(readings):
            known.added[name][rows] = found[:, column]


def _recomputed(
    run: Run, known: StoredValues, readings: dict[str, Node], places: Integers, resources: Resources
) -> Iterator[tuple[Integers, Floats]]:
    """Some of the places at a time, and the readings there, [paths, readings]."""
    plan, engine = plan_with(run.model, run.plan, readings), run.manifest.engine
    identity = run.identity_with(identity_of(plan))
    if identity.paths != run.manifest.paths_digest:
        raise SimengineError(f"{run.folder}: what is asked would change the paths; tell us, this should not be")
    check_engine(engine)
    at = [[cell.name for cell in plan.measures].index(name) for name in readings]
    paths, outcome = known.table.path[known.rows], known.table.outcome[known.rows]
    jobs = jobs_for(engine, resources.jobs)
    pace = Pace(ENGINES[engine], len(places), jobs)
    pieces = pace.pieces_of_paths(paths[places].tolist())
    own = workers(jobs, threads=ENGINES[engine].threads)
    done = 0
    with (
        nullcontext(resources.executor) if resources.executor else own as pool,
        closing(compute(Work(identity, engine, plan), pieces, pool, jobs, resources.announce)) as computed,
    ):
        for piece, results in pace.watched(computed):
            rows = places[piece.start : piece.start + len(piece.paths)]
            check_same_ends(run, results, Ends(np.full(len(rows), Status.OK, np.int16), outcome[rows]))
            done += len(rows)
            if resources.progress:
                resources.progress(Progress(run.name, done, len(places), 0, 0, 0))
            yield rows, results.measures[:, at]
