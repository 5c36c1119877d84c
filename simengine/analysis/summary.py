"""What a run says, gathered once for every way of showing it; and the dictionaries behind `--json`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from simengine.analysis.experts import Share, headline_disagreement, split_by_expert
from simengine.analysis.headline import Headline, estimate_of, headline_of, values_of
from simengine.analysis.ignorance import Ignorance, ignorance_json, ignorance_of
from simengine.analysis.probability import Proportion, Spread, ok_draws, proportion, spread
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable, Truths
from simengine.runs.sampling import Sampling
from simengine.runs.tally import Ending
from simengine.runs.words import Words


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant: the share of ok paths on which it broke, how many that are, the first of them (−1 if none)."""

    share: Proportion
    paths: int
    first_path: int


def broken_invariants(table: OutcomeTable) -> dict[str, Broken]:
    """Every invariant, whether it broke or not."""
    found, draws, path = {}, ok_draws(table), table.path[table.ok]
    for name, years in table.invariants.items():
        broke = ~np.isnan(years[table.ok])
        first = int(path[broke].min()) if broke.any() else -1
        found[name] = Broken(proportion(broke.astype(np.float64), draws), int(np.count_nonzero(broke)), first)
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """The estimates of one run over its ok paths.

    A chance question and a measure that is a truth have a Proportion, others a Spread. `answer` estimates the
    `headline`, `together` the classes that the report counts together, by title. Where experts are asked,
    `disagreement` is the share of a figure's variance that lies between them, by of (class, measure, question) and
    name, `answer_disagreement` that of the headline's. Where paths are nested, `ignorance` tells by of (class,
    together, measure, question) and name how much of a figure's variance lies between draws of the parameters,
    `answer_ignorance` the headline's.
    """

    scenario: str
    title: str
    seed: int
    sampling: Sampling
    paths: int
    failed: int
    excluded: int
    outcome: Mapping[str, Proportion]
    measures: Mapping[str, Proportion | Spread]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Proportion | Spread]
    question_texts: Mapping[str, str]
    question_units: Mapping[str, str]
    headline: Headline | None
    answer: Proportion | Spread | None
    together: Mapping[str, Proportion]
    words: Words
    endings: tuple[Ending, ...]
    disagreement: Mapping[tuple[str, str], Share] = field(default_factory=dict)
    answer_disagreement: Share | None = None
    invariants: Mapping[str, Broken] = field(default_factory=dict)
    changed: str = ""
    ignorance: Mapping[tuple[str, str], Ignorance] = field(default_factory=dict)
    answer_ignorance: Ignorance | None = None


def summarise(table: OutcomeTable) -> Summary:
    """Estimate everything a run's table holds."""
    headline = headline_of(table)
    figures = _Figures(ok_draws(table), table.sampling.nested > 1)
    splits = split_by_expert(table).splits if table.experts else ()
    return Summary(
        scenario=table.scenario,
        title=table.title,
        seed=table.seed,
        sampling=table.sampling,
        paths=table.paths,
        failed=int(np.count_nonzero(table.failed)),
        excluded=int(np.count_nonzero(table.excluded)),
        outcome={
            name: figures.chance("class", name, table.outcome[table.ok] == index)
            for index, name in enumerate(table.classes)
        },
        measures={
            name: figures.estimate("measure", name, values[table.ok], name in table.truths)
            for name, values in table.measures.items()
        },
        measure_units=table.measure_units,
        questions={
            name: figures.estimate("question", name, values[table.ok], table.question_kinds[name] == "chance")
            for name, values in table.questions.items()
        },
        question_texts=table.question_texts,
        question_units=table.question_units,
        headline=headline,
        answer=estimate_of(table, headline) if headline else None,
        together={
            title: figures.chance("together", title, _in_classes(table, names))
            for title, names in table.words.report.together.items()
        },
        words=table.words,
        endings=table.endings,
        disagreement={(split.of, split.name): split.disagreement for split in splits},
        answer_disagreement=headline_disagreement(table, headline) if headline and table.experts else None,
        invariants=broken_invariants(table),
        changed=table.changed,
        ignorance=figures.ignorance,
        answer_ignorance=figures.ignorance_of(values_of(table, headline)[table.ok]) if headline else None,
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """Estimates over the ok paths, which hang together by `draws`; and how much of each is ignorance, if `nested`.

    So a column is read once for both.
    """

    draws: Integers | None
    nested: bool
    ignorance: dict[tuple[str, str], Ignorance] = field(default_factory=dict)

    def chance(self, of: str, name: str, hits: Truths) -> Proportion:
        """The probability of a truth."""
        values = hits.astype(np.float64)
        self._note(of, name, values)
        return proportion(values, self.draws)

    def estimate(self, of: str, name: str, values: Floats, is_chance: bool) -> Proportion | Spread:
        """A probability, or a mean with its spread."""
        self._note(of, name, values)
        return (proportion if is_chance else spread)(values, self.draws)

    def ignorance_of(self, values: Floats) -> Ignorance | None:
        """How much of their variance is ignorance; None where paths are not nested."""
        return ignorance_of(values, self.draws) if self.nested and self.draws is not None else None

    def _note(self, of: str, name: str, values: Floats) -> None:
        found = self.ignorance_of(values)
        if found:
            self.ignorance[of, name] = found


def _in_classes(table: OutcomeTable, classes: Sequence[str]) -> Truths:
    numbers = [table.classes.index(name) for name in classes if name in table.classes]
    return np.isin(table.outcome[table.ok], numbers)


def summary_json(summary: Summary) -> dict[str, Any]:
    """The dictionary of `summary --json`. What is a chance has p, all else a mean. What is not a number is null."""
    headline, words = summary.headline, summary.words
    found = {**headline_json(headline), **_estimate_json(summary.answer)} if headline and summary.answer else None
    return {
        "scenario": summary.scenario,
        "paths": summary.paths,
        "failed": summary.failed,
        "excluded": summary.excluded,
        "endings": [asdict(ending) for ending in summary.endings],
        "question": words.report.question,
        "answer": found,
        "outcome": {name: _estimate_json(estimate) for name, estimate in summary.outcome.items()},
        "together": {title: _estimate_json(estimate) for title, estimate in summary.together.items()},
        "measures": {name: _estimate_json(estimate) for name, estimate in summary.measures.items()},
        "questions": {name: _estimate_json(estimate) for name, estimate in summary.questions.items()},
        "invariants": {
            name: {**_estimate_json(one.share), "paths": one.paths, "first_path": one.first_path if one.paths else None}
            for name, one in summary.invariants.items()
        },
        "ignorance": _ignorance_json(summary),
        "titles": words.titles,
    }


def _ignorance_json(summary: Summary) -> list[dict[str, Any]] | None:
    """How much of each figure is ignorance, the answer first; null where paths are not nested."""
    headline, answer = summary.headline, summary.answer_ignorance
    first = {("answer", "+".join(headline.names)): answer} if headline and answer else {}
    found = {**first, **summary.ignorance}
    return [{"of": of, "name": name, **ignorance_json(one)} for (of, name), one in found.items()] or None


def headline_json(headline: Headline) -> dict[str, Any]:
    """What a headline is."""
    return {**asdict(headline), "names": list(headline.names)}


def _estimate_json(estimate: Proportion | Spread) -> dict[str, Any]:
    return _chance_json(estimate) if isinstance(estimate, Proportion) else _spread_json(estimate)


def number_json(value: float) -> float | None:
    """A number, or null for what is none."""
    return value if math.isfinite(value) else None  # JSON has no NaN


def _chance_json(estimate: Proportion) -> dict[str, float | None]:
    return {
        "p": number_json(estimate.p),
        "se": number_json(estimate.se),
        "low": number_json(estimate.low),
        "high": number_json(estimate.high),
    }


def _spread_json(estimate: Spread) -> dict[str, Any]:
    quantiles = {str(level): number_json(value) for level, value in estimate.quantiles.items()}
    return {"mean": number_json(estimate.mean), "se": number_json(estimate.se), "quantiles": quantiles}
