"""How large a scenario may be. What is larger would take minutes to check, or gigabytes to run.

Each limit is many times what a large model needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.checks.findings import Finding
from simengine.model.names import event_names
from simengine.model.windows import past_steps
from simengine.scenario.schema import Scenario
from simengine.scenario.sections import SECTIONS

MOST_ELEMENTS = 3000
MOST_REGIMES = 40
MOST_CORRELATED = 50
MOST_PAST = 100_000
_COUNTED = tuple(section.name for section in SECTIONS if section.form not in ("text", "settings"))


def size_findings(scenario: Scenario) -> Iterator[Finding]:
    """What is too large to be looked at any further; who asks should stop at the first."""
    total = 0
    for section in _COUNTED:
        total += len(event_names(scenario) if section == "events" else scenario.declared(section))
        if total > MOST_ELEMENTS:
            yield Finding((section,), f"more than {MOST_ELEMENTS:,} elements up to here, in all sections: write fewer")
            return
    for name, driver in scenario.drivers.items():
        if len(driver.regimes()) > MOST_REGIMES:
            yield Finding(("drivers", name), f"more than {MOST_REGIMES} regimes: put some of them together")
    yield from _histories(scenario)
    yield from _groups("correlations", scenario.correlations)
    yield from _groups("parameter_correlations", scenario.parameter_correlations)


def _histories(scenario: Scenario) -> Iterator[Finding]:
    total = 0
    for section in ("drivers", "formulas"):
        for name, element in getattr(scenario, section).items():
            total += past_steps(element.history, scenario.clock)
            if total > MOST_PAST:
                reason = f"the histories up to here reach back more than {MOST_PAST:,} steps in all"
                yield Finding((section, name, "history"), f"{reason}: shorten one, or take a longer step")
                return


def _groups(section: str, pairs: Mapping[tuple[str, str], float]) -> Iterator[Finding]:
    """Groups of elements that are correlated with one another, directly or through others."""
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        small, large = sorted((group_of.get(name, {name}) for name in pair), key=len)
        large |= small
        if len(large) > MOST_CORRELATED:
            yield Finding(
                (section,), f"more than {MOST_CORRELATED} are correlated with one another, directly or through others"
            )
            return
        group_of.update(dict.fromkeys(large, large))
