"""What a run says, gathered once for every way of showing it; and the dictionaries behind `--json`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simengine.analysis.compare import Comparison
from simengine.analysis.experts import Share, split_by_expert
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Proportion, Spread, class_probabilities, ok_draws, proportion, spread
from simengine.runs.outcome_table import OutcomeTable


@dataclass(frozen=True, slots=True)
class Summary:
    """The estimates of one run over its ok paths. A chance question has a Proportion, a value question a Spread.

    `disagreement` has, where experts are asked, the share of each figure's variance that lies between them, by name.
    """

    scenario: str
    title: str
    seed: int
    nested: int
    paths: int
    failed: int
    excluded: int
    outcome: Mapping[str, Proportion]
    measures: Mapping[str, Spread]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Proportion | Spread]
    question_texts: Mapping[str, str]
    disagreement: Mapping[str, Share] = field(default_factory=dict)


def summarise(table: OutcomeTable) -> Summary:
    """Estimate everything a run's table holds."""
    draws = ok_draws(table)
    splits = split_by_expert(table).splits if table.experts else ()
    return Summary(
        scenario=table.scenario,
        title=table.title,
        seed=table.seed,
        nested=table.nested,
        paths=table.paths,
        failed=int(np.count_nonzero(table.failed)),
        excluded=int(np.count_nonzero(table.excluded)),
        outcome=class_probabilities(table),
        measures={name: spread(values[table.ok], draws) for name, values in table.measures.items()},
        measure_units=table.measure_units,
        questions={
            name: (proportion if table.question_kinds[name] == "chance" else spread)(values[table.ok], draws)
            for name, values in table.questions.items()
        },
        question_texts=table.question_texts,
        disagreement={split.name: split.disagreement for split in splits},
    )


def summary_json(summary: Summary) -> dict[str, Any]:
    """The dictionary of `summary --json`. A value question has the keys of a measure. What is not a number is null."""
    return {
        "scenario": summary.scenario,
        "paths": summary.paths,
        "failed": summary.failed,
        "excluded": summary.excluded,
        "outcome": {name: _chance_json(estimate) for name, estimate in summary.outcome.items()},
        "measures": {name: _spread_json(estimate) for name, estimate in summary.measures.items()},
        "questions": {
            name: _chance_json(estimate) if isinstance(estimate, Proportion) else _spread_json(estimate)
            for name, estimate in summary.questions.items()
        },
    }


def comparison_json(base: str, comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """The dictionary of `compare --json`, for the run called `base` and its comparisons in order."""
    return {
        "base": base,
        "paired": True,
        "others": [
            {
                "scenario": comparison.other,
                "difference": {name: _difference_json(d) for name, d in comparison.outcome.items()},
                "migration": {start: dict(row) for start, row in comparison.migration.items()},
            }
            for comparison in comparisons
        ],
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None  # JSON has no NaN


def _chance_json(estimate: Proportion) -> dict[str, float | None]:
    return {
        "p": _number(estimate.p),
        "se": _number(estimate.se),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
    }


def _spread_json(estimate: Spread) -> dict[str, Any]:
    quantiles = {str(level): _number(value) for level, value in estimate.quantiles.items()}
    return {"mean": _number(estimate.mean), "se": _number(estimate.se), "quantiles": quantiles}


def _difference_json(difference: Difference) -> dict[str, float | None]:
    return {
        "d": _number(difference.d),
        "se": _number(difference.se),
        "low": _number(difference.low),
        "high": _number(difference.high),
        "se_unpaired": _number(difference.se_unpaired),
    }
