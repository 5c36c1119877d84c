"""One run against another: what changes, on the paths that are ok in both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.headline import Headline, headline_of, of_classes, same_in, values_of
from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.outcome_table import Integers, OutcomeTable, Truths
from simengine.runs.tally import Ending
from simengine.runs.words import Words, merged_words

Rows = slice | Integers
Numbers = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Comparison:
    """OTHER minus BASE, pair by pair.

    `pairs` are the paths ok in both; `dropped` those run in both and ok in only one; `unmatched` those run in only one.
    `migration[FROM][TO]` is the share of all pairs that are in class FROM in BASE and TO in OTHER (they sum to 1).
    `measures` are differences of means, in `measure_units`, of probabilities where they are `truths`. `questions` are
    the chance questions that both runs ask. `answer` is what changes in the `headline` of BASE, None if OTHER hasn't
    it; `together` in the classes that count together in BASE. `words` are BASE's, and OTHER's for what BASE hasn't.
    `ended` tells how OTHER's paths ended.
    """

    base: str
    other: str
    classes: tuple[str, ...]
    pairs: int
    dropped: int
    unmatched: int
    outcome: Mapping[str, Difference]
    migration: Mapping[str, Mapping[str, float]]
    measures: Mapping[str, Difference]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Difference]
    notes: tuple[str, ...]
    headline: Headline | None
    answer: Difference | None
    together: Mapping[str, Difference]
    truths: tuple[str, ...]
    words: Words
    ended: Ended

    @property
    def gain(self) -> float:
        """How many times pairing narrows the intervals of class probabilities, in root mean square over the classes.

        Without classes, those of the chance questions; NaN without these.
        """
        chances = self.chances.values()
        paired = sum(d.se**2 for d in chances)
        if not paired:
            return math.inf if chances else math.nan
        return math.sqrt(sum(d.se_unpaired**2 for d in chances) / paired)

    @property
    def chances(self) -> Mapping[str, Difference]:
        """What is compared first: the probabilities of the classes, or without classes those of the questions."""
        return self.outcome or self.questions

    def moves(self) -> list[tuple[str, str, float]]:
        """Every (FROM, TO, share of all pairs) with a change of class, the largest first."""
        changed = [(a, b, share) for a, row in self.migration.items() for b, share in row.items() if a != b and share]
        return sorted(changed, key=lambda move: -move[2])


@dataclass(frozen=True, slots=True)
class Ended:
    """How many paths there were, how many of them failed or were excluded, and by what."""

    paths: int
    failed: int
    excluded: int
    endings: tuple[Ending, ...]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows of the two tables that hold the same ok path."""

    base: Integers
    other: Integers
    draws: Integers | None
    dropped: int
    unmatched: int


def compare(base: OutcomeTable, other: OutcomeTable) -> Comparison:
    """Compare two runs made with one seed.

    SimengineError when the seeds or the nesting differ, when no path is ok in both, or when they share no class.
    Classes that only one has are kept, with probability 0 in the run that lacks them, and a note says so. Where a run
    has no outcome, no classes are compared.
    """
    _refuse_unpaired(base, other)
    classes, notes = _union_of_classes(base, other)
    pairs = _pairs(base, other)
    before = _in_classes(base, classes, pairs.base)
    after = _in_classes(other, classes, pairs.other)
    measures = _differences_of_measures(base, other, pairs)
    headline = headline_of(base)
    answer = _difference_of(headline, base, other, pairs) if headline else None
    if headline and answer is None:
        notes = (*notes, f"{other.scenario} has no {headline.of} {headline.names[0]}, or another kind of it")
    together = {title: of_classes(base, names) for title, names in base.words.report.together.items()}
    compared = {title: _difference_of(classes, base, other, pairs) for title, classes in together.items()}
    return Comparison(
        base=base.scenario,
        other=other.scenario,
        classes=classes,
        pairs=len(pairs.base),
        dropped=pairs.dropped,
        unmatched=pairs.unmatched,
        outcome=_differences_of_classes(classes, before, after, pairs.draws),
        migration=_migration(classes, before, after),
        measures=measures,
        measure_units={name: base.measure_units.get(name, "") for name in measures},
        questions=_differences_of_questions(base, other, pairs),
        notes=(
            *((other.changed,) if other.changed else ()),
            *notes,
            *_unlike_measures(base, other),
            *_broken(base),
            *_broken(other),
        ),
        headline=headline,
        answer=answer,
        together={title: found for title, found in compared.items() if found},
        truths=tuple(name for name in measures if _both_truths(base, other, name)),
        words=merged_words(base.words, other.words, known_names(base)),
        ended=Ended(other.paths, int(other.failed.sum()), int(other.excluded.sum()), other.endings),
    )


def _refuse_unpaired(base: OutcomeTable, other: OutcomeTable) -> None:
    names = f"can't pair {other.scenario!r} with {base.scenario!r}"
    if base.seed != other.seed:
        reason = f"their seeds are {other.seed} and {base.seed}, and paths share their random draws only under one seed"
        advice = Worded(f"run {other.scenario!r} again with ", Setting("seed", base.seed))
        raise SimengineError(Worded(f"{names}: {reason}; ", advice))
    if base.sampling != other.sampling:
        nested, there = other.sampling.nested, base.sampling.nested
        reason = f"nested is {nested} and {there}, so a path has different parameters in each"
        advice = Worded(f"run {other.scenario!r} again with ", Setting("nested", there))
        raise SimengineError(Worded(f"{names}: {reason}; ", advice))


def _union_of_classes(base: OutcomeTable, other: OutcomeTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    without = [table.scenario for table in (base, other) if not table.classes]
    if without:
        return (), (f"{without[0]} has no outcome: no classes are compared",) if len(without) == 1 else ()
    lost = [name for name in base.classes if name not in other.classes]
    new = [name for name in other.classes if name not in base.classes]
    if len(lost) == len(base.classes):
        raise SimengineError(
            f"{other.scenario!r} and {base.scenario!r} share no outcome class: {', '.join(other.classes)} against "
            f"{', '.join(base.classes)}; compare runs with the same outcome"
        )
    notes = [f"{base.scenario} has no class {', '.join(new)}"] if new else []
    notes += [f"{other.scenario} has no class {', '.join(lost)}"] if lost else []
    return (*base.classes, *new), tuple(f"{note}: it counts as probability 0 there" for note in notes)


def _pairs(base: OutcomeTable, other: OutcomeTable) -> _Pairs:
    in_base, in_other = _common_rows(base, other)
    common = base.path[in_base]
    if len(common) == 0:
        raise SimengineError(
            f"can't pair {other.scenario!r} with {base.scenario!r}: they have no path in common "
            f"({_range(other)} against {_range(base)}); run both from the same first path"
        )
    ok_base, ok_other = base.ok[in_base], other.ok[in_other]
    both = ok_base & ok_other
    if not both.any():
        raise SimengineError(
            f"can't pair {other.scenario!r} with {base.scenario!r}: of {len(common)} common paths none is ok in both "
            f"({int(ok_other.sum())} and {int(ok_base.sum())} are ok in one); look at what fails or is excluded"
        )
    draws = base.sampling.clusters(common[both])
    unmatched = base.paths + other.paths - 2 * len(common)
    kept = _kept(in_base, both)
    kept_other = kept if isinstance(in_other, slice) else _kept(in_other, both)
    return _Pairs(kept, kept_other, draws, int(np.count_nonzero(ok_base != ok_other)), unmatched)


def _common_rows(base: OutcomeTable, other: OutcomeTable) -> tuple[Rows, Rows]:
    """The rows of the paths that both have, in one order."""
    n = min(base.paths, other.paths)
    if np.array_equal(base.path[:n], other.path[:n]):  # as in any two stored runs; it spares sorting millions
        return slice(n), slice(n)
    _, in_base, in_other = np.intersect1d(base.path, other.path, assume_unique=True, return_indices=True)
    return in_base, in_other


def _kept(rows: Rows, wanted: Truths) -> Integers:
    """Those of the rows that are wanted."""
    return np.flatnonzero(wanted) if isinstance(rows, slice) else rows[wanted]


def _range(table: OutcomeTable) -> str:
    return f"paths {table.path.min()} to {table.path.max()}" if table.paths else "no paths"


def _in_classes(table: OutcomeTable, classes: tuple[str, ...], rows: Integers) -> Numbers:
    """The classes of some paths, as places among `classes`, which has all of the table's or none."""
    if not classes:
        return table.outcome[rows]
    return np.array([classes.index(name) for name in table.classes], dtype=np.int16)[table.outcome[rows]]


def _differences_of_classes(
    classes: tuple[str, ...], before: Numbers, after: Numbers, draws: Integers | None
) -> dict[str, Difference]:
    return {
        name: paired_chance((before == number).astype(np.float64), (after == number).astype(np.float64), draws)
        for number, name in enumerate(classes)
    }


def _migration(classes: tuple[str, ...], before: Numbers, after: Numbers) -> dict[str, dict[str, float]]:
    size = len(classes)
    if not classes:
        return {}
    shares = np.bincount(before.astype(np.int64) * size + after, minlength=size * size).reshape(size, size) / len(
        before
    )
    return {name: dict(zip(classes, row, strict=True)) for name, row in zip(classes, shares.tolist(), strict=True)}


def _differences_of_measures(base: OutcomeTable, other: OutcomeTable, pairs: _Pairs) -> dict[str, Difference]:
    return {
        name: (paired_chance if _both_truths(base, other, name) else paired_mean)(
            base.measures[name][pairs.base], other.measures[name][pairs.other], pairs.draws
        )
        for name in base.measures
        if name in other.measures and _units(base, other, name)[0] == _units(base, other, name)[1]
    }


def _both_truths(base: OutcomeTable, other: OutcomeTable, measure: str) -> bool:
    return measure in base.truths and measure in other.truths


def _difference_of(headline: Headline, base: OutcomeTable, other: OutcomeTable, pairs: _Pairs) -> Difference | None:
    """What changes in a headline of BASE; None if OTHER has none of its classes, or no such question or measure."""
    if not same_in(other, headline):
        return None
    before, after = values_of(base, headline)[pairs.base], values_of(other, headline)[pairs.other]
    return (paired_chance if headline.chance else paired_mean)(before, after, pairs.draws)


def known_names(table: OutcomeTable) -> dict[str, frozenset[str]]:
    """The names a run has, by section, so far as titles of theirs are shown beside another run's."""
    names = {"outcome": table.classes, "measures": table.measures, "questions": table.question_kinds}
    return {section: frozenset(found) for section, found in names.items()}


def _units(base: OutcomeTable, other: OutcomeTable, measure: str) -> tuple[str, str]:
    return base.measure_units.get(measure, ""), other.measure_units.get(measure, "")


def _unlike_measures(base: OutcomeTable, other: OutcomeTable) -> tuple[str, ...]:
    units = {name: _units(base, other, name) for name in base.measures if name in other.measures}
    return tuple(
        f"measure {name} is not compared: {base.scenario} gives {a or 'no unit'}, {other.scenario} {b or 'no unit'}"
        for name, (a, b) in units.items()
        if a != b
    )


def _broken(table: OutcomeTable) -> tuple[str, ...]:
    """What to say of invariants that broke."""
    counts = {name: int(np.count_nonzero(~np.isnan(years[table.ok]))) for name, years in table.invariants.items()}
    return tuple(f"in {table.scenario} the invariant {name} broke on {n:,} paths" for name, n in counts.items() if n)


def _differences_of_questions(base: OutcomeTable, other: OutcomeTable, pairs: _Pairs) -> dict[str, Difference]:
    return {
        name: paired_chance(base.questions[name][pairs.base], other.questions[name][pairs.other], pairs.draws)
        for name in base.questions
        if base.question_kinds[name] == other.question_kinds.get(name) == "chance"
    }
