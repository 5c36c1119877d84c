"""What makes a run another one, and what doesn't."""

from __future__ import annotations

import datetime
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from simengine.distributions import distributions
from simengine.distributions.fixed import Fixed
from simengine.language.expression import Name, Node, Number, Slot, Text
from simengine.plan import plan as records
from simengine.plan.build import make_plan
from simengine.plan.held import held, holdable
from simengine.plan.identity import LEFT_OUT, READINGS, identity_of, paths_digest
from simengine.plan.plan import TIME, YEAR, Cell, Plan
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.plan.text import plan_text
from simengine.scenario.load import load

TEXT = """\
name: harbour
title: A harbour
clock: {start: 2025-01, end: 2028-01, step: month}
sources: {S1: {title: A pilot's book}}
parameters:
  rate: {triangular: {low: 0.5, mode: 1, high: 2}, unit: 1/year, source: S1, note: a guess}
  pull: {quantiles: {5%: 0.1, 50%: 0.3, 95%: 0.8}}
  gust: {choice: {0: 0.25, 1: 0.75}}
parameter_correlations: {pull ~ rate: 0.5}
drivers:
  depth: {process: ornstein_uhlenbeck, initial: pull, level: 0.2, speed: rate, volatility: 0.5, bounds: [-9, 9],
    unit: m}
  price: {process: geometric_brownian, initial: 1, growth: -0.1, volatility: 0.2, history: {2024-10: 0.9, 2024-12: 1.1}}
  ships: {process: level, initial: 3}
correlations: {depth ~ price: 0.3}
formulas:
  twice: 2 * pull
  mean_price: {expr: "rolling_mean(price, months(3))", note: smoothed}
  shallow: not depth > 0.1 or gust == 1
  unused: ships ** 0.5
events:
  storm: {hazard: "0.5 if shallow and twice < 1 else rate", repeats: true, branch: {calm: 0.3, wreck: otherwise}}
  wreck: {effects: {ships: {add: -1}}, note: a sad one}
  dredged: {at: 2026-03, effects: {depth: {set: 1}}}
  sale: {when: mean_price > 1.2 or false}
  sunk: {hazard: rate, latest: 2027-12}
observe:
  seen: {at: 2025-06, expr: price, between: [0.1, 9]}
measures:
  storms: count(storm)
  lowest: {expr: "-max_so_far(-depth)", unit: m}
outcome:
  empty: ships < 1 and storms > 2
  busy: otherwise
questions:
  sold: {text: Is it sold by 2027?, by: 2026, when: occurred(sale), given: held(price > 0.5) > 0.5}
  price_2026: {text: "The price, EUR", as_of: 2026, value: price, unit: EUR}
simulate: {paths: 10, seed: 11}
"""


def plan_of(folder: Path, *changes: tuple[str, str], overrides: tuple[str, ...] = ()) -> Plan:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "harbour.yaml"
    file.write_text(text, encoding="utf-8")
    return make_plan(load(file, overrides))


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("harbour"))


# Every field of every record


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
    kinds |= set(get_args(Node)) - {Name, Text}
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


# The text of a scenario

SAME = {
    "title": (("A harbour", "Another"),),
    "name": (("name: harbour", "name: port"),),
    "a note": (("a guess", "a good guess"),),
    "an event's note": (("a sad one", "gone"),),
    "a source": (("A pilot's book", "A map"),),
    "a source less": (("source: S1, ", ""),),
    "a question's text": (("Is it sold by 2027?", "Sold?"),),
    "a question's unit": (("unit: EUR}", "unit: USD}"),),
    "units": (("    unit: m}\n", "    }\n"), ('-depth)", unit: m}', '-depth)"}')),
    "a comment": (("observe:\n", "# what is known\n\nobserve:\n"),),
    "spaces": (("2 * pull", "(2*pull)"),),
    "a number written otherwise": (("level: 0.2,", "level: 0.20,"),),
    "the order of keys": (("initial: pull, level: 0.2", "level: 0.2, initial: pull"),),
    "the order of formulas": (
        ("  twice: 2 * pull\n", ""),
        ("  unused: ships ** 0.5\n", "  unused: ships ** 0.5\n  twice: 2 * pull\n"),
    ),
    "the order of parameters": (
        ("  gust: {choice: {0: 0.25, 1: 0.75}}\n", ""),
        ("parameters:\n", "parameters:\n  gust: {choice: {0: 0.25, 1: 0.75}}\n"),
    ),
    "the number of paths": (("paths: 10,", "paths: 20,"),),
}
READ = {
    "a measure more": (("measures:\n", "measures:\n  seen: count(sale)\n"),),
    "a measure's name": (("lowest:", "deepest:"),),
    "a formula that no future needs": (("ships ** 0.5", "ships ** 0.25"),),
    "a formula more": (("formulas:\n", "formulas:\n  more: lag(depth, months(2))\n"),),
    "a formula's name": (("unused:", "idle:"),),
    "an observation": (("[0.1, 9]", "[0.1, 8]"),),
    "a class": (("storms > 2", "storms > 3"),),
    "a class's name": (("busy: otherwise", "full: otherwise"),),
    "a question": (("by: 2026", "by: 2027"),),
    "a question's name": (("sold: {", "gone: {"),),
}
DRAWN = {
    "the clock": (("end: 2028-01", "end: 2029-01"),),
    "the seed": (("seed: 11", "seed: 12"),),
    "a parameter": (("mode: 1,", "mode: 1.1,"),),
    "a parameter more": (("parameters:\n", "parameters:\n  idle: 3\n"),),
    "a correlation": (("pull ~ rate: 0.5", "pull ~ rate: 0.6"),),
    "a history": (("2024-10: 0.9", "2024-10: 0.8"),),
    "noise": (("depth ~ price: 0.3", "depth ~ price: 0.2"),),
    "an initial value": (("initial: 3", "initial: 4"),),
    "a stream": (("level, initial: 3", "level, initial: 3, stream: boats"),),
    "a date": (("at: 2026-03", "at: 2026-04"),),
    "an effect": (("{add: -1}", "{add: -2}"),),
}


@pytest.mark.parametrize("change", SAME)
def test_what_is_for_people_makes_no_other_run(plan: Plan, tmp_path: Path, change: str) -> None:
    assert identity_of(plan_of(tmp_path, *SAME[change])) == identity_of(plan)


@pytest.mark.parametrize("change", READ)
def test_readings_leave_the_paths_as_they_are(plan: Plan, tmp_path: Path, change: str) -> None:
    other, before = identity_of(plan_of(tmp_path, *READ[change])), identity_of(plan)
    assert other.paths == before.paths
    assert other.readings != before.readings


@pytest.mark.parametrize("change", DRAWN)
def test_other_futures(plan: Plan, tmp_path: Path, change: str) -> None:
    other, before = identity_of(plan_of(tmp_path, *DRAWN[change])), identity_of(plan)
    assert other.paths != before.paths
    assert (other.readings == before.readings) == (change != "a history")  # there a formula reads it


def test_a_formula_that_futures_need_is_both(plan: Plan, tmp_path: Path) -> None:
    other, before = identity_of(plan_of(tmp_path, ("months(3)", "months(4)"))), identity_of(plan)
    assert other.paths != before.paths
    assert other.readings != before.readings


def test_a_formula_put_in_by_its_text_is_another_formula(plan: Plan, tmp_path: Path) -> None:
    """Two names that change places are told apart, though each is still there."""
    swap = (("  twice: 2 * pull", "  unused: 2 * pull"), ("  unused: ships ** 0.5", "  twice: ships ** 0.5"))
    other = identity_of(plan_of(tmp_path, *swap, ("twice < 1", "unused < 1")))
    assert other.paths == paths_digest(plan)
    assert other != identity_of(plan)


def test_a_held_parameter_is_another_plan(plan: Plan) -> None:
    free = holdable(plan, ["rate", "pull"])
    digests = {paths_digest(p) for p in (plan, free, held(free, 0, 1.0), held(free, 1, 1.0), held(free, 0, 2.0))}
    assert len(digests) == 5


def test_the_head_of_a_plan_shows_both(plan: Plan) -> None:
    identity = identity_of(plan)
    assert f"paths {identity.paths}, readings {identity.readings}\n" in plan_text(plan)


# Everywhere the same

GOLDEN = "986bc1a1712cb907793a3f11df2628c2", "46f0f71cca59a8487d369cdb2cf13aa0"
"""Of the scenario above, for version 2 of the semantics: what changes these makes every stored run another."""


def test_the_digests_of_this_version_of_the_semantics(plan: Plan) -> None:
    assert SEMANTICS_VERSION == 2
    identity = identity_of(plan)
    assert (identity.paths, identity.readings) == GOLDEN


@pytest.mark.parametrize("seed", ["0", "4321"])
def test_another_process_finds_the_same(tmp_path: Path, seed: str) -> None:
    plan_of(tmp_path)
    script = (
        "import sys\n"
        "from simengine.plan.build import make_plan\n"
        "from simengine.plan.identity import identity_of\n"
        "from simengine.scenario.load import load\n"
        "identity = identity_of(make_plan(load(sys.argv[1])))\n"
        "print(identity.paths, identity.readings)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "harbour.yaml")]
    told = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    assert tuple(told.stdout.split()) == GOLDEN
