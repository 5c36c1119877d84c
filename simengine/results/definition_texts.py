"""What a measure, class or question says, in the words of either run, where the two mean something else by it."""

from __future__ import annotations

from dataclasses import replace

from simengine.analysis.compare import Comparison
from simengine.analysis.unlike import Unlike
from simengine.errors import SimengineError
from simengine.runs.store import Run
from simengine.scenario.schema import Scenario


def with_texts(comparison: Comparison, base: Run, other: Run) -> Comparison:
    """A comparison whose unlike figures have the texts that define them; it is left as it is if these can't be read.

    Of runs that are called the same, it says where each lies; and whether both draw the same futures.
    """
    comparison = replace(comparison, same_futures=base.manifest.paths_digest == other.manifest.paths_digest)
    if base.name == other.name:
        lies = f"it lies in {other.folder}, the base, which is called so too, in {base.folder}"
        comparison = replace(comparison, notes=(lies, *comparison.notes))
    if all(one.of == "run" for one in comparison.unlike):
        return comparison
    try:
        scenarios = base.model.scenario, other.model.scenario
    except SimengineError:  # a plug-in isn't there, or a word of the language is another now
        return comparison
    return replace(comparison, unlike=tuple(_with_texts(one, *scenarios) for one in comparison.unlike))


def _with_texts(one: Unlike, base: Scenario, other: Scenario) -> Unlike:
    if one.of == "run" or not one.redefined:
        return one
    before, after = _text(one, base), _text(one, other)
    if before == after:
        return replace(one, why=f"what `{before}` reads is defined otherwise")
    return replace(one, texts=(before, after))


def _text(one: Unlike, scenario: Scenario) -> str:
    if one.of == "class":
        return str(scenario.outcome[one.name].condition)
    if one.of == "measure":
        return str(scenario.measures[one.name].expr)
    question = scenario.questions[one.name]
    asked = question.when if question.when is not None else question.value
    given = "" if question.given is None else f" given {question.given}"
    return f"{asked}{given} {'by' if question.by else 'at the end of'} {question.date}"
