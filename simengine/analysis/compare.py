"""One run against another: what changes, each figure over all of its own paths that count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simengine.analysis.headline import Headline, headline_of, of_classes, same_in, values_of
from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.analysis.union import Union
from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.outcome_table import Floats, OutcomeTable
from simengine.runs.tally import Ending
from simengine.runs.words import Words, merged_words

Numbers = NDArray[np.int16]
Of = Literal["class", "together", "measure", "question"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """OTHER minus BASE, over all paths that count in each.

    `pairs` are the paths ok in both; `dropped` those run in both and ok in only one; `unmatched` those run in only one.
    `alike` says that the same paths are ok in both, and all that is compared is the same on each of them.
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
    alike: bool

    @property
    def figures(self) -> dict[tuple[Of, str], Difference]:
        """All that is compared, by of (class, together, measure, question) and name, the answer aside."""
        found: dict[Of, Mapping[str, Difference]] = {
            "class": self.outcome,
            "together": self.together,
            "measure": self.measures,
            "question": self.questions,
        }
        return {(of, name): d for of, differences in found.items() for name, d in differences.items()}

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


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two runs and how their paths belong together."""

    base: OutcomeTable
    other: OutcomeTable
    union: Union

    def difference(self, before: Floats, after: Floats, *, chance: bool) -> Difference:
        """Of a column of each; of a chance, they are 1 and 0."""
        columns = self.union.of_base(before), self.union.of_other(after)
        return (paired_chance if chance else paired_mean)(*columns, self.union.draws)


def compare(base: OutcomeTable, other: OutcomeTable) -> Comparison:
    """Compare two runs made with one seed; what is told of each is over all of its own paths that count.

    SimengineError when the seeds or the nesting differ, when no path is ok in one, or when they share no class.
    Classes that only one has are kept, with probability 0 in the run that lacks them, and a note says so. Where a run
    has no outcome, no classes are compared.
    """
    _refuse_unpaired(base, other)
    classes, notes = _union_of_classes(base, other)
    _refuse_empty(base, other)
    pair = _Pair(base, other, Union.of(base, other))
    before, after = _in_classes(base, classes), _in_classes(other, classes)
    measures = _differences_of_measures(pair)
    headline = headline_of(base)
    answer = _difference_of(headline, pair) if headline else None
    if headline and answer is None:
        notes = (*notes, f"{other.scenario} has no {headline.of} {headline.names[0]}, or another kind of it")
    together = {title: of_classes(base, names) for title, names in base.words.report.together.items()}
    compared = {title: _difference_of(classes, pair) for title, classes in together.items()}
    questions = _differences_of_questions(pair)
    outcome = _differences_of_classes(classes, before, after, pair)
    every = (*outcome.values(), *measures.values(), *questions.values())
    return Comparison(
        base=base.scenario,
        other=other.scenario,
        classes=classes,
        pairs=pair.union.pairs,
        dropped=pair.union.dropped,
        unmatched=pair.union.unmatched,
        outcome=outcome,
        migration=_migration(classes, before, after, pair.union),
        measures=measures,
        measure_units={name: base.measure_units.get(name, "") for name in measures},
        questions=questions,
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
        alike=not pair.union.dropped and not pair.union.unmatched and all(one.alike for one in every),
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


def _refuse_empty(base: OutcomeTable, other: OutcomeTable) -> None:
    names = f"can't compare {other.scenario!r} with {base.scenario!r}"
    for table in (base, other):
        if not table.ok.any():
            raise SimengineError(
                f"{names}: of the {table.paths:,} paths of {table.scenario!r} none is ok; look at what fails or is "
                "excluded"
            )


def _in_classes(table: OutcomeTable, classes: tuple[str, ...]) -> Numbers:
    """The class of each path, as a place among `classes`, which has all of the table's or none; -1 if it has none."""
    if not classes or list(table.classes) == list(classes[: len(table.classes)]):
        return table.outcome
    return np.array([*(classes.index(name) for name in table.classes), -1], dtype=np.int16)[table.outcome]


def _differences_of_classes(
    classes: tuple[str, ...], before: Numbers, after: Numbers, pair: _Pair
) -> dict[str, Difference]:
    return {
        name: pair.difference((before == number).astype(np.float64), (after == number).astype(np.float64), chance=True)
        for number, name in enumerate(classes)
    }


def _migration(classes: tuple[str, ...], before: Numbers, after: Numbers, union: Union) -> dict[str, dict[str, float]]:
    """The share of the pairs in each class of BASE and of OTHER."""
    size = len(classes)
    if not classes or not union.pairs:
        return {}
    start, end = union.of_base(before.astype(np.float64)), union.of_other(after.astype(np.float64))
    both = ~np.isnan(start + end)
    found = np.bincount((start[both] * size + end[both]).astype(np.int64), minlength=size * size) / union.pairs
    rows = found.reshape(size, size).tolist()
    return {name: dict(zip(classes, row, strict=True)) for name, row in zip(classes, rows, strict=True)}


def _differences_of_measures(pair: _Pair) -> dict[str, Difference]:
    base, other = pair.base, pair.other
    return {
        name: pair.difference(base.measures[name], other.measures[name], chance=_both_truths(base, other, name))
        for name in base.measures
        if name in other.measures and _units(base, other, name)[0] == _units(base, other, name)[1]
    }


def _both_truths(base: OutcomeTable, other: OutcomeTable, measure: str) -> bool:
    return measure in base.truths and measure in other.truths


def _difference_of(headline: Headline, pair: _Pair) -> Difference | None:
    """What changes in a headline of BASE; None if OTHER has none of its classes, or no such question or measure."""
    if not same_in(pair.other, headline):
        return None
    return pair.difference(values_of(pair.base, headline), values_of(pair.other, headline), chance=headline.chance)


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


def _differences_of_questions(pair: _Pair) -> dict[str, Difference]:
    base, other = pair.base, pair.other
    return {
        name: pair.difference(base.questions[name], other.questions[name], chance=True)
        for name in base.questions
        if base.question_kinds[name] == other.question_kinds.get(name) == "chance"
    }
