"""Which names an expression may use where it stands, and what type they have.

There are three stages: *once*, before a path starts; *look*, at every step; *end*, when a path is finished. Questions
and observations are of the look; that they see the log after the note is the plan's affair.

What could not be read may stand anywhere: its own error is told already.
"""

from __future__ import annotations

from collections.abc import Mapping

from simengine.functions import memory_functions
from simengine.language.types import ANY, EVENT, NUMBER, TIME_NAMES, Scope, Type
from simengine.model.names import event_names
from simengine.scenario.schema import Scenario

_MOVES = "changes along a path; here only parameters and formulas of nothing but parameters can stand"
_MEASURE = "is a measure and exists only when a path is finished: use a formula"
_NO_PATH = "remembers a path, and here none has begun"


def look_types(scenario: Scenario) -> dict[str, Type]:
    """What can stand in an expression that is evaluated at every step; a formula counts as a number until it is typed.

    So does every other that can't be typed.
    """
    regimes = {name: names for name, driver in scenario.drivers.items() if (names := driver.regimes())}
    return {
        **_steady_types(scenario),
        **dict.fromkeys(TIME_NAMES, NUMBER),
        **dict.fromkeys(scenario.declared("drivers"), ANY),
        **dict.fromkeys(scenario.drivers, NUMBER),
        **{name: Type("regime", names) for name, names in regimes.items()},
        **dict.fromkeys((*event_names(scenario), *scenario.declared("events")), EVENT),
        **dict.fromkeys(scenario.declared("formulas"), ANY),
        **dict.fromkeys(scenario.formulas, NUMBER),
    }


def end_types(scenario: Scenario, look: Mapping[str, Type]) -> dict[str, Type]:
    """What can stand where a path is finished: measures too, each a number until it is typed."""
    unread = dict.fromkeys(scenario.declared("measures"), ANY)
    return {**look, **unread, **dict.fromkeys(scenario.measures, NUMBER)}


def look_scope(scenario: Scenario, types: Mapping[str, Type]) -> Scope:
    """The scope of what is evaluated at every step."""
    return _scope(scenario, types, _measures_elsewhere(scenario))


def end_scope(scenario: Scenario, types: Mapping[str, Type]) -> Scope:
    """The scope of what is evaluated when a path is finished."""
    return _scope(scenario, types, {})


def once_scope(scenario: Scenario, look: Mapping[str, Type], once_formulas: frozenset[str]) -> Scope:
    """The scope of what is evaluated before a path starts: parameters, and formulas of nothing else."""
    unread = (name for name in scenario.declared("formulas") if name not in scenario.formulas)
    types = {**_steady_types(scenario), **{name: look[name] for name in (*unread, *once_formulas)}}
    return _scope(scenario, types, {**dict.fromkeys(look, _MOVES), **_measures_elsewhere(scenario)}, _NO_PATH)


def _steady_types(scenario: Scenario) -> dict[str, Type]:
    laws = {name: parameter.distribution for name, parameter in scenario.parameters.items()}
    types = {name: Type("regime", law.names) if law.names else NUMBER for name, law in laws.items()}
    return {**dict.fromkeys(scenario.declared("parameters"), ANY), **types}


def _scope(scenario: Scenario, types: Mapping[str, Type], elsewhere: Mapping[str, str], refusal: str = "") -> Scope:
    signatures = {name: function.signature for name, function in memory_functions().items()}
    return Scope(types, elsewhere, signatures, scenario.clock.date, scenario.clock.per_year, refusal)


def _measures_elsewhere(scenario: Scenario) -> dict[str, str]:
    return dict.fromkeys(scenario.measures, _MEASURE)
