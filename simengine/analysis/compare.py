"""One run against another: what changes, each figure over all of its own paths that count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.analysis.compared_classes import Numbers, in_classes, migration_of, union_of_classes
from simengine.analysis.compared_evidence import Evidences
from simengine.analysis.headline import Headline, headline_of, of_classes, same_in, values_of
from simengine.analysis.paired import Difference, paired_chance, paired_mean
from simengine.analysis.union import Union
from simengine.analysis.unlike import Unlike, refuse_unlike, unlike_figures, unlike_runs
from simengine.errors import SimengineError
from simengine.learning.island import ISLAND, LEAST_ISLANDS, MOST_ISLANDS
from simengine.runs.joining import Joined, joined, why_unpaired
from simengine.runs.outcome_table import Floats, OutcomeTable, QuestionKind, in_turn
from simengine.runs.tally import Ending
from simengine.runs.words import Words, merged_words

Of = Literal["class", "together", "measure", "question"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """OTHER minus BASE, over all paths that count in each.

    `paths` are those of the longer run; `pairs` are ok in both; `dropped` were run in both and are ok in only one;
    `unmatched` were run in only one. `base_paths` are ok in BASE, `other_paths` in OTHER.
    `alike` says that the same paths are ok in both, and all that is compared is the same on each of them.
    `migration[FROM][TO]` is the share of all pairs that are in class FROM in BASE and TO in OTHER (they sum to 1).
    `measures` are differences of means, in `measure_units`, of probabilities where they are `truths`. `questions` are
    the chance questions that both runs ask, `values` the means of the others, in `value_units`. `answer` is what
    changes in the `headline` of BASE, None if OTHER hasn't it; `together` in the classes that count together in BASE.
    `words` are BASE's, and OTHER's for what BASE hasn't.
    `ended` tells how OTHER's paths ended. `unlike` is what means something else in OTHER; it was `subtracted` if that
    was asked for. `definitions_known` says whether the runs tell how they define what they measure. `same_futures` says
    that both are known to draw the same ones: what is defined alike then differs by which paths were drawn alone.
    `joined` says what of the two belongs together; `unpaired` why conditioned runs share no members, empty of others.
    `evidence` has the log evidences, None where neither run is conditioned.
    """

    base: str
    other: str
    classes: tuple[str, ...]
    paths: int
    pairs: int
    dropped: int
    unmatched: int
    base_paths: int
    other_paths: int
    outcome: Mapping[str, Difference]
    migration: Mapping[str, Mapping[str, float]]
    measures: Mapping[str, Difference]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Difference]
    values: Mapping[str, Difference]
    value_units: Mapping[str, str]
    notes: tuple[str, ...]
    headline: Headline | None
    answer: Difference | None
    together: Mapping[str, Difference]
    truths: tuple[str, ...]
    words: Words
    ended: Ended
    alike: bool
    unlike: tuple[Unlike, ...]
    subtracted: bool
    definitions_known: bool
    same_futures: bool = False
    joined: Joined = "paths"
    unpaired: str = ""
    evidence: Evidences | None = None

    @property
    def figures(self) -> dict[tuple[Of, str], Difference]:
        """All that is compared, by of (class, together, measure, question) and name, the answer aside."""
        found: dict[Of, Mapping[str, Difference]] = {
            "class": self.outcome,
            "together": self.together,
            "measure": self.measures,
            "question": {**self.questions, **self.values},
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

    def paths_needed(self, found: Difference) -> float:
        """How many paths of each run would bring the end of an interval to zero, were the difference as it seems.

        A whole number; NaN where it leaves zero out already, infinite of no difference. The error of a conditioned run
        shrinks with its islands, so what a run with more members than its fewest islands have would need is told; it is
        infinite beyond those of the most.
        """
        learnt = self.evidence is not None
        paths = (max(self.paths, LEAST_ISLANDS * ISLAND) if learnt else self.paths) * found.needed
        if learnt and paths > MOST_ISLANDS * ISLAND:
            return math.inf
        return math.ceil(paths) if math.isfinite(paths) else paths

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
    """Two runs, how their paths belong together, and what of both is not to be subtracted, by of and name."""

    base: OutcomeTable
    other: OutcomeTable
    union: Union
    apart: frozenset[tuple[str, str]]

    def difference(self, before: Floats, after: Floats, *, chance: bool) -> Difference:
        """Of a column of each; of a chance, they are 1 and 0."""
        union = self.union
        columns = union.of_base(before), union.of_other(after), union.draws
        found = paired_chance(*columns, union.worths) if chance else paired_mean(*columns)
        return found.of_trials(self.base.worth) if found.alike else found


def compare(base: OutcomeTable, other: OutcomeTable, *, unlike: bool = False) -> Comparison:
    """Compare two runs; what is told of each is over all of its own paths that count.

    Paths that share their chance are paired; conditioned runs are only if they have learnt the same (`joined`). What
    means something else in OTHER is not subtracted, unless `unlike` asks for it; then runs of two seeds are taken for
    independent. Classes that only one has are kept, with probability 0 in the run that lacks them, and a note says
    so. Where a run has no outcome, no classes are compared.

    Raises:
        SimengineError: when the seeds, the nesting or the clocks differ and `unlike` is not asked for, when no path is
            ok in one, or when they share no class.
    """
    of_runs, of_figures = unlike_runs(base, other), unlike_figures(base, other)
    classes, notes = union_of_classes(base, other)  # refused first: no setting helps there
    _refuse_empty(base, other)
    refuse_unlike(base, other, of_runs, told=unlike)
    apart = frozenset() if unlike else frozenset((one.of, one.name) for one in of_figures)
    union = Union.of(base, other)
    pair = _Pair(base, other, union, apart)
    before, after = in_classes(base, classes), in_classes(other, classes)
    outcome = _differences_of_classes(classes, before, after, pair)
    measures = _differences_of_measures(pair)
    questions, values = _differences_of_questions(pair, "chance"), _differences_of_questions(pair, "value")
    headline = headline_of(base)
    if headline and not same_in(other, headline):
        notes = (*notes, f"{other.scenario} has no {headline.of} {headline.names[0]}, or another kind of it")
    every = (*outcome.values(), *measures.values(), *questions.values(), *values.values())
    same = not (union.dropped or union.unmatched or apart)
    return Comparison(
        base=base.scenario,
        other=other.scenario,
        classes=classes,
        paths=max(base.paths, other.paths),
        pairs=union.pairs,
        dropped=union.dropped,
        unmatched=union.unmatched,
        base_paths=int(np.count_nonzero(base.ok)),
        other_paths=int(np.count_nonzero(other.ok)),
        outcome=outcome,
        migration=migration_of(classes, before, after, union) if len(outcome) == len(classes) else {},
        measures=measures,
        measure_units={name: base.measure_units.get(name, "") for name in measures},
        questions=questions,
        values=values,
        value_units={name: base.question_units.get(name, "") for name in values},
        notes=(*_about(base, other), *notes, *_broken(base), *_broken(other)),
        headline=headline,
        answer=_difference_of(headline, pair) if headline else None,
        together=_together(pair),
        truths=tuple(name for name in measures if _both_truths(base, other, name)),
        words=merged_words(base.words, other.words, known_names(base)),
        ended=Ended(other.paths, int(other.failed.sum()), int(other.excluded.sum()), other.endings),
        alike=same and all(one.alike for one in every),
        unlike=(*of_runs, *of_figures),
        subtracted=unlike,
        definitions_known=base.clock is None or bool(base.definitions and other.definitions),
        joined=joined(base, other),
        unpaired=why_unpaired(base, other),
        evidence=Evidences.of(base, other),
    )


def _about(base: OutcomeTable, other: OutcomeTable) -> list[str]:
    dated = [other.dated] * (other.as_of != base.as_of)
    return [*dated, other.changed] if other.changed else dated


def _refuse_empty(base: OutcomeTable, other: OutcomeTable) -> None:
    names = f"can't compare {other.scenario!r} with {base.scenario!r}"
    for table in (base, other):
        if not table.ok.any():
            raise SimengineError(
                f"{names}: of the {table.paths:,} paths of {table.scenario!r} none is ok; look at what fails or is "
                "excluded"
            )


def _differences_of_classes(
    classes: tuple[str, ...], before: Numbers, after: Numbers, pair: _Pair
) -> dict[str, Difference]:
    return {
        name: pair.difference((before == number).astype(np.float64), (after == number).astype(np.float64), chance=True)
        for number, name in enumerate(classes)
        if ("class", name) not in pair.apart
    }


def _differences_of_measures(pair: _Pair) -> dict[str, Difference]:
    base, other = pair.base, pair.other
    names = [name for name in base.measures if name in other.measures and ("measure", name) not in pair.apart]
    columns = zip(names, in_turn(base.measures, names), in_turn(other.measures, names), strict=True)
    return {
        name: pair.difference(before, after, chance=_both_truths(base, other, name)) for name, before, after in columns
    }


def _both_truths(base: OutcomeTable, other: OutcomeTable, measure: str) -> bool:
    return measure in base.truths and measure in other.truths


def _difference_of(headline: Headline, pair: _Pair) -> Difference | None:
    """What changes in a headline of BASE; None if OTHER has none of it, or means something else by it."""
    if not same_in(pair.other, headline) or pair.apart & {(headline.of, name) for name in headline.names}:
        return None
    return pair.difference(values_of(pair.base, headline), values_of(pair.other, headline), chance=headline.chance)


def _together(pair: _Pair) -> dict[str, Difference]:
    """What changes in the classes that count together in BASE."""
    base = pair.base
    together = {title: of_classes(base, names) for title, names in base.words.report.together.items()}
    compared = {title: _difference_of(classes, pair) for title, classes in together.items()}
    return {title: found for title, found in compared.items() if found}


def known_names(table: OutcomeTable) -> dict[str, frozenset[str]]:
    """The names a run has, by section, so far as titles of theirs are shown beside another run's."""
    names = {"outcome": table.classes, "measures": table.measures, "questions": table.question_kinds}
    return {section: frozenset(found) for section, found in names.items()}


def _broken(table: OutcomeTable) -> tuple[str, ...]:
    """What to say of invariants that broke."""
    counts = {name: int(np.count_nonzero(~np.isnan(years[table.ok]))) for name, years in table.invariants.items()}
    return tuple(f"in {table.scenario} the invariant {name} broke on {n:,} paths" for name, n in counts.items() if n)


def _differences_of_questions(pair: _Pair, kind: QuestionKind) -> dict[str, Difference]:
    base, other = pair.base, pair.other
    names = [
        name
        for name in base.questions
        if base.question_kinds[name] == other.question_kinds.get(name) == kind and ("question", name) not in pair.apart
    ]
    columns = zip(names, in_turn(base.questions, names), in_turn(other.questions, names), strict=True)
    return {name: pair.difference(before, after, chance=kind == "chance") for name, before, after in columns}
