"""What in the text of a scenario makes a run another one, and what doesn't."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simengine.plan.identity import identity_of, paths_digest
from simengine.plan.plan import Plan
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.plan.text import plan_text
from tests.helpers.plan.harbour_model import plan_of


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    return plan_of(tmp_path_factory.mktemp("harbour"))


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


def test_the_head_of_a_plan_shows_both(plan: Plan) -> None:
    identity = identity_of(plan)
    assert f"paths {identity.paths}, readings {identity.readings}\n" in plan_text(plan)


# Everywhere the same

GOLDEN = "02e8c4edee9e01ac236a069a700d0030", "c536a9a37684483db48cda4dfb88e8cb"
"""Of the scenario above, for version 3 of the semantics: what changes these makes every stored run another."""


def test_the_digests_of_this_version_of_the_semantics(plan: Plan) -> None:
    assert SEMANTICS_VERSION == 3
    identity = identity_of(plan)
    assert (identity.paths, identity.readings) == GOLDEN


@pytest.mark.parametrize("seed", ["0", "4321"])
def test_another_process_finds_the_same(tmp_path: Path, seed: str) -> None:
    plan_of(tmp_path)
    script = (
        "import sys\n"
        "from simengine.plan.planning import make_plan\n"
        "from simengine.plan.identity import identity_of\n"
        "from simengine.loading import load\n"
        "identity = identity_of(make_plan(load(sys.argv[1])))\n"
        "print(identity.paths, identity.readings)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "harbour.yaml")]
    told = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    assert tuple(told.stdout.split()) == GOLDEN
