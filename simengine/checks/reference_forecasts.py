"""References of questions that contradict one another: a war by 2026 can't be more probable than one by 2027."""

from __future__ import annotations

from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.language.clock import period
from simengine.model.coherent import Asked, unfitting
from simengine.model.model import Model
from simengine.scenario.groups import binding_at


def reference_forecast_findings(model: Model) -> Iterator[Finding]:
    """A warning at each reference that doesn't fit another."""
    scenario = model.scenario
    asked, p = {}, {}
    for name, question in scenario.questions.items():
        if question.when is not None and question.reference and question.reference.probability is not None:
            given = question.given.node if question.given else None
            members = binding_at(scenario.bindings, ("questions", name, "when"))
            asked[name] = Asked(question.when.node, True, period(question.date).after, given, members)
            p[name] = question.reference.probability
    for name, why in unfitting(asked, p):
        yield Finding(("questions", name, "reference", "probability"), f"by the references, {why}", warning=True)
