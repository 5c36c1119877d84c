"""Every field of a plan makes a run another one, unless it is left out by name."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

import pytest

from simengine.distributions import distributions
from simengine.distributions.fixed import Fixed
from simengine.language.expression import Middle, Name, Node, Number, Slot, Start, Text
from simengine.plan import plan as records
from simengine.plan.hold import hold_parameter
from simengine.plan.identity import LEFT_OUT, READINGS, identity_of, paths_digest
from simengine.plan.later import hold_later
from simengine.plan.plan import TIME, YEAR, Cell, Plan
from tests.helpers.plan.harbour_model import plan_of


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    return hold_later(plan_of(tmp_path_factory.mktemp("harbour")), {"pull": 0.5}, 3)


def variants(value: Any) -> Iterator[tuple[tuple[type, str], Any]]:
    """The value with one field of one record in it changed, for all of them; and which that is."""
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            for which, other in variants(item):
                yield which, (*value[:at], other, *value[at + 1 :])
    elif is_dataclass(value):
        for field in fields(value):
            before = getattr(value, field.name)
            which = type(value), field.name
            other = int(before == TIME) if which == (Slot, "index") else changed(before)  # never round in a circle
            yield which, replace(value, **{field.name: other})
            for which, other in variants(before):
                yield which, replace(value, **{field.name: other})


def changed(value: Any) -> Any:
    """Something else, as close by as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return math.nextafter(value, math.inf)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, tuple):
        return value[:-1] if value else (1.0,)
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    return Fixed(value=0.125) if isinstance(value, Fixed.__base__) else Number(0.125)


def counts(which: tuple[type, str]) -> bool:
    kind, name = which
    return which not in LEFT_OUT and next(field for field in fields(kind) if field.name == name).compare


def test_no_field_is_forgotten(plan: Plan) -> None:
    """Each is left out by name, or changes a digest wherever it stands; those of the readings leave the paths alone."""
    before, met = identity_of(plan), set()
    wrong = []
    for part in fields(Plan):
        readings = part.name in (*READINGS, "note")
        inside = replace(plan, **{part.name: changed(getattr(plan, part.name))})
        rest = ((which, replace(plan, **{part.name: other})) for which, other in variants(getattr(plan, part.name)))
        for which, other in [((Plan, part.name), inside), *rest]:
            met.add(which)
            if which == (Plan, "plugins") or which[1] == "slot":  # these have tests of their own
                continue
            told = identity_of(other)
            name_of_measure = which == (Cell, "name")
            if (told == before) == counts(which) and not name_of_measure:
                wrong.append((part.name, which))
            if readings and told.paths != before.paths:
                wrong.append((part.name, which))
    assert wrong == []
    kinds = {kind for kind in vars(records).values() if is_dataclass(kind) and kind.__module__ == records.__name__}
    kinds |= set(get_args(Node)) - {Name, Text, Middle, Start}
    missing = {(kind, field.name) for kind in kinds for field in fields(kind)} - met
    assert missing == set()


def test_where_a_value_stands_is_no_matter(plan: Plan) -> None:
    assert identity_of(moved(plan, 7)) == identity_of(replace(plan, values=plan.values + 7)) == identity_of(plan)


def moved(value: Any, by: int) -> Any:
    """A plan with every value but time and year so many places further."""
    if isinstance(value, tuple):
        return tuple(moved(item, by) for item in value)
    if not is_dataclass(value):
        return value
    if isinstance(value, Slot):
        return replace(value, index=value.index + by * (value.index > YEAR))
    own = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{name: item + by if name == "slot" else moved(item, by) for name, item in own.items()})


def test_what_is_left_out_is_there() -> None:
    assert {which for which in LEFT_OUT if which[1] not in {field.name for field in fields(which[0])}} == set()


def test_names_of_formulas_and_measures_are_readings(plan: Plan) -> None:
    before = identity_of(plan)
    for part in ("once", "look", "measures"):
        cells = getattr(plan, part)
        for at, cell in enumerate(cells):
            if isinstance(cell, Cell):
                other = identity_of(replace(plan, **{part: (*cells[:at], replace(cell, name="x"), *cells[at + 1 :])}))
                assert (other.paths, other.readings != before.readings) == (before.paths, True)


def test_the_same_bits_of_a_number_are_asked_for(plan: Plan) -> None:
    observation = plan.observations[0]
    digests = {
        identity_of(replace(plan, observations=(replace(observation, low=low),))).readings
        for low in (0.0, -0.0, 0, False, None, "0.0", 5e-324)
    }
    assert len(digests) == 7


def test_what_has_no_encoding_is_refused(plan: Plan) -> None:
    with pytest.raises(TypeError, match=r"no identity for a list in a plan"):
        identity_of(replace(plan, nested=[1]))  # type: ignore[arg-type]


def test_distributions_differ_by_their_kind_and_numbers(plan: Plan) -> None:
    known, parameter = distributions(), plan.parameters[0]
    laws = [known["uniform"].read([0.25, 0.75]), known["uniform"].read([0.25, math.nextafter(0.75, 1)])]
    laws += [known["normal"].read({"mean": 0.25, "sd": 0.75}), known["lognormal"].read({"median": 0.25, "sigma": 0.75})]
    others = [(replace(parameter, distribution=law), *plan.parameters[1:]) for law in laws]
    digests = {paths_digest(replace(plan, parameters=other)) for other in others}
    assert len(digests) == len(laws)


def test_a_held_parameter_is_another_plan(plan: Plan) -> None:
    others = (hold_parameter(plan, "rate", 1.0), hold_parameter(plan, "pull", 1.0), hold_parameter(plan, "rate", 2.0))
    assert len({paths_digest(one) for one in (plan, *others)}) == 4
