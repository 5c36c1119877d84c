"""run --profile: which lines take the time, and that the shares are shares of the whole."""

import re
from pathlib import Path

import numpy as np
import pytest

from simengine.engines.machine.frame import Ticks
from simengine.engines.machine.make_machine import make_machine
from simengine.engines.machine.plan_kernels import known_kernels, make_table
from simengine.engines.machine.profile import AROUND, PARTS, Profile, costs
from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.house.tree import ROOT

RESERVOIR = ROOT / "scenarios" / "town_reservoir" / "base.yaml"


def table_of(file: Path):
    plan = make_plan(load(file))
    return make_table(plan, known_kernels(plan))


def profile_of(table, ticks_of, parts=0, in_loop=800, total=1000):
    ticks = np.zeros(Ticks.SIZE + len(table.code), dtype=np.int64)
    ticks[[int(part) for part in PARTS]] = parts
    ticks[Ticks.SIZE :] = [ticks_of(origin) for origin in table.origins]
    return Profile(ticks, in_loop, total, plain=900, path_steps=10)


def test_costs_are_those_of_a_place_and_sum_to_the_whole() -> None:
    table = table_of(RESERVOIR)
    per = {"formulas.drawn": 5, "formulas.fill": 50}
    found = costs(profile_of(table, lambda origin: per.get(origin, 0), parts=5), table, lambda origin: f"<{origin}>")
    named = {cost.place or cost.what: cost for cost in found}
    drawn = 5 * table.origins.count("formulas.drawn")
    whole = drawn + 50 + 5 * len(PARTS)  # ticks: of several instructions, of one, and the loop's own
    assert drawn > 5
    assert named["<formulas.drawn>"].share == pytest.approx(0.8 * drawn / whole)
    assert named["<formulas.fill>"].share == pytest.approx(0.8 * 50 / whole)
    assert named["<formulas.fill>"].what == "formulas.fill: divide.rr"
    assert named[AROUND].share == pytest.approx(0.2)
    assert named[AROUND].nanoseconds == pytest.approx(20)
    assert {what: named[what].share for what in PARTS.values()} == pytest.approx(
        dict.fromkeys(PARTS.values(), 0.8 * 5 / whole)
    )
    assert sum(cost.share for cost in found) == pytest.approx(1)
    assert [cost.share for cost in found] == sorted((cost.share for cost in found), reverse=True)


def test_places_on_one_line_are_one_row_called_by_what_they_share() -> None:
    table = table_of(RESERVOIR)
    found = costs(profile_of(table, lambda _: 1), table, lambda origin: ".".join(origin.split(".")[:2]))
    (inflow,) = [cost for cost in found if cost.place == "drivers.inflow"]
    assert inflow.what.startswith("drivers.inflow: copy.c, ")  # it is given three numbers, all else once or twice
    assert inflow.what.endswith(" …")
    assert len([cost for cost in found if cost.place.startswith("formulas.")]) == 3


def test_every_instruction_that_runs_is_measured_and_no_bit_changes(here: Path) -> None:
    plan = make_plan(load(here / "tiny" / "lucky.yaml"))
    machine = make_machine(plan, block=48)
    before = machine.simulate(range(200), ["mood"]).kept
    profile = machine.profile(range(200))
    assert profile.path_steps == 200 * 20
    parts, instructions = profile.shares()
    assert (profile.ticks >= 0).all()
    assert (profile.ticks[Ticks.SIZE :] > 0).all()
    assert all(share > 0 for share in parts.values())
    assert sum(parts.values()) + instructions.sum() + profile.around == pytest.approx(1)
    assert 0 < profile.in_loop < profile.total
    assert machine.simulate(range(200), ["mood"]).kept.tobytes() == before.tobytes()


def test_a_profile_needs_a_path(here: Path) -> None:
    with pytest.raises(ValueError, match="needs a path"):
        make_machine(make_plan(load(here / "tiny" / "tiny.yaml"))).profile([])


def test_the_command_prints_lines_and_stores_nothing(simengine, here: Path) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--profile", "--paths", "300")
    assert result.code == 0
    assert not (here / "results").exists()
    head, table = result.out.split("\n\n")
    assert head.startswith("tiny: 300 paths of 20 steps in ")
    heads, *rows = table.splitlines()
    assert heads.split() == ["share", "ns", "place", "what"]
    shares = [float(row.split()[0].removesuffix("%")) for row in rows]
    assert sum(shares) == pytest.approx(100, abs=0.05 * len(rows) + 0.1)
    hazard = [row for row in rows if re.search(r" tiny\.yaml:9 +events\.luck", row)]
    assert len(hazard) == 1
    assert "events.luck.hazard: " in hazard[0] or "events.luck: " in hazard[0]


def test_a_profile_is_the_machines(simengine) -> None:
    result = simengine("run", "tiny/tiny.yaml", "--profile", "--engine", "reference")
    assert (result.code, result.out) == (2, "")
    assert "leave --engine reference out" in result.err
    result = simengine("run", "tiny/tiny.yaml", "--profile", "--dry-run")
    assert result.code == 2
    assert "one of --dry-run and --profile" in result.err
