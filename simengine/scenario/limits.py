"""How large a scenario may be. What is larger would take minutes to check, or gigabytes to run.

Each limit is many times what a large model needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.language.clock import Clock, period
from simengine.language.expression import walk
from simengine.language.parse import ExpressionError
from simengine.scenario.expand import expand
from simengine.scenario.expressions import expressions
from simengine.scenario.nodes import KeyPath
from simengine.scenario.schema import Scenario
from simengine.scenario.scopes import event_names

MOST_ELEMENTS = 3000
MOST_PARTS = 30_000
MOST_REGIMES = 40
MOST_CORRELATED = 50
MOST_PAST = 100_000
MOST_REMEMBERED = 1_000_000
SECTIONS = (
    "sources", "mechanisms", "parameters", "drivers", "functions", "formulas", "events", "observe", "measures",
    "outcome", "questions", "correlations", "parameter_correlations",
)  # fmt: skip

Found = tuple[KeyPath, str]


def too_much(scenario: Scenario) -> Iterator[Found]:
    """What is too large, and where; who asks should stop at the first."""
    total = 0
    for section in SECTIONS:
        total += len(event_names(scenario) if section == "events" else scenario.declared(section))
        if total > MOST_ELEMENTS:
            yield (section,), f"more than {MOST_ELEMENTS:,} elements up to here, in all sections: write fewer"
            return
    for name, driver in scenario.drivers.items():
        if len(driver.regimes()) > MOST_REGIMES:
            yield ("drivers", name), f"more than {MOST_REGIMES} regimes: put some of them together"
    yield from _histories(scenario)
    yield from _groups("correlations", scenario.correlations)
    yield from _groups("parameter_correlations", scenario.parameter_correlations)
    yield from _parts(scenario)


def _histories(scenario: Scenario) -> Iterator[Found]:
    total = 0
    for section in ("drivers", "formulas"):
        for name, element in getattr(scenario, section).items():
            total += past_steps(element.history, scenario.clock)
            if total > MOST_PAST:
                told = f"the histories up to here reach back more than {MOST_PAST:,} steps in all"
                yield (section, name, "history"), f"{told}: shorten one, or take a longer step"
                return


def past_steps(history: Mapping[str, float], clock: Clock) -> int:
    """How many steps a history reaches back before the start."""
    reached = 0
    for date in history:
        try:
            reached = max(reached, -clock.step_at(period(date).first))
        except ValueError:
            continue  # told with the histories
    return reached


def _groups(section: str, pairs: Mapping[tuple[str, str], float]) -> Iterator[Found]:
    """Groups of elements that are correlated with one another, directly or through others."""
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        small, large = sorted((group_of.get(name, {name}) for name in pair), key=len)
        large |= small
        if len(large) > MOST_CORRELATED:
            yield (section,), f"more than {MOST_CORRELATED} are correlated with one another, directly or through others"
            return
        group_of.update(dict.fromkeys(large, large))


def _parts(scenario: Scenario) -> Iterator[Found]:
    total = 0
    for placed in expressions(scenario):
        try:
            total += sum(1 for _ in walk(expand(placed.expression.node, scenario)))
        except ExpressionError:
            continue  # told with the names and types
        if total > MOST_PARTS:
            message = f"the expressions up to here have more than {MOST_PARTS:,} parts in all, functions written out"
            yield placed.path, f"{message}: write fewer, or put what is repeated into a formula"
            return
