"""What a run says, gathered once for every way of showing it; and the dictionaries behind `--json`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from simengine.analysis.experts import Share, headline_disagreement, split_by_expert
from simengine.analysis.headline import Headline, estimate_of, headline_of
from simengine.analysis.probability import Proportion, Spread, class_probabilities, ok_draws, proportion, spread
from simengine.runs.outcome_table import OutcomeTable
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
    name, `answer_disagreement` that of the headline's.
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


def summarise(table: OutcomeTable) -> Summary:
    """Estimate everything a run's table holds."""
    draws, headline = ok_draws(table), headline_of(table)
    splits = split_by_expert(table).splits if table.experts else ()
    return Summary(
        scenario=table.scenario,
        title=table.title,
        seed=table.seed,
        sampling=table.sampling,
        paths=table.paths,
        failed=int(np.count_nonzero(table.failed)),
        excluded=int(np.count_nonzero(table.excluded)),
        outcome=class_probabilities(table),
        measures={
            name: (proportion if name in table.truths else spread)(values[table.ok], draws)
            for name, values in table.measures.items()
        },
        measure_units=table.measure_units,
        questions={
            name: (proportion if table.question_kinds[name] == "chance" else spread)(values[table.ok], draws)
            for name, values in table.questions.items()
        },
        question_texts=table.question_texts,
        question_units=table.question_units,
        headline=headline,
        answer=estimate_of(table, headline) if headline else None,
        together={title: _chance_of(table, names) for title, names in table.words.report.together.items()},
        words=table.words,
        endings=table.endings,
        disagreement={(split.of, split.name): split.disagreement for split in splits},
        answer_disagreement=headline_disagreement(table, headline) if headline and table.experts else None,
        invariants=broken_invariants(table),
        changed=table.changed,
    )


def _chance_of(table: OutcomeTable, classes: Sequence[str]) -> Proportion:
    numbers = [table.classes.index(name) for name in classes if name in table.classes]
    return proportion(np.isin(table.outcome[table.ok], numbers).astype(np.float64), ok_draws(table))


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
        "titles": words.titles,
    }


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
