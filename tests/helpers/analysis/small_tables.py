"""Tables small enough to work out by hand."""

from collections.abc import Mapping, Sequence

import numpy as np

from simengine.runs.outcome_table import OutcomeTable, QuestionKind
from simengine.runs.sampling import Sampling
from simengine.runs.tally import Ending
from simengine.runs.words import NO_WORDS, Words


def table(
    outcome: Sequence[int],
    *,
    scenario: str = "base",
    seed: int = 1,
    nested: int = 1,
    classes: tuple[str, ...] = ("a", "b", "c"),
    first: int = 0,
    failed: Sequence[int] = (),
    measures: Mapping[str, Sequence[float]] | None = None,
    questions: Mapping[str, Sequence[float]] | None = None,
    kind: QuestionKind = "chance",
    unit: str = "t",
    truths: tuple[str, ...] = (),
    words: Words = NO_WORDS,
    endings: tuple[Ending, ...] = (),
) -> OutcomeTable:
    """Paths numbered from `first`; an outcome of -1 is an excluded path, or a failed one if its row is in `failed`."""
    numbers = np.array(outcome, dtype=np.int16)
    is_failed = np.isin(np.arange(len(numbers)), failed)
    columns = {name: np.array(values, dtype=float) for name, values in (measures or {}).items()}
    answers = {name: np.array(values, dtype=float) for name, values in (questions or {}).items()}
    return OutcomeTable(
        scenario=scenario,
        title="",
        seed=seed,
        sampling=Sampling.of_nested(nested),
        classes=classes,
        path=np.arange(first, first + len(numbers), dtype=np.int64),
        ok=numbers >= 0,
        failed=is_failed,
        excluded=(numbers < 0) & ~is_failed,
        outcome=numbers,
        measures=columns,
        measure_units=dict.fromkeys(columns, unit),
        questions=answers,
        question_texts={name: f"What of {name}?" for name in answers},
        question_kinds=dict.fromkeys(answers, kind),
        question_units=dict.fromkeys(answers, unit if kind == "value" else ""),
        truths=truths,
        words=words,
        endings=endings,
    )
