"""Everything that is checked in a model, in an order in which later checks may rely on earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from simengine.checks.advice import advice
from simengine.checks.expression_types import driver_findings, expression_findings
from simengine.checks.findings import Finding, located
from simengine.checks.impossible import impossible_findings
from simengine.checks.later import later_findings
from simengine.checks.mechanisms import mechanism_findings
from simengine.checks.naming import naming_findings
from simengine.checks.observed import observation_findings
from simengine.checks.outcome import outcome_findings
from simengine.checks.references import reference_findings
from simengine.checks.report_section import report_findings
from simengine.checks.size import size_findings
from simengine.checks.triggers import event_findings
from simengine.checks.units import unit_findings
from simengine.errors import Problem, Problems
from simengine.model.elaborate import TooLargeError, elaborate
from simengine.model.model import Model
from simengine.scenario.schema import Scenario
from simengine.scenario.told_once import MemberProblems

_ALWAYS = (
    naming_findings, expression_findings, event_findings, observation_findings, reference_findings, later_findings,
    mechanism_findings, outcome_findings,
    report_findings,
)  # fmt: skip


def elaborate_and_check(scenario: Scenario, *, advise: bool = True) -> tuple[Model | None, list[Problem]]:
    """The model of a scenario whose records are sound, and everything wrong with it; unless nobody is to `advise`,
    with what is worth a second look.

    There is none of a scenario that is too large.
    """
    problems = _Collected(scenario)
    problems.enter(islice(size_findings(scenario), 1))
    if not problems.sound:
        return None, problems.found
    try:
        model = elaborate(scenario)
    except TooLargeError as error:
        problems.enter([Finding(error.path, str(error))])
        return None, problems.found
    for check in _ALWAYS:
        problems.enter(check(model))
    if problems.sound:
        problems.enter(driver_findings(model))
    if problems.sound:
        problems.enter(impossible_findings(model))
    problems.enter(unit_findings(model))
    if advise and problems.sound:
        problems.enter(advice(model))
    return model, problems.found


class _Collected:
    """Findings as they come, each at its place in the scenario's text."""

    def __init__(self, scenario: Scenario) -> None:
        self.found: Problems = MemberProblems(scenario.groups, scenario.bindings)
        self._tree = scenario.tree

    def enter(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.found.append(located(finding, self._tree))

    @property
    def sound(self) -> bool:
        """Whether there are no errors so far."""
        return all(problem.warning for problem in self.found)
