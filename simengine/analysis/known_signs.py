"""A comparison of runs that were drawn until a sign was known: the interval told is the one that was looked at."""

from __future__ import annotations

from dataclasses import replace

from simengine.analysis.compare import Comparison
from simengine.analysis.paired import Difference
from simengine.runs.stopping import Sign
from simengine.runs.store import Run


def with_signs(comparison: Comparison, base: Run, other: Run) -> Comparison:
    """The same, with the intervals from the manifest of OTHER where they are about these two, as they are now."""
    for sign in signs_between(base, other):
        comparison = _with_sign(comparison, sign)
    return comparison


def signs_between(base: Run, other: Run) -> tuple[Sign, ...]:
    """The signs that OTHER was drawn for against BASE."""
    known, there = other.manifest.signs, base.manifest
    if known is None or (known.base_paths_digest, known.base_readings_digest) != (
        there.paths_digest,
        there.readings_digest,
    ):
        return ()
    return tuple(sign for sign in known.signs if sign.paths == there.paths == other.manifest.paths)


def _with_sign(comparison: Comparison, sign: Sign) -> Comparison:
    if sign.low is None or sign.high is None:
        return comparison
    low, high, figure, names = sign.low, sign.high, sign.figure, set(sign.figure.names)

    def told(found: Difference) -> Difference:
        return replace(found, low=low, high=high)

    def named(found: dict[str, Difference]) -> dict[str, Difference]:
        return {name: told(d) if names == {name} else d for name, d in found.items()}

    headline, together = comparison.headline, comparison.words.report.together
    answers = headline is not None and (headline.of, set(headline.names)) == (figure.of, names)
    note = f"the interval of {sign.asked} is a confidence sequence: it holds at all the looks there were"
    return replace(
        comparison,
        outcome=named(dict(comparison.outcome)) if figure.of == "class" else comparison.outcome,
        measures=named(dict(comparison.measures)) if figure.of == "measure" else comparison.measures,
        questions=named(dict(comparison.questions)) if figure.of == "question" else comparison.questions,
        together={
            title: told(d) if figure.of == "class" and set(together.get(title, ())) == names else d
            for title, d in comparison.together.items()
        },
        answer=told(comparison.answer) if comparison.answer and answers else comparison.answer,
        notes=(*comparison.notes, note),
    )
