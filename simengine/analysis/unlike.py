"""What two runs do not have in common: figures of one name that mean something else, and runs that can't be paired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.manifest import ClockStamp
from simengine.runs.outcome_table import OutcomeTable

_REDEFINED = "it is defined otherwise"
_LEFT_OTHERWISE = "it is what other classes before it leave"
_ASKED_OTHERWISE = "its date, its condition or what it asks is another"


@dataclass(frozen=True, slots=True)
class Unlike:
    """Why a figure of both runs, or all of them (`of` is run), is not subtracted unless that is asked for.

    `texts` are the definitions in BASE and in OTHER, where these are why, and known.
    """

    of: Literal["run", "class", "measure", "question"]
    name: str
    why: str
    texts: tuple[str, str] | None = None

    @property
    def redefined(self) -> bool:
        """Whether its own definition is another."""
        return self.why in (_REDEFINED, _ASKED_OTHERWISE)

    @property
    def can_be_meant(self) -> bool:
        """Whether one may vary just that, and see what it does: what a figure means, not its unit or its kind."""
        return self.redefined or self.why == _LEFT_OTHERWISE


def unlike_runs(base: OutcomeTable, other: OutcomeTable) -> tuple[Unlike, ...]:
    """Why no figure of two runs should be subtracted.

    Where one is conditioned, neither another seed nor other islands are a reason: such runs need not be paired.
    """
    found = []
    learnt = base.learnt is not None or other.learnt is not None
    if base.seed != other.seed and not learnt:
        shared = "paths share their random draws only under one seed"
        found.append(Unlike("run", "seed", f"their seeds are {other.seed} and {base.seed}, and {shared}"))
    if base.sampling != other.sampling and not learnt:
        nested = f"nested is {other.sampling.nested} and {base.sampling.nested}"
        found.append(Unlike("run", "nested", f"{nested}, so a path has different parameters in each"))
    if base.clock and other.clock and base.clock != other.clock:
        clocks = f"their clocks are {_clock(other.clock)} and {_clock(base.clock)}"
        found.append(Unlike("run", "clock", f"{clocks}, so what they tell is of other times"))
    if base.semantics and other.semantics and base.semantics != other.semantics:
        versions = f"version {other.semantics} and {base.semantics} of the semantics"
        found.append(Unlike("run", "semantics", f"they were drawn by {versions}, so a path differs for that alone"))
    return tuple(found)


def refuse_unlike(base: OutcomeTable, other: OutcomeTable, found: tuple[Unlike, ...], *, told: bool) -> None:
    """SimengineError for runs that are unlike, unless one is `told` to subtract them and there is an error for it."""
    names = f"can't pair {other.scenario!r} with {base.scenario!r}"
    entangled = "nested" in [one.name for one in found] and base.seed == other.seed
    if not found or (told and not entangled):
        return
    same = {"seed": Setting("seed", base.seed), "nested": Setting("nested", base.sampling.nested)}
    remedies: list[str | Setting] = []
    for one in found:
        if one.name in same:
            remedies += [" and " if remedies else f"run {other.scenario!r} again with ", same[one.name]]
    if entangled and told:
        remedies.append("; under one seed, what they share in part has no error that could be told")
    elif not entangled:
        link = (", or " if all(one.name in same for one in found) else ", and then ") if remedies else ""
        remedies += [f"{link}subtract them all the same with ", Setting("unlike")]
    raise SimengineError(Worded(f"{names}: {'; '.join(one.why for one in found)}; ", *remedies))


def unlike_figures(base: OutcomeTable, other: OutcomeTable) -> tuple[Unlike, ...]:
    """The classes, measures and questions of both runs that mean something else, or have another unit."""
    return (*_unlike_classes(base, other), *_unlike_measures(base, other), *_unlike_questions(base, other))


def definitions_known(base: OutcomeTable, other: OutcomeTable) -> bool:
    """Whether one can tell if the two define things alike: not of runs of an older format, nor on two clocks."""
    return bool(base.definitions and other.definitions) and base.clock == other.clock


def _unlike_classes(base: OutcomeTable, other: OutcomeTable) -> Iterator[Unlike]:
    for name in base.classes if definitions_known(base, other) else ():
        if name in other.classes:
            if _redefined(base, other, f"outcome.{name}"):
                yield Unlike("class", name, _REDEFINED)
            elif _before(base, name) != _before(other, name):
                yield Unlike("class", name, _LEFT_OTHERWISE)


def _before(table: OutcomeTable, name: str) -> frozenset[str]:
    """What the classes are that are taken before one."""
    return frozenset(table.definitions[f"outcome.{one}"] for one in table.classes[: table.classes.index(name)])


def _unlike_measures(base: OutcomeTable, other: OutcomeTable) -> Iterator[Unlike]:
    for name in base.measure_units:
        if name in other.measure_units:
            units = base.measure_units[name], other.measure_units[name]
            if (name in base.truths) != (name in other.truths):
                truth = base.scenario if name in base.truths else other.scenario
                yield Unlike("measure", name, f"it is a truth in {truth} alone")
            elif units[0] != units[1] and name not in base.truths:
                yield Unlike("measure", name, _units(base, other, *units))
            elif _redefined(base, other, f"measures.{name}"):
                yield Unlike("measure", name, _REDEFINED)


def _unlike_questions(base: OutcomeTable, other: OutcomeTable) -> Iterator[Unlike]:
    for name, kind in base.question_kinds.items():
        there = other.question_kinds.get(name, kind)
        units = base.question_units.get(name, ""), other.question_units.get(name, "")
        if there != kind:
            yield Unlike(
                "question", name, f"it asks for a {kind} in {base.scenario}, for a {there} in {other.scenario}"
            )
        elif name in other.question_kinds and kind == "value" and units[0] != units[1]:
            yield Unlike("question", name, _units(base, other, *units))
        elif name in other.question_kinds and _redefined(base, other, f"questions.{name}"):
            yield Unlike("question", name, _ASKED_OTHERWISE)


def _redefined(base: OutcomeTable, other: OutcomeTable, path: str) -> bool:
    return definitions_known(base, other) and base.definitions.get(path) != other.definitions.get(path)


def _units(base: OutcomeTable, other: OutcomeTable, unit: str, there: str) -> str:
    return f"{base.scenario} gives {unit or 'no unit'}, {other.scenario} {there or 'no unit'}"


def _clock(stamp: ClockStamp) -> str:
    """`240 steps of a month from 2026-01-01`"""
    return f"{stamp.steps:,} steps of a {stamp.step} from {stamp.start.removesuffix('T00:00:00')}"
